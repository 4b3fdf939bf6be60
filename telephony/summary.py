"""One line that sums a call up, for the log and for the call's row."""

from typing import assert_never

from kernel.phone import describe
from telephony.outcome import Answered, FlowedOut, Missed, NotReached, Outcome, Rejected
from telephony.states import Ended, State


def outcome_words(outcome: Outcome) -> tuple[str, str | None]:
    """Kind and reason as they are stored and shown."""
    match outcome:
        case Answered(lost=lost):
            return "answered", lost
        case Missed(reason=reason):
            return "missed", reason
        case Rejected(reason=reason):
            return "rejected", reason
        case NotReached(reason=reason):
            return "not_reached", reason
        case FlowedOut(reason=reason):
            return "flowed_out", reason
        case _:
            assert_never(outcome)


def summary(state: State) -> dict[str, object]:
    """Keys for the log; the numbers are masked. Seconds are rounded to a tenth."""
    call = state.call
    keys: dict[str, object] = {
        "call_id": call.id,
        "direction": call.direction.value,
        "caller": describe(call.caller),
        "project": call.plan.project_name if call.plan else None,
        "recording": call.recording.value,
        "ring_outs": call.ring_outs,
    }
    if isinstance(state, Ended):
        kind, reason = outcome_words(state.outcome)
        keys |= {"outcome": kind, "reason": reason, "seconds": _seconds(state)}
    return keys


def _seconds(state: Ended) -> float:
    return round((state.at - state.call.began_at).total_seconds(), 1)
