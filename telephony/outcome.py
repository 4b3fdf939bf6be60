"""How a call ended, decided in one place from what the call knows of itself.

The causes that the switch reports are detail: *answered* means that an agent answered and entered the bridge with the
customer, whatever Q.850 says. The reasons of a missed call are tried in a fixed order; the first that fits counts.
"""

from datetime import datetime
from enum import StrEnum
from typing import assert_never

import msgspec

from telephony.plan import RefusalReason


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MissedReason(StrEnum):
    """In the order in which they are tried."""

    SERVICE_DOWN = "service_down"
    OUT_OF_HOURS = "out_of_hours"
    QUEUE_FULL = "queue_full"
    ABANDONED_IN_ANNOUNCEMENT = "abandoned_in_announcement"
    SHORT_ABANDONED = "short_abandoned"
    QUEUE_TIMEOUT = "queue_timeout"
    NO_AGENT_AVAILABLE = "no_agent_available"
    AGENTS_DID_NOT_ANSWER = "agents_did_not_answer"
    ABANDONED_IN_QUEUE = "abandoned_in_queue"


class Lost(StrEnum):
    """An answered call that ended by our doing before the customer was done."""

    DROPPED_OUR_SIDE = "dropped_our_side"
    LOST_IN_TRANSFER = "lost_in_transfer"


class NotReachedReason(StrEnum):
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    FAILED = "failed"
    AGENT_DID_NOT_ANSWER = "agent_did_not_answer"
    AGENT_UNREACHABLE = "agent_unreachable"
    """The switch could not ring the agent, or their phone died ringing: its fault, never theirs."""
    CANCELLED = "cancelled"
    HUNG_UP_IN_ANNOUNCEMENT = "hung_up_in_announcement"
    GLARE = "glare"
    """The customer rang in while we rang them."""
    DROPPED_OUR_SIDE = "dropped_our_side"
    """The customer answered, and our agent was gone before they could speak, and no other came in time."""


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    lost: Lost | None = None


class Missed(msgspec.Struct, frozen=True, tag="missed"):
    reason: MissedReason


class Rejected(msgspec.Struct, frozen=True, tag="rejected"):
    """Of no project, or turned away by one: nobody owes this caller a call back, and no figure counts them."""

    reason: RefusalReason


TURNED_AWAY = frozenset({RefusalReason.UNKNOWN_NUMBER, RefusalReason.BLOCKED})


class NotReached(msgspec.Struct, frozen=True, tag="not_reached"):
    reason: NotReachedReason


OVERFLOW = "overflow"
"""How an entry ends whose caller goes on to another queue: the call goes on, and the entry has flowed out."""


class FlowReason(StrEnum):
    """Why a caller left the queue unanswered and content."""

    CALLBACK_CHOSEN = "callback_chosen"


class FlowedOut(msgspec.Struct, frozen=True, tag="flowed_out"):
    """Not missed, and in no denominator: the caller chose something else than to wait."""

    reason: FlowReason


Outcome = Answered | Missed | Rejected | NotReached | FlowedOut


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """All that the reason of an inbound call depends on. `queued_at` is None for one that never entered a queue."""

    ended_at: datetime
    service_down: bool = False
    refused: RefusalReason | None = None
    answered_at: datetime | None = None
    lost: Lost | None = None
    queued_at: datetime | None = None
    short_abandon_s: int = 5
    timed_out: bool = False
    staffed: bool = False
    ring_outs: int = 0
    flowed_out: FlowReason | None = None


def classify(ending: Ending) -> Answered | Missed | Rejected | FlowedOut:
    """The outcome of an inbound call."""
    if ending.answered_at is not None:
        return Answered(ending.lost)
    if ending.flowed_out is not None:
        return FlowedOut(ending.flowed_out)
    if ending.refused is not None and ending.refused in TURNED_AWAY:
        return Rejected(ending.refused)
    return Missed(_missed_reason(ending))


def _missed_reason(ending: Ending) -> MissedReason:
    if ending.service_down:
        return MissedReason.SERVICE_DOWN
    if ending.refused is not None:
        return _refused_reason(ending.refused)
    if ending.queued_at is None:
        return MissedReason.ABANDONED_IN_ANNOUNCEMENT
    return _queue_reason(ending, ending.queued_at)


def _refused_reason(refused: RefusalReason) -> MissedReason:
    match refused:
        case RefusalReason.OUT_OF_HOURS:
            return MissedReason.OUT_OF_HOURS
        case RefusalReason.QUEUE_FULL:
            return MissedReason.QUEUE_FULL
        case RefusalReason.UNKNOWN_NUMBER | RefusalReason.BLOCKED:
            raise ValueError("a call that is turned away is rejected, not missed")
        case _:
            assert_never(refused)


def _queue_reason(ending: Ending, queued_at: datetime) -> MissedReason:
    waited_s = (ending.ended_at - queued_at).total_seconds()
    if not ending.timed_out and waited_s < ending.short_abandon_s:
        return MissedReason.SHORT_ABANDONED
    if ending.timed_out:
        return MissedReason.QUEUE_TIMEOUT
    if not ending.staffed:
        return MissedReason.NO_AGENT_AVAILABLE
    if ending.ring_outs:
        return MissedReason.AGENTS_DID_NOT_ANSWER
    return MissedReason.ABANDONED_IN_QUEUE


class OfferEnd(StrEnum):
    """How ringing one agent ended."""

    ANSWERED = "answered"
    DECLINED = "declined"
    RANG_OUT = "rang_out"
    DEVICE_FAILED = "device_failed"
    """The phone could not be reached: its fault, never the agent's."""
    CANCELLED = "cancelled"
    """The caller left, or the call no longer needed this agent."""


class ConsultEnd(StrEnum):
    """Why a consultation came to nothing, as its agent is told. Only the first two were somebody's wish."""

    RETURNED = "returned"
    """The agent went back to the customer."""
    LEFT = "left"
    """Who was asked hung up."""
    DECLINED = "declined"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    INVALID_NUMBER = "invalid_number"
    UNREACHABLE = "unreachable"
    CUSTOMER_LEFT = "customer_left"
    AGENT_LOST = "agent_lost"
    """The phone of the agent who asked has died, or their page went away."""
    CALL_ENDED = "call_ended"


# Q.850 causes as Asterisk 22 reports them for a SIP callee.
_NORMAL, _BUSY, _NO_ANSWER, _REJECTED, _UNALLOCATED, _INVALID_FORMAT = 16, 17, 19, 21, 1, 28


DEVICE_DIED = frozenset({None, 3, 18, 20, 27, 38, 41, 42, 44, 102})
"""Causes of an agent's leg that died without anybody hanging up; 44 is Asterisk's RTP time-out."""


def how_offer_ended(cause: int | None, *, rang: bool) -> OfferEnd:
    """What the cause of an agent's leg that ended unanswered means. 486 and 603 both come from a "decline" key."""
    if cause in (_BUSY, _REJECTED):
        return OfferEnd.DECLINED
    if rang and cause in (_NO_ANSWER, _NORMAL, 0):
        return OfferEnd.RANG_OUT
    return OfferEnd.DEVICE_FAILED


def why_not_reached(cause: int | None, *, rang: bool) -> NotReachedReason:
    """What the cause of a customer's leg that ended unanswered means."""
    if cause == _BUSY:
        return NotReachedReason.BUSY
    if cause == _REJECTED:
        return NotReachedReason.REJECTED
    if cause in (_UNALLOCATED, _INVALID_FORMAT):
        return NotReachedReason.INVALID_NUMBER
    return NotReachedReason.NO_ANSWER if rang else NotReachedReason.FAILED
