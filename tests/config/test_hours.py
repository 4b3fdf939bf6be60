"""Open or closed, held against a clock that is simply watched minute by minute."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalog import Catalog
from config.hours import GRACE, Closed, Open, is_open
from config.model import Hours, Interval
from tests.config.test_directory import TRAVEL, project

# Changes of an hour at night, of half an hour, at midnight, in the southern half, and a day that was left out.
CHANGES = {
    "Europe/Kyiv": (date(2026, 3, 29), date(2026, 10, 25)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "America/Havana": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/Santiago": (date(2026, 4, 4), date(2026, 9, 6)),
    "Pacific/Apia": (date(2011, 12, 29), date(2011, 12, 31)),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)


def watched(hours: Hours, at: datetime) -> bool:
    """The oracle: is there an opening whose first minute has come and whose last has not gone, on the clock as seen?"""
    zone = hours.zone
    latest = max(clock(zone, at - MINUTE * step) for step in range(26 * 60 + 1))
    earliest = min(clock(zone, at + MINUTE * step) for step in range(26 * 60 + 1))
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        for interval in hours.of(day):
            opens, closes = (
                datetime.combine(day, time()) + timedelta(minutes=minute)
                for minute in (interval.opens, interval.closes)
            )
            if opens <= latest and earliest < closes:
                return True
    return False


def clock(zone: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    minutes = st.integers(0, 96).map(lambda quarter: quarter * 15)
    edges = sorted(draw(st.sets(minutes, min_size=0, max_size=4)))
    return tuple(Interval(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def hours_near_a_change(draw: st.DrawFn) -> tuple[Hours, datetime]:
    name = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[name]))
    weekly = {weekday: draw(intervals()) for weekday in range(1, 8)}
    exceptions = draw(st.dictionaries(st.sampled_from([change, change + timedelta(days=1)]), intervals(), max_size=2))
    noon = datetime(change.year, change.month, change.day, 12, tzinfo=UTC)
    at = noon + MINUTE * draw(st.integers(-30 * 60, 30 * 60))
    return Hours(ZoneInfo(name), weekly, exceptions), at


@given(hours_near_a_change())
@settings(max_examples=150, deadline=None)
def test_open_or_closed_is_what_the_clock_on_the_wall_says(case: tuple[Hours, datetime]) -> None:
    hours, at = case

    assert isinstance(is_open(hours, at), Open) == watched(hours, at)


@given(hours_near_a_change())
@settings(max_examples=80, deadline=None)
def test_what_is_foretold_is_the_next_change_and_not_a_later_one(case: tuple[Hours, datetime]) -> None:
    hours, at = case
    found = is_open(hours, at)
    if found.until is None:
        return

    assert found.until > at
    assert isinstance(is_open(hours, found.until - MINUTE), type(found))
    assert not isinstance(is_open(hours, found.until), type(found))
    middle = at + (found.until - at) / 2
    assert is_open(hours, middle) == found


@given(hours_near_a_change(), st.lists(st.integers(-3 * 24 * 60, 3 * 24 * 60), max_size=6))
@settings(max_examples=80, deadline=None)
def test_what_was_asked_before_changes_no_answer(case: tuple[Hours, datetime], asked: list[int]) -> None:
    hours, at = case
    catalog = Catalog(projects={TRAVEL: replace(project(TRAVEL, "Travel"), hours=hours)})

    for minutes in asked:
        moment = at + MINUTE * minutes
        assert isinstance(catalog.is_open(TRAVEL, moment), type(is_open(hours, moment)))


def london(**weekly: tuple[Interval, ...]) -> Hours:
    return Hours(ZoneInfo("Europe/London"), {DAYS.index(day) + 1: spans for day, spans in weekly.items()}, {})


def test_who_still_waits_at_closing_time_is_served_for_twenty_minutes() -> None:
    hours = london(mon=(Interval(9 * 60, 17 * 60),))
    monday = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)

    found = is_open(hours, monday)

    closing = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert found == Open(closing)
    assert isinstance(found, Open)
    assert found.serve_until == closing + GRACE


def test_over_midnight_is_one_opening() -> None:
    hours = london(mon=(Interval(20 * 60, 1440),), tue=(Interval(0, 120),))

    found = is_open(hours, datetime(2026, 11, 23, 21, tzinfo=UTC))

    assert found == Open(datetime(2026, 11, 24, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (london(), Closed(None)),
        (
            london(**{day: (Interval(0, 1440),) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}),
            Open(None),
        ),
        (london(wed=(Interval(600, 660),)), Closed(datetime(2026, 11, 25, 10, tzinfo=UTC))),
    ],
)
def test_never_and_always_have_no_end(hours: Hours, found: Open | Closed) -> None:
    assert is_open(hours, datetime(2026, 11, 23, 12, tzinfo=UTC)) == found


def test_a_holiday_replaces_the_hours_of_its_date() -> None:
    hours = london(mon=(Interval(540, 1020),), tue=(Interval(540, 1020),))
    holiday = Hours(hours.zone, hours.weekly, {date(2026, 11, 23): ()})

    assert is_open(holiday, datetime(2026, 11, 23, 12, tzinfo=UTC)) == Closed(datetime(2026, 11, 24, 9, tzinfo=UTC))
