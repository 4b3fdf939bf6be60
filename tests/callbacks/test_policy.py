"""What is decided of a case, rule by rule of the ladder."""

from datetime import timedelta

import pytest

from callbacks.model import CallMissed, Event, Result, Word
from callbacks.policy import decide, forecast, opens_case
from callbacks.rules import CallAt, Close, NeedsPerson, Policy, TextAt, Wait
from kernel.ids import CallId
from tests.callbacks.deciding import NUMBER, a_case, answered, attempt, call_at, customer, kyiv, missed, rules, words
from tests.callbacks.monday import CALLED, NEXT_DAY, SOON, UNREACHED


@pytest.mark.parametrize(
    ("reason", "second", "opens"),
    [
        ("short_abandoned", False, False),
        ("short_abandoned", True, True),
        ("out_of_hours", False, True),
        ("dropped_our_side", False, True),
        ("callback_chosen", False, True),
    ],
)
def test_which_missed_calls_are_somebodys_to_return(reason: str, second: bool, opens: bool) -> None:
    assert opens == opens_case(reason, second)


# Soon -----------------------------------------------------------------------------------------------------------------


def test_soon_waits_for_a_redial_and_competes_later() -> None:
    plan = call_at(a_case(CALLED), rules(), CALLED)

    assert (SOON, kyiv(23, 14, 33), True, None, 0) == (plan.at, plan.competes_at, plan.soon, plan.promised, plan.rung)
    assert plan.number == NUMBER


def test_soon_stays_where_it_is_while_it_waits_for_an_agent() -> None:
    plans = [call_at(a_case(CALLED), rules(), CALLED + timedelta(minutes=at)) for at in range(0, 230, 10)]

    assert {plan.at for plan in plans} == {SOON}


def test_soon_that_found_no_agent_before_closing_comes_after_the_next_opening() -> None:
    plan = call_at(a_case(CALLED), rules(), kyiv(23, 18, 1))

    assert kyiv(24, 9) <= plan.at <= kyiv(24, 10)


def test_out_of_hours_calls_are_spread_over_the_hour_after_opening() -> None:
    plans = [call_at(a_case(kyiv(23, 22), number=number), rules(), kyiv(23, 22)) for number in range(1, 1001)]
    minutes = [(plan.at - kyiv(24, 9)) // timedelta(minutes=1) for plan in plans]

    assert all(70 <= sum(part <= at < part + 6 for at in minutes) <= 130 for part in range(0, 60, 6))
    assert {"missed", "soon", "project_closed", "from_opening"} == set(words(plans[0]))


def test_a_new_missed_call_begins_the_ladder_anew_from_it() -> None:
    again = kyiv(23, 16, 30)
    case = a_case(CALLED, *UNREACHED, CallMissed(at=again, missed=missed(again)))

    assert kyiv(23, 16, 33) == call_at(case, rules(), again).at
    unreached = a_case(
        CALLED,
        CallMissed(at=again, missed=missed(again)),
        *attempt(kyiv(23, 16, 33), Result.NO_ANSWER),
    )
    assert kyiv(24, 16, 30) == call_at(unreached, rules(), kyiv(23, 16, 40)).at


# What counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.REJECTED, Result.HUNG_UP_IN_ANNOUNCEMENT])
def test_not_reached_is_called_the_next_day_at_the_same_clock_time(result: Result) -> None:
    plan = call_at(a_case(CALLED, *attempt(SOON, result)), rules(), SOON + timedelta(minutes=1))

    assert (plan.at, plan.promised, plan.rung, plan.soon) == (NEXT_DAY, NEXT_DAY, 1, False)


@pytest.mark.parametrize("word", [Word.WRONG_PERSON, Word.MESSAGE_LEFT, Word.MACHINE])
def test_who_was_not_spoken_to_is_called_again(word: Word) -> None:
    plan = call_at(a_case(CALLED, *answered(SOON, word)), rules(), SOON + timedelta(minutes=5))

    assert plan.at == NEXT_DAY


@pytest.mark.parametrize(
    ("result", "pause_s"),
    [
        (Result.FAILED, 300),
        (Result.CANCELLED, 300),
        (Result.GLARE, 300),
        (Result.AGENT_DID_NOT_ANSWER, 60),
        (Result.AGENT_UNREACHABLE, 60),
        (Result.NEVER_PLACED, 60),
    ],
)
def test_what_was_not_the_customers_doing_costs_nothing(result: Result, pause_s: int) -> None:
    case = a_case(CALLED, *attempt(SOON, result))
    plan = call_at(case, rules(), SOON + timedelta(minutes=1))

    assert (SOON + timedelta(seconds=30 + pause_s), 0, True) == (plan.at, plan.rung, plan.soon)
    assert "again_after" in words(plan)


@pytest.mark.parametrize(("failures", "pause_minutes"), [(1, 5), (2, 10), (5, 80), (9, 80)])
def test_a_trunk_that_keeps_failing_is_tried_ever_more_seldom(failures: int, pause_minutes: int) -> None:
    tries = [SOON + timedelta(minutes=number) for number in range(failures)]
    case = a_case(CALLED, *(event for at in tries for event in attempt(at, Result.FAILED)))
    plan = call_at(case, rules(), tries[-1] + timedelta(minutes=1))

    assert plan.at - tries[-1] - timedelta(seconds=30) == timedelta(minutes=pause_minutes)


def test_a_timed_call_that_failed_is_tried_again_within_its_day() -> None:
    case = a_case(CALLED, *UNREACHED, *attempt(NEXT_DAY, Result.FAILED, 1))
    plan = call_at(case, rules(), NEXT_DAY + timedelta(minutes=1))

    assert (kyiv(24, 14, 5, 30), NEXT_DAY, 1) == (plan.at, plan.promised, plan.rung)


def test_busy_is_tried_again_twice_within_the_step() -> None:
    first = attempt(SOON, Result.BUSY)
    second = attempt(kyiv(23, 14, 9), Result.BUSY)
    third = attempt(kyiv(23, 14, 15), Result.BUSY)

    assert kyiv(23, 14, 8, 30) == call_at(a_case(CALLED, *first), rules(), SOON).at
    assert kyiv(23, 14, 14, 30) == call_at(a_case(CALLED, *first, *second), rules(), SOON).at
    assert call_at(a_case(CALLED, *first, *second, *third), rules(), SOON).at.replace(day=24) == NEXT_DAY


def test_a_case_has_only_so_many_attempts_whoever_calls_again() -> None:
    events: list[Event] = []
    for day in (23, 24, 25):
        events += [CallMissed(at=kyiv(day, 15), missed=missed(kyiv(day, 15)))]
        events += [*attempt(kyiv(day, 15, 3), Result.NO_ANSWER), *attempt(kyiv(day, 15, 20), Result.NO_ANSWER, None, 1)]
    again = CallMissed(at=kyiv(26, 15), missed=missed(kyiv(26, 15)))
    decision = decide(a_case(CALLED, *events, again), rules(), kyiv(26, 15))

    assert isinstance(decision, TextAt)
    assert "cap_case" in words(decision)


def test_a_day_has_only_so_many_attempts() -> None:
    busy = [event for minute in (3, 9, 15) for event in attempt(kyiv(23, 14, minute), Result.BUSY)]
    again = CallMissed(at=kyiv(23, 16), missed=missed(kyiv(23, 16)))
    plan = call_at(a_case(CALLED, *busy, again), rules(), kyiv(23, 16))

    assert kyiv(24, 9) <= plan.at <= kyiv(24, 10)
    assert "cap_day" in words(plan)


def test_between_different_steps_there_is_a_pause() -> None:
    by_hand = attempt(kyiv(24, 13), Result.NO_ANSWER, None, step=None)
    plan = call_at(a_case(CALLED, *UNREACHED, *by_hand), rules(), kyiv(24, 13, 1))

    assert kyiv(25, 14) == plan.at
    assert "min_gap" in words(plan)


def test_while_an_attempt_is_under_way_nothing_else_is_done() -> None:
    began = attempt(SOON, Result.NO_ANSWER)[0]

    assert isinstance(decide(a_case(CALLED, began), rules(), SOON), Wait)


# The agent's word -----------------------------------------------------------------------------------------------------


def test_without_a_word_it_waits_and_then_is_the_supervisors() -> None:
    case = a_case(CALLED, *answered(SOON, None))
    due = SOON + timedelta(seconds=30 + 900)

    waiting, late = decide(case, rules(), due - timedelta(seconds=1)), decide(case, rules(), due)

    assert isinstance(waiting, Wait)
    assert due == waiting.until
    assert isinstance(late, NeedsPerson)
    assert words(late) == ["no_word"]


def test_who_calls_again_is_not_kept_waiting_for_a_word() -> None:
    again = CallMissed(at=kyiv(23, 15), missed=missed(kyiv(23, 15)))

    assert kyiv(23, 15, 3) == call_at(a_case(CALLED, *answered(SOON, None), again), rules(), kyiv(23, 15)).at


# What would follow ----------------------------------------------------------------------------------------------------


def kinds(policy: Policy, textable: bool = True) -> list[str]:
    found = forecast(a_case(CALLED), rules(policy, customer(textable=textable)), CALLED)
    return [type(decision).__name__ for decision in found]


@pytest.mark.parametrize(
    ("ladder", "textable", "expected"),
    [
        ("two-call", True, ["CallAt", "CallAt", "TextAt", "Wait", "Close"]),
        ("two-call", False, ["CallAt", "CallAt", "Close"]),
        ("text-first", True, ["CallAt", "TextAt", "Wait", "CallAt", "Close"]),
        ("text-first", False, ["CallAt", "CallAt", "Close"]),
    ],
)
def test_both_ladders_from_the_missed_call_to_their_end(ladder: str, textable: bool, expected: list[str]) -> None:
    assert expected == kinds(Policy(ladder=ladder), textable)


def test_in_a_demonstration_a_day_takes_minutes() -> None:
    demo = Policy(day_seconds=120, soon_after_s=10)
    found = forecast(a_case(CALLED), rules(demo, customer("Asia/Tokyo")), CALLED)
    times = [decision.at - CALLED for decision in found if isinstance(decision, CallAt | TextAt)]

    assert [timedelta(seconds=10), timedelta(seconds=120), timedelta(seconds=150)] == times
    assert isinstance(found[-1], Close)


def test_an_attempt_of_ours_during_which_they_called_does_not_count_for_the_new_ladder() -> None:
    began, ended = attempt(SOON, Result.GLARE, lasting=20)
    again = CallMissed(at=SOON + timedelta(seconds=10), missed=missed(SOON + timedelta(seconds=10)))
    plan = call_at(a_case(CALLED, began, again, ended), rules(), SOON + timedelta(seconds=30))

    assert SOON + timedelta(seconds=190) == plan.at
    assert CallId(f"cb-{SOON.isoformat()}") == began.call  # type: ignore[union-attr]
