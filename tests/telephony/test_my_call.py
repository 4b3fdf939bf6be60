"""What an agent's own page is told of the call that they speak on or wrap up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.errors import NotFound
from kernel.http import Actor, Request
from kernel.ids import AgentId, CallId, UserId
from kernel.permissions import Permission, Role, everywhere
from store.pool import Database
from telephony.my_call import Dialled, MyCall, MyCallRoutes

CALL = CallId("1.1")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=9)
OLENA = Actor(UserId(1), "Olena", everywhere(Role.AGENT), AgentId(1))
PETRO = Actor(UserId(2), "Petro", everywhere(Role.AGENT), AgentId(2))
MARIA = Actor(UserId(3), "Maria", everywhere(Role.SUPERVISOR), None)
NUMBER = "+380671234567"
ROWS = """
INSERT INTO projects (id, name, zone, region) VALUES (1, 'Orders', 'Europe/Kyiv', 'UA');
INSERT INTO calls (call_id, project_id, agent_id, direction, customer, dialled, arrived_at)
VALUES ('1.1', 1, 1, 'inbound', '+380671234567', '100', '2026-11-22T09:59:00Z');
"""
FACT = "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('call', '1.1', $1, $2, $3)"
SPEAKS: tuple[str, dict[str, Any]] = ("AgentConnected", {"agent": 1})
PETRO_SPOKE: tuple[str, dict[str, Any]] = ("AgentConnected", {"agent": 2})


async def tell(db: Database, *facts: tuple[str, dict[str, Any]]) -> None:
    for kind, body in facts:
        await db.execute(FACT, kind, AT, body)


async def mine(db: Database, actor: Actor, serving: CallId | None = CALL) -> MyCall | None:
    asked: Request[None, None] = Request({}, None, None, actor, permission=Permission.WORK_CALLS)
    return (await MyCallRoutes(db, lambda _agent: serving).now(asked)).call


@pytest.mark.parametrize("ended", [False, True])
async def test_the_call_that_one_speaks_on_or_wraps_up_is_told_with_what_one_has_said_of_it(
    database: Database, ended: bool
) -> None:
    await database.execute(ROWS)
    await tell(database, SPEAKS)
    await database.execute("UPDATE calls SET disposition = 'Solved', ended_at = $1", AT if ended else None)

    told = await mine(database, OLENA)

    expected = MyCall(id="1.1", project="Orders", customer=NUMBER, dialled="100", ended=ended, disposition="Solved")
    assert told == expected


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([], None),
        ([{"disposition": "Complaint", "by": "Petro"}], "Complaint"),
        ([{"disposition": "Complaint", "by": "Petro", "part": 2}], "Complaint"),
        ([{"disposition": "A", "by": "Petro"}, {"disposition": "B", "by": "Petro", "part": 2}], "B"),
        ([{"disposition": "Solved", "by": "Olena"}], None),
    ],
)
async def test_who_has_handed_the_call_on_is_told_what_they_said_and_not_what_others_did(
    database: Database, said: list[dict[str, Any]], shown: str | None
) -> None:
    await database.execute(ROWS)
    await tell(database, PETRO_SPOKE, SPEAKS, *(("DispositionSet", each) for each in said))
    await database.execute("UPDATE calls SET disposition = 'Solved'")

    told = await mine(database, PETRO)

    assert told is not None
    assert (told.disposition, told.ended) == (shown, False)


async def test_nothing_is_told_of_a_call_that_one_has_not_spoken_on(database: Database) -> None:
    await database.execute(ROWS)
    await tell(database, SPEAKS)

    told = [await mine(database, PETRO), await mine(database, MARIA), await mine(database, OLENA, None)]

    assert told == [None, None, None]


DIALLED = """
UPDATE calls SET direction = 'outbound', ended_at = $1, reason = $2::text,
       outcome = CASE WHEN $2::text IS NULL THEN 'answered' ELSE 'not_reached' END
"""
RUNG: tuple[str, dict[str, Any]] = ("AgentOffered", {"agent": 1})
TRUNK_FAILED: tuple[str, dict[str, Any]] = ("TrunkFailed", {"trunk": "carrier", "cause": "refused"})


async def what_came(db: Database, actor: Actor) -> Dialled:
    asked: Request[None, None] = Request({"id": CALL}, None, None, actor, permission=Permission.WORK_CALLS)
    return await MyCallRoutes(db, lambda _agent: None).dialled(asked)


@pytest.mark.parametrize(
    ("facts", "ended_at", "reason", "expected"),
    [
        ([], None, None, Dialled(ended=False, reason=None, no_way_out=False)),
        ([], AT, None, Dialled(ended=True, reason=None, no_way_out=False)),
        ([], AT, "busy", Dialled(ended=True, reason="busy", no_way_out=False)),
        ([TRUNK_FAILED], AT, "failed", Dialled(ended=True, reason="failed", no_way_out=True)),
        ([TRUNK_FAILED], LATER, "busy", Dialled(ended=True, reason="busy", no_way_out=False)),
    ],
)
async def test_who_dialled_is_told_what_came_of_it(
    database: Database,
    facts: list[tuple[str, dict[str, Any]]],
    ended_at: datetime | None,
    reason: str | None,
    expected: Dialled,
) -> None:
    await database.execute(ROWS)
    await tell(database, RUNG, *facts)
    await database.execute(DIALLED, ended_at, reason)

    assert await what_came(database, OLENA) == expected


async def test_a_call_that_somebody_else_dialled_or_that_came_in_is_not_told(database: Database) -> None:
    await database.execute(ROWS)
    await tell(database, RUNG)

    with pytest.raises(NotFound):
        await what_came(database, OLENA)
    await database.execute(DIALLED, AT, "busy")
    with pytest.raises(NotFound):
        await what_came(database, PETRO)
    with pytest.raises(NotFound):
        await what_came(database, MARIA)
