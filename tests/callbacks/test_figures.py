"""Recovery figures, from tables of cases: each row is how one of them went."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, product
from typing import Any

import msgspec
import pytest

from callbacks.figures import Figures, figures_of, old_before, span_of
from callbacks.http import CasesQuery, FiguresQuery
from callbacks.rules import Policy, ProjectRules
from kernel.ids import ProjectId
from store.pool import Database
from tests.callbacks.deciding import a_case as a_value
from tests.callbacks.place import MARIA, Place

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 10), date(2026, 11, 22)
PROJECTS = [{"id": 1, "zone": "Europe/Kyiv"}, {"id": 2, "zone": "America/New_York"}]

CASES = """
INSERT INTO cases (id, project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at, reached_at,
                   closed_at, close_reason, recovered_by, promised_at, kept_at, broken_at, changed_at)
VALUES ($1, $2, $1, $3, $12, $4, $4, $4, $5, $6, $7, $8, $9, $10, $11, $4)
"""
MISSED = "INSERT INTO missed_calls (call_id, project_id, case_id, at, reason) VALUES ($1, $2, $3, $4, $5)"
STEPS = """
INSERT INTO steps (case_id, project_id, kind, status, rung, due_at, plan, planned_at, begun_at, outcome)
VALUES ($1, 1, $2, 'done', $3, $4, '{}', $4, $4, $5)
"""


def at(text: str) -> datetime:
    """`11-14 09:00` of 2026, UTC."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}+00:00")


async def a_case(
    db: Database,
    number: int,
    missed: str,
    *,
    project: int = 1,
    closed: str | None = None,
    by: str | None = None,
    after_s: int = 600,
    promise: str | None = None,
    reasons: Sequence[str] = ("abandoned_in_queue",),
) -> None:
    """`closed` is its reason, `by` who recovered it, `promise` how it went: `kept`, `broken` or `called_off`.

    `reasons` are those of its missed calls.
    """
    first = at(missed)
    ended = first + timedelta(seconds=after_s) if closed else None
    times: dict[str, Any] = {
        "kept": (first, first, None),
        "broken": (first, None, first),
        "called_off": (first, None, None),
    }
    promised = times.get(promise or "", (None, None, None))
    status = "closed" if closed else "waiting"
    reached, state = ended if by else None, a_value(first)
    await db.execute(CASES, number, project, status, first, reached, ended, closed, by, *promised, state)
    for nth, reason in enumerate(reasons):
        await db.execute(MISSED, f"{number}.{nth}", project, number, first, reason)


async def a_step(db: Database, case: int, kind: str, rung: int | None, outcome: str) -> None:
    await db.execute(STEPS, case, kind, rung, NOW - timedelta(days=3), outcome)


async def asked(db: Database, first: date = FIRST, last: date = LAST) -> Figures:
    return await figures_of(db, span_of(PROJECTS, lambda _project: Policy(), (first, last), NOW))


async def values(db: Database) -> dict[str, float | None]:
    return {each.name: each.value for each in (await asked(db)).figures}


async def test_without_cases_no_figure_has_a_value(database: Database) -> None:
    found = await asked(database)

    assert {each.value for each in found.figures} == {None}
    assert (found.days, found.rungs) == ([], [])


async def test_who_chose_to_be_called_back_was_not_missed_and_counts_among_the_promises_alone(
    database: Database,
) -> None:
    table = [
        (1, None, ["abandoned_in_queue"]),
        (2, "kept", ["callback_chosen"]),
        (3, None, ["callback_chosen", "queue_timeout"]),
    ]
    for number, promise, reasons in table:
        await a_case(database, number, "11-14 09:00", closed="spoken_to", by="team", promise=promise, reasons=reasons)
    await a_case(database, 4, "11-14 09:00", closed="by_person", reasons=())  # it was merged into another

    found = {each.name: each for each in (await asked(database)).figures}

    assert (found["recovery_rate"].above, found["recovery_rate"].below) == (2, 2)
    assert (found["promises_kept"].above, found["promises_kept"].below) == (1, 1)


async def test_recovery_is_split_by_whose_doing_it_was_and_refusals_are_in_neither_part(database: Database) -> None:
    table = [
        (1, "11-14 09:00", "spoken_to", "team"),
        (2, "11-14 10:00", "spoken_to", "team"),
        (3, "11-14 11:00", "self_recovered", "self"),
        (4, "11-14 12:00", "self_recovered", "text"),
        (5, "11-14 13:00", "expired", None),
        (6, "11-14 14:00", "ladder_exhausted", None),
        (7, "11-14 15:00", "invalid", None),
        (8, "11-14 16:00", None, None),
        (9, "11-14 17:00", "refused", None),
        (10, "11-14 18:00", "refused", None),
    ]
    for number, missed, closed, by in table:
        await a_case(database, number, missed, closed=closed, by=by)
    found = await asked(database)

    shares = {each.name: (each.value, each.above, each.below) for each in found.figures if each.below}
    assert shares == {
        "recovery_rate": (50.0, 4, 8),
        "recovered_by_team": (25.0, 2, 8),
        "recovered_by_self": (12.5, 1, 8),
        "recovered_by_text": (12.5, 1, 8),
        "refused": (20.0, 2, 10),
    }
    [day] = found.days
    assert (day.cases, day.refused, day.open, day.lost, day.rate) == (10, 2, 1, 3, 50.0)


async def test_a_case_too_young_for_its_ladder_counts_for_nothing_even_if_it_was_recovered(database: Database) -> None:
    await a_case(database, 1, "11-18 09:59", closed="expired")
    await a_case(database, 2, "11-18 10:01", closed="spoken_to", by="team")
    found = await asked(database)

    [day] = found.days
    assert (day.cases, day.young, day.team, day.rate) == (1, 1, 0, 0.0)


async def test_a_day_is_one_of_the_projects_own_clock(database: Database) -> None:
    await a_case(database, 1, "11-14 22:30", closed="expired")
    await a_case(database, 2, "11-14 22:30", project=2, closed="expired")
    found = await asked(database)

    assert [(day.day, day.cases) for day in found.days] == [(date(2026, 11, 14), 1), (date(2026, 11, 15), 1)]


async def test_only_the_days_asked_for_are_counted(database: Database) -> None:
    for number, missed in enumerate(("11-13 21:59", "11-13 22:00", "11-14 21:59", "11-14 22:00"), 1):
        await a_case(database, number, missed, closed="expired")
    found = await asked(database, date(2026, 11, 14), date(2026, 11, 14))

    assert [(day.day, day.cases) for day in found.days] == [(date(2026, 11, 14), 2)]


async def test_the_time_to_recover_is_the_median_of_those_recovered(database: Database) -> None:
    for number, seconds in enumerate((60, 300, 90_000), 1):
        await a_case(database, number, "11-14 09:00", closed="spoken_to", by="team", after_s=seconds)
    await a_case(database, 4, "11-14 09:00", closed="expired", after_s=1)

    assert (await values(database))["seconds_to_recover"] == 300.0


async def test_a_promise_called_off_in_time_is_neither_kept_nor_broken(database: Database) -> None:
    for number, promise in enumerate(("kept", "kept", "kept", "broken", "called_off", None), 1):
        await a_case(database, number, "11-14 09:00", closed="spoken_to", by="team", promise=promise)

    assert (await values(database))["promises_kept"] == 75.0


async def test_what_came_of_each_rung_is_counted_and_so_are_hang_ups_in_our_announcement(database: Database) -> None:
    await a_case(database, 1, "11-14 09:00", closed="expired")
    for kind, rung, outcome in (
        ("call", 0, "no_answer"),
        ("call", 0, "answered"),
        ("call", 1, "answered"),
        ("call", 1, "answered"),
        ("call", 1, "hung_up_in_announcement"),
        ("text", 2, "delivered"),
        ("call", None, "busy"),
    ):
        await a_step(database, 1, kind, rung, outcome)
    found = await asked(database)

    assert [(each.rung, each.kind, each.outcome, each.steps) for each in found.rungs] == [
        (0, "call", "answered", 1),
        (0, "call", "no_answer", 1),
        (1, "call", "answered", 2),
        (1, "call", "hung_up_in_announcement", 1),
        (2, "text", "delivered", 1),
        (None, "call", "busy", 1),
    ]
    assert {each.name: each.value for each in found.figures}["hung_up_in_announcement"] == 25.0


async def test_every_figure_says_how_it_is_made_and_opens_the_cases_behind_it(database: Database) -> None:
    found = await asked(database)

    assert all(each.formula.endswith(".") for each in found.figures)
    assert {each.name: each.cases for each in found.figures}["recovered_by_self"] == {
        "from": "2026-11-10",
        "to": "2026-11-22",
        "recovered_by": "self",
        "counted": "recovered",
    }


ENDS = [
    (None, None),
    ("spoken_to", "team"),
    ("self_recovered", "self"),
    ("self_recovered", "text"),
    ("refused", None),
    ("expired", None),
    ("by_person", None),
]
AGES = ["11-09 09:00", "11-14 09:00", "11-20 09:59", "11-20 10:01", "11-24 09:00"]
"""Too long ago; old; just old enough, and just too young; young."""
MISSED_AS = [("queue_timeout",), ("callback_chosen",), ("callback_chosen", "queue_timeout"), ()]
PROMISES = [None, "kept", "broken", "called_off", "kept"]


@pytest.mark.parametrize("project", [None, 1, 2])
async def test_each_number_of_a_figure_opens_exactly_the_cases_that_it_counts(
    place: Place, project: int | None
) -> None:
    place.book.rules[ProjectId(2)] = ProjectRules(policy=Policy(useful_hours=12))
    everything = zip(product(ENDS, AGES, MISSED_AS, (1, 2)), cycle(PROMISES), strict=False)
    for number, (((closed, by), missed, reasons, of), promise) in enumerate(everything, 1):
        await a_case(place.db, number, missed, project=of, closed=closed, by=by, promise=promise, reasons=reasons)
    query = FiguresQuery(FIRST, date(2026, 11, 24), project)
    found: Figures = await place.ask("GET", "/api/callbacks/figures", MARIA, query)

    listed = {
        each.name: [await count(place, query, project) for query in (each.cases, each.among)] for each in found.figures
    }
    counted = {each.name: [each.above, each.below] for each in found.figures}
    recovered = counted["recovery_rate"][0]
    assert listed == {**counted, "seconds_to_recover": [recovered, None], "hung_up_in_announcement": [None, None]}
    assert all(above for above, below in counted.values() if below)


async def count(place: Place, query: dict[str, str], project: int | None) -> int | None:
    """How many are listed; None for what cannot be."""
    if not query:
        return None
    wanted = {**query, "limit": "200"} if project is None else {**query, "limit": "200", "project": str(project)}
    listed = await place.ask("GET", "/api/cases", MARIA, msgspec.convert(wanted, CasesQuery, strict=False))
    assert listed.next is None
    return len(listed.cases)


@pytest.mark.parametrize(("policy", "hours"), [(Policy(), 96), (Policy(useful_hours=12), 12)])
def test_a_case_is_old_enough_once_it_is_useful_no_longer(policy: Policy, hours: int) -> None:
    assert old_before(policy, NOW) == NOW - timedelta(hours=hours)


def test_a_shortened_day_shortens_what_is_old_enough() -> None:
    assert old_before(Policy(day_seconds=240), NOW) == NOW - timedelta(minutes=16)
