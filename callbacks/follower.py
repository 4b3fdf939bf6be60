"""Makes cases of what calls came to: each fact once, because the cursor moves in the transaction of what it made.

A fact that cannot be taken must not stop the others for ever: it is tried a few times, then set aside, loudly.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from callbacks import reading
from callbacks.attempts import Reached
from callbacks.heard import Hearing
from callbacks.reading import CallFact
from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.trouble import Trouble
from store.pool import Database
from telephony.facts import CallBegan, CallEnded, Fact
from telephony.states import State

log = structlog.get_logger()

NAME = "callbacks"
POLL_S = 1.0
TOGETHER_S = 0.5
"""How long a fact waits for others: each look costs a transaction, and a busy floor has fifty facts a second."""
BATCH = 100
TRIES = 3
AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that nobody understood, and why."""

    fact: int
    call: str
    why: str
    at: datetime


class Follower:
    """`reached` is told the name of each boundary that is passed: a crash there is what the tests try."""

    def __init__(self, db: Database, hearing: Hearing, clock: Clock, reached: Reached = lambda _name: None) -> None:
        self._db = db
        self._hearing = hearing
        self._clock = clock
        self._reached = reached
        self._hint = asyncio.Event()
        self.set_aside: list[SetAside] = []
        """Since the service began. Each is somebody who may have been forgotten."""
        self.unread = 0
        """Facts that no case had heard of at the last look. Stands still while the database is away."""

    def hear(self, _state: State, facts: Sequence[Fact]) -> None:
        """A hint that there are facts to take. The table is the truth."""
        if any(isinstance(each, CallBegan | CallEnded) for each in facts):
            self._hint.set()

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for."""
        while True:
            try:
                while await self.take() and self.unread > BATCH:
                    pass
            except Unavailable as away:
                log.warning("follower_waits", why=str(away))
            await self._rest()

    async def take(self) -> bool:
        """The next facts, as many as a transaction should hold. False where there were none."""
        try:
            return await self._take_batch(BATCH)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("facts_taken_one_by_one", why=repr(error))
            return await self._take_one()

    async def lag(self) -> int:
        return await reading.lag(self._db, NAME)

    def alarm(self) -> Trouble | None:
        """Where somebody may have been forgotten."""
        if not self.set_aside:
            return None
        count, calls = str(len(self.set_aside)), ", ".join(each.call for each in self.set_aside[-3:])
        sentence = f"{count} calls could not be made cases of ({calls}): look at the log and call them by hand."
        return Trouble("calls_without_case", sentence, {"count": count, "calls": calls})

    async def _take_batch(self, most: int) -> bool:
        async with self._db.transaction() as tx:
            cursor = await reading.cursor(tx, NAME)
            facts, upto = await reading.facts_of_calls(tx, cursor, most)
            for each in facts:
                await self._hearing.hear(tx, each)
            if upto > cursor.at:
                await reading.move_cursor(tx, NAME, upto)
            self._reached("following")
        self._reached("followed")
        self.unread = cursor.newest - upto
        return upto > cursor.at

    async def _take_one(self) -> bool:
        for nth in range(1, TRIES + 1):
            try:
                return await self._take_batch(1)
            except Unavailable:
                raise
            except Exception as error:
                log.exception("fact_not_taken", tried=nth)
                failed = error
            await asyncio.sleep(AGAIN_S)
        await self._skip(failed)
        return True

    async def _skip(self, error: Exception) -> None:
        """Whoever it was about is entered among the missed calls without a case, where that is known."""
        async with self._db.transaction() as tx:
            cursor = await reading.cursor(tx, NAME)
            [fact, *_], _ = await reading.facts_of_calls(tx, cursor, 1)
            await reading.move_cursor(tx, NAME, fact.id)
        self.set_aside.append(SetAside(fact.id, fact.call, repr(error), self._clock.now()))
        log.error("fact_set_aside", fact=fact.id, call_id=fact.call, kind=fact.kind, why=repr(error))
        await self._note(fact)

    async def _note(self, fact: CallFact) -> None:
        try:
            await self._hearing.note_unheard(self._db, fact)
        except Exception:
            log.exception("fact_not_noted", fact=fact.id)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL_S):
                await self._hint.wait()
            await asyncio.sleep(TOGETHER_S)
        except TimeoutError:
            return
        finally:
            self._hint.clear()
