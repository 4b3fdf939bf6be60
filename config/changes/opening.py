"""Whether a project is open at a moment, until when, and by what. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from config.changes.specs import HoursSpec
from config.changes.week import hours_of
from config.hours import GRACE, Open, is_open
from kernel.errors import BadInput

Why = Literal["weekly", "exception", "grace"]
LOOK_AHEAD = timedelta(days=366)
_DAY = timedelta(days=1)
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """At `at`; `clock` is what the wall shows then in `zone`. `until` null: nothing changes for weeks.

    `why`: the weekly hours of that day, its exception with its `note`, or the grace, in which it is closed and those
    who already wait are still served. `clock_changes_at`: when the zone's clock is changed next, within a year.
    """

    at: datetime
    zone: str
    clock: str
    open: bool
    until: datetime | None
    why: Why
    note: str
    clock_changes_at: datetime | None


def opening(
    spec: HoursSpec, zone: ZoneInfo, at: datetime, earlier: Iterable[tuple[datetime, HoursSpec]] = ()
) -> Opening:
    """`at` is aware. `earlier`: the hours before they were changed in the grace before it, each with that moment.

    Raises `BadInput` for a moment that no calendar here reaches.
    """
    if not FIRST <= at < LAST:
        raise BadInput("at", at.isoformat(), "a moment from 1970 until 2200")
    hours, local = hours_of(spec, zone), at.astimezone(zone)
    answer = is_open(hours, at)
    exception = next((each for each in spec.exceptions if each.on == local.date()), None)
    open_till_then = (_opens(each, zone, until) for until, each in earlier)
    just_closed = not isinstance(answer, Open) and (_opens(spec, zone, at - GRACE) or any(open_till_then))
    return Opening(
        at=at,
        zone=zone.key,
        clock=local.replace(tzinfo=None).isoformat(timespec="minutes"),
        open=isinstance(answer, Open),
        until=answer.until,
        why="grace" if just_closed else "weekly" if exception is None else "exception",
        note="" if exception is None else exception.note,
        clock_changes_at=clock_change_after(zone, at),
    )


def _opens(spec: HoursSpec, zone: ZoneInfo, at: datetime) -> bool:
    return isinstance(is_open(hours_of(spec, zone), at), Open)


def clock_change_after(zone: ZoneInfo, at: datetime) -> datetime | None:
    """The first instant, in UTC, at which the zone's clock goes another way than at `at`, within a year."""
    before, end = at.astimezone(UTC), at.astimezone(UTC) + LOOK_AHEAD
    offset = before.astimezone(zone).utcoffset()
    while before < end and (before + _DAY).astimezone(zone).utcoffset() == offset:
        before += _DAY
    if before >= end:
        return None
    after = before + _DAY
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        same = middle.astimezone(zone).utcoffset() == offset
        before, after = (middle, after) if same else (before, middle)
    return after.replace(microsecond=0)
