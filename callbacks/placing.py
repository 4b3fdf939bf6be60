"""The moment at which something may be done: where what was wanted is not open, when instead, and why.

Every answer is the same whenever it is asked, until what it gave has gone by unused: a moment that has come stays for
as long as its window is open, and only then the next one is sought.
"""

from datetime import date, datetime, timedelta

import msgspec

from callbacks.clocktime import next_same_clock_time, same_clock_time
from callbacks.reasons import instant
from callbacks.rules import Why
from callbacks.windows import Place, Span, allowed_at, around_a_call, openings, windows, zone_of_days

WEEK = 7
LOOK_AHEAD = 63
"""Days. What is not open within them never is: no case is of use for so long."""

_DAY = timedelta(days=1)
_A_SECOND = timedelta(seconds=1)


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """`wanted` is what was counted on before it had to wait for a line or a pause."""

    at: datetime
    wanted: datetime
    why: tuple[Why, ...] = ()


class Margins(msgspec.Struct, frozen=True, kw_only=True):
    """How far from an opening, and before a closing, a moment is put that had to give way to them."""

    opening: timedelta
    closing: timedelta


def soon(place: Place, due: datetime, now: datetime, spread: timedelta) -> Placed | None:
    """At `due`, or else so long after the next window's start as `spread` says. None: never."""
    for window in windows(place, _date(place, due) - _DAY, LOOK_AHEAD):
        if window.end <= max(due, now):
            continue
        if window.holds(due):
            return Placed(at=due, wanted=due)
        at = window.start + min(spread, (window.end - window.start) / 2)
        return Placed(
            at=at, wanted=at, why=(*_why_not_then(place, due), Why("from_opening", {"opens": instant(window.start)}))
        )
    return None


def timed(
    place: Place, called_at: datetime, earliest: datetime, paused_until: datetime, now: datetime, margins: Margins
) -> Placed | None:
    """At the clock time of `called_at`, on the first day after it that is not before `earliest`.

    `earliest` may lie within the tolerance behind the clock time: then at once. A pause, such as after a trunk failed,
    delays it within its window. Whole days are moved where it is not open; after a week of them, to the nearest edge.
    """
    why: tuple[Why, ...] = ()
    wanted = next_same_clock_time(called_at, place.home, earliest - place.tolerance)
    days = [wanted.astimezone(place.home).date() + number * _DAY for number in range(WEEK)]
    for day in days:
        wanted = max(same_clock_time(called_at, place.home, day), earliest)
        window = _window_at(place, wanted)
        if window is not None and max(now, paused_until) < window.end:
            return Placed(at=max(wanted, paused_until), wanted=wanted, why=why)
        why += _why_not_then(place, wanted)
    first_day = _date(place, max(same_clock_time(called_at, place.home, days[0]), earliest))
    return _first_open_day(place, called_at, first_day, max(earliest, paused_until), now, margins, why)


def asked(place: Place, at: datetime, paused_until: datetime, now: datetime, margins: Margins) -> Placed | None:
    """At a moment that somebody named, and never before it.

    Where it is not open, whole days are moved, within a week; after that, to the nearest edge of the first open day.
    That moment is `wanted`. What of it has gone by unused is overdue: then as the next window opens.
    """
    chosen = _day_for(place, at) or _first_open_day(place, at, _date(place, at), at, at, margins, ())
    if chosen is None:
        return None
    why = () if chosen.at == at else (*_why_not_then(place, at), *chosen.why)
    ready = max(now, paused_until)
    for window in windows(place, _date(place, chosen.at) - _DAY, LOOK_AHEAD):
        if window.end <= max(chosen.at, ready):
            continue
        if window.holds(chosen.at):
            return Placed(at=max(chosen.at, paused_until), wanted=chosen.at, why=why)
        edge = max(_into(window, window.start, margins), paused_until)
        passed = Why("day_passed", {"at": instant(chosen.at)})
        return Placed(at=edge, wanted=chosen.at, why=(*why, passed, Why("nearest_edge", {"at": instant(edge)})))
    return None


def _day_for(place: Place, at: datetime) -> Placed | None:
    """The first day from that of `at` on, within a week, on which its clock time is open."""
    day, why = at.astimezone(place.home).date(), tuple[Why, ...]()
    for number in range(WEEK):
        wanted = same_clock_time(at, place.home, day + number * _DAY) if number else at
        if _window_at(place, wanted) is not None:
            return Placed(at=wanted, wanted=wanted, why=why)
        if number:
            why += _why_not_then(place, wanted)
    return None


def why_not(place: Place, at: datetime) -> tuple[Why, ...]:
    """Why not then; nothing where nothing speaks against it."""
    if not any(span.holds(at) for span in _openings_around(place, at)):
        return (Why("project_closed", {"at": instant(at), "zone": zone_of_days(place).key}),)
    if allowed_at(place, at):
        return ()
    return (_not_allowed(place, at),)


def _why_not_then(place: Place, at: datetime) -> tuple[Why, ...]:
    """Where nothing spoke against it, it has gone by unused."""
    return why_not(place, at) or (Why("day_passed", {"at": instant(at)}),)


def _not_allowed(place: Place, at: datetime) -> Why:
    zones = [zone for zone in place.zones if not _in_hours(place, at.astimezone(zone))] or [place.home]
    local = at.astimezone(zones[0])
    data = {"at": instant(at), "zone": zones[0].key, "clock": f"{local:%H:%M}"}
    return Why("strict_country" if place.strict and around_a_call(place, at) else "outside_allowed_hours", data)


def _in_hours(place: Place, local: datetime) -> bool:
    return place.allowed_from <= local.hour * 60 + local.minute < place.allowed_until


def _first_open_day(
    place: Place,
    called_at: datetime,
    first: date,
    earliest: datetime,
    now: datetime,
    margins: Margins,
    why: tuple[Why, ...],
) -> Placed | None:
    zone, day, edges = zone_of_days(place), None, list[datetime]()
    for window in windows(place, first - _DAY, LOOK_AHEAD):
        if window.end <= max(earliest, now) or (window.end - _A_SECOND).astimezone(zone).date() < first:
            continue
        begins = max(first, window.start.astimezone(zone).date())
        day = day or begins
        if begins > day:
            break
        wanted = same_clock_time(called_at, place.home, day)
        edges.append(max(_into(window, wanted, margins), earliest))
    if not edges:
        return None
    edge = min(edges, key=lambda edge: (abs(edge - wanted), edge))
    return Placed(at=edge, wanted=edge, why=(*why, Why("nearest_edge", {"at": instant(edge)})))


def _into(window: Span, at: datetime, margins: Margins) -> datetime:
    """The moment in `window`, clear of its edges, that is nearest to `at`; its middle where it is too short."""
    low, high = window.start + margins.opening, window.end - margins.closing
    if low > high:
        return window.start + (window.end - window.start) / 2
    return min(max(at, low), high)


def _window_at(place: Place, at: datetime) -> Span | None:
    return next((span for span in windows(place, _date(place, at) - _DAY, 3) if span.holds(at)), None)


def _openings_around(place: Place, at: datetime) -> list[Span]:
    day = _date(place, at)
    return [span for number in (-1, 0, 1) for span in openings(place, day + number * _DAY)]


def _date(place: Place, at: datetime) -> date:
    return at.astimezone(zone_of_days(place)).date()
