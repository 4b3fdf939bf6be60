"""What a row of the table says over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from kernel.clock import SystemClock
from kernel.errors import BadInput, Conflict
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, CallId, UserId
from kernel.permissions import Permission, Role, everywhere
from store.journal import open_journal
from store.pool import Database
from telephony.desk import Desk
from telephony.http import (
    CallRoutes,
    CallsQuery,
    DispositionBody,
    Dispositions,
    cursor_of,
    happening_of,
    nothing_is_owed,
    summary_of,
)
from telephony.outcome import (
    Answered,
    FlowedOut,
    FlowReason,
    Lost,
    Missed,
    MissedReason,
    NotReached,
    NotReachedReason,
    Outcome,
    Rejected,
)
from telephony.outcome_words import OutcomeWord, ReasonWord
from telephony.plan import RefusalReason
from telephony.store import CallFilter, StoredCalls, list_calls
from telephony.summary import outcome_words
from tests.grants import only_in
from web import parse

ARRIVED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SUPERVISOR = Actor(UserId(1), "Maria", everywhere(Role.SUPERVISOR), None)
AGENT = Actor(UserId(2), "Olena", everywhere(Role.AGENT), AgentId(1))
WRAPS_UP = AgentId(3)
PROJECTS = """INSERT INTO projects (id, name, zone, region, dispositions)
VALUES (1, 'Orders', 'Europe/Kyiv', 'UA', '{Solved,Complaint}'), (2, 'Any', 'Europe/Kyiv', 'UA', '{}')"""
CALL = """INSERT INTO calls (call_id, project_id, agent_id, direction, dialled, arrived_at, ended_at)
VALUES ('1.1', $1, $2, 'inbound', '100', $3, $3)"""
LATER = ARRIVED + timedelta(minutes=1)


def row(**fields: Any) -> dict[str, Any]:
    """An inbound call that was offered to Olena and goes on."""
    plain = dict.fromkeys(
        (
            "outcome",
            "reason",
            "queue",
            "wait_seconds",
            "talk_seconds",
            "trunk",
            "language",
            "disposition",
            "recording_id",
        )
    )
    call = {"call_id": "1.1", "project": "Story", "direction": "inbound", "customer": None, "dialled": "+442079460010"}
    times = {"state": None, "arrived_at": ARRIVED, "answered_at": None, "ended_at": None}
    return {**plain, **call, **times, "agent": "Olena", **fields}


def test_an_agent_who_only_let_it_ring_is_not_named_as_having_served_the_call() -> None:
    assert summary_of(row(ended_at=LATER, outcome="missed")).agent is None


def test_an_agent_who_answered_or_rings_or_dialled_is_named() -> None:
    answered = row(answered_at=LATER, ended_at=LATER)
    dialled = row(direction="outbound", ended_at=LATER)

    assert [summary_of(each).agent for each in (answered, row(), dialled)] == ["Olena"] * 3


def test_the_filters_know_every_word_of_an_outcome() -> None:
    lost = [Answered(each) for each in (None, *Lost)]
    missed = [Missed(each) for each in MissedReason]
    rejected = [Rejected(each) for each in RefusalReason]
    not_reached = [NotReached(each) for each in NotReachedReason]
    flowed_out = [FlowedOut(each) for each in FlowReason]

    every: list[Outcome] = [*lost, *missed, *rejected, *not_reached, *flowed_out]
    words = [outcome_words(each) for each in every]

    assert {outcome for outcome, _ in words} == set(get_args(OutcomeWord))
    assert {reason for _, reason in words if reason} == set(get_args(ReasonWord))


@pytest.mark.parametrize("field", ["outcome", "reason", "direction", "state"])
def test_a_word_that_no_call_can_have_is_refused(field: str) -> None:
    with pytest.raises(BadInput, match=f"^{field}: got 'bogus', accepted is one of "):
        parse.query([(field, "bogus")], CallsQuery)


@pytest.mark.parametrize("project", ["3000000000", "0", "9" * 5000])
def test_a_project_that_no_row_could_have_is_refused(project: str) -> None:
    with pytest.raises(BadInput, match=r"^project: "):
        parse.query([("project", project)], CallsQuery)


def test_the_next_page_begins_where_the_last_one_ended() -> None:
    assert cursor_of("2026-11-22T12:00:00+02:00|1.1") == (ARRIVED, "1.1")


@pytest.mark.parametrize(
    "before", ["", "x|1", "2026-01-01|1", "0001-01-01T00:00:00+14:00|x", "9999-12-31T23:59:59-14:00|x"]
)
def test_a_place_in_the_list_that_no_page_gave_is_refused(before: str) -> None:
    with pytest.raises(BadInput, match=r"^before: "):
        cursor_of(before)


def test_the_timeline_keeps_to_itself_where_the_switch_has_its_files() -> None:
    body = {"at": "2026-11-22T10:00:00Z", "path": "/var/spool/x"}

    told = [happening_of({"at": ARRIVED, "kind": kind, "body": body}).data for kind in ("RecordingBegan", "Other")]

    assert told == [{"at": "2026-11-22T10:00:00Z"}, body]


@pytest.fixture
async def dispositions(database: Database, tmp_path: Path) -> AsyncIterator[Dispositions]:
    await database.execute(PROJECTS)
    async with open_journal(database.url, tmp_path / "spool") as journal:
        yield Dispositions(database, StoredCalls(journal), {WRAPS_UP: CallId("1.1")}.get, SystemClock())


def says(disposition: str, actor: Actor = SUPERVISOR) -> Request[None, DispositionBody]:
    return Request({"id": "1.1"}, None, DispositionBody(disposition), actor)


async def test_what_came_of_a_call_is_one_of_its_projects_words(database: Database, dispositions: Dispositions) -> None:
    await database.execute(CALL, 1, 1, ARRIVED)

    await dispositions.set(says("Solved", AGENT))
    with pytest.raises(BadInput, match=r"^disposition: got 'Nonsense', accepted is one of Solved, Complaint\.$"):
        await dispositions.set(says("Nonsense"))

    assert await database.fetchval("SELECT disposition FROM calls") == "Solved"


@pytest.mark.parametrize("project", [2, None])
async def test_where_the_project_lists_no_words_any_will_do(
    database: Database, dispositions: Dispositions, project: int | None
) -> None:
    await database.execute(CALL, project, 1, ARRIVED)

    await dispositions.set(says("Whatever"))

    assert await database.fetchval("SELECT disposition FROM calls") == "Whatever"


@pytest.mark.parametrize(("actor", "refused"), [(SUPERVISOR, Conflict), (AGENT, Forbidden)])
async def test_nothing_came_of_a_call_on_which_no_agent_spoke(
    database: Database, dispositions: Dispositions, actor: Actor, refused: type[Exception]
) -> None:
    await database.execute(CALL, 1, None, ARRIVED)

    with pytest.raises(refused):
        await dispositions.set(says("Solved", actor))


async def test_who_has_handed_a_call_on_says_what_came_of_it_for_their_part(
    database: Database, dispositions: Dispositions
) -> None:
    await database.execute(CALL, 1, 1, ARRIVED)
    petro = Actor(UserId(3), "Petro", everywhere(Role.AGENT), WRAPS_UP)

    await dispositions.set(says("Solved", AGENT))
    await dispositions.set(says("Complaint", petro))
    with pytest.raises(BadInput, match=r"^disposition: "):
        await dispositions.set(says("Nonsense", petro))

    assert await database.fetchval("SELECT disposition FROM calls") == "Solved"
    said = await database.fetch("SELECT body FROM facts WHERE kind = 'DispositionSet' ORDER BY id")
    assert [each["body"] for each in said] == [
        {"disposition": "Solved", "by": "Olena"},
        {"disposition": "Complaint", "by": "Petro", "part": WRAPS_UP},
    ]


async def test_who_wraps_up_another_call_says_nothing_of_this_one(
    database: Database, dispositions: Dispositions
) -> None:
    await database.execute(CALL, 1, 1, ARRIVED)
    taras = Actor(UserId(4), "Taras", everywhere(Role.AGENT), AgentId(4))

    with pytest.raises(Forbidden):
        await dispositions.set(says("Solved", taras))


JOINED = """INSERT INTO facts (subject_kind, subject_id, kind, at, body)
SELECT 'call', '1.1', kind, $1, '{}'
FROM unnest('{CallBegan,JoinBegan,JoinDepthChanged,JoinRefused,JoinEnded,CallEnded}'::text[]) AS kind"""


@pytest.mark.parametrize(("role", "told"), [(Role.SUPERVISOR, 6), (Role.QUALITY, 6), (Role.CLIENT, 2)])
async def test_the_timeline_says_who_listened_to_those_who_may_listen(
    database: Database, role: Role, told: int
) -> None:
    await database.execute(PROJECTS)
    await database.execute(CALL, 1, None, ARRIVED)
    await database.execute(JOINED, ARRIVED)
    actor = Actor(UserId(1), "x", only_in([1], role), None)
    asked: Request[None, None] = Request({"id": "1.1"}, None, None, visitor=actor, permission=Permission.SEE_CALLS)

    detail = await CallRoutes(database, cast(Desk, None), nothing_is_owed).one(asked)

    assert len(detail.timeline) == told


QUEUED = """INSERT INTO calls (call_id, project_id, agent_id, queue_id, queued_at, direction, dialled, arrived_at)
VALUES ($1, 1, $2, $3, $4, 'inbound', '100', $4)"""


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["3", "2", "1"]),
        ({"agent": 1}, ["2", "1"]),
        ({"queue": 1}, ["3", "1"]),
        ({"queue": 1, "agent": 1}, ["1"]),
        ({"since": LATER}, ["3", "2"]),
    ],
)
async def test_a_figure_opens_the_calls_behind_it(
    database: Database, filters: dict[str, Any], found: list[str]
) -> None:
    await database.execute(PROJECTS)
    await database.execute("INSERT INTO queues (id, project_id, name) VALUES (1, 1, 'Orders')")
    for call, agent, queue, arrived in (("1", 1, 1, ARRIVED), ("2", 1, None, LATER), ("3", 2, 1, LATER)):
        await database.execute(QUEUED, call, agent, queue, arrived)

    rows = await list_calls(database, CallFilter(**filters))

    assert [row["call_id"] for row in rows] == found
