"""How a case changes with what happens.

What happens may be told twice, late and in any order: hearing it again changes nothing, and what belongs to one attempt
or one text comes together whichever part is heard first. A closed case stays closed, and only the records of its
attempts and texts are completed; but what an agent's word has closed, a later word on that attempt puts right.
"""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from callbacks.model import (
    AttemptBegan,
    AttemptEnded,
    CallAnswered,
    CallMissed,
    CallTouch,
    Case,
    CloseAsked,
    Closed,
    CloseReason,
    Event,
    Held,
    MissedCall,
    Postponed,
    Promise,
    Released,
    Result,
    Said,
    TextBegan,
    TextCame,
    TextChanged,
    TextDealtWith,
    TextStatus,
    TextTouch,
    Touch,
    Word,
    WordSaid,
)
from kernel.ids import CallId, CaseId, ContactId, ProjectId

KEPT = 200
"""So many missed calls, and so many touches, are kept in a case: of missed calls the first and the newest, of touches
those that count before those that do not, then the newest. A trunk that fails for days must not make a case grow."""

COUNTED = frozenset(
    {Result.ANSWERED, Result.NO_ANSWER, Result.BUSY, Result.REJECTED, Result.HUNG_UP_IN_ANNOUNCEMENT},
)
"""The far end rang, was busy or answered."""

CALLBACK_CHOSEN = "callback_chosen"

_PROOF = {
    TextStatus.BEGUN: 0,
    TextStatus.UNKNOWN: 1,
    TextStatus.ACCEPTED: 2,
    TextStatus.SENT: 3,
    TextStatus.REFUSED: 4,
    TextStatus.UNDELIVERED: 5,
    TextStatus.DELIVERED: 6,
}
"""How much a status proves: a text never goes back to a lower one."""

_CLOSING_WORDS = {Word.SPOKE: CloseReason.SPOKEN_TO, Word.REFUSED: CloseReason.REFUSED}
_UNREACHED = frozenset({CloseReason.EXPIRED, CloseReason.LADDER_EXHAUSTED})
"""What an agent's late word puts right: they were reached after all."""


def open_case(case: CaseId, project: ProjectId, contact: ContactId, missed: MissedCall) -> Case:
    opened = Case(id=case, project=project, contact=contact, opened_at=missed.at, missed=(missed,))
    return _promised_in_queue(opened, missed)


def hear(case: Case, event: Event) -> Case:
    """`case` as it is once `event` has happened."""
    match event:
        case AttemptBegan() | AttemptEnded() | WordSaid():
            return _hear_of_attempt(case, event)
        case TextBegan():
            return _with_text(case, event, lambda text: _begun_text(text, event))
        case TextChanged():
            return _with_text(case, event, lambda text: _changed_text(text, event))
        case _:
            return case if case.closed else _hear_open(case, event)


def _hear_open(
    case: Case,
    event: CallMissed | CallAnswered | TextCame | TextDealtWith | Postponed | Held | Released | CloseAsked,
) -> Case:
    match event:
        case CallMissed():
            return _joined(case, event.missed)
        case CallAnswered():
            return _answered(case, event)
        case TextCame() | TextDealtWith():
            return _written(case, event)
        case Postponed():
            return _promised(case, Promise(at=event.until, source="person", by=event.by, made_at=event.at))
        case Held() | Released():
            return _stopped(case, event)
        case CloseAsked():
            return replace(case, closed=Closed(at=event.at, reason=event.reason, by=event.by, note=event.note))
        case _:
            assert_never(event)


# Missed and answered calls --------------------------------------------------------------------------------------------


def _joined(case: Case, missed: MissedCall) -> Case:
    if any(known.call == missed.call for known in case.missed):
        return case
    calls = sorted((*case.missed, missed), key=lambda call: (call.at, call.call))
    kept = (calls[0], *calls[1:][1 - KEPT :])
    return _promised_in_queue(replace(case, missed=kept, opened_at=min(case.opened_at, missed.at)), missed)


def _promised_in_queue(case: Case, missed: MissedCall) -> Case:
    if missed.reason != CALLBACK_CHOSEN:
        return case
    return _promised(case, Promise(at=missed.at, source="queue", by="", made_at=missed.at))


def _answered(case: Case, event: CallAnswered) -> Case:
    """An answer from before the latest missed call is old news: that call has still to be returned."""
    if event.at < case.missed[-1].at:
        return case
    return replace(case, closed=Closed(at=event.at, reason=CloseReason.SELF_RECOVERED))


def _promised(case: Case, promise: Promise) -> Case:
    """The latest made counts."""
    known = case.promise
    if known is not None and (known.made_at, known.at) >= (promise.made_at, promise.at):
        return case
    return replace(case, promise=promise)


# What people do -------------------------------------------------------------------------------------------------------


def _written(case: Case, event: TextCame | TextDealtWith) -> Case:
    came, dealt = case.unanswered_text_at, case.texts_dealt_at
    match event:
        case TextCame(at=at):
            came = max(came or at, at)
        case TextDealtWith(at=at):
            dealt = max(dealt or at, at)
        case _:
            assert_never(event)
    if came is not None and dealt is not None and came <= dealt:
        came = None
    return replace(case, unanswered_text_at=came, texts_dealt_at=dealt)


def _stopped(case: Case, event: Held | Released) -> Case:
    """Held or let go, by what was done last; at the same moment, held."""
    match event:
        case Held():
            if event.at < (case.held_at or event.at):
                return case
            if event.at < (case.released_at or event.at):
                return replace(case, held_at=event.at)
            return replace(case, held_by=event.by, held_why=event.why, held_at=event.at)
        case Released():
            if event.at < (case.released_at or event.at):
                return case
            let_go = replace(case, released_at=event.at, released_by=event.by)
            if case.held_at is not None and case.held_at >= event.at:
                return let_go
            return replace(let_go, held_by=None, held_why="")
        case _:
            assert_never(event)


# Attempts to call -----------------------------------------------------------------------------------------------------


def _hear_of_attempt(case: Case, event: AttemptBegan | AttemptEnded | WordSaid) -> Case:
    before = _attempt(case, event.call, event.at)
    after = _attempt_with(before, event)
    told = replace(case, touches=_kept(case.touches, before, after))
    if isinstance(event, WordSaid) and after.said != before.said:
        return _worded(told, before, event)
    if after.result is Result.INVALID_NUMBER and told.closed is None:
        return replace(told, closed=Closed(at=event.at, reason=CloseReason.INVALID))
    return told


def _attempt(case: Case, call: CallId, at: datetime) -> CallTouch:
    """The one known, or a new one for what is heard before its beginning."""
    known = (touch for touch in case.touches if isinstance(touch, CallTouch) and touch.call == call)
    return next(known, CallTouch(call=call, began_at=at))


def _attempt_with(attempt: CallTouch, event: AttemptBegan | AttemptEnded | WordSaid) -> CallTouch:
    attempt = replace(attempt, began_at=min(attempt.began_at, event.at))
    match event:
        case AttemptBegan():
            return replace(
                attempt,
                step=attempt.step if event.step is None else event.step,
                rung=attempt.rung if event.rung is None else event.rung,
                agent=attempt.agent if event.agent is None else event.agent,
            )
        case AttemptEnded():
            if attempt.result is not None and not _tells_more(event, attempt):
                return attempt
            return replace(attempt, ended_at=event.at, result=event.result)
        case WordSaid():
            said = Said(word=event.word, at=event.at, by=event.by, note=event.note)
            return replace(attempt, said=said) if _said_later(said, attempt.said) else attempt
        case _:
            assert_never(event)


def _tells_more(event: AttemptEnded, attempt: CallTouch) -> bool:
    """What was found out after a crash gives way to the switch's own account; of two accounts the earlier counts."""
    assert attempt.result is not None
    assert attempt.ended_at is not None
    new = (event.result in COUNTED, event.result is not Result.NEVER_PLACED)
    old = (attempt.result in COUNTED, attempt.result is not Result.NEVER_PLACED)
    if new != old:
        return new > old
    return (event.at, event.result) < (attempt.ended_at, attempt.result)


def _said_later(said: Said, known: Said | None) -> bool:
    return known is None or (said.at, said.word, said.by, said.note) > (known.at, known.word, known.by, known.note)


def _worded(case: Case, before: CallTouch, event: WordSaid) -> Case:
    if case.closed is not None and case.closed.call is None:
        late = case.closed.reason in _UNREACHED and event.word in _CLOSING_WORDS
        return _closed_by_word(case) if late else case
    if before.said is not None and before.said.word is Word.CALL_ME_AT:
        case = _without_promise(case, before.said)
    case = _closed_by_word(case)
    if case.closed is not None or event.word is not Word.CALL_ME_AT or event.call_at is None:
        return case
    return _promised(case, Promise(at=event.call_at, source="customer", by=event.by, made_at=event.at))


def _closed_by_word(case: Case) -> Case:
    """By the first of the words that stand and that close; open where there is none (any more)."""
    said = [(touch.said, touch.call) for touch in case.touches if isinstance(touch, CallTouch) and touch.said]
    closing = [(word, call) for word, call in said if word.word in _CLOSING_WORDS]
    if not closing:
        return replace(case, closed=None)
    word, call = min(closing, key=lambda each: (each[0].at, each[1]))
    reason = _CLOSING_WORDS[word.word]
    return replace(case, closed=Closed(at=word.at, reason=reason, by=word.by, note=word.note, call=call))


def _without_promise(case: Case, withdrawn: Said) -> Case:
    """A word that is replaced takes the promise with it that it made."""
    made = case.promise
    if made is None or made.source != "customer" or made.made_at != withdrawn.at:
        return case
    return replace(case, promise=None)


# Texts ----------------------------------------------------------------------------------------------------------------


def _with_text(case: Case, event: TextBegan | TextChanged, change: Callable[[TextTouch], TextTouch]) -> Case:
    known = (touch for touch in case.touches if isinstance(touch, TextTouch) and touch.text == event.text)
    before = next(known, TextTouch(text=event.text, at=event.at))
    after = change(replace(before, at=min(before.at, event.at)))
    return replace(case, touches=_kept(case.touches, before, after))


def _begun_text(text: TextTouch, event: TextBegan) -> TextTouch:
    step = text.step if event.step is None else event.step
    return replace(text, step=step, rung=text.rung if event.rung is None else event.rung)


def _changed_text(text: TextTouch, event: TextChanged) -> TextTouch:
    if _PROOF[event.status] <= _PROOF[text.status]:
        return text
    return replace(text, status=event.status, code=event.code, why=event.why)


# What is kept ---------------------------------------------------------------------------------------------------------


def _kept(touches: tuple[Touch, ...], before: Touch, after: Touch) -> tuple[Touch, ...]:
    others = [touch for touch in touches if touch is not before]
    ordered = sorted([*others, after], key=_order)
    spare = len(ordered) - KEPT
    if spare > 0:
        dropped = sorted(ordered, key=_worth)[:spare]
        ordered = [touch for touch in ordered if touch not in dropped]
    return tuple(ordered)


def _order(touch: Touch) -> tuple[datetime, str]:
    match touch:
        case CallTouch():
            return touch.began_at, touch.call
        case TextTouch():
            return touch.at, str(touch.text)
        case _:
            assert_never(touch)


def _worth(touch: Touch) -> tuple[bool, tuple[datetime, str]]:
    costs_nothing = isinstance(touch, CallTouch) and touch.result is not None and touch.result not in COUNTED
    return not costs_nothing, _order(touch)
