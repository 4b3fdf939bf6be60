"""Makes the changes of agents' seats durable, in order, without anybody waiting for it."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from store.journal import FactRow, Write
from workforce.model import Agent, Seat
from workforce.store import seat_row

TOGETHER_S = 0.2
"""How long a change waits for others. What a call does to its agent's seat is in the call's own facts at once."""

BOUND = 10_000
"""Changes that wait for the journal. A floor that changes faster than that for so long has a fault: it stops us."""


class Writes(Protocol):
    async def write(self, write: Write) -> object: ...


class SeatWriter:
    def __init__(self, journal: Writes) -> None:
        self._journal = journal
        self._changes: asyncio.Queue[tuple[Agent, Seat]] = asyncio.Queue(BOUND)
        self._arrived = asyncio.Event()

    def hear(self, agent: Agent, _before: Seat, after: Seat) -> None:
        self._changes.put_nowait((agent, after))
        self._arrived.set()

    async def run(self) -> None:
        """Until cancelled, and then until what is known is written; raises what the journal raises."""
        try:
            while True:
                await self._arrived.wait()
                await asyncio.sleep(TOGETHER_S)
                await self._keep()
        except asyncio.CancelledError:
            await self._keep()
            raise

    async def _keep(self) -> None:
        self._arrived.clear()
        changes = [self._changes.get_nowait() for _ in range(self._changes.qsize())]
        if changes:
            await self._journal.write(_write(changes))


def _write(changes: Sequence[tuple[Agent, Seat]]) -> Write:
    """Every change is a fact; of each agent only the last is the row."""
    facts = tuple(_fact(agent, seat) for agent, seat in changes)
    rows = {agent.id: seat_row(agent, seat) for agent, seat in changes}
    return Write(facts, tuple(rows.values()))


def _fact(agent: Agent, seat: Seat) -> FactRow:
    return FactRow("agent", str(agent.id), type(seat.state).__name__, seat.state.since, seat)
