"""Instants of a zone's wall clock, over its changes. What goes in is a date and a clock time, what comes out is UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_MINUTES_A_DAY = 1440


def at_clock(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """When the zone's clock shows `clock` on `day`: the first time, if it does so twice.

    A time that a clock change leaves out is moved by what was left out: 02:30 becomes 03:30 where 02:00 to 03:00 is.
    """
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def reached(zone: ZoneInfo, day: date, minute: int, *, last: bool) -> datetime:
    """When the zone's clock reaches `minute` of `day`: for the last time if it does so twice and `last` is asked.

    A time that a clock change leaves out is reached at the change itself. 1440 is the end of the day.
    """
    days, rest = divmod(minute, _MINUTES_A_DAY)
    wall = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)))
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late:
        return _change(zone, late, early)
    return late if last else early


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between the two at which the zone's offset changes."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset():
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
