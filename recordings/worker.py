"""Takes ended recordings from the switch's spool to the archive, one at a time, off the calls' path.

The row is the truth: whatever we die in the middle of, it is still due, and doing it again gives the same result. The
raw files go last, once the row says that the archive has the recording.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog

from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.trouble import Trouble
from recordings import store
from recordings.analysis import RATE, Empty, Short, Side, Whole, judge, muted_spans
from recordings.archive import Archive
from recordings.capture import Alarm, SpoolRoom
from recordings.encode import Encoded, Job, SideFound
from recordings.encoder import Encoder
from recordings.errors import RecordingFailed
from recordings.naming import archive_path
from recordings.store import CLOSING_S, Due, Stored
from store.pool import Database, Queryable

log = structlog.get_logger()

POLL_S = 5.0
IDLE_S = 300.0
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 3600.0
LATE_S = 30.0
"""After the end of a call: a recording that was begun, and of which there is no file by then, has none."""
ATTEMPTS = 14
"""With growing pauses this is some five hours of an archive that does not work."""

Reached = Callable[[str], None]
T = TypeVar("T")


def pause(attempts: int) -> timedelta:
    """How long to wait after that many failures."""
    return timedelta(seconds=min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempts - 1)))


class Worker:
    """`scratch` is a directory of ours, on the archive's disk where that is one.

    `reached` is told the name of each boundary that is passed: a crash there is what the tests try.
    """

    def __init__(
        self,
        db: Database,
        room: SpoolRoom,
        archive: Archive,
        encoder: Encoder,
        clock: Clock,
        scratch: Path,
        reached: Reached = lambda _name: None,
    ) -> None:
        self._db = db
        self._room = room
        self._archive = archive
        self._encoder = encoder
        self._clock = clock
        self._scratch = scratch
        self._reached = reached
        self._awake = asyncio.Event()
        self._busy_at = clock.monotonic()
        self._alarm: Alarm | None = None

    # ---- its life

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for."""
        await self._patiently(self._retry_failed())
        while True:
            wait_s = await self._patiently(self._work())
            await self._rest(POLL_S if wait_s is None else wait_s)

    def wake(self) -> None:
        """A hint that there may be something to do, such as a call that ended. The rows are the truth."""
        self._awake.set()

    def alarms(self) -> list[Alarm]:
        """For the board: set by a failure, gone with the next success."""
        return [] if self._alarm is None else [self._alarm]

    async def _patiently(self, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except Unavailable as error:
            log.warning("recordings_wait", why=str(error))
            return None

    async def _work(self) -> float:
        """All that is due; gives the seconds until something is again."""
        while await self.take():
            self._busy_at = self._clock.monotonic()
        if self._clock.monotonic() - self._busy_at > IDLE_S:
            await self._encoder.rest()
        due = await store.next_due(self._db)
        return IDLE_S if due is None else max(0.1, (due - self._clock.now()).total_seconds())

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(min(seconds, POLL_S)):
                await self._awake.wait()
        except TimeoutError:
            return
        finally:
            self._awake.clear()

    async def _retry_failed(self) -> None:
        again = await store.retry_failed(self._db, self._clock.now())
        if again:
            log.info("recordings_retried", count=len(again))

    # ---- one recording

    async def take(self) -> bool:
        """One recording that is due, one step further. False where none is."""
        async with self._db.transaction() as tx:
            due = await store.take_due(tx, self._clock.now())
            if due is None:
                return False
            self._reached("taken")
            clear = due.archived or await self._archive_one(tx, due)
            self._reached("marked")
        self._reached("committed")
        if clear:
            await self._clear(due)
        return True

    async def _archive_one(self, tx: Queryable, due: Due) -> bool:
        """Whether the row now says that the raw files are no longer needed."""
        try:
            raw = self._raw(due)
            writing = self._may_write_s(due, raw)
            if writing > 0:
                await store.postpone(tx, due.id, self._clock.now() + timedelta(seconds=writing))
                return False
            await self._store(tx, due, raw)
        except (RecordingFailed, OSError, ValueError, LookupError) as error:
            await self._failed(tx, due, error)
            return False
        self._alarm = None
        return True

    def _raw(self, due: Due) -> list[Path]:
        """Where the switch wrote, also where it began without our hearing of it."""
        return [Path(name) for name in due.raw or store.raw_files(self._room.raw_path(due.call_id))]

    def _may_write_s(self, due: Due, raw: list[Path]) -> float:
        """For how long the switch may still write: it closes without telling us, and begins late when it is busy."""
        now = self._clock.now()
        written = [path.stat().st_mtime for path in raw if path.exists()]
        if written:
            return CLOSING_S - max(0.0, (now - datetime.fromtimestamp(max(written), UTC)).total_seconds())
        return LATE_S - (now - due.ended_at).total_seconds() if due.raw else 0.0

    async def _store(self, tx: Queryable, due: Due, raw: list[Path]) -> None:
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o750)
        target = self._scratch / f"{due.id}.part"
        spans = tuple(muted_spans(due.muted, due.started_at))
        found = await self._encoder.encode(Job(str(raw[0]), str(raw[1]), str(target), spans))
        self._reached("encoded")
        verdict = judge(_side(found.customer), _side(found.ours), due.expected_s, _muted_peak(found, due))
        if isinstance(verdict, Empty):
            await self._mark_empty(tx, due, found, verdict)
            return
        relative = archive_path(due.project_id, due.started_at, due.call_id)
        await self._archive.put(target, relative)
        self._reached("archived")
        await self._mark_stored(tx, due, found, verdict, relative)

    async def _mark_stored(
        self, tx: Queryable, due: Due, found: Encoded, verdict: Whole | Short, relative: str
    ) -> None:
        detail = verdict.remark if isinstance(verdict, Whole) else verdict.why
        whole = isinstance(verdict, Whole)
        sides = sum(1 for side in (found.customer, found.ours) if side is not None and side.samples)
        stored = Stored(whole, verdict.seconds, sides, found.bytes, found.sha256, relative, detail)
        await store.mark_stored(tx, due, stored, self._clock.now())
        tell = log.info if detail is None else log.warning
        tell("recording_archived", call_id=due.call_id, seconds=verdict.seconds, whole=whole, detail=detail)

    async def _mark_empty(self, tx: Queryable, due: Due, found: Encoded, verdict: Empty) -> None:
        """Nothing is lost where the customer hung up before the switch began."""
        never_began = not due.raw and found.customer is None and found.ours is None
        status = "refused" if never_began else "failed"
        why = "The call ended before its recording had begun." if never_began else verdict.why
        await store.mark_empty(tx, due, status, why, self._clock.now())
        log.warning("recording_empty", call_id=due.call_id, status=status, why=why)

    async def _failed(self, tx: Queryable, due: Due, error: Exception) -> None:
        now, attempts = self._clock.now(), due.attempts + 1
        since = self._alarm.since if self._alarm else now
        self._alarm = Alarm("recording-archive", _waiting(str(error)), since)
        log.error("recording_not_archived", call_id=due.call_id, attempts=attempts, why=str(error))
        if attempts < ATTEMPTS:
            await store.mark_tried(tx, due, str(error), now + pause(attempts))
        else:
            raw = " and ".join(path.name for path in self._raw(due))
            await store.mark_failed(tx, due, f"{error} Given up after {attempts} attempts; the spool keeps {raw}.")

    async def _clear(self, due: Due) -> None:
        """Only after the commit. Files that cannot be removed are tried again in an hour."""
        try:
            for path in self._raw(due):
                path.unlink(missing_ok=True)
        except OSError as error:
            log.error("raw_recording_not_removed", call_id=due.call_id, why=str(error))
            await store.postpone(self._db, due.id, self._clock.now() + timedelta(seconds=LONGEST_PAUSE_S))
            return
        self._reached("removed")
        await store.mark_cleared(self._db, due.id)


def _side(found: SideFound | None) -> Side | None:
    return Side(found.samples, found.peak, found.level_db) if found else None


def _muted_peak(found: Encoded, due: Due) -> int:
    """Where the recording's clock has stood still or began late, the muted spans lie elsewhere: say nothing then."""
    seconds = max((side.samples for side in (found.customer, found.ours) if side), default=0) / RATE
    return found.muted_peak if abs(seconds - due.expected_s) < 0.5 else 0


def _waiting(why: str) -> Trouble:
    return Trouble("recordings_wait", f"Recordings wait to be archived: {why}", {"why": why})
