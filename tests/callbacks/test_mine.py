"""What an agent's desk shows of cases: those that are their own to see through, and what was written on calls."""

from datetime import timedelta

from callbacks.http import PostponeBody
from callbacks.http_mine import SQL, MyCases
from callbacks.model import Result
from store.pool import Database
from telephony.call_notes import CallNotes
from tests.callbacks.place import MARIA, NOW, NUMBER, OLENA, Place

MANY = """
INSERT INTO cases (project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at, changed_at)
SELECT 1, n, 'waiting', jsonb_build_object('touches', jsonb_build_array(jsonb_build_object('agent', n % 500))),
       now(), now(), now(), now()
FROM generate_series(1, 5000) AS n
"""
CALLED = """
INSERT INTO calls (call_id, project_id, direction, dialled, customer, arrived_at)
VALUES ('1.1', 1, 'inbound', '100', $1, $2)
"""
WRITTEN = """
INSERT INTO facts (subject_kind, subject_id, kind, at, body)
SELECT 'call', '1.1', 'NoteAdded', $1, jsonb_build_object('by', 'Olena', 'text', 'Note ' || n)
FROM generate_series(1, 201) AS n
"""


async def test_an_agent_s_own_cases_are_those_they_promised_to_call_or_have_called(place: Place) -> None:
    called, promised, _, by_another = [await place.missed(customer) for customer in (1, 2, 3, 4)]
    await place.attempt(called, Result.NO_ANSWER)
    await place.act("postpone", promised, PostponeBody(NOW + timedelta(hours=1)), OLENA)
    await place.act("postpone", by_another, PostponeBody(NOW + timedelta(hours=1)), MARIA)

    mine: MyCases = await place.ask("GET", "/api/desk/callbacks", OLENA)
    of_none: MyCases = await place.ask("GET", "/api/desk/callbacks", MARIA)
    assert [promised, called] == [each.id for each in mine.cases]
    assert of_none.cases == []


async def test_an_agent_s_own_cases_are_found_without_going_through_all_that_are_open(database: Database) -> None:
    await database.execute(MANY)
    await database.execute("ANALYZE cases")
    async with database.transaction() as db:
        await db.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await db.execute(f"PREPARE asked AS {SQL['cases_of_agent']}")
        plan = " ".join(row[0] for row in await db.fetch("EXPLAIN EXECUTE asked(NULL, 'Olena', 1)"))
        await db.execute("DEALLOCATE asked")

    assert "cases_by_promiser" in plan
    assert "cases_by_caller" in plan


async def test_of_a_great_many_notes_a_case_shows_the_latest(place: Place) -> None:
    case = await place.missed(1)
    await place.db.execute(CALLED, f"{NUMBER}1", NOW)
    await place.db.execute(WRITTEN, NOW)

    found: CallNotes = await place.ask("GET", "/api/cases/{id}/notes", OLENA, id=case)
    texts = [each.text for each in found.notes]
    assert (len(texts), texts[0], texts[-1]) == (200, "Note 2", "Note 201")
