"""Is "the next day at the same clock time" right over every clock change? Held against python-dateutil.

Every zone of PyPI's tzdata, every change of its clock in twelve years, a customer calling in every minute of the day
before it and of the day of it. The oracle is a clock that is watched: python-dateutil says what it shows at each minute
of UTC. A time is due when the clock shows it first; one that it leaves out, so much after the last that it did show.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo

from dateutil import tz

from bench.figures import Figure, note, told
from callbacks.clocktime import next_same_clock_time

FIRST, LAST = date(2026, 1, 1), date(2037, 12, 31)
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_MINUTES_A_DAY = 1440
_AROUND = timedelta(hours=50)
_HALVES = 2 * 50 * 2


@dataclass(frozen=True)
class Clock:
    """One zone, as we and as the oracle read it from the same file. `names`: all that it goes by."""

    names: tuple[str, ...]
    ours: ZoneInfo
    theirs: tzinfo


def clocks(names: Iterable[str] = ()) -> Iterator[Clock]:
    """Of tzdata from the package index, not of the machine; all of them where none is named."""
    files: dict[bytes, list[str]] = {}
    for name in names or resources.files("tzdata").joinpath("zones").read_text().split():
        files.setdefault(resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes(), []).append(name)
    for content, same in files.items():
        yield Clock(tuple(same), ZoneInfo.from_file(BytesIO(content), same[0]), tz.tzfile(BytesIO(content)))


def changes(clock: Clock, first: date = FIRST, last: date = LAST) -> list[datetime]:
    """Instants at which the clock jumps, to the minute, whoever of the two sees it."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + _DAY
    return sorted({*_jumps(clock.ours, start, end, _DAY / 4), *_jumps(clock.theirs, start, end, 4 * _DAY)})


def _jumps(zone: tzinfo, start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    at, offset = start, start.astimezone(zone).utcoffset()
    while at < end:
        after = at + step
        later = after.astimezone(zone).utcoffset()
        if later != offset:
            yield _jump(zone, at, after)
        at, offset = after, later


def _jump(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // (2 * _MINUTE) * _MINUTE
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def wrong_around(clock: Clock, change: datetime) -> tuple[int, int]:
    """How many answers were wrong, and of how many, for calls on the days before and of a change."""
    days = watched(clock, change)
    wrong = asked = 0
    for called in _days_of(clock, change):
        due = _due(days[called + _DAY])
        for called_at, minute in days[called]:
            asked += 1
            wrong += next_same_clock_time(called_at, clock.ours) != due[minute]
    return wrong, asked


def _days_of(clock: Clock, change: datetime) -> list[date]:
    """On which somebody calls. A change at midnight touches two days."""
    touched = {(change - _MINUTE).astimezone(clock.theirs).date(), change.astimezone(clock.theirs).date()}
    return sorted({day - _DAY for day in touched} | touched)


Day = tuple[tuple[datetime, int], ...]
"""Every instant of a day, and which minute the clock shows then."""


def watched(clock: Clock, change: datetime) -> dict[date, Day]:
    """What the oracle's clock shows around a change. Clocks that go alike there are watched once."""
    start, half = change - _AROUND, timedelta(minutes=30)
    key = (start, *((start + half * number).astimezone(clock.theirs).utcoffset() for number in range(_HALVES)))
    if key not in _WATCHED:
        if len(_WATCHED) >= _KEPT:
            _WATCHED.clear()
        _WATCHED[key] = _watch(clock, start)
    return _WATCHED[key]


_WATCHED: dict[object, dict[date, Day]] = {}
_KEPT = 40
"""Those of one moment, with some to spare: it is gone through in order of time."""


def _watch(clock: Clock, start: datetime) -> dict[date, Day]:
    days: dict[date, list[tuple[datetime, int]]] = {}
    for number in range(_HALVES * 30):
        at = start + number * _MINUTE
        local = at.astimezone(clock.theirs)
        days.setdefault(local.date(), []).append((at, local.hour * 60 + local.minute))
    return {day: tuple(shown) for day, shown in days.items()}


def _due(day: Day) -> tuple[datetime, ...]:
    """When each minute of a day is due."""
    shown: dict[int, datetime] = {}
    for at, minute in day:
        shown.setdefault(minute, at)
    due: list[datetime] = []
    for minute in range(_MINUTES_A_DAY):
        due.append(shown[minute] if minute in shown else (due[-1] if due else day[0][0] - _MINUTE) + _MINUTE)
    return tuple(due)


def measured() -> Figure:
    zones = all_changes = wrong = asked = 0
    for clock in clocks():
        zones += len(clock.names)
        for change in changes(clock):
            all_changes += 1
            wrong_here, asked_here = wrong_around(clock, change)
            wrong, asked = wrong + wrong_here, asked + asked_here
            if wrong_here:
                note(f"{clock.names[0]} at {change.isoformat()}: {wrong_here} of {asked_here} wrong")
    note(f"{zones} zones, {all_changes} changes of clocks that differ, {asked} calls, {len(_WATCHED)} watched")
    return Figure("same_time", wrong, "count", 0, "lower")


def main() -> int:
    known = list(clocks())
    todo = sorted(((change, clock) for clock in known for change in changes(clock)), key=lambda each: each[0])
    wrong = asked = 0
    for change, clock in todo:
        wrong_here, asked_here = wrong_around(clock, change)
        wrong, asked = wrong + wrong_here, asked + asked_here
        if wrong_here:
            note(f"{clock.names[0]} at {change.isoformat()}: {wrong_here} of {asked_here} wrong")
    zones = sum(len(clock.names) for clock in known)
    note(f"{zones} zones in {len(known)} files, {len(todo)} changes of their clocks, {asked} calls")
    return told([Figure("same_time", wrong, "count", 0, "lower")])


if __name__ == "__main__":
    sys.exit(main())
