"""Hours as they are typed, kept and asked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.changes import week
from config.changes.opening import clock_change_after, opening
from config.changes.specs import Day, ExceptionDay, HoursSpec, Span, WeeklyHours
from config.hours import Open, is_open
from kernel.errors import BadInput

KYIV = ZoneInfo("Europe/Kyiv")
XMAS = date(2026, 12, 25)
MINUTES = st.integers(0, 1440)


def typed(*weekly: WeeklyHours, exceptions: tuple[ExceptionDay, ...] = ()) -> HoursSpec:
    return HoursSpec(project="Acme", weekly=weekly, exceptions=exceptions)


def test_hours_past_midnight_are_parted_there_and_put_in_order() -> None:
    kept = week.prepared(typed(WeeklyHours("sunday", "22:00", "06:00"), WeeklyHours("monday", "18:00", "00:00")))

    assert kept.weekly == (
        WeeklyHours("monday", "00:00", "06:00"),
        WeeklyHours("monday", "18:00", "24:00"),
        WeeklyHours("sunday", "22:00", "24:00"),
    )
    assert week.prepared(kept) == kept


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            typed(WeeklyHours("monday", "09:00", "13:00"), WeeklyHours("monday", "12:00", "18:00")),
            "weekly: got 'monday 09:00–13:00, 12:00–18:00', accepted is hours of a day that do not overlap.",
        ),
        (
            typed(WeeklyHours("sunday", "22:00", "02:00"), WeeklyHours("monday", "01:00", "18:00")),
            "weekly: got 'monday 00:00–02:00, 01:00–18:00', accepted is hours of a day that do not overlap.",
        ),
        (
            typed(WeeklyHours("monday", "09:00", "09:00")),
            "weekly: got 'monday 09:00–09:00', accepted is hours that close at another time than they open; "
            "all day is 00:00 to 24:00.",
        ),
        (
            typed(exceptions=(ExceptionDay(XMAS, (Span("22:00", "02:00"),)),)),
            "exceptions: got '2026-12-25 22:00–02:00', accepted is hours that close after they open; "
            "the next date has its own.",
        ),
        (
            typed(exceptions=(ExceptionDay(XMAS), ExceptionDay(XMAS, (Span("09:00", "12:00"),)))),
            "exceptions: got '2026-12-25', accepted is each date once.",
        ),
    ],
)
def test_hours_that_do_not_go_together_are_named_with_their_day(spec: HoursSpec, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        week.prepared(spec)

    assert str(refused.value) == sentence


@given(st.sampled_from(week.DAYS), MINUTES, MINUTES, st.integers(0, 7 * 1440 - 1))
def test_a_weekly_opening_is_open_within_it_and_closed_outside(day: Day, opens: int, closes: int, at: int) -> None:
    assume(opens not in (closes, 1440))
    spec = week.prepared(typed(WeeklyHours(day, week.clock(opens), week.clock(closes))))
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    since = week.DAYS.index(day) * 1440 + opens
    lasts = (closes - opens) % 1440 or 1440

    found = is_open(week.hours_of(spec, ZoneInfo("UTC")), monday + timedelta(minutes=at))

    assert isinstance(found, Open) == ((at - since) % (7 * 1440) < lasts)


def test_a_date_is_closed_and_opened_again() -> None:
    spec = typed(WeeklyHours("friday", "09:00", "18:00"))
    closed = week.closed_on(spec, XMAS, "Christmas")
    noon = datetime(2026, 12, 25, 10, 0, tzinfo=UTC)

    told = opening(closed, KYIV, noon)

    assert (told.open, told.why, told.note, told.clock) == (False, "exception", "Christmas", "2026-12-25T12:00")
    assert told.until == datetime(2027, 1, 1, 7, 0, tzinfo=UTC)
    assert opening(week.opened_on(closed, XMAS), KYIV, noon).open


def test_after_closing_who_waits_is_still_served_for_a_while() -> None:
    spec = typed(WeeklyHours("friday", "09:00", "18:00"))
    closing = datetime(2026, 12, 25, 16, 0, tzinfo=UTC)
    asked = [opening(spec, KYIV, closing + timedelta(minutes=minutes)) for minutes in (-1, 0, 19, 20)]

    assert [(each.open, each.why) for each in asked] == [
        (True, "weekly"),
        (False, "grace"),
        (False, "grace"),
        (False, "weekly"),
    ]


def test_the_next_change_of_the_clock_is_told_to_the_second() -> None:
    assert clock_change_after(KYIV, datetime(2026, 11, 22, tzinfo=UTC)) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert clock_change_after(ZoneInfo("Asia/Tokyo"), datetime(2026, 11, 22, tzinfo=UTC)) is None
