"""What the API says of cases: plain values, each made of rows and of what was decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from callbacks import clocktime
from callbacks.model import CallTouch, Case, MissedCall, TextTouch, Touch
from callbacks.rules import CallAt, Customer, Decision, ZoneSource
from callbacks.views_steps import Instant, NextStep, step_view
from kernel.numbering import zones_of
from kernel.phone import Phone

Group = Literal["needs_person", "promised", "planned", "texting", "held", "closed"]
Action = Literal["call", "postpone", "close", "hold", "release", "word"]


class Name(msgspec.Struct, frozen=True):
    id: int
    name: str


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """`number` is where they called from last. `reason` is that of their last missed call.

    `zone` is the customer's as far as known: the contact's own, else inferred from the number, else the project's;
    `zones` are all they may be in. `agent` has the case in hand at this moment.
    """

    id: int
    project: Name
    contact: Name
    number: str
    group: Group
    status: str
    opened_at: Instant
    first_missed_at: Instant
    last_missed_at: Instant
    missed_calls: int
    attempts: int
    reason: str
    next: NextStep | None
    promised_at: Instant | None
    broken_at: Instant | None
    closed_at: Instant | None
    close_reason: str | None
    recovered_by: Literal["team", "self", "text"] | None
    held_why: str
    agent: Name | None
    zone: str
    zone_source: ZoneSource
    zones: list[str]


class GroupCount(msgspec.Struct, frozen=True):
    group: Group
    cases: int


class CaseList(msgspec.Struct, frozen=True):
    """`counts` are of open cases in all groups, whichever is listed; `due` of those whose call or text is due and not
    begun, `broken` of those with a promise not kept.

    `day_seconds` is null but in a demonstration, in which a day of the projects asked for is so short. `no_case` is why
    nothing can be done for who was missed on the call asked for.
    """

    cases: list[CaseRow]
    counts: list[GroupCount]
    due: int
    broken: int
    next: str | None
    day_seconds: int | None
    no_case: str | None


class MissedView(msgspec.Struct, frozen=True):
    call_id: str
    at: Instant
    reason: str
    number: str


class TouchView(msgspec.Struct, frozen=True, kw_only=True):
    """A call or a text. `result` is how it ended, or the text's status; `word` what the agent said came of a call."""

    kind: Literal["call", "text"]
    at: Instant
    call_id: str | None = None
    text_id: int | None = None
    step: int | None = None
    rung: int | None = None
    agent: Name | None = None
    ended_at: Instant | None = None
    result: str | None = None
    word: str | None = None
    word_by: str | None = None
    note: str = ""
    code: int | None = None
    why: str | None = None


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """One step, past or planned, with the decision that made it."""

    id: int
    kind: str
    status: str
    number: str | None
    rung: int | None
    due_at: Instant
    promised_at: Instant | None
    planned_at: Instant
    begun_at: Instant | None
    ended_at: Instant | None
    outcome: str | None
    broken: bool
    call_id: str | None
    text_id: int | None
    agent: str | None
    decision: NextStep


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    case_id: int | None
    direction: Literal["out", "in"]
    customer: str
    body: str
    status: str
    code: int | None
    detail: str | None
    at: Instant
    delivered_at: Instant | None
    answered_at: Instant | None
    answered_by: str | None
    assigned_to: int | None


class WordDue(msgspec.Struct, frozen=True):
    """An attempt that was answered and of which nobody has said what came."""

    call_id: str
    at: Instant
    agent: Name | None


class PromiseView(msgspec.Struct, frozen=True):
    at: Instant
    source: str
    by: str
    made_at: Instant


class ClosedView(msgspec.Struct, frozen=True):
    at: Instant
    reason: str
    by: str
    note: str


class CaseDetail(CaseRow, frozen=True, kw_only=True):
    """`forecast` is what would follow if nobody is ever reached. `actions` are those open to the asker now."""

    promise: PromiseView | None
    held_by: str | None
    closed: ClosedView | None
    missed: list[MissedView]
    touches: list[TouchView]
    steps: list[StepView]
    forecast: list[NextStep]
    texts: list[TextView]
    word_due: WordDue | None
    actions: list[Action]


# ---- from rows and decisions


def case_of(row: Mapping[str, Any]) -> Case:
    return msgspec.convert(row["state"], Case)


def row_view(row: Mapping[str, Any]) -> CaseRow:
    case = case_of(row)
    last = case.missed[-1]
    customer = customer_of(row, last.number)
    zone = home_of(customer, row["project_zone"], last.at)
    decided: Decision | None = msgspec.convert(row["next"], Decision | None)
    return CaseRow(
        id=row["id"],
        project=Name(row["project_id"], row["project"] or ""),
        contact=Name(row["contact_id"], row["contact"] or ""),
        number=last.number.e164,
        group=group_of(row["status"], case, decided),
        status=row["status"],
        opened_at=row["opened_at"],
        first_missed_at=row["first_missed_at"],
        last_missed_at=row["last_missed_at"],
        missed_calls=len(case.missed),
        attempts=sum(isinstance(each, CallTouch) for each in case.touches),
        reason=last.reason,
        next=step_view(decided, zone) if decided else None,
        promised_at=row["promised_at"],
        broken_at=row["broken_at"],
        closed_at=row["closed_at"],
        close_reason=row["close_reason"],
        recovered_by=row["recovered_by"],
        held_why=case.held_why,
        agent=Name(row["agent_id"], row["agent"] or "") if row["agent_id"] else None,
        zone=zone,
        zone_source=customer.zone_source,
        zones=list(customer.zones),
    )


def group_of(status: str, case: Case, decided: Decision | None) -> Group:
    """As the queries of the list group them."""
    match status:
        case "closed" | "held" | "needs_person" | "texting":
            return status
        case "waiting" if case.touches and isinstance(case.touches[-1], TextTouch):
            return "texting"
        case _:
            return "promised" if isinstance(decided, CallAt) and decided.promised else "planned"


def held_by_rules(shown: CaseRow) -> bool:
    """Whether the rules hold it, so that nobody calls before it is released; what only a person stopped, others may."""
    doubts = shown.next.why if shown.next else []
    return shown.group == "held" and any(each.rule != "held_by_person" for each in doubts)


def customer_of(row: Mapping[str, Any], number: Phone) -> Customer:
    """As far as zones go: the contact's own, else those of the number, else the project's."""
    if row["contact_zone"]:
        return Customer(number=number, zones=(row["contact_zone"],), zone_source=ZoneSource.CONTACT)
    zones = zones_of(number)
    if zones:
        return Customer(number=number, zones=zones, zone_source=ZoneSource.NUMBER)
    return Customer(number=number, zones=(row["project_zone"] or "UTC",), zone_source=ZoneSource.PROJECT)


def home_of(customer: Customer, project_zone: str | None, at: datetime) -> str:
    """The zone on whose clock the ladder works this customer."""
    project = ZoneInfo(project_zone or "UTC")
    return clocktime.home_zone(customer, clocktime.zones_of(customer, project), project, at).key


def story_of(case: Case, agents: Mapping[int, str]) -> dict[str, Any]:
    """The fields of `CaseDetail` that are in the case itself."""
    promise, closed = case.promise, case.closed
    return {
        "promise": PromiseView(promise.at, promise.source, promise.by, promise.made_at) if promise else None,
        "held_by": case.held_by,
        "closed": ClosedView(closed.at, closed.reason, closed.by, closed.note) if closed else None,
        "missed": [missed_view(each) for each in case.missed],
        "touches": [touch_view(each, agents) for each in case.touches],
    }


def missed_view(missed: MissedCall) -> MissedView:
    return MissedView(missed.call, missed.at, missed.reason, missed.number.e164)


def touch_view(touch: Touch, agents: Mapping[int, str]) -> TouchView:
    match touch:
        case CallTouch():
            return _call_view(touch, agents)
        case TextTouch():
            return TouchView(
                kind="text",
                at=touch.at,
                text_id=touch.text,
                step=touch.step,
                rung=touch.rung,
                result=touch.status,
                code=touch.code,
                why=touch.why,
            )


def _call_view(touch: CallTouch, agents: Mapping[int, str]) -> TouchView:
    said = touch.said
    return TouchView(
        kind="call",
        at=touch.began_at,
        call_id=touch.call,
        step=touch.step,
        rung=touch.rung,
        agent=agent_view(touch, agents),
        ended_at=touch.ended_at,
        result=touch.result,
        word=said.word if said else None,
        word_by=said.by if said else None,
        note=said.note if said else "",
    )


def agent_view(touch: CallTouch, agents: Mapping[int, str]) -> Name | None:
    return Name(touch.agent, agents.get(touch.agent, "")) if touch.agent is not None else None


def planned_view(row: Mapping[str, Any], zone: str) -> StepView:
    taken = {name: row[name] for name in StepView.__struct_fields__ if name != "decision"}
    return StepView(**taken, decision=step_view(msgspec.convert(row["plan"], Decision), zone))


def text_view(row: Mapping[str, Any]) -> TextView:
    return TextView(**{name: row[name] for name in TextView.__struct_fields__})
