"""When a customer may be called: their hours, the project's, holidays, and the changes of both clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.clocktime import next_same_clock_time
from callbacks.model import Result
from callbacks.policy import decide
from callbacks.rules import CallAt, Customer, NeedsPerson, Policy, ZoneSource
from callbacks.windows import Place, Span, allowed_in
from config.model import Hours, Interval
from tests.callbacks.deciding import (
    ALWAYS,
    KYIV,
    RUSSIAN,
    a_case,
    attempt,
    call_at,
    customer,
    hours,
    kyiv,
    rules,
    words,
)

NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)


def next_day(called: datetime, of: Customer | None = None, opened: Hours | None = None) -> CallAt:
    """What is planned when the first call, three minutes later, did not reach them."""
    long = Policy(useful_hours=24 * 30)
    case = a_case(called, *attempt(called + 3 * MINUTE, Result.NO_ANSWER))
    return call_at(case, rules(long, of, opened=opened), called + 5 * MINUTE)


# The clock time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("called", "due"),
    [
        (kyiv(28, 14, month=3), kyiv(29, 14, month=3)),
        (kyiv(28, 3, 30, month=3), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (kyiv(24, 3, 30, month=10), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, 59, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, 59, tzinfo=UTC)),
    ],
    ids=["23 hours later", "the gap moves it", "the first of two", "called in the second of two"],
)
def test_the_clock_time_is_the_same_over_a_clock_change(called: datetime, due: datetime) -> None:
    assert due == next_same_clock_time(called, KYIV)
    assert due == next_day(called, opened=hours(ALWAYS)).at


def test_the_customers_clock_counts_not_the_projects() -> None:
    """New York changes its clock a week after Kyiv: in between, noon there is an hour earlier here."""
    called = datetime(2026, 10, 31, 12, 0, tzinfo=NEW_YORK)
    plan = next_day(called.astimezone(UTC), customer("America/New_York"), hours(ALWAYS))

    assert datetime(2026, 11, 1, 12, 0, tzinfo=NEW_YORK) == plan.at


@pytest.mark.parametrize(
    ("zones", "source", "home"),
    [
        (("Europe/Madrid", "Europe/Kyiv"), ZoneSource.CONTACT, "Europe/Madrid"),
        (("Europe/Madrid", "Europe/Kyiv"), ZoneSource.NUMBER, "Europe/Kyiv"),
        (("Europe/Madrid", "Europe/Bucharest"), ZoneSource.NUMBER, "Europe/Bucharest"),
        (("Europe/Madrid", "Europe/Paris"), ZoneSource.NUMBER, "Europe/Madrid"),
        (("No/Such_Zone",), ZoneSource.NUMBER, "Europe/Kyiv"),
    ],
)
def test_the_zone_of_the_clock_time_is_told(zones: tuple[str, ...], source: ZoneSource, home: str) -> None:
    plan = next_day(kyiv(23, 14), customer(*zones, source=source))

    assert [home] == [why.data["zone"] for why in plan.why if why.rule == "same_clock_time"]


# The project's hours --------------------------------------------------------------------------------------------------


def test_a_closed_day_moves_it_by_whole_days_and_each_keeps_its_reason() -> None:
    plan = next_day(kyiv(20, 14))

    assert kyiv(23, 14) == plan.at
    assert [word for word in words(plan) if word == "project_closed"] == ["project_closed"] * 2


def test_a_holiday_is_a_closed_day() -> None:
    assert kyiv(25, 14) == next_day(kyiv(23, 14), opened=hours(but={date(2026, 11, 24): ()})).at


def test_a_day_that_opens_later_moves_it_further() -> None:
    half = hours(but={date(2026, 11, 24): (Interval(15 * 60, 18 * 60),)})

    assert kyiv(25, 14) == next_day(kyiv(23, 14), opened=half).at


def test_a_week_of_holidays_ends_at_the_edge_of_the_first_open_day() -> None:
    """The clock time itself comes only after more than a week; the first open day holds it, so it is taken there."""
    week = hours(but={date(2026, 11, 24) + timedelta(days=day): () for day in range(8)})

    assert kyiv(2, 14, month=12) == next_day(kyiv(23, 14), opened=week).at


@pytest.mark.parametrize(
    ("called", "due"),
    [(kyiv(23, 22), kyiv(24, 17, 30)), (kyiv(23, 6), kyiv(24, 9, 15)), (kyiv(23, 0, 30), kyiv(24, 9, 15))],
)
def test_a_time_that_is_never_open_takes_the_nearest_edge_of_the_first_open_day(
    called: datetime, due: datetime
) -> None:
    soon = call_at(a_case(called), rules(), called).at
    plan = call_at(a_case(called, *attempt(soon, Result.NO_ANSWER)), rules(), soon + MINUTE)

    assert due == plan.at
    assert (words(plan).count("project_closed"), words(plan)[-1]) == (7, "nearest_edge")


def test_of_two_openings_in_a_day_the_nearer_edge_is_taken() -> None:
    lunch = hours({day: (Interval(9 * 60, 12 * 60), Interval(14 * 60, 18 * 60)) for day in range(1, 6)})

    assert kyiv(24, 14, 15) == next_day(kyiv(23, 13, 10), opened=lunch).at
    assert kyiv(24, 11, 30) == next_day(kyiv(23, 12, 40), opened=lunch).at


def test_an_opening_too_short_for_both_margins_is_taken_in_its_middle() -> None:
    short = hours({day: (Interval(9 * 60, 9 * 60 + 30),) for day in range(1, 6)})

    assert kyiv(24, 9, 15) == next_day(kyiv(23, 14), opened=short).at


def test_a_project_open_round_the_clock_has_no_edge_at_midnight() -> None:
    called = kyiv(23, 23, 58)

    assert kyiv(24, 0, 1) == call_at(a_case(called), rules(opened=hours(ALWAYS)), called).at
    assert kyiv(24, 0, 1) == call_at(a_case(called), rules(opened=hours(ALWAYS)), kyiv(24, 0, 5)).at


def test_a_project_that_never_opens_needs_a_person() -> None:
    decision = decide(a_case(kyiv(23, 14)), rules(opened=hours({})), kyiv(23, 14))

    assert isinstance(decision, NeedsPerson)
    assert "never_open" in words(decision)


# The hours that are allowed -------------------------------------------------------------------------------------------


def test_around_the_clock_time_of_their_call_no_zone_matters() -> None:
    """20:00 in Moscow is deep in the night in Kamchatka, where the number may be from as well."""
    moscow = ZoneInfo("Europe/Moscow")
    called = datetime(2026, 11, 23, 20, 0, tzinfo=moscow).astimezone(UTC)
    plan = next_day(called, customer(*RUSSIAN), hours(ALWAYS, moscow))

    assert called + timedelta(days=1) == plan.at


def test_elsewhere_it_must_be_allowed_in_every_candidate_zone() -> None:
    """The project opens at 8 in Moscow, when it is 7 in Bucharest; from 10 to 12 it is day in all."""
    moscow = ZoneInfo("Europe/Moscow")
    called = datetime(2026, 11, 23, 23, 0, tzinfo=moscow).astimezone(UTC)
    early = hours({day: (Interval(8 * 60, 20 * 60),) for day in range(1, 8)}, moscow)
    plan = call_at(a_case(called), rules(of=customer(*RUSSIAN), opened=early), called)
    at = plan.at.astimezone(moscow)

    assert (at.day, at.hour) == (24, 10)


def test_a_strict_country_is_called_in_the_allowed_hours_of_every_zone_even_at_their_time() -> None:
    of = customer("America/New_York", "America/Los_Angeles", strict=True)
    called = datetime(2026, 11, 23, 22, 30, tzinfo=NEW_YORK).astimezone(UTC)
    always = hours(ALWAYS, NEW_YORK)

    soon = call_at(a_case(called), rules(of=of, opened=always), called).at.astimezone(NEW_YORK)
    later = next_day(called, of, always)

    assert (soon.day, soon.hour) == (24, 12)
    assert datetime(2026, 11, 24, 20, 30, tzinfo=NEW_YORK) == later.at
    assert "strict_country" in words(later)


def test_a_late_promise_is_given_up_for_the_day_when_their_hours_are_over() -> None:
    moscow = ZoneInfo("Europe/Moscow")
    called = datetime(2026, 11, 23, 20, 0, tzinfo=moscow).astimezone(UTC)
    case = a_case(called, *attempt(called + 3 * MINUTE, Result.NO_ANSWER))
    by = rules(of=customer(*RUSSIAN), opened=hours(ALWAYS, moscow))
    due = called + timedelta(days=1)

    assert due == call_at(case, by, due + 30 * MINUTE).at
    assert due + timedelta(days=1) == call_at(case, by, due + 31 * MINUTE).at


def test_a_late_call_is_still_made_while_anybody_could_be_called() -> None:
    case = a_case(kyiv(23, 14), *attempt(kyiv(23, 14, 3), Result.NO_ANSWER))

    assert kyiv(24, 14) == call_at(case, rules(), kyiv(24, 17, 59)).at
    assert kyiv(25, 14) == call_at(case, rules(), kyiv(24, 18)).at


# Whatever the hours ---------------------------------------------------------------------------------------------------

NAMES = ("Europe/Kyiv", "Europe/Moscow", "Asia/Kamchatka", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    edges = [sorted(draw(st.sets(st.integers(0, 48), max_size=4))) for _ in range(7)]
    weekly = {
        day + 1: tuple(Interval(30 * a, 30 * b) for a, b in zip(of[::2], of[1::2], strict=False))
        for day, of in enumerate(edges)
    }
    return Hours(ZoneInfo(draw(st.sampled_from(NAMES))), weekly, {})


moments = st.integers(0, 365 * 1440).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE)
customers = st.builds(
    customer,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    source=st.sampled_from(ZoneSource),
    strict=st.booleans(),
)


@settings(deadline=None, max_examples=40)
@given(weeks(), moments, customers, st.integers(0, 4 * 1440))
def test_every_call_is_placed_where_it_may_be(opened: Hours, called: datetime, of: Customer, later: int) -> None:
    by = rules(Policy(useful_hours=24 * 30), of, opened=opened)
    case = a_case(called, *attempt(called + 3 * MINUTE, Result.NO_ANSWER))
    now = called + 5 * MINUTE + later * MINUTE
    decision = decide(case, by, now)

    if not isinstance(decision, CallAt):
        assert set(words(decision)) & {"never_open", "too_late", "useful_until"}
        return
    assert decision.at >= called + 3 * MINUTE + timedelta(hours=2)
    for at in {decision.at, max(decision.at, now)}:
        assert is_open(opened, at)
        assert is_allowed(of, opened.zone, called, at)
    assert decision.at == call_at(case, by, max(now, decision.at)).at


def test_a_moment_at_the_end_of_a_week_that_was_never_open_stays_as_it_comes_near() -> None:
    """An hour a week, from midnight in Kamchatka: 12 to 13 by UTC on Saturdays; they called on a Friday."""
    opened = hours({7: (Interval(0, 60),)}, ZoneInfo("Asia/Kamchatka"))
    called = datetime(2026, 1, 9, 12, 37, tzinfo=UTC)
    case = a_case(called, *attempt(called + 3 * MINUTE, Result.NO_ANSWER))
    by = rules(Policy(useful_hours=24 * 30), customer(source=ZoneSource.CONTACT), opened=opened)

    plan = call_at(case, by, datetime(2026, 1, 10, 13, tzinfo=UTC))
    assert plan.at == call_at(case, by, plan.at).at


def is_open(opened: Hours, at: datetime) -> bool:
    """By looking at the clock; a clock change may lengthen an opening by what it repeats or leaves out."""
    return any(
        interval.opens <= minute < interval.closes
        for off in (
            timedelta(0),
            timedelta(hours=1),
            timedelta(hours=-1),
            timedelta(minutes=30),
            timedelta(minutes=-30),
        )
        for local in [(at + off).astimezone(opened.zone)]
        for minute in [local.hour * 60 + local.minute]
        for interval in opened.of(local.date())
        if off == timedelta(0) or near_a_change(opened.zone, at)
    )


def near_a_change(zone: ZoneInfo, at: datetime) -> bool:
    day = timedelta(days=1)
    return (at - day).astimezone(zone).utcoffset() != (at + day).astimezone(zone).utcoffset()


def is_allowed(of: Customer, project: ZoneInfo, called: datetime, at: datetime) -> bool:
    zones = [ZoneInfo(name) for name in of.zones]
    everywhere = all(9 <= at.astimezone(zone).hour < 21 for zone in zones)
    return everywhere or (not of.strict and any(is_around(called, zone, at) for zone in zones))


def is_around(called: datetime, zone: ZoneInfo, at: datetime) -> bool:
    if near_a_change(zone, at):
        return True
    then, now = called.astimezone(zone), at.astimezone(zone)
    apart = abs((then.hour - now.hour) * 60 + then.minute - now.minute)
    return min(apart, 1440 - apart) <= 30


def test_the_parts_of_a_span_that_are_allowed_are_joined_where_they_touch() -> None:
    called = kyiv(23, 21, 10)
    place = Place(
        hours=None,
        zones=(KYIV,),
        home=KYIV,
        calls=(called,),
        strict=False,
        allowed_from=540,
        allowed_until=1260,
        tolerance=30 * MINUTE,
    )

    parts = allowed_in(place, Span(kyiv(24, 0), kyiv(25, 0)))

    assert (Span(kyiv(24, 9), kyiv(24, 21, 40, 1)),) == parts
