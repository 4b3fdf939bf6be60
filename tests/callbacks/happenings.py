"""What may happen to a case, some minutes after noon."""

from datetime import UTC, datetime, timedelta

from callbacks.model import AttemptBegan, AttemptEnded, Case, CloseReason, Event, MissedCall, Result, Word, WordSaid
from callbacks.step import hear, open_case
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.phone import Phone

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NUMBER = Phone("+380501234567")
CB = CallId("cb-1")
ROW = TextId(9)


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def missed(after: float = 0, reason: str = "abandoned_in_queue") -> MissedCall:
    return MissedCall(call=CallId(f"in-{after}"), at=minutes(after), reason=reason, number=NUMBER)


def a_case(*events: Event) -> Case:
    case = open_case(CaseId(1), ProjectId(2), ContactId(3), missed())
    for event in events:
        case = hear(case, event)
    return case


def began(after: float = 3, call: CallId = CB) -> AttemptBegan:
    return AttemptBegan(at=minutes(after), call=call, step=StepId(1), rung=0, agent=AgentId(5))


def ended(result: Result, after: float = 4, call: CallId = CB) -> AttemptEnded:
    return AttemptEnded(at=minutes(after), call=call, result=result)


def said(word: Word, after: float = 5, call_at: datetime | None = None) -> WordSaid:
    return WordSaid(at=minutes(after), call=CB, word=word, by="Olena", call_at=call_at)


def why_closed(case: Case) -> CloseReason | None:
    return None if case.closed is None else case.closed.reason
