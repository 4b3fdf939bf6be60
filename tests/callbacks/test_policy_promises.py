"""What is decided of a moment that the customer was promised."""

from datetime import datetime

import pytest

from callbacks.model import CallMissed, Postponed, Result, Word
from callbacks.policy import decide
from callbacks.rules import NeedsPerson
from tests.callbacks.deciding import a_case, answered, attempt, call_at, customer, kyiv, missed, rules, words
from tests.callbacks.monday import CALLED, NEXT_DAY, SOON


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
