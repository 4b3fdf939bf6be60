"""Where the switch writes while a call lasts, and why it may not: the disk must not fill up.

The switch ignores write errors, so that a full disk would look like success. Below a floor nothing new is recorded;
what is being recorded goes on, and so do the calls.
"""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from kernel.clock import Clock
from kernel.ids import CallId
from kernel.trouble import Trouble
from recordings.naming import raw_name
from telephony.execute import side

log = structlog.get_logger()

MEGABYTE = 1_000_000
CHECK_S = 1.0
"""How long an answer about the disks holds. A look takes microseconds, but not on a network disk that hangs."""

CLOCKS_S = 60.0
"""By how much the spool's clock may differ from ours."""

FreeBytes = Callable[[Path], int]


class Alarm(msgspec.Struct, frozen=True):
    """Something that a person must see to. `since` is UTC."""

    id: str
    trouble: Trouble
    since: datetime


def free_bytes(path: Path) -> int:
    """What is left on the disk for us. Raises OSError."""
    return shutil.disk_usage(path).free


class DiskFloor:
    """Whether there is room on the disks of all `places`."""

    def __init__(self, places: Sequence[Path], floor_mb: int, clock: Clock, free: FreeBytes = free_bytes) -> None:
        self._places = places
        self._floor_mb = floor_mb
        self._clock = clock
        self._free = free
        self._looked: float | None = None
        self._alarm: Alarm | None = None

    def alarm(self) -> Alarm | None:
        """What is wrong, and since when it has been; None while there is room."""
        now = self._clock.monotonic()
        if self._looked is None or now - self._looked >= CHECK_S:
            self._looked = now
            self._note(next(filter(None, map(self._complaint, self._places)), None))
        return self._alarm

    def _note(self, trouble: Trouble | None) -> None:
        if trouble is None:
            if self._alarm is not None:
                log.info("recording_resumed", below_floor_since=self._alarm.since.isoformat())
            self._alarm = None
            return
        if self._alarm is None:
            log.error("recording_stopped", why=trouble.sentence)
        since = self._alarm.since if self._alarm else self._clock.now()
        self._alarm = Alarm("recording-disk", trouble, since)

    def _complaint(self, place: Path) -> Trouble | None:
        try:
            free = self._free(place)
        except OSError as error:
            return _unusable(place, error.strerror or str(error))
        return None if free >= self._floor_mb * MEGABYTE else _full(place, free // MEGABYTE, self._floor_mb)


def _unusable(place: Path, why: str) -> Trouble:
    sentence = f"Nothing is recorded: {place} cannot be used ({why}), make it or mount it."
    return Trouble("disk_unusable", sentence, {"place": str(place), "why": why})


def _full(place: Path, left_mb: int, floor_mb: int) -> Trouble:
    sentence = (
        f"Nothing new is recorded: the disk of {place} has {left_mb} MB left and "
        f"{floor_mb} MB must stay free, so make room."
    )
    return Trouble("disk_full", sentence, {"place": str(place), "left": str(left_mb), "floor": str(floor_mb)})


class SpoolRoom:
    """Telephony's `RecordingRoom`: one directory, which belongs to the switch's user and which we can clear."""

    def __init__(self, spool: Path, floor: DiskFloor) -> None:
        self.spool = spool
        self._floor = floor

    def path_for(self, call: CallId, since: datetime) -> Path | str:
        """The same path whenever it is asked for; one that the switch writes to already is never refused."""
        path = self.raw_path(call)
        try:
            self._put_aside(path, since)
        except OSError as error:
            return f"Raw files of an older call of the same name are in the way: {error}."
        alarm = self._floor.alarm()
        return path if alarm is None or side(path, "in").exists() else alarm.trouble.sentence

    def _put_aside(self, path: Path, since: datetime) -> None:
        """Files that were last written before the call began are of another database's call: nobody's recording may
        become another's, and none is overwritten. Upkeep tells of them as orphans.
        """
        files = [(which, side(path, which)) for which in ("in", "out")]
        written = [file.stat().st_mtime for _, file in files if file.exists()]
        if not written or max(written) >= since.timestamp() - CLOCKS_S:
            return
        aside = path.with_name(f"{path.name}.{int(max(written))}")
        for which, file in files:
            if file.exists():
                file.rename(side(aside, which))
        log.error("raw_recording_put_aside", path=str(path), aside=str(aside))

    def raw_path(self, call: CallId) -> Path:
        return self.spool / raw_name(call)

    def alarms(self) -> list[Alarm]:
        """For the board."""
        alarm = self._floor.alarm()
        return [] if alarm is None else [alarm]
