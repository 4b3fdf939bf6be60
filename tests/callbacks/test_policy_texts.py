"""What is decided of texts, and of what the customer writes."""

from datetime import timedelta

import pytest

from callbacks.model import CloseReason, TextCame, TextDealtWith, TextStatus
from callbacks.policy import decide
from callbacks.rules import Close, NeedsPerson, TextAt, Wait
from tests.callbacks.deciding import a_case, call_at, customer, kyiv, rules, text, words
from tests.callbacks.monday import CALLED, NEXT_DAY, SOON, TEXT_FIRST, TWICE, UNREACHED


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
