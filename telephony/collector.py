"""Collects what the switch noted while we were away, each call exactly once.

A note is removed only when its call is durable, and its call is written only if neither we nor the database know of it:
so it may be read as often as one likes. While the database is away, notes stay where they are; they are as safe there.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from kernel.clock import Clock
from kernel.errors import NotFound, Unavailable
from kernel.ids import AgentId, CallId
from kernel.phone import describe, mask_numbers
from telephony import notes
from telephony.ari.errors import AriError
from telephony.ari.manager import Manager
from telephony.booking import book
from telephony.calls import Calls
from telephony.execute import side
from telephony.notes import Note, Notes
from telephony.ports import Directory, MissedBook

log = structlog.get_logger()

TOGETHER = 100
"""How many calls are written side by side."""
UNSEEN_AFTER = timedelta(seconds=5)
"""Who left so long ago, and is not known, was never seen by us: an event takes milliseconds."""


class Collector:
    """`restarted_at` is when the switch last started, by its own clock: set before the first `collect`.

    `talking` are the phones in calls that the safety net put through and that last: ringing them would be in vain, and
    no fault of the agents.
    """

    def __init__(
        self, manager: Manager, calls: Calls, directory: Directory, missed_book: MissedBook, clock: Clock
    ) -> None:
        self._manager = manager
        self._calls = calls
        self._directory = directory
        self._book = missed_book
        self._clock = clock
        self._turn = asyncio.Lock()
        self._begun: set[CallId] = set()
        self._refused: set[CallId] = set()
        """What the database will never take: said once, and left on the switch for a person."""
        self.restarted_at: datetime | None = None
        self.talking: frozenset[str] = frozenset()

    def look(self, written: Notes) -> None:
        """Who talks, before anybody is rung."""
        last = (note for note in written.missed if not self._is_over(note))
        self.talking = frozenset(note.endpoint for note in last if note.endpoint is not None)

    async def collect(self, written: Notes) -> bool:
        """False if something has to wait: the notes must then be kept. Raises `AriError`."""
        self.look(written)
        async with self._turn:
            over = (note for note in written.missed if self._is_over(note))
            try:
                await self._missed([note for note in over if note.call not in self._refused])
                await self._left([note for note in written.left if self._was_unseen(note)])
            except Unavailable as away:
                log.warning("notes_wait", why=str(away))
                return False
            return True

    def _is_over(self, note: Note) -> bool:
        died_in = self.restarted_at is not None and note.at < self.restarted_at
        return note.ended_at is not None or died_in

    def _was_unseen(self, note: Note) -> bool:
        settled = note.ended_at is not None and self._clock.now() - note.ended_at > UNSEEN_AFTER
        return settled and not self._is_ours(note.call)

    def _is_ours(self, call: CallId) -> bool:
        """A call that reached us by itself."""
        return self._calls.state(call) is not None or (self._calls.has_ended(call) and call not in self._begun)

    async def _missed(self, missed: Sequence[Note]) -> None:
        for start in range(0, len(missed), TOGETHER):
            for call in await self._enter(missed[start : start + TOGETHER]):
                with suppress(AriError):
                    await notes.forget_missed(self._manager, call)

    async def _left(self, left: Sequence[Note]) -> None:
        for start in range(0, len(left), TOGETHER):
            await self._enter(left[start : start + TOGETHER])

    async def _enter(self, found: Sequence[Note]) -> Sequence[CallId]:
        """Those that are durable now. Written side by side, because the journal commits what waits in one go."""
        strangers = await self._strangers(found)
        written = [note for note in found if note.call in strangers]
        answers = await asyncio.gather(*map(self._write, written), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        refused = {note.call for note, taken in zip(written, answers, strict=True) if not taken}
        return [note.call for note in found if note.call not in refused]

    async def _strangers(self, found: Iterable[Note]) -> frozenset[CallId]:
        calls = [note.call for note in found]
        return await self._book.strangers(calls) if calls else frozenset()

    async def _write(self, note: Note) -> bool:
        """Whether it is durable. From here on an event of this call comes too late, and is passed over."""
        if self._is_ours(note.call):
            return True
        self._begun.add(note.call)
        self._calls.adopt_ended([note.call])
        caller, admission = self._directory.admit(note.dialled, note.said, note.at, {})
        ended_at = note.ended_at
        if ended_at is None:
            ended_at = await asyncio.to_thread(last_known, note)
        booked = book(note, caller, admission, self._answered_by(note), ended_at)
        if not await self._book.book(*booked):
            self._refused.add(note.call)
            return False
        tell = partial(log.warning, caller=describe(caller), dialled=note.dialled, call_id=note.call)
        tell("call_answered_while_away" if note.answered_at else "call_missed_while_away")
        return True

    def _answered_by(self, note: Note) -> AgentId | None:
        if note.endpoint is None:
            return None
        with suppress(NotFound):
            return self._directory.agent_of_endpoint(note.endpoint)
        log.warning("agent_unknown", call_id=note.call, endpoint=mask_numbers(note.endpoint))
        return None


def _noted(note: Note) -> Iterator[datetime]:
    said = (at for each in note.spoken for at in (each.at, each.until))
    return (at for at in (note.at, note.answered_at, note.recorded_at, *said) if at is not None)


def last_known(note: Note) -> datetime:
    """When a call was last alive in which the switch died: its recording is written every two seconds. Blocks."""
    known: datetime = max(_noted(note))
    if note.path is None:
        return known
    try:
        written = side(Path(note.path), "in").stat().st_mtime
    except OSError:
        return known
    return max(known, datetime.fromtimestamp(written, UTC))
