"""One step in the words of the API: what is to be done, when on whose clock, and the rules that led to it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from callbacks.reasons import sentence
from callbacks.rules import CallAt, Close, Decision, Hold, NeedsPerson, TextAt, Wait, Why

Instant = Annotated[datetime, msgspec.Meta(tz=True)]

DELAYS = frozenset(
    {
        "after_text",
        "again_after",
        "busy_again",
        "cap_day",
        "cap_hour",
        "cap_number",
        "cap_project_day",
        "customer_wrote",
        "day_passed",
        "from_opening",
        "in_hand",
        "min_gap",
        "nearest_edge",
        "one_way_text",
        "outside_allowed_hours",
        "project_closed",
        "soon",
        "strict_country",
        "text_in_hand",
        "text_lately",
        "text_sent",
        "word_awaited",
    }
)
"""The rules of `callbacks.reasons` that put something off."""


class Reason(msgspec.Struct, frozen=True):
    """One rule that had a part in it: its constant word, what it was applied to, and both in English.

    `delays`: it says why not earlier, rather than why at all.
    """

    rule: str
    data: dict[str, str]
    sentence: str
    delays: bool


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, and why. `at` null: nothing until something happens. `close_reason` with `close` only.

    `local_at` is the wall clock of the customer's zone at that moment, without an offset.
    """

    kind: Literal["call_at", "text_at", "wait", "needs_person", "hold", "close"]
    at: Instant | None
    local_at: str | None
    number: str | None
    rung: int | None
    promised: Instant | None
    close_reason: str | None
    why: list[Reason]


def step_view(decided: Decision, zone: str) -> NextStep:
    at = moment_of(decided)
    placed = decided if isinstance(decided, CallAt | TextAt) else None
    return NextStep(
        kind=_KINDS[type(decided)],
        at=at,
        local_at=local_time(at, zone) if at else None,
        number=placed.number.e164 if placed else None,
        rung=placed.rung if placed else None,
        promised=decided.promised if isinstance(decided, CallAt) else None,
        close_reason=decided.reason if isinstance(decided, Close) else None,
        why=[reason_view(each) for each in decided.why],
    )


_KINDS: dict[type[Any], Any] = {
    CallAt: "call_at",
    TextAt: "text_at",
    Wait: "wait",
    NeedsPerson: "needs_person",
    Hold: "hold",
    Close: "close",
}


def moment_of(decided: Decision) -> datetime | None:
    match decided:
        case CallAt(at=at) | TextAt(at=at):
            return at
        case Wait(until=until) | NeedsPerson(until=until) | Hold(until=until):
            return until
        case Close():
            return None


def local_time(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")


def reason_view(why: Why) -> Reason:
    return Reason(why.rule, why.data, sentence(why), why.rule in DELAYS)
