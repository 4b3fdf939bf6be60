"""The one moment known to suit a customer: the clock time at which they called, on another day. No hours, no rules."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callbacks.rules import Customer, ZoneSource
from kernel.wallclock import at_clock

_DAY = timedelta(days=1)


def same_clock_time(called_at: datetime, zone: ZoneInfo, day: date) -> datetime:
    """The instant on `day` at which the clock in `zone` shows what it showed at `called_at`, to the second.

    A time that is left out on that day moves by the gap; of one that comes twice the first is taken.
    """
    return at_clock(zone, day, called_at.astimezone(zone).time().replace(microsecond=0))


def next_same_clock_time(called_at: datetime, zone: ZoneInfo, after: datetime | None = None) -> datetime:
    """The first such instant on a day after that of the call, and not before `after`."""
    day = called_at.astimezone(zone).date() + _DAY
    if after is None:
        return same_clock_time(called_at, zone, day)
    day = max(day, after.astimezone(zone).date() - _DAY)
    while (found := same_clock_time(called_at, zone, day)) < after:
        day += _DAY
    return found


def zones_of(customer: Customer, project: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """Every zone the customer may be in. A name that the zone data does not know is passed over; never empty."""
    known = tuple(zone for name in customer.zones if (zone := _zone(name)) is not None)
    return known or (project,)


def home_zone(customer: Customer, zones: Sequence[ZoneInfo], project: ZoneInfo, at: datetime) -> ZoneInfo:
    """The zone whose clock counts as the customer's.

    The contact's own; else, of the candidates, the project's, under this or another name (most callers live where the
    company works); else the first candidate.
    """
    if customer.zone_source is ZoneSource.CONTACT:
        return zones[0]
    if project in zones:
        return project
    offset = at.astimezone(project).utcoffset()
    return next((zone for zone in zones if at.astimezone(zone).utcoffset() == offset), zones[0])


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
