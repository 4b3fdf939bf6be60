"""When a call's state wants to hear that time has passed. Pure."""

from datetime import datetime, timedelta

from telephony.outcome import Direction
from telephony.states import (
    MESSAGE_LIMIT_S,
    Announcing,
    AnnouncingOut,
    Asking,
    AwaitingAgent,
    Call,
    Choosing,
    Connecting,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Dismissing,
    Ended,
    Informing,
    Offered,
    Offering,
    OnHold,
    Returning,
    RingingAgent,
    RingingCustomer,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    Waiting,
)


def deadline(state: State) -> datetime | None:
    """When the state wants to hear `DeadlinePassed`, or None if it can last for ever."""
    match state:
        case Waiting():
            offer = None if state.playback else offer_due(state.call)
            return min(due for due in (state.deadline, offer, overflow_due(state.call)) if due)
        case Choosing() | Offering() | Connecting() | Dismissing() | RingingAgent() | AwaitingAgent() | Returning():
            return state.deadline
        case DiallingOutside() | RingingCustomer() | Asking():
            return state.trying.due(state.deadline)
        case Announcing() | Informing() | AnnouncingOut():
            return state.began_at + timedelta(seconds=MESSAGE_LIMIT_S)
        case Talking() | OnHold() | Consulting() | ConsultHeld() | TalkingOutside() | TakenOver() | Ended():
            return None


def offer_due(call: Call) -> datetime | None:
    """When a caller in the queue is to be told that they can be called back; None if that is not to be, or has been."""
    offer, since = call.plan.callback_offer if call.plan else None, call.queued_at
    if offer is None or since is None or not has_only_waited(call) or call.callback is not Offered.NOT_YET:
        return None
    return since + timedelta(seconds=offer.after_s)


def overflow_due(call: Call) -> datetime | None:
    """When a caller in the queue goes on to another one; None if that is not to be, or has been."""
    overflow, since = call.plan.queue.overflow if call.plan else None, call.queued_at
    if overflow is None or overflow.after_s is None or since is None or not has_only_waited(call):
        return None
    return since + timedelta(seconds=overflow.after_s)


def has_only_waited(call: Call) -> bool:
    """Who called us and has spoken to nobody yet."""
    return call.direction is Direction.INBOUND and call.answered_at is None
