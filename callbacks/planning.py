"""What a decision leaves to be done, and what a case looks like in lists: from values alone."""

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from callbacks.model import CallTouch, Case, CloseReason, TextStatus, TextTouch, Word
from callbacks.rules import CallAt, Close, Decision, Hold, NeedsPerson, TextAt, Wait
from kernel.phone import Phone

LOOK_AGAIN_S = 30.0
"""So long after a look that named a moment in the past a case is looked at again, and not at once for ever."""

_ARRIVED = (TextStatus.ACCEPTED, TextStatus.SENT, TextStatus.DELIVERED)
_REACHED = (Word.SPOKE, Word.REFUSED)


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A step to be: `kind` is `call`, `text` or `look`."""

    kind: str
    due_at: datetime
    plan: Decision
    number: Phone | None = None
    rung: int | None = None
    promised_at: datetime | None = None


def planned(decision: Decision, now: datetime) -> Planned | None:
    """The one step that a decision asks for; None where nothing is to be done until something happens."""
    match decision:
        case CallAt(at=at, number=number, rung=rung, promised=promised):
            return Planned(kind="call", due_at=at, plan=decision, number=number, rung=rung, promised_at=promised)
        case TextAt(at=at, number=number, rung=rung):
            return Planned(kind="text", due_at=at, plan=decision, number=number, rung=rung)
        case Wait(until=until) | NeedsPerson(until=until) | Hold(until=until):
            return None if until is None else _look(decision, until, now)
        case Close():
            return None
        case _:
            assert_never(decision)


def _look(decision: Decision, until: datetime, now: datetime) -> Planned:
    due_at = until if until > now else now + timedelta(seconds=LOOK_AGAIN_S)
    return Planned(kind="look", due_at=due_at, plan=decision)


def is_same(old: Planned, new: Planned, now: datetime) -> bool:
    """Whether a step that is planned already is what is wanted now. When both are due, the instant no longer counts."""
    alike = (old.kind, old.number, old.rung, old.promised_at) == (new.kind, new.number, new.rung, new.promised_at)
    both_due = old.kind != "look" and old.due_at <= now and new.due_at <= now
    return alike and (old.due_at == new.due_at or both_due)


def status_of(case: Case, decision: Decision | None) -> str:
    """The word for the list. None: it is closed, or an attempt is under way and nothing else is decided."""
    if case.closed is not None:
        return "closed"
    if any(isinstance(touch, CallTouch) and touch.ended_at is None for touch in case.touches):
        return "in_hand"
    match decision:
        case CallAt():
            return "planned"
        case TextAt():
            return "texting"
        case NeedsPerson():
            return "needs_person"
        case Hold():
            return "held"
        case Wait() | Close() | None:
            return "texting" if _text_under_way(case) else "waiting"
        case _:
            assert_never(decision)


def _text_under_way(case: Case) -> bool:
    last = case.touches[-1] if case.touches else None
    return isinstance(last, TextTouch) and last.status is TextStatus.BEGUN


def reached_at(case: Case) -> datetime | None:
    """When the customer was first spoken to: by us, by an agent's word, or because they rang in and were answered."""
    calls = [t for t in case.touches if isinstance(t, CallTouch) and t.said is not None]
    spoken = [t.began_at for t in calls if t.said is not None and t.said.word in _REACHED]
    if case.closed is not None and case.closed.reason is CloseReason.SELF_RECOVERED:
        spoken.append(case.closed.at)
    return min(spoken, default=None)


def recovered_by(case: Case) -> str | None:
    """Whose doing it is that a customer was reached; None for a case that was not recovered, or refused.

    `text`: our last touch was a text that was not refused, and they rang in, or wrote and were answered until a person
    closed the case. After a later call of ours, whoever rings back does so by themselves.
    """
    if case.closed is None:
        return None
    match case.closed.reason:
        case CloseReason.SPOKEN_TO:
            return "team"
        case CloseReason.SELF_RECOVERED:
            return "text" if _text_was_last(case, case.closed.at) else "self"
        case CloseReason.BY_PERSON:
            answered = case.texts_dealt_at is not None and case.unanswered_text_at is None
            return "text" if answered and _text_was_last(case, case.closed.at) else None
        case _:
            return None


def _text_was_last(case: Case, at: datetime) -> bool:
    before = [touch for touch in case.touches if _began(touch) < at]
    last = max(before, key=_began, default=None)
    return isinstance(last, TextTouch) and last.status in _ARRIVED


def _began(touch: CallTouch | TextTouch) -> datetime:
    return touch.began_at if isinstance(touch, CallTouch) else touch.at


def promised_at(case: Case, decision: Decision | None) -> datetime | None:
    """The moment a customer counts on now, if any."""
    if case.promise is not None:
        return case.promise.at
    return decision.promised if isinstance(decision, CallAt) else None
