"""Makes the changes of agents' seats durable, in order, without anybody waiting for it."""

import asyncio
from typing import Protocol

from store.journal import FactRow, Row, Write
from workforce.model import Agent, Seat
from workforce.store import seat_row

BOUND = 10_000
"""Changes that wait for the journal. A floor that changes faster than that for so long has a fault: it stops us."""


class Writes(Protocol):
    async def write(self, write: Write) -> object: ...


class SeatWriter:
    def __init__(self, journal: Writes) -> None:
        self._journal = journal
        self._changes: asyncio.Queue[tuple[Agent, Seat]] = asyncio.Queue(BOUND)

    def hear(self, agent: Agent, _before: Seat, after: Seat) -> None:
        self._changes.put_nowait((agent, after))

    async def run(self) -> None:
        """Until cancelled; raises what the journal raises."""
        while True:
            agent, seat = await self._changes.get()
            await self._journal.write(_write(agent, seat))


def _write(agent: Agent, seat: Seat) -> Write:
    said = FactRow("agent", str(agent.id), type(seat.state).__name__, seat.state.since, seat)
    row: Row = seat_row(agent, seat)
    return Write((said,), (row,))
