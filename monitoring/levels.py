"""The service level of a queue, live: of the entries that arrived in a window, how many were answered in time. Pure.

Answered within Y seconds ÷ (offered − short abandons − flowed out). A caller who still waits counts against it once
they have waited longer than Y; until then they are not decided, and in neither number.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kernel.ids import CallId, QueueId


class Left(StrEnum):
    """How an entry ended. `LOST`: abandoned, or waited as long as the queue lets anybody."""

    ANSWERED = "answered"
    LOST = "lost"
    SHORT = "short"
    FLOWED_OUT = "flowed_out"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A caller's stay in a queue; `left_at` and `how` are None while they wait."""

    call: CallId
    queue: QueueId
    at: datetime
    left_at: datetime | None = None
    how: Left | None = None


class Level(msgspec.Struct, frozen=True):
    """`in_time` of `counted` entries."""

    in_time: int
    counted: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that a target is shown as reached only where it is; None where nothing counts yet."""
        return self.in_time * 100 // self.counted if self.counted else None


def service_level(entries: Iterable[Entry], within_s: int, window: timedelta, now: datetime) -> Level:
    """Of the entries that arrived within `window` before `now`."""
    in_time = [in_time for _, in_time in counted(entries, within_s, window, now)]
    return Level(sum(in_time), len(in_time))


def counted(entries: Iterable[Entry], within_s: int, window: timedelta, now: datetime) -> Iterator[tuple[CallId, bool]]:
    """The calls that the service level counts, each with whether it was answered in time."""
    limit = timedelta(seconds=within_s)
    for entry in entries:
        in_time = _in_time(entry, limit, now) if entry.at > now - window else None
        if in_time is not None:
            yield entry.call, in_time


def _in_time(entry: Entry, limit: timedelta, now: datetime) -> bool | None:
    """None for an entry that is in neither number."""
    match entry.how:
        case None:
            return False if now - entry.at > limit else None
        case Left.SHORT | Left.FLOWED_OUT:
            return None
        case Left.ANSWERED:
            return (entry.left_at or now) - entry.at <= limit
        case Left.LOST:
            return False
