"""Cases and rules to decide by. A project in Kyiv, open 9 to 18 on weekdays; 23 November 2026 is a Monday."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from callbacks.model import (
    AttemptBegan,
    AttemptEnded,
    Case,
    Event,
    MissedCall,
    Result,
    TextBegan,
    TextChanged,
    TextStatus,
    Word,
    WordSaid,
)
from callbacks.policy import decide
from callbacks.rules import CallAt, Cleared, Customer, Decision, Policy, Rules, Verdict, ZoneSource
from callbacks.step import hear, open_case
from config.model import Hours, Interval
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.phone import Phone

KYIV = ZoneInfo("Europe/Kyiv")
NUMBER = Phone("+380501234567")
Week = dict[int, tuple[Interval, ...]]
WEEKDAYS: Week = {day: (Interval(9 * 60, 18 * 60),) for day in range(1, 6)}
ALWAYS: Week = {day: (Interval(0, 1440),) for day in range(1, 8)}
RUSSIAN = ("Asia/Kamchatka", "Asia/Yekaterinburg", "Europe/Bucharest", "Europe/Moscow", "Europe/Samara")


def kyiv(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 11) -> datetime:
    """In 2026, given by the clock in Kyiv."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=KYIV).astimezone(UTC)


def hours(
    weekly: Mapping[int, tuple[Interval, ...]] | None = None,
    zone: ZoneInfo = KYIV,
    but: dict[date, tuple[Interval, ...]] | None = None,
) -> Hours:
    return Hours(zone, WEEKDAYS if weekly is None else dict(weekly), but or {})


def customer(
    *zones: str,
    source: ZoneSource = ZoneSource.NUMBER,
    strict: bool = False,
    textable: bool = True,
    do_not_call: bool = False,
    one_way: bool = False,
) -> Customer:
    return Customer(
        number=NUMBER,
        zones=zones or ("Europe/Kyiv",),
        zone_source=source,
        strict=strict,
        do_not_call=do_not_call,
        text_to=NUMBER if textable else None,
        no_text="" if textable else "a landline",
        one_way=one_way,
    )


THREE_DAYS = Policy(useful_hours=72)


def rules(
    policy: Policy | None = None,
    of: Customer | None = None,
    verdict: Verdict | None = None,
    opened: Hours | None = None,
) -> Rules:
    return Rules(
        policy=policy or THREE_DAYS, hours=opened or hours(), customer=of or customer(), verdict=verdict or Cleared()
    )


def missed(at: datetime, reason: str = "abandoned_in_queue") -> MissedCall:
    return MissedCall(call=CallId(f"in-{at.isoformat()}"), at=at, reason=reason, number=NUMBER)


def a_case(at: datetime, *events: Event, number: int = 1, reason: str = "abandoned_in_queue") -> Case:
    case = open_case(CaseId(number), ProjectId(1), ContactId(1), missed(at, reason))
    for event in events:
        case = hear(case, event)
    return case


def attempt(at: datetime, result: Result, rung: int | None = 0, lasting: int = 30, step: int | None = 1) -> list[Event]:
    call = CallId(f"cb-{at.isoformat()}")
    planned = None if step is None else StepId(step)
    began = AttemptBegan(at=at, call=call, step=planned, rung=rung, agent=AgentId(1))
    return [began, AttemptEnded(at=at + timedelta(seconds=lasting), call=call, result=result)]


def answered(at: datetime, word: Word | None, rung: int | None = 0, call_at: datetime | None = None) -> list[Event]:
    events = attempt(at, Result.ANSWERED, rung)
    if word is not None:
        call, said_at = CallId(f"cb-{at.isoformat()}"), at + timedelta(minutes=2)
        events.append(WordSaid(at=said_at, call=call, word=word, by="Olena", call_at=call_at))
    return events


def text(at: datetime, status: TextStatus = TextStatus.DELIVERED, rung: int = 2) -> list[Event]:
    row = TextId(1)
    return [
        TextBegan(at=at, text=row, step=StepId(9), rung=rung),
        TextChanged(at=at, text=row, status=status, why="not a mobile" if status is TextStatus.REFUSED else None),
    ]


def call_at(case: Case, by: Rules, now: datetime) -> CallAt:
    decision = decide(case, by, now)
    assert isinstance(decision, CallAt), decision
    return decision


def words(decision: Decision) -> list[str]:
    return [why.rule for why in decision.why]
