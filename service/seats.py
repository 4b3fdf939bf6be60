"""Makes the changes of agents' seats durable, in order, without anybody waiting for it."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Protocol

import structlog

from kernel.ids import AgentId
from store.errors import WriteRefused
from store.journal import FactRow, Write
from workforce.model import Agent, Seat
from workforce.store import seat_row

log = structlog.get_logger()

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

    def hear(self, agent: Agent, before: Seat, after: Seat) -> None:
        if after == before:
            return
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
        await asyncio.gather(*(self._write(write) for write in _writes(changes)))

    async def _write(self, write: Write) -> None:
        """The seat goes on as it is: what the database will never take must not end every call."""
        try:
            await self._journal.write(write)
        except WriteRefused as refused:
            log.error("seat_not_written", why=str(refused))


def _writes(changes: Sequence[tuple[Agent, Seat]]) -> Iterator[Write]:
    """One for each agent: every change is a fact, only the last is the row."""
    by_agent: dict[AgentId, list[tuple[Agent, Seat]]] = {}
    for agent, seat in changes:
        by_agent.setdefault(agent.id, []).append((agent, seat))
    for mine in by_agent.values():
        yield Write(tuple(_fact(agent, seat) for agent, seat in mine), (seat_row(*mine[-1]),))


def _fact(agent: Agent, seat: Seat) -> FactRow:
    return FactRow("agent", str(agent.id), type(seat.state).__name__, seat.state.since, seat)
