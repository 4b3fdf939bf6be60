"""Agents who ask for help on a call, until somebody has seen to it and the call is over."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import structlog
from msgspec.structs import replace

from kernel.clock import Clock
from kernel.errors import Conflict, NotFound, Unavailable
from kernel.ids import AgentId, CallId
from monitoring.running import store
from monitoring.running.model import Help
from store.pool import Database
from telephony import facts as fact
from telephony.facts import Fact
from telephony.states import Ended, State

log = structlog.get_logger()

AGAIN_S = 2.0


class Helping:
    """The open ones, in memory; the rows are the truth. Ended with the call, or with the agent's part of it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._open: dict[CallId, Help] = {}
        self._over: deque[CallId] = deque()
        self._news = asyncio.Event()
        self.changed: Callable[[], None] = lambda: None

    async def load(self, alive: Iterable[CallId]) -> None:
        """`alive` are the calls that go on: help on any other is over. Raises `DatabaseAway`."""
        going = set(alive)
        found = list(await store.load_help(self._db))
        self._open = {each.call: each for each in found if each.call in going}
        for each in found:
            if each.call not in going:
                self._end(each.call)

    def open(self) -> Sequence[Help]:
        """Whoever has asked first comes first."""
        return tuple(self._open.values())

    def find(self, call: CallId) -> Help:
        """Raises `NotFound`."""
        if call not in self._open:
            raise NotFound("Nobody asks for help on this call.")
        return self._open[call]

    async def ask(self, call: CallId, agent: AgentId) -> None:
        """Asked again, it stays as it is. Raises `DatabaseAway`."""
        if call in self._open:
            return
        asked = Help(call=call, agent=agent, at=self._clock.now())
        self._open[call] = asked
        self.changed()
        try:
            await store.ask_help(self._db, asked)
        except Unavailable as away:
            log.warning("help_not_written", why=str(away))

    async def take(self, call: CallId, by: str) -> None:
        """The first one sees to it. Raises `NotFound`, `Conflict` where somebody else does, `DatabaseAway`."""
        asked, now = self.find(call), self._clock.now()
        if asked.taken_by is not None:
            raise Conflict(f"{asked.taken_by} sees to it already.")
        self._open[call] = replace(asked, taken_by=by, taken_at=now)
        self.changed()
        await store.take_help(self._db, call, now, by)

    def withdraw(self, call: CallId) -> None:
        """The agent needs no more help. Raises `NotFound`."""
        self.find(call)
        self._end(call)

    def hear_call(self, state: State, facts: Sequence[Fact]) -> None:
        asked = self._open.get(state.call.id)
        if asked is None:
            return
        left = any(isinstance(each, fact.AgentReleased) and each.agent == asked.agent for each in facts)
        if left or isinstance(state, Ended):
            self._end(state.call.id)

    def _end(self, call: CallId) -> None:
        self._open.pop(call, None)
        self._over.append(call)
        self._news.set()
        self.changed()

    async def run(self) -> None:
        """Until cancelled: writes down what is over. A database that is away is waited for."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._over:
                await self._written(self._over[0])

    async def _written(self, call: CallId) -> None:
        try:
            await store.end_help(self._db, call, self._clock.now())
            self._over.popleft()
        except Unavailable as away:
            log.info("help_end_not_written", why=str(away))
            await asyncio.sleep(AGAIN_S)
