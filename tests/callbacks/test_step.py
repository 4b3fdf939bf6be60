"""A case hears what happens: twice, late, in any order."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.model import (
    AttemptBegan,
    AttemptEnded,
    CallAnswered,
    CallMissed,
    CallTouch,
    CloseAsked,
    CloseReason,
    Event,
    Held,
    Postponed,
    Promise,
    Released,
    Result,
    TextBegan,
    TextCame,
    TextChanged,
    TextDealtWith,
    TextStatus,
    TextTouch,
    Word,
    WordSaid,
)
from callbacks.step import KEPT, hear, open_case
from kernel.ids import CallId, CaseId, ContactId, ProjectId, StepId, TextId
from tests.callbacks.happenings import NOON, ROW, a_case, began, ended, minutes, missed, said, why_closed

# Missed calls ---------------------------------------------------------------------------------------------------------


def test_a_missed_call_joins_the_open_case() -> None:
    case = a_case(CallMissed(at=minutes(10), missed=missed(10)))

    assert [missed(), missed(10)] == list(case.missed)


def test_missed_calls_stand_in_order_of_time_however_they_were_heard() -> None:
    case = a_case(*(CallMissed(at=minutes(at), missed=missed(at)) for at in (20, -5, 10)))

    assert [missed(-5), missed(), missed(10), missed(20)] == list(case.missed)
    assert minutes(-5) == case.opened_at


def test_the_same_missed_call_joins_once() -> None:
    again = CallMissed(at=minutes(10), missed=missed(10))

    assert a_case(again) == a_case(again, again)


def test_of_very_many_missed_calls_the_first_and_the_newest_are_kept() -> None:
    case = a_case(*(CallMissed(at=minutes(at), missed=missed(at)) for at in range(1, KEPT + 50)))

    assert len(case.missed) == KEPT
    assert (missed(), missed(KEPT + 49)) == (case.missed[0], case.missed[-1])


def test_who_keeps_the_place_in_the_queue_by_a_callback_is_promised_it() -> None:
    case = open_case(CaseId(1), ProjectId(2), ContactId(3), missed(reason="callback_chosen"))

    assert Promise(at=NOON, source="queue", by="", made_at=NOON) == case.promise


def test_a_customer_who_gets_through_closes_the_case() -> None:
    case = a_case(CallAnswered(at=minutes(1), call=CallId("in-2")))

    assert why_closed(case) == CloseReason.SELF_RECOVERED


def test_an_answer_from_before_the_latest_missed_call_does_not_close_it() -> None:
    case = a_case(CallAnswered(at=minutes(-1), call=CallId("in-2")))

    assert case.closed is None


# Attempts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (Word.SPOKE, CloseReason.SPOKEN_TO),
        (Word.REFUSED, CloseReason.REFUSED),
        (Word.CALL_ME_AT, None),
        (Word.WRONG_PERSON, None),
        (Word.MESSAGE_LEFT, None),
        (Word.MACHINE, None),
    ],
)
def test_the_agents_word_decides_whether_the_customer_was_reached(word: Word, reason: CloseReason | None) -> None:
    case = a_case(began(), ended(Result.ANSWERED), said(word, call_at=minutes(90)))

    assert reason == why_closed(case)


@pytest.mark.parametrize("result", Result)
def test_only_an_unallocated_number_closes_by_itself(result: Result) -> None:
    case = a_case(began(), ended(result))

    assert (CloseReason.INVALID if result is Result.INVALID_NUMBER else None) == why_closed(case)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_attempt_comes_together_in_any_order(order: tuple[int, ...]) -> None:
    events: list[Event] = [began(), ended(Result.ANSWERED), said(Word.MACHINE)]

    case = a_case(*(events[number] for number in order))

    assert a_case(*events) == case
    assert [(minutes(3), minutes(4), StepId(1), 0)] == [
        (touch.began_at, touch.ended_at, touch.step, touch.rung)
        for touch in case.touches
        if isinstance(touch, CallTouch)
    ]


def test_what_the_switch_says_replaces_what_was_concluded_after_a_crash() -> None:
    case = a_case(began(), ended(Result.NEVER_PLACED, 4), ended(Result.NO_ANSWER, 6), ended(Result.NEVER_PLACED, 8))

    [touch] = case.touches
    assert isinstance(touch, CallTouch)
    assert (Result.NO_ANSWER, minutes(6)) == (touch.result, touch.ended_at)


def test_a_later_word_replaces_the_earlier_with_its_promise() -> None:
    case = a_case(began(), ended(Result.ANSWERED), said(Word.CALL_ME_AT, 5, minutes(90)), said(Word.MACHINE, 6))

    [touch] = case.touches
    assert isinstance(touch, CallTouch)
    assert touch.said is not None
    assert Word.MACHINE is touch.said.word
    assert case.promise is None


def test_a_moment_the_customer_asked_for_is_promised() -> None:
    case = a_case(began(), ended(Result.ANSWERED), said(Word.CALL_ME_AT, 5, minutes(90)))

    assert Promise(at=minutes(90), source="customer", by="Olena", made_at=minutes(5)) == case.promise


def test_the_promise_made_last_counts_whichever_is_heard_last() -> None:
    first = Postponed(at=minutes(5), until=minutes(100), by="Olena")
    second = Postponed(at=minutes(6), until=minutes(50), by="Ivan")

    assert a_case(first, second).promise == a_case(second, first).promise
    assert Promise(at=minutes(50), source="person", by="Ivan", made_at=minutes(6)) == a_case(first, second).promise


def test_of_very_many_touches_those_that_cost_nothing_go_first() -> None:
    counted: list[Event] = [began(1, CallId("counted")), ended(Result.NO_ANSWER, 2, CallId("counted"))]
    failures: list[Event] = [
        event
        for number in range(KEPT + 20)
        for event in (
            began(10 + number, CallId(f"cb-{number}")),
            ended(Result.FAILED, 10 + number, CallId(f"cb-{number}")),
        )
    ]

    case = a_case(*counted, *failures)

    assert len(case.touches) == KEPT
    assert isinstance(case.touches[0], CallTouch)
    assert CallId("counted") == case.touches[0].call


# Texts and people -----------------------------------------------------------------------------------------------------


def test_a_texts_status_never_goes_back() -> None:
    order = [TextStatus.SENT, TextStatus.ACCEPTED, TextStatus.DELIVERED, TextStatus.SENT, TextStatus.UNKNOWN]
    changes = [TextChanged(at=minutes(number), text=ROW, status=status) for number, status in enumerate(order)]

    case = a_case(TextBegan(at=NOON, text=ROW, step=StepId(4), rung=2), *changes)

    assert (TextTouch(text=ROW, at=NOON, step=StepId(4), rung=2, status=TextStatus.DELIVERED),) == case.touches


def test_a_status_heard_before_the_text_finds_it() -> None:
    began_text = TextBegan(at=NOON, text=ROW, step=StepId(4), rung=2)
    refused = TextChanged(at=minutes(1), text=ROW, status=TextStatus.REFUSED, code=21610, why="stopped")

    assert a_case(began_text, refused) == a_case(refused, began_text)


def test_what_the_customer_wrote_waits_until_it_is_dealt_with() -> None:
    came, dealt = TextCame(at=minutes(5)), TextDealtWith(at=minutes(9), by="Olena")

    assert minutes(5) == a_case(came).unanswered_text_at
    assert a_case(came, dealt).unanswered_text_at is None
    assert a_case(dealt, came).unanswered_text_at is None
    assert minutes(10) == a_case(came, dealt, TextCame(at=minutes(10))).unanswered_text_at


def test_held_and_let_go_by_what_was_done_last() -> None:
    held, let_go = Held(at=minutes(5), by="Olena", why="Wait."), Released(at=minutes(6), by="Ivan")

    for case in (a_case(held, let_go), a_case(let_go, held)):
        assert (None, minutes(6)) == (case.held_by, case.released_at)
    assert a_case(let_go, Held(at=minutes(7), by="Olena", why="No.")).held_by == "Olena"


# All orders -----------------------------------------------------------------------------------------------------------

when = st.integers(0, 300).map(minutes)
attempts = st.sampled_from([CallId("cb-1"), CallId("cb-2"), CallId("cb-3")])
rows = st.sampled_from([TextId(1), TextId(2)])
people = st.sampled_from(["Olena", "Ivan"])
not_closing: st.SearchStrategy[Event] = st.one_of(
    st.integers(0, 300).map(lambda at: CallMissed(at=minutes(at), missed=missed(at))),
    st.builds(AttemptBegan, at=when, call=attempts, step=st.just(StepId(1)), rung=st.just(0)),
    st.builds(AttemptEnded, at=when, call=attempts, result=st.sampled_from(Result)).filter(
        lambda event: event.result is not Result.INVALID_NUMBER
    ),
    st.builds(WordSaid, at=when, call=attempts, word=st.just(Word.MACHINE), by=people),
    st.builds(TextBegan, at=when, text=rows, step=st.just(StepId(2)), rung=st.just(1)),
    st.builds(TextChanged, at=when, text=rows, status=st.sampled_from(TextStatus)),
    st.builds(TextCame, at=when),
    st.builds(TextDealtWith, at=when, by=st.just("Olena")),
    st.builds(Postponed, at=when, until=when, by=st.just("Olena")),
    st.builds(Held, at=when, by=st.just("Olena"), why=st.just("Wait.")),
    st.builds(Released, at=when, by=st.just("Ivan")),
)
at_last = st.just(minutes(400))
"""Later than anything else: a word that has been replaced closes nothing."""
for_good: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallAnswered, at=at_last, call=st.just(CallId("in-x"))),
    st.builds(
        CloseAsked, at=at_last, reason=st.sampled_from(sorted(set(CloseReason) - {"expired", "ladder_exhausted"}))
    ),
)
"""What no word puts right."""
closing: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallAnswered, at=at_last, call=st.just(CallId("in-x"))),
    st.builds(WordSaid, at=at_last, call=attempts, word=st.sampled_from([Word.SPOKE, Word.REFUSED]), by=people),
    st.builds(CloseAsked, at=at_last, reason=st.sampled_from(CloseReason), by=people),
)


@settings(deadline=None)
@given(st.lists(not_closing, max_size=12), st.randoms(use_true_random=False))
def test_until_the_end_the_order_does_not_matter(events: list[Event], chance: object) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert a_case(*events) == a_case(*shuffled)


@settings(deadline=None)
@given(st.lists(not_closing | closing, max_size=12), st.data())
def test_hearing_anything_again_changes_nothing(events: list[Event], data: st.DataObject) -> None:
    case = a_case(*events)

    if events:
        assert case == hear(case, data.draw(st.sampled_from(events)))


@settings(deadline=None)
@given(st.lists(not_closing, max_size=8), for_good, st.lists(not_closing | closing, max_size=8))
def test_a_case_that_no_word_closed_never_opens_again(before: list[Event], end: Event, after: list[Event]) -> None:
    closed = a_case(*before, end)

    later = closed
    for event in after:
        later = hear(later, event)

    assert later.closed is not None
    assert closed.closed is not None
    assert closed.closed.at == later.closed.at
    assert closed.missed == later.missed
