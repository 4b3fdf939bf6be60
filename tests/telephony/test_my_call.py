"""What an agent's own page is told of the call that they speak on or wrap up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.http import Actor, Request
from kernel.ids import AgentId, CallId, UserId
from kernel.permissions import Permission, Role, everywhere
from store.pool import Database
from telephony.my_call import MyCall, MyCallRoutes

CALL = CallId("1.1")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
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
