"""When a customer may be called: the project's openings, cut by the hours allowed where they may be."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from callbacks.rules import OpeningHours
from kernel.wallclock import at_clock, reached

_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)
_TO_THE_SECOND = timedelta(seconds=1)


class Span(NamedTuple):
    """From an instant until another, which is no longer in it."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when one customer may be called. `hours` None: whenever the project is open or not.

    `calls` are the instants at which they called, and `home` the zone of their clock times: within `tolerance` of such
    a time the zone does not matter, unless `strict`. Elsewhere it must be between `allowed_from` and `allowed_until`
    (minutes of the clock) in every zone. `anywhere`: the customer asked for the moment, no zone counts.
    """

    hours: OpeningHours | None
    zones: tuple[ZoneInfo, ...]
    home: ZoneInfo
    calls: tuple[datetime, ...]
    strict: bool
    allowed_from: int
    allowed_until: int
    tolerance: timedelta
    anywhere: bool = False


def windows(place: Place, first: date, days: int) -> Iterator[Span]:
    """The windows of so many of the project's days, in order, joined over midnight; without hours, of the home zone's.

    What lasts longer than a week is told in pieces: for whoever asks it is as good as always.
    """
    joined: Span | None = None
    for number in range(days):
        for window in windows_of(place, first + number * _DAY):
            if joined is not None and window.start <= joined.end and joined.end - joined.start < _A_WEEK:
                joined = Span(joined.start, max(joined.end, window.end))
                continue
            if joined is not None:
                yield joined
            joined = window
    if joined is not None:
        yield joined


def windows_of(place: Place, day: date) -> tuple[Span, ...]:
    """Those of one day, in order."""
    return tuple(window for opening in openings(place, day) for window in allowed_in(place, opening))


def openings(place: Place, day: date) -> tuple[Span, ...]:
    """Neighbouring openings are not joined; one that a clock change swallows is left out."""
    if place.hours is None:
        return (_span(place.home, day, 0, 1440),)
    zone = place.hours.zone
    spans = (_span(zone, day, opening.opens, opening.closes) for opening in place.hours.of(day))
    return tuple(sorted(span for span in spans if span.start < span.end))


def zone_of_days(place: Place) -> ZoneInfo:
    """Whose dates `windows_of` goes by."""
    return place.home if place.hours is None else place.hours.zone


def allowed_in(place: Place, span: Span) -> tuple[Span, ...]:
    """The parts of `span` in which the customer may be called."""
    if place.anywhere:
        return (span,)
    everywhere = [span]
    for zone in place.zones:
        everywhere = _both(everywhere, _hours_of(zone, span, place.allowed_from, place.allowed_until))
    if place.strict:
        return tuple(everywhere)
    return tuple(_either([*everywhere, *_both([span], _around_calls(place, span))]))


def allowed_at(place: Place, at: datetime) -> bool:
    """The hours at the customer's, whether or not the project is open."""
    return bool(allowed_in(place, Span(at, at + _TO_THE_SECOND)))


def around_a_call(place: Place, at: datetime) -> bool:
    """Whether `at` is within the tolerance of a clock time at which they called."""
    return any(span.holds(at) for span in _around_calls(place, Span(at, at + _TO_THE_SECOND)))


def _hours_of(zone: ZoneInfo, span: Span, opens: int, closes: int) -> list[Span]:
    return [_span(zone, day, opens, closes) for day in _days(zone, span)]


def _around_calls(place: Place, span: Span) -> list[Span]:
    """Of a clock time that comes twice, the first; the moment of the call itself whichever it was."""
    clocks = {call.astimezone(place.home).time().replace(microsecond=0, fold=0) for call in place.calls}
    centres = {at_clock(place.home, day, clock) for day in _days(place.home, span) for clock in clocks}
    return [_around(centre, place.tolerance) for centre in sorted(centres | set(place.calls))]


def _around(centre: datetime, tolerance: timedelta) -> Span:
    return Span(centre - tolerance, centre + tolerance + _TO_THE_SECOND)


def _span(zone: ZoneInfo, day: date, opens: int, closes: int) -> Span:
    return Span(reached(zone, day, opens, last=False), reached(zone, day, closes, last=True))


def _days(zone: ZoneInfo, span: Span) -> Iterator[date]:
    """Every date that may have a part in `span`, and one to each side."""
    day = span.start.astimezone(zone).date() - _DAY
    last = span.end.astimezone(zone).date() + _DAY
    while day <= last:
        yield day
        day += _DAY


def _both(ones: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    pairs = (Span(max(one.start, other.start), min(one.end, other.end)) for one in ones for other in others)
    return _either([span for span in pairs if span.start < span.end])


def _either(spans: Iterable[Span]) -> list[Span]:
    """Joined where they touch, in order."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
