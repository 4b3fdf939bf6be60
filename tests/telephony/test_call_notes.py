"""What people write on a call: by whom they may, added and kept."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, CallId, UserId
from kernel.permissions import Permission, Role, everywhere
from store.journal import FactRow, Journal, Write, open_journal
from store.pool import Database
from telephony.call_notes import CallNotes, NoteBody, NoteRoutes
from telephony.store import timeline
from tests.clocks import HandClock
from tests.grants import only_in

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CALL = CallId("1.1")
MARIA = Actor(UserId(1), "Maria", everywhere(Role.SUPERVISOR), None)
OLENA = Actor(UserId(2), "Olena", only_in([1], Role.AGENT), AgentId(1))
PETRO = Actor(UserId(3), "Petro", only_in([1], Role.AGENT), AgentId(2))
STRANGER = Actor(UserId(4), "Hugo", only_in([2], Role.SUPERVISOR), AgentId(3))
ROWS = """
INSERT INTO projects (id, name, zone, region)
VALUES (1, 'Ours', 'Europe/Kyiv', 'UA'), (2, 'Theirs', 'Europe/Kyiv', 'UA');
INSERT INTO calls (call_id, project_id, agent_id, direction, dialled, arrived_at)
VALUES ('1.1', 1, 1, 'inbound', '100', '2026-11-22T09:59:00Z');
"""


class Desk:
    def __init__(self, db: Database, journal: Journal) -> None:
        self.db, self.journal, self.clock = db, journal, HandClock(AT)
        self._on = NoteRoutes(db, journal, self.clock)

    async def write(self, text: str, by: Actor, call: str = CALL) -> None:
        await self._on.add(_asked(NoteBody(text), by, call))

    async def read(self, by: Actor) -> list[tuple[str, str, datetime]]:
        found: CallNotes = await self._on.list(_asked(None, by, CALL))
        return [(each.by, each.text, each.at) for each in found.notes]


def _asked(body: Any, by: Actor, call: str) -> Request[None, Any]:
    return Request({"id": call}, None, body, by, permission=Permission.WORK_CALLS)


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    await database.execute(ROWS)
    async with open_journal(database.url, tmp_path / "spool") as journal:
        yield Desk(database, journal)


async def test_notes_stay_in_their_order_with_author_and_time_and_stand_on_the_timeline(desk: Desk) -> None:
    await desk.write(" Wants the blue one.\nToday. ", OLENA)
    desk.clock.advance(seconds=5)
    await desk.write("Call her at noon.", MARIA)

    assert await desk.read(OLENA) == [
        ("Olena", "Wants the blue one.\nToday.", AT),
        ("Maria", "Call her at noon.", desk.clock.now()),
    ]
    assert [row["kind"] for row in await timeline(desk.db, CALL)] == ["NoteAdded"] * 2


async def test_an_agent_writes_on_calls_that_they_have_spoken_on_and_on_no_other(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        await desk.write("x", PETRO)
    spoke = FactRow("call", CALL, "AgentConnected", AT, {"agent": PETRO.agent_id})
    await desk.journal.write(Write((spoke,), ()))
    await desk.write("I know him.", PETRO)

    assert [by for by, _, _ in await desk.read(PETRO)] == ["Petro"]


async def test_who_spoke_on_a_call_while_on_loan_keeps_its_notes(desk: Desk) -> None:
    spoke = FactRow("call", CALL, "AgentConnected", AT, {"agent": STRANGER.agent_id})
    await desk.journal.write(Write((spoke,), ()))

    await desk.write("Handed on to Olena.", STRANGER)

    assert [by for by, _, _ in await desk.read(STRANGER)] == ["Hugo"]


async def test_another_project_s_call_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.write("x", STRANGER)
    with pytest.raises(NotFound):
        await desk.write("x", MARIA, "9.9")


async def test_a_note_without_a_word_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="some text"):
        await desk.write(" \n ", MARIA)
