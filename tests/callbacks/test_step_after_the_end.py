"""What is still heard of a case that is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.model import (
    CallAnswered,
    CallMissed,
    CallTouch,
    CloseAsked,
    Closed,
    CloseReason,
    Event,
    Held,
    Postponed,
    Released,
    Result,
    TextCame,
    TextDealtWith,
    Word,
    WordSaid,
)
from callbacks.step import hear
from kernel.ids import CallId
from tests.callbacks.happenings import CB, a_case, began, ended, minutes, missed, said, why_closed

CLOSING = CloseAsked(at=minutes(60), reason=CloseReason.EXPIRED)


@pytest.mark.parametrize(
    "late",
    [
        CallMissed(at=minutes(61), missed=missed(61)),
        CallAnswered(at=minutes(61), call=CallId("in-9")),
        TextCame(at=minutes(61)),
        TextDealtWith(at=minutes(61), by="Olena"),
        Postponed(at=minutes(61), until=minutes(90), by="Olena"),
        Held(at=minutes(61), by="Olena", why="Ask the client first."),
        Released(at=minutes(61), by="Olena"),
        CloseAsked(at=minutes(61), reason=CloseReason.BY_PERSON, by="Olena"),
    ],
)
def test_what_happens_after_the_end_changes_nothing(late: Event) -> None:
    assert a_case(CLOSING) == a_case(CLOSING, late)


def test_the_record_of_an_attempt_is_completed_after_the_end() -> None:
    case = a_case(began(), CloseAsked(at=minutes(3), reason=CloseReason.BY_PERSON), ended(Result.NO_ANSWER))

    [touch] = case.touches
    assert isinstance(touch, CallTouch)
    assert Result.NO_ANSWER is touch.result
    assert why_closed(case) == CloseReason.BY_PERSON


def test_an_unallocated_number_does_not_close_a_closed_case_again() -> None:
    case = a_case(began(), CLOSING, ended(Result.INVALID_NUMBER))

    assert why_closed(case) == CloseReason.EXPIRED


@pytest.mark.parametrize("reason", CloseReason)
def test_a_late_word_puts_right_only_that_nobody_was_reached(reason: CloseReason) -> None:
    closed = CloseAsked(at=minutes(60), reason=reason)
    case = a_case(began(), ended(Result.ANSWERED), closed, said(Word.SPOKE, 70))

    unreached = reason in (CloseReason.EXPIRED, CloseReason.LADDER_EXHAUSTED)
    assert (CloseReason.SPOKEN_TO if unreached else reason) == why_closed(case)
    assert case.closed is not None
    assert minutes(70 if unreached else 60) == case.closed.at


SPOKEN: list[Event] = [began(), ended(Result.ANSWERED), said(Word.SPOKE, 5)]


def test_a_word_that_closed_the_case_can_be_put_right() -> None:
    case = a_case(*SPOKEN, said(Word.REFUSED, 6))

    assert Closed(at=minutes(6), reason=CloseReason.REFUSED, by="Olena", call=CB) == case.closed
    assert why_closed(hear(case, said(Word.SPOKE, 7))) == CloseReason.SPOKEN_TO


@pytest.mark.parametrize("word", [Word.MACHINE, Word.WRONG_PERSON, Word.MESSAGE_LEFT, Word.CALL_ME_AT])
def test_a_word_that_is_taken_back_opens_the_case_again(word: Word) -> None:
    right = said(word, 6, minutes(90) if word is Word.CALL_ME_AT else None)

    assert a_case(*SPOKEN, right) == a_case(*SPOKEN[:2], right)
    assert a_case(*SPOKEN, right).closed is None


def test_a_word_taken_back_changes_nothing_where_something_else_closed_the_case_or_another_word_does() -> None:
    by_person = CloseAsked(at=minutes(4), reason=CloseReason.BY_PERSON)
    other: list[Event] = [
        began(20, CallId("cb-8")),
        WordSaid(at=minutes(21), call=CallId("cb-8"), word=Word.REFUSED, by="Ivan"),
    ]

    assert why_closed(a_case(by_person, *SPOKEN, said(Word.MACHINE, 6))) == CloseReason.BY_PERSON
    assert why_closed(a_case(*SPOKEN, *other, said(Word.MACHINE, 30))) == CloseReason.REFUSED


def test_the_promise_of_a_word_that_was_replaced_does_not_come_back_with_the_case() -> None:
    asked = said(Word.CALL_ME_AT, 4, minutes(90))

    assert a_case(*SPOKEN[:2], asked, SPOKEN[2], said(Word.MACHINE, 6)).promise is None


@given(st.permutations([said(Word.SPOKE, 5), said(Word.REFUSED, 6), said(Word.MACHINE, 7), said(Word.SPOKE, 8)]))
def test_words_on_one_attempt_may_be_heard_in_any_order(words: list[WordSaid]) -> None:
    case = a_case(*SPOKEN[:2], *words)

    assert Closed(at=minutes(8), reason=CloseReason.SPOKEN_TO, by="Olena", call=CB) == case.closed
    assert case == a_case(*SPOKEN[:2], said(Word.SPOKE, 8))
