"""A case and the one step that is due about it, whatever happens in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callbacks import model as m
from callbacks.ports import ProjectCard
from callbacks.rules import FraudRules, Policy, ProjectRules
from kernel.errors import Conflict, NotFound
from kernel.ids import CallId, CaseId, ContactId
from kernel.phone import Phone
from store.pool import Queryable
from tests.callbacks.neighbours import PROJECT, START
from tests.callbacks.town import Town

OLENA, TARAS = "+380671234501", "+380671234502"
CASE = CaseId(1)


async def missed(town: Town, number: str = OLENA) -> m.Case:
    card: ProjectCard = town.around.project(PROJECT)
    call = m.MissedCall(call=town.new_call(), at=town.clock.now(), reason="queue_timeout", number=Phone(number))

    async def join(tx: Queryable) -> m.Case:
        return await town.cases.open_or_join(tx, card, call)

    found: m.Case = await town.in_transaction(join)
    return found


async def test_what_is_decided_again_alike_keeps_its_step(town: Town) -> None:
    await missed(town)
    before = await town.pending()
    town.clock.advance(seconds=30)
    await town.in_transaction(lambda tx: town.cases.resettle(tx, CASE))

    after = await town.pending()
    assert after["id"] == before["id"]
    assert after["planned_at"] == town.clock.now()


async def test_what_is_decided_otherwise_replaces_the_step(town: Town) -> None:
    await missed(town)
    await town.desk.postpone(CASE, town.clock.now() + timedelta(hours=3), "Maria")

    pending, row = await town.pending(), await town.row()
    assert await town.steps() == [("call", "superseded", None), ("call", "planned", None)]
    assert pending["due_at"] == row["promised_at"] == town.clock.now() + timedelta(hours=3)


async def test_a_decision_stays_readable_with_the_rules_that_made_it(town: Town) -> None:
    await missed(town)

    row = await town.row()
    assert row["next"]["type"] == "call_at"
    assert "missed" in [why["rule"] for why in row["next"]["why"]]


async def test_what_would_follow_is_shown_and_nothing_is_changed(town: Town) -> None:
    case = await missed(town)

    foreseen = await town.cases.foresee(town.db, case)

    assert [type(each).__name__ for each in foreseen] == ["CallAt", "CallAt", "TextAt", "Wait", "Close"]
    assert await town.steps() == [("call", "planned", None)]


async def test_two_contacts_that_are_one_leave_one_case_the_older_with_the_history_of_both(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=10)
    await missed(town, TARAS)
    [olena, taras] = [row["contact_id"] for row in await town.db.fetch("SELECT contact_id FROM cases ORDER BY id")]
    town.around.merged[ContactId(olena)] = ContactId(taras)

    await town.in_transaction(lambda tx: town.cases.contacts_merged(tx, olena, taras))

    older, newer = await town.row(1), await town.row(2)
    assert (older["status"], older["contact_id"], newer["close_reason"]) == ("planned", taras, "by_person")
    assert [call.number.e164 for call in (await town.case(1)).missed] == [OLENA, TARAS]
    assert [await town.pending(2), (await town.pending(1))["status"]] == [None, "planned"]


async def test_a_case_moves_with_its_contact(town: Town) -> None:
    await missed(town)
    gone = (await town.row())["contact_id"]

    await town.in_transaction(lambda tx: town.cases.contacts_merged(tx, gone, ContactId(77)))

    assert (await town.row())["contact_id"] == (await town.case()).contact == 77


async def test_who_comes_on_the_do_not_call_list_is_left_alone(town: Town) -> None:
    await missed(town)
    contact = ContactId((await town.row())["contact_id"])
    town.around.do_not_call.add(contact)

    await town.in_transaction(lambda tx: town.cases.contact_changed(tx, contact))

    assert (await town.row())["close_reason"] == "do_not_call"
    assert await town.pending() is None


async def test_neighbouring_callers_are_counted_and_held(town: Town) -> None:
    await town.rules(fraud=FraudRules(neighbours=3))
    for n in range(3):
        await town.rings_in(f"+38067123450{n}")
    await town.follow()

    statuses = [row["status"] for row in await town.db.fetch("SELECT status FROM cases ORDER BY id")]
    assert statuses == ["planned", "planned", "held"]


async def test_attempts_to_a_number_are_counted_but_those_that_never_rang(town: Town) -> None:
    await missed(town)
    for outcome in ("no_answer", "never_placed", None):
        await town.db.execute(
            "INSERT INTO steps (case_id, project_id, kind, status, number, due_at, plan, planned_at, begun_at, outcome)"
            " VALUES (99, 1, 'call', 'done', $1, $2, '{}', $2, $2, $3)",
            *(OLENA, town.clock.now() - timedelta(hours=2), outcome),
        )
    seen = await town.screen.seen(town.db, town.around.project(PROJECT), Phone(OLENA), ProjectRules(), town.clock.now())

    assert (seen.to_number_today, seen.calls_today, seen.calls_this_hour) == (2, 2, 0)
    assert seen.oldest_to_number_today == town.clock.now() - timedelta(hours=2)


# ---- whatever happens

AT = st.integers(0, 5).map(lambda n: timedelta(minutes=n))
CALLS = st.sampled_from([CallId(f"out-{n}") for n in range(3)])
WHAT = st.sampled_from(
    [
        "missed",
        "answered",
        "began",
        "ended",
        "spoke",
        "postponed",
        "held",
        "released",
        "wrote",
        "dealt",
        "round",
        "place",
    ]
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(story=st.lists(st.tuples(WHAT, AT, CALLS), max_size=12))
async def test_there_is_one_open_case_for_a_contact_and_one_pending_step_for_a_case(
    town: Town, story: list[tuple[str, timedelta, CallId]]
) -> None:
    await town.db.execute("TRUNCATE cases, steps, missed_calls, calls, facts, followers")
    town.clock.at = START
    await missed(town)
    for what, later, call in story:
        town.clock.advance(seconds=later.total_seconds() + 1)
        await happens(town, what, call)

        doubled = await town.count(
            "SELECT count(*) FROM (SELECT FROM cases WHERE closed_at IS NULL GROUP BY project_id, contact_id"
            " HAVING count(*) > 1) AS doubled"
        )
        closed_with_a_plan = await town.count(
            "SELECT count(*) FROM steps s JOIN cases c ON c.id = s.case_id"
            " WHERE s.status = 'planned' AND c.closed_at IS NOT NULL"
        )
        planned_without_a_step = await town.count(
            "SELECT count(*) FROM cases c WHERE c.status = 'planned'"
            " AND NOT EXISTS (SELECT FROM steps s WHERE s.case_id = c.id AND s.status = 'planned')"
        )
        assert (doubled, closed_with_a_plan, planned_without_a_step) == (0, 0, 0)


async def happens(town: Town, what: str, call: CallId) -> None:
    case = CaseId(await town.db.fetchval("SELECT max(id) FROM cases"))
    now = town.clock.now()
    events: dict[str, m.Event] = {
        "answered": m.CallAnswered(at=now, call=call),
        "began": m.AttemptBegan(at=now, call=call),
        "ended": m.AttemptEnded(at=now, call=call, result=m.Result.NO_ANSWER),
        "spoke": m.WordSaid(at=now, call=call, word=m.Word.SPOKE, by="Maria"),
        "postponed": m.Postponed(at=now, until=now + timedelta(hours=1), by="Maria"),
        "held": m.Held(at=now, by="Maria", why="a letter"),
        "released": m.Released(at=now, by="Maria"),
        "wrote": m.TextCame(at=now),
        "dealt": m.TextDealtWith(at=now, by="Maria"),
    }
    if what in events:
        await town.in_transaction(lambda tx: town.cases.tell(tx, case, events[what]))
    elif what == "missed":
        await missed(town)
    elif what == "round":
        await town.round()
    else:
        await town.take()


async def test_rules_that_somebody_else_changed_meanwhile_are_not_overwritten(town: Town) -> None:
    edited = town.rulebook.of(PROJECT)
    await town.rulebook.save(PROJECT, edited, "Maria", town.clock.now())

    with pytest.raises(Conflict, match="meanwhile"):
        await town.rulebook.save(PROJECT, edited, "Olena", town.clock.now())
    assert town.rulebook.of(PROJECT).version == edited.version + 1


async def test_changed_rules_are_applied_to_the_cases_that_are_open(town: Town) -> None:
    await missed(town)
    town.rulebook.changed = town.worker.rules_changed
    await town.rules(Policy(soon_after_s=600))
    await town.round()

    assert (await town.pending())["due_at"] == town.clock.now() + timedelta(minutes=10)


async def test_a_case_that_is_not_there_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound, match="99"):
        await town.desk.release(CaseId(99), "Maria")
