"""Hours as they are written and as they are kept: parted at midnight, in order, none within another. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from config.changes.specs import Day, ExceptionDay, HoursSpec, Span, WeeklyHours
from config.model import Hours, Interval
from kernel.errors import BadInput

DAYS: tuple[Day, ...] = get_args(Day)
"""ISO weekdays, from Monday."""
MIDNIGHT, END = "00:00", "24:00"


def minutes(clock: str) -> int:
    """Since midnight; 1440 for 24:00."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def prepared(spec: HoursSpec) -> HoursSpec:
    """Raises `BadInput`, which names the day and what does not go together."""
    weekly = sorted((part for each in spec.weekly for part in _parted(each)), key=_place)
    for one, other in pairwise(weekly):
        if one.day == other.day and minutes(other.opens) < minutes(one.closes):
            _refuse_overlap("weekly", one.day, Span(one.opens, one.closes), Span(other.opens, other.closes))
    exceptions = sorted((_ordered(each) for each in spec.exceptions), key=lambda each: each.on)
    for earlier, later in pairwise(exceptions):
        if earlier.on == later.on:
            raise BadInput("exceptions", later.on.isoformat(), "each date once")
    return HoursSpec(project=spec.project, weekly=tuple(weekly), exceptions=tuple(exceptions))


def hours_of(spec: HoursSpec, zone: ZoneInfo) -> Hours:
    """As decisions take them."""
    weekly: dict[int, tuple[Interval, ...]] = {}
    for each in spec.weekly:
        day = DAYS.index(each.day) + 1
        weekly[day] = (*weekly.get(day, ()), Interval(minutes(each.opens), minutes(each.closes)))
    exceptions = {
        each.on: tuple(Interval(minutes(span.opens), minutes(span.closes)) for span in each.open)
        for each in spec.exceptions
    }
    return Hours(zone, weekly, exceptions)


def closed_on(spec: HoursSpec, day: date, note: str) -> HoursSpec:
    """The same, but closed on that date."""
    return _with(spec, day, (ExceptionDay(day, (), note),))


def opened_on(spec: HoursSpec, day: date) -> HoursSpec:
    """The same, without that date among the exceptions: its weekly hours count."""
    return _with(spec, day, ())


def _with(spec: HoursSpec, day: date, instead: Sequence[ExceptionDay]) -> HoursSpec:
    others = tuple(each for each in spec.exceptions if each.on != day)
    return HoursSpec(project=spec.project, weekly=spec.weekly, exceptions=(*others, *instead))


def _place(each: WeeklyHours) -> tuple[int, int, int]:
    return DAYS.index(each.day), minutes(each.opens), minutes(each.closes)


def _parted(each: WeeklyHours) -> Iterator[WeeklyHours]:
    opens, closes = minutes(each.opens), minutes(each.closes)
    if opens == closes or opens == minutes(END):
        shown = f"{each.day} {each.opens}–{each.closes}"
        raise BadInput("weekly", shown, "hours that close at another time than they open; all day is 00:00 to 24:00")
    if closes > opens:
        yield each
        return
    yield WeeklyHours(each.day, each.opens, END)
    if closes > 0:
        yield WeeklyHours(DAYS[(DAYS.index(each.day) + 1) % len(DAYS)], MIDNIGHT, each.closes)


def _ordered(each: ExceptionDay) -> ExceptionDay:
    spans = sorted(each.open, key=lambda span: minutes(span.opens))
    for span in spans:
        if minutes(span.closes) <= minutes(span.opens):
            shown = f"{each.on.isoformat()} {span.opens}–{span.closes}"
            raise BadInput("exceptions", shown, "hours that close after they open; the next date has its own")
    for one, other in pairwise(spans):
        if minutes(other.opens) < minutes(one.closes):
            _refuse_overlap("exceptions", each.on.isoformat(), one, other)
    return ExceptionDay(each.on, tuple(spans), each.note)


def _refuse_overlap(field: str, day: str, one: Span, other: Span) -> None:
    shown = f"{day} {one.opens}–{one.closes}, {other.opens}–{other.closes}"
    raise BadInput(field, shown, "hours of a day that do not overlap")
