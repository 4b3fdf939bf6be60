"""Calls that came and went without us, as the calls they were: from a note to a row with its facts. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from kernel.ids import AgentId
from kernel.phone import Caller
from telephony import facts as fact
from telephony.notes import Note, Said, Words
from telephony.outcome import TURNED_AWAY, Answered, Direction, Lost, Missed, MissedReason, Outcome, Rejected
from telephony.plan import Plan, Refusal, RefusalReason
from telephony.states import Call, Ended, Recording
from telephony.step import said

_Began = type[fact.AnnouncementBegan | fact.OutagePromptBegan | fact.MessageBegan]
_Ended = type[fact.AnnouncementEnded | fact.OutagePromptEnded | fact.MessageEnded]
_FACTS: Mapping[Words, tuple[_Began, _Ended]] = {
    Words.ANNOUNCEMENT: (fact.AnnouncementBegan, fact.AnnouncementEnded),
    Words.OUTAGE: (fact.OutagePromptBegan, fact.OutagePromptEnded),
    Words.MESSAGE: (fact.MessageBegan, fact.MessageEnded),
}


class Booked(NamedTuple):
    """What is to be written, in one transaction."""

    state: Ended
    facts: tuple[fact.Fact, ...]


def book(
    note: Note, caller: Caller, admission: Plan | Refusal, answered_by: AgentId | None, ended_at: datetime
) -> Booked:
    """`ended_at` is the note's or, where the switch died in the call, the best that is known."""
    refusal = admission if isinstance(admission, Refusal) else None
    recorded = note.recorded_at is not None and note.path is not None
    call = Call(
        id=note.call,
        direction=Direction.INBOUND,
        caller=caller,
        dialled=note.dialled,
        began_at=note.at,
        plan=admission if isinstance(admission, Plan) else None,
        customer=None,
        recording=Recording.ON if recorded else Recording.OFF,
        recording_path=note.path if recorded else None,
        refusal=refusal,
        answered_at=note.answered_at,
        trunk=note.trunk,
    )
    ended = Ended(call=call, outcome=_outcome(note, refusal), at=max(ended_at, note.at))
    return Booked(ended, tuple(_facts(note, ended, answered_by)))


def _outcome(note: Note, refusal: Refusal | None) -> Outcome:
    if note.answered_at is not None:
        return Answered(None if note.ended_at else Lost.DROPPED_OUR_SIDE)
    if note.turned_away:
        return Rejected(RefusalReason.BLOCKED)
    if refusal is not None and refusal.reason in TURNED_AWAY:
        return Rejected(refusal.reason)
    return Missed(MissedReason.SERVICE_DOWN)


def _facts(note: Note, ended: Ended, answered_by: AgentId | None) -> Iterator[fact.Fact]:
    call = ended.call
    place = call.plan or call.refusal
    project = place.project if place else None
    yield fact.CallBegan(
        at=note.at,
        direction=call.direction,
        project=project,
        caller=call.caller,
        dialled=note.dialled,
        trunk=note.trunk,
    )
    if isinstance(ended.outcome, Rejected):
        yield fact.CallRefused(at=note.at, reason=ended.outcome.reason)
    yield from sorted(_meanwhile(note, answered_by), key=lambda each: each.at)
    yield fact.CallEnded(at=ended.at, outcome=ended.outcome)


def _meanwhile(note: Note, answered_by: AgentId | None) -> Iterator[fact.Fact]:
    for each in note.spoken:
        yield from _said(each, note.ended_at)
    if note.recorded_at is not None and note.path is not None:
        yield fact.RecordingBegan(at=note.recorded_at, path=note.path)
    if note.answered_at is not None and answered_by is not None:
        yield fact.AgentConnected(at=note.answered_at, agent=answered_by)


def _said(what: Said, call_ended_at: datetime | None) -> Iterator[fact.Fact]:
    """Until which second it was heard is not known where the switch died in it."""
    began, over = _FACTS[what.words]
    yield said(began, what.at, what.sound)
    until = what.until or call_ended_at
    if until is not None:
        heard_s = max(0.0, (until - what.at).total_seconds())
        yield over(at=until, heard_s=heard_s, complete=what.complete)
