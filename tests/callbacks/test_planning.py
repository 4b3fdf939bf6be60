"""What a decision leaves to be done, and whose doing it is that a customer was reached."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from callbacks import model as m
from callbacks.naming import callback_id, step_of
from callbacks.planning import LOOK_AGAIN_S, is_same, planned, reached_at, recovered_by, status_of
from callbacks.rules import CallAt, Decision, Hold, Wait, Why
from callbacks.step import hear, open_case
from kernel.ids import CallId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.phone import Phone

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OLENA = Phone("+380671234501")
MISSED = m.MissedCall(call=CallId("1.1"), at=NOW, reason="queue_timeout", number=OLENA)
CASE = open_case(CaseId(1), ProjectId(1), ContactId(1), MISSED)
CALL = CallAt(at=NOW, number=OLENA, rung=0, why=(Why("missed"),), soon=True)
TEXT, OUT = TextId(5), CallId("cb-7")


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def told(*events: m.Event) -> m.Case:
    case = CASE
    for event in events:
        case = hear(case, event)
    return case


def texted(status: m.TextStatus, minutes: float = 10) -> tuple[m.Event, m.Event]:
    began = m.TextBegan(at=after(minutes), text=TEXT)
    return began, m.TextChanged(at=after(minutes + 1), text=TEXT, status=status)


@pytest.mark.parametrize("call", ["cb-7", "cb-123456"])
def test_a_callback_is_named_after_its_step(call: str) -> None:
    step = step_of(CallId(call))

    assert step is not None
    assert callback_id(step) == call


@pytest.mark.parametrize("call", ["cb-", "cb-x", "cb-٣", "out-7", "1795.7"])
def test_other_calls_have_no_step(call: str) -> None:
    assert step_of(CallId(call)) is None


def test_a_step_that_is_wanted_for_the_same_moment_is_the_same() -> None:
    old = planned(CALL, NOW)
    other_reasons = planned(replace(CALL, why=()), after(1))

    assert old is not None
    assert other_reasons is not None
    assert is_same(old, other_reasons, after(1))


def test_a_step_for_another_moment_is_another_unless_both_are_due() -> None:
    old, new = planned(replace(CALL, at=after(5)), NOW), planned(replace(CALL, at=after(6)), NOW)

    assert old is not None
    assert new is not None
    assert [is_same(old, new, after(minutes)) for minutes in (0, 5.5, 7)] == [False, False, True]


def test_a_look_at_a_moment_that_is_past_does_not_come_back_at_once() -> None:
    look = planned(Wait(until=NOW, why=()), NOW)

    assert look is not None
    assert look.due_at == NOW + timedelta(seconds=LOOK_AGAIN_S)


def test_what_waits_for_something_to_happen_is_no_step() -> None:
    assert planned(Hold(why=()), NOW) is None


@pytest.mark.parametrize(
    ("case", "decision", "word"),
    [
        (CASE, CALL, "planned"),
        (CASE, Hold(why=()), "held"),
        (CASE, Wait(until=None, why=()), "waiting"),
        (told(m.AttemptBegan(at=NOW, call=OUT)), Wait(until=None, why=()), "in_hand"),
        (told(m.TextBegan(at=NOW, text=TEXT)), Wait(until=None, why=()), "texting"),
        (told(m.CloseAsked(at=NOW, reason=m.CloseReason.BY_PERSON)), None, "closed"),
    ],
)
def test_a_case_is_listed_under_one_word(case: m.Case, decision: Decision | None, word: str) -> None:
    assert status_of(case, decision) == word


SPOKE = m.WordSaid(at=after(30), call=OUT, word=m.Word.SPOKE, by="Maria")
ANSWERED = m.CallAnswered(at=after(60), call=CallId("1.2"))
CALLED = (m.AttemptBegan(at=after(20), call=OUT), m.AttemptEnded(at=after(21), call=OUT, result=m.Result.NO_ANSWER))
WRITTEN_TO = (m.TextCame(at=after(30)), m.TextDealtWith(at=after(40), by="Maria"))
CLOSED = m.CloseAsked(at=after(60), reason=m.CloseReason.BY_PERSON, note="done")


@pytest.mark.parametrize(
    ("events", "whose"),
    [
        ((*CALLED, SPOKE), "team"),
        ((ANSWERED,), "self"),
        ((*texted(m.TextStatus.DELIVERED), ANSWERED), "text"),
        ((*texted(m.TextStatus.REFUSED), ANSWERED), "self"),
        ((*texted(m.TextStatus.DELIVERED), *CALLED, ANSWERED), "self"),
        ((*texted(m.TextStatus.SENT), m.TextCame(at=after(30)), CLOSED), None),
        ((*texted(m.TextStatus.SENT), *WRITTEN_TO, CLOSED), "text"),
        ((*texted(m.TextStatus.SENT), CLOSED), None),
        ((m.CloseAsked(at=after(60), reason=m.CloseReason.EXPIRED),), None),
        ((*CALLED, replace(SPOKE, word=m.Word.REFUSED)), None),
    ],
)
def test_it_is_told_whose_doing_a_recovery_was(events: tuple[m.Event, ...], whose: str | None) -> None:
    assert recovered_by(told(*events)) == whose


def test_a_customer_was_reached_when_the_call_began_that_they_were_spoken_to_in() -> None:
    assert reached_at(told(*CALLED, SPOKE)) == after(20)
    assert reached_at(told(ANSWERED)) == after(60)
    assert reached_at(told(*CALLED)) is None


def test_a_step_has_an_id_of_its_own() -> None:
    assert callback_id(StepId(1)) != callback_id(StepId(11))
