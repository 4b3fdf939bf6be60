"""Whether a project is open, and until or from when. Wall-clock hours, answered in UTC, right over clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.model import Hours
from kernel.wallclock import reached

GRACE = timedelta(minutes=20)
"""For so long after closing those who already wait are still served."""

LOOK_AHEAD_OPEN = 14
LOOK_AHEAD_CLOSED = 366
"""Days. What does not change within them counts as never changing."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Open:
    """`until` is the first instant at which it is closed, in UTC; None: not within two weeks."""

    until: datetime | None

    @property
    def serve_until(self) -> datetime | None:
        """Closing time with the grace for those who wait."""
        return None if self.until is None else self.until + GRACE


@dataclass(frozen=True, slots=True)
class Closed:
    """`until` is the next opening, in UTC; None: not within a year."""

    until: datetime | None


def is_open(hours: Hours, at: datetime) -> Open | Closed:
    """`at` is aware. The closing instant is closed.

    Opening is the first instant at which the clock shows that time or a later one; closing is the last until which it
    shows an earlier one. So a time that a clock change leaves out is the change itself, and an hour that comes twice is
    open through both, without a break.
    """
    until: datetime | None = None
    for opens, closes in _spans(hours, at.astimezone(hours.zone).date() - _DAY, LOOK_AHEAD_CLOSED + 1):
        if opens > (until or at):
            return Open(until) if until else Closed(opens)
        if closes > (until or at):
            until = closes
            if until - at > LOOK_AHEAD_OPEN * _DAY:
                return Open(None)
    return Open(until) if until else Closed(None)


def _spans(hours: Hours, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    """The openings as instants, in order, neighbours not joined; what a clock change swallows is left out."""
    for number in range(days):
        day = first + number * _DAY
        for interval in sorted(hours.of(day)):
            opens = reached(hours.zone, day, interval.opens, last=False)
            closes = reached(hours.zone, day, interval.closes, last=True)
            if opens < closes:
                yield opens, closes
