"""What is decided of a case, rule by rule of the ladder."""

from datetime import date, datetime, timedelta

import pytest

from callbacks.model import (
    CallMissed,
    CloseAsked,
    CloseReason,
    Event,
    Held,
    Postponed,
    Released,
    Result,
    TextCame,
    TextDealtWith,
    TextStatus,
    Word,
)
from callbacks.policy import decide, forecast, opens_case
from callbacks.rules import (
    Barred,
    CallAt,
    Close,
    Crowded,
    Doubtful,
    Hold,
    NeedsPerson,
    Policy,
    TextAt,
    Verdict,
    Wait,
)
from config.model import Interval
from kernel.ids import CallId
from tests.callbacks.deciding import (
    NUMBER,
    a_case,
    answered,
    attempt,
    call_at,
    customer,
    hours,
    kyiv,
    missed,
    rules,
    text,
    words,
)

CALLED = kyiv(23, 14)
"""Monday at 14:00."""
SOON = kyiv(23, 14, 3)
NEXT_DAY = kyiv(24, 14)
UNREACHED = attempt(SOON, Result.NO_ANSWER)
TWICE = [*UNREACHED, *attempt(NEXT_DAY, Result.NO_ANSWER, 1)]
TEXT_FIRST = Policy(ladder="text-first")


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


# Promises -------------------------------------------------------------------------------------------------------------


def test_a_moment_the_customer_asked_for_outranks_the_ladder() -> None:
    asked = kyiv(23, 17, 10)
    plan = call_at(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked)), rules(), kyiv(23, 14, 10))

    assert (asked, asked, None, asked) == (plan.at, plan.promised, plan.rung, plan.competes_at)


def test_a_promise_holds_beyond_the_useful_time_and_in_any_zone() -> None:
    asked = kyiv(30, 9, 5)
    of = customer("America/New_York")
    plan = call_at(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked)), rules(of=of), kyiv(29, 9))

    assert asked == plan.at


def test_a_call_put_off_beyond_the_useful_time_does_not_expire_before_it() -> None:
    put_off = Postponed(at=SOON, until=kyiv(30, 10), by="Olena")

    assert call_at(a_case(CALLED, put_off), rules(), kyiv(27, 10)).at == kyiv(30, 10)


def test_a_promise_that_passed_without_an_agent_comes_after_the_next_opening() -> None:
    asked = kyiv(23, 17, 50)
    plan = call_at(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked)), rules(), kyiv(23, 18))

    assert (plan.at, plan.promised) == (kyiv(24, 9, 15), asked)
    assert "day_passed" in words(plan)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (kyiv(28, 14), kyiv(30, 14)),
        (kyiv(29, 10), kyiv(30, 10)),
        (kyiv(24, 18, 40), kyiv(25, 17, 30)),
        (kyiv(24, 8), kyiv(24, 9, 15)),
        (kyiv(27, 20), kyiv(30, 17, 30)),
    ],
    ids=["a Saturday", "a Sunday", "an evening", "before the opening", "a Friday evening"],
)
def test_a_promise_is_never_kept_before_its_moment_and_keeps_its_clock_time_where_it_can(
    asked: datetime, kept: datetime
) -> None:
    case = a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked))
    plan = call_at(case, rules(), kyiv(23, 15))

    assert (kept, kept) == (plan.at, plan.promised)
    assert words(plan)[:2] == ["promise_customer", "project_closed"]
    assert call_at(case, rules(), kept).at == kept


def test_each_move_of_a_promise_keeps_its_reason() -> None:
    plan = call_at(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=kyiv(28, 14))), rules(), kyiv(23, 15))
    assert words(plan) == ["promise_customer", "project_closed", "project_closed"]

    plan = call_at(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=kyiv(24, 20))), rules(), kyiv(23, 15))
    assert words(plan) == ["promise_customer", "project_closed", "nearest_edge"]


def test_a_call_put_off_by_one_of_us_keeps_the_allowed_hours() -> None:
    """Within half an hour of the clock time of their call no zone matters: 13:45 is clear of that edge."""
    put_off = Postponed(at=SOON, until=kyiv(24, 10), by="Olena")
    plan = call_at(a_case(CALLED, put_off), rules(of=customer("America/New_York")), SOON)

    assert kyiv(24, 13, 45) == plan.at


def test_a_promise_in_the_far_future_is_a_persons() -> None:
    asked = kyiv(28, 10, month=12)
    decision = decide(a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked)), rules(), kyiv(23, 15))

    assert isinstance(decision, NeedsPerson)


def test_after_a_promise_that_did_not_reach_them_the_ladder_goes_on() -> None:
    asked = kyiv(23, 17)
    case = a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked), *attempt(asked, Result.NO_ANSWER, None))

    assert ((plan := call_at(case, rules(), kyiv(23, 17, 5))).at, plan.rung) == (NEXT_DAY, 1)


def test_a_promise_that_was_busy_is_tried_again() -> None:
    asked = kyiv(23, 17)
    case = a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=asked), *attempt(asked, Result.BUSY, None))

    plan = call_at(case, rules(), asked)

    assert (kyiv(23, 17, 5, 30), None) == (plan.at, plan.rung)
    assert plan.promised is None, "it was kept: they were called when they had been told"


def test_who_calls_again_before_the_promised_moment_is_called_soon() -> None:
    again = CallMissed(at=kyiv(23, 15), missed=missed(kyiv(23, 15)))
    case = a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=kyiv(23, 17)), again)

    assert kyiv(23, 15, 3) == call_at(case, rules(), kyiv(23, 15)).at
    unreached = [*attempt(kyiv(23, 15, 3), Result.NO_ANSWER)]
    case = a_case(CALLED, *answered(SOON, Word.CALL_ME_AT, call_at=kyiv(23, 17)), again, *unreached)
    assert kyiv(23, 17) == call_at(case, rules(), kyiv(23, 15, 10)).at


def test_a_kept_place_in_the_queue_is_called_as_if_they_still_waited() -> None:
    plan = call_at(a_case(CALLED, reason="callback_chosen"), rules(), CALLED)

    assert (plan.at, plan.competes_at, plan.soon) == (CALLED, CALLED, False)


# Texts ----------------------------------------------------------------------------------------------------------------


def test_a_textable_customer_who_was_not_reached_twice_gets_a_text() -> None:
    decision = decide(a_case(CALLED, *TWICE), rules(), NEXT_DAY + timedelta(minutes=1))

    assert isinstance(decision, TextAt)
    assert (NEXT_DAY + timedelta(seconds=30), 2) == (decision.at, decision.rung)


def test_a_customer_who_cannot_be_texted_is_given_up_with_the_reason() -> None:
    decision = decide(a_case(CALLED, *TWICE), rules(of=customer(textable=False)), NEXT_DAY + timedelta(minutes=1))

    assert isinstance(decision, Close)
    assert CloseReason.LADDER_EXHAUSTED is decision.reason
    assert words(decision) == ["missed", "rung_done", "rung_done", "no_text", "ladder_exhausted"]


@pytest.mark.parametrize("one_way", [False, True])
def test_after_a_text_they_have_a_day_to_answer(one_way: bool) -> None:
    sent = NEXT_DAY + timedelta(minutes=1)
    case, by = a_case(CALLED, *TWICE, *text(sent)), rules(of=customer(one_way=one_way))
    waiting, over = decide(case, by, sent), decide(case, by, sent + timedelta(hours=24))

    assert isinstance(waiting, Wait)
    assert (sent + timedelta(hours=24), "one_way_text" if one_way else "text_sent") == (
        waiting.until,
        words(waiting)[-1],
    )
    assert isinstance(over, Close)
    assert CloseReason.LADDER_EXHAUSTED is over.reason


@pytest.mark.parametrize("status", [TextStatus.REFUSED, TextStatus.UNDELIVERED])
def test_a_text_that_did_not_arrive_does_not_stop_the_ladder(status: TextStatus) -> None:
    case = a_case(CALLED, *UNREACHED, *text(SOON + timedelta(minutes=1), status, 1))
    plan = call_at(case, rules(TEXT_FIRST), kyiv(23, 14, 10))

    assert (plan.at, plan.rung) == (NEXT_DAY, 2)
    assert "text_failed" in words(plan)


def test_a_text_of_unknown_fate_is_a_persons_and_expires_all_the_same() -> None:
    case = a_case(CALLED, *TWICE, *text(NEXT_DAY, TextStatus.UNKNOWN))
    decision = decide(case, rules(), kyiv(24, 15))

    assert isinstance(decision, NeedsPerson)
    assert (kyiv(26, 14), "text_unknown") == (decision.until, words(decision)[-1])
    assert isinstance(decide(case, rules(), kyiv(26, 14)), Close)


def test_text_first_calls_at_the_same_clock_time_when_no_word_came() -> None:
    sent = SOON + timedelta(minutes=1)
    case = a_case(CALLED, *UNREACHED, *text(sent, rung=1))
    plan = call_at(case, rules(TEXT_FIRST), kyiv(24, 14, 5))

    assert (sent + timedelta(hours=24), 2) == (plan.at, plan.rung)


def test_text_first_calls_the_next_day_who_cannot_be_texted() -> None:
    plan = call_at(a_case(CALLED, *UNREACHED), rules(TEXT_FIRST, customer(textable=False)), kyiv(23, 15))

    assert (plan.at, plan.rung) == (NEXT_DAY, 2)
    assert "no_text" in words(plan)


def test_what_the_customer_wrote_pauses_the_ladder_until_somebody_answered() -> None:
    came = TextCame(at=kyiv(23, 14, 30))
    waiting = decide(a_case(CALLED, *UNREACHED, came), rules(), kyiv(23, 14, 31))
    late = decide(a_case(CALLED, *UNREACHED, came), rules(), kyiv(30, 14))
    dealt = a_case(CALLED, *UNREACHED, came, TextDealtWith(at=kyiv(23, 14, 40), by="Olena"))

    assert isinstance(waiting, NeedsPerson)
    assert (kyiv(23, 15, 30), ["customer_wrote"]) == (waiting.until, words(waiting))
    assert isinstance(late, NeedsPerson)
    assert words(late) == ["customer_wrote", "answer_late"]
    assert call_at(dealt, rules(), kyiv(23, 14, 41)).at == NEXT_DAY


# Whom not to call, and when no more -----------------------------------------------------------------------------------


def test_who_must_not_be_called_is_not() -> None:
    decision = decide(a_case(CALLED), rules(of=customer(do_not_call=True)), CALLED)

    assert Close(reason=CloseReason.DO_NOT_CALL, why=decision.why) == decision


@pytest.mark.parametrize(
    ("verdict", "released", "kind", "reason"),
    [
        (Barred("invalid_number"), True, Close, CloseReason.INVALID),
        (Barred("own_number"), False, Close, CloseReason.INVALID),
        (Barred("emergency_number"), False, Close, CloseReason.INVALID),
        (Barred("dear_line", {"line": "premium"}), False, Hold, None),
        (Barred("dear_line", {"line": "premium"}), True, Hold, None),
        (Doubtful("neighbours", {"callers": "12", "minutes": "60"}), False, Hold, None),
        (Doubtful("neighbours", {"callers": "12", "minutes": "60"}), True, CallAt, None),
    ],
)
def test_only_what_is_doubtful_can_be_let_go_on(
    verdict: Verdict, released: bool, kind: type, reason: CloseReason | None
) -> None:
    events = [Released(at=CALLED, by="Olena")] if released else []
    decision = decide(a_case(CALLED, *events), rules(verdict=verdict), CALLED)

    assert isinstance(decision, kind)
    assert reason == getattr(decision, "reason", None)


def test_a_cap_puts_off_until_there_is_room() -> None:
    full = Crowded("cap_hour", kyiv(23, 14, 50), {"limit": "300"})
    plan = call_at(a_case(CALLED), rules(verdict=full), CALLED)

    assert kyiv(23, 14, 50) == plan.at
    assert "cap_hour" in words(plan)


def test_who_was_stopped_by_a_person_waits_for_one() -> None:
    held = Held(at=CALLED, by="Olena", why="The client calls them.")

    assert isinstance(decide(a_case(CALLED, held), rules(), SOON), Hold)
    assert isinstance(decide(a_case(CALLED, held, Released(at=SOON, by="Ivan")), rules(), SOON), CallAt)


def test_what_a_person_and_the_rules_both_hold_says_both_and_is_let_go_by_both() -> None:
    held = Held(at=CALLED, by="Olena", why="The client calls them.")
    doubtful = rules(verdict=Doubtful(why="neighbours", data={"callers": "12", "minutes": "60"}))
    released = Released(at=SOON, by="Ivan")

    assert words(decide(a_case(CALLED, held), doubtful, SOON)) == ["held_by_person", "neighbours"]
    assert isinstance(decide(a_case(CALLED, held, released), doubtful, SOON), CallAt)
    again = Held(at=kyiv(23, 14, 10), by="Olena", why="Not yet.")
    assert words(decide(a_case(CALLED, held, released, again), doubtful, kyiv(23, 14, 11))) == ["held_by_person"]
    barred = rules(verdict=Barred(why="dear_line", data={"line": "premium"}))
    assert words(decide(a_case(CALLED, held, released), barred, SOON)) == ["dear_line", "barred"]


def test_before_a_week_of_holidays_a_person_is_told_at_once_that_nobody_will_be_called() -> None:
    week: dict[date, tuple[Interval, ...]] = {date(2026, 11, day): () for day in range(20, 30)}
    missed_at = kyiv(19, 18, 1)
    decision = decide(a_case(missed_at), rules(Policy(), opened=hours(but=week)), missed_at)

    assert isinstance(decision, NeedsPerson)
    assert (kyiv(23, 18, 1), "too_late") == (decision.until, words(decision)[-2])


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Held(at=CALLED, by="Olena", why="Wait.")],
        answered(SOON, None),
        [*TWICE, *text(NEXT_DAY, TextStatus.BEGUN)],
    ],
)
def test_after_its_useful_time_a_case_expires_whatever_it_waits_for(events: list[Event]) -> None:
    decision = decide(a_case(CALLED, *events), rules(), kyiv(26, 14))

    assert Close(reason=CloseReason.EXPIRED, why=decision.why) == decision


def test_a_taxi_is_not_wanted_any_more_after_a_quarter_of_an_hour() -> None:
    taxi = rules(Policy(useful_hours=0.25))

    assert call_at(a_case(CALLED), taxi, CALLED).at == SOON
    assert isinstance(decide(a_case(CALLED), taxi, kyiv(23, 14, 15)), Close)
    late = decide(a_case(CALLED, *UNREACHED), taxi, kyiv(23, 14, 5))
    assert isinstance(late, NeedsPerson)
    assert (kyiv(23, 14, 15), "too_late") == (late.until, words(late)[-2])


def test_a_timed_call_at_the_very_end_of_the_useful_time_is_still_made() -> None:
    friday = kyiv(20, 14)
    case = a_case(friday, *attempt(kyiv(20, 14, 3), Result.NO_ANSWER))

    assert kyiv(23, 14) == call_at(case, rules(), kyiv(23, 14, 10)).at
    assert isinstance(decide(case, rules(), kyiv(23, 14, 31)), Close)


def test_a_closed_case_is_closed() -> None:
    closed = CloseAsked(at=SOON, reason=CloseReason.BY_PERSON, by="Olena")
    decision = decide(a_case(CALLED, closed), rules(), SOON)

    assert Close(reason=CloseReason.BY_PERSON, why=decision.why) == decision


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
