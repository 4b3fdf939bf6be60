"""What to do next about a case, and why.

`decide` asks in a fixed order: is it over, is somebody at it, may it be called at all, does a person have to look; then
a promise, which outranks the ladder; then the ladder's rungs. The same case and rules give the same moment whenever
they are asked, until that moment's window has gone by unused: then the next one.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from callbacks.ladder import climb, keep_promise
from callbacks.model import (
    AttemptBegan,
    AttemptEnded,
    CallTouch,
    Case,
    CloseReason,
    Result,
    TextBegan,
    TextChanged,
    TextStatus,
)
from callbacks.past import Past
from callbacks.reasons import BARRED, instant
from callbacks.rules import (
    Barred,
    CallAt,
    Cleared,
    Close,
    Crowded,
    Decision,
    Doubtful,
    Hold,
    NeedsPerson,
    Rules,
    TextAt,
    Wait,
    Why,
)
from callbacks.step import hear
from kernel.ids import CallId, StepId, TextId

NEVER_A_NUMBER = frozenset({"invalid_number", "emergency_number", "own_number", "anonymous"})
"""Barred for good: there is nobody to reach. What else is barred is a line that only a person may know better."""

FORECAST = 12
_RINGING = timedelta(seconds=30)


def opens_case(reason: str, earlier_short_within_24h: bool) -> bool:
    """Whether a missed call is somebody's to return. Who hung up at once is only listed, unless for the second time."""
    return reason != "short_abandoned" or earlier_short_within_24h


def decide(case: Case, rules: Rules, now: datetime) -> Decision:
    """What happens next. `case` may have become closed: then that."""
    settled = by_itself(case)
    if settled is not None:
        return settled
    past = Past(case, rules, now)
    questions: tuple[Callable[[Past], Decision | None], ...] = (_forbidden, _wrote)
    for question in questions:
        found = question(past)
        if found is not None:
            return found
    return _while_useful(past, _held(past) or _unworded(past) or _next(past))


def by_itself(case: Case) -> Decision | None:
    """What no rule has a part in: that it is over, or that somebody is at it. None where the rules have to be asked."""
    return _over(case) or _in_hand(case)


def forecast(case: Case, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """What would follow if nobody is ever reached and every text arrives; beginning with what is decided now."""
    found: list[Decision] = []
    for number in range(FORECAST):
        decision = decide(case, rules, now)
        found.append(decision)
        match decision:
            case CallAt():
                now = max(now, decision.at)
                case = _not_reached(case, decision, now, number)
                now += _RINGING
            case TextAt():
                now = max(now, decision.at)
                case = _texted(case, decision, now, number)
            case Wait(until=until) if until is not None and until > now:
                now = until
            case Wait() | NeedsPerson() | Hold() | Close():
                break
            case _:
                assert_never(decision)
    return tuple(found)


def _not_reached(case: Case, plan: CallAt, at: datetime, number: int) -> Case:
    call = CallId(f"forecast-{number}")
    began = hear(case, AttemptBegan(at=at, call=call, step=StepId(-number - 1), rung=plan.rung))
    return hear(began, AttemptEnded(at=at + _RINGING, call=call, result=Result.NO_ANSWER))


def _texted(case: Case, plan: TextAt, at: datetime, number: int) -> Case:
    text = TextId(-number - 1)
    began = hear(case, TextBegan(at=at, text=text, step=StepId(-number - 1), rung=plan.rung))
    return hear(began, TextChanged(at=at, text=text, status=TextStatus.DELIVERED))


# In the order in which they are asked ---------------------------------------------------------------------------------


def _over(case: Case) -> Decision | None:
    closed = case.closed
    if closed is None:
        return None
    return Close(reason=closed.reason, why=(Why("closed", {"at": instant(closed.at), "reason": closed.reason.value}),))


def _in_hand(case: Case) -> Decision | None:
    call = next((touch for touch in case.touches if isinstance(touch, CallTouch) and touch.ended_at is None), None)
    return None if call is None else Wait(until=None, why=(Why("in_hand", {"since": instant(call.began_at)}),))


def _forbidden(past: Past) -> Decision | None:
    """Nobody is called who must not be; whether or not a person says so."""
    if past.rules.customer.do_not_call:
        return Close(reason=CloseReason.DO_NOT_CALL, why=(Why("do_not_call"),))
    verdict = past.rules.verdict
    if isinstance(verdict, Barred) and verdict.why in NEVER_A_NUMBER:
        return Close(reason=CloseReason.INVALID, why=(Why(verdict.why, verdict.data),))
    return None


def _wrote(past: Past) -> Decision | None:
    """The ladder pauses, and does not run out, until somebody has dealt with what the customer wrote."""
    came = past.case.unanswered_text_at
    if came is None:
        return None
    target = came + timedelta(seconds=past.policy.text_answer_within_s)
    why = [Why("customer_wrote", {"at": instant(came), "target": instant(target)})]
    if past.now >= target:
        return NeedsPerson(why=(*why, Why("answer_late", {"target": instant(target)})))
    return NeedsPerson(why=tuple(why), until=target)


def _held(past: Past) -> Decision | None:
    """By a person, by the rules or by both: whoever lets it go on has both before them."""
    case, why = past.case, _doubts(past)
    if case.held_by is not None:
        why = (Why("held_by_person", {"by": case.held_by, "why": case.held_why}), *why)
    return Hold(why=why) if why else None


def _doubts(past: Past) -> tuple[Why, ...]:
    verdict = past.rules.verdict
    match verdict:
        case Barred():
            return (Why(verdict.why, verdict.data), Why(BARRED))
        case Doubtful() if past.case.released_at is None:
            return (Why(verdict.why, verdict.data),)
        case Doubtful() | Cleared() | Crowded():
            return ()
        case _:
            assert_never(verdict)


def _unworded(past: Past) -> Decision | None:
    """Only the agent knows whether an answered call reached the customer."""
    last = max(past.calls, key=lambda call: call.began_at, default=None)
    if last is None or last.result is not Result.ANSWERED or last.said is not None or last.ended_at is None:
        return None
    promise = past.promise
    if last.ended_at < past.anchor.at or (promise is not None and promise.made_at > last.ended_at):
        return None
    due = last.ended_at + timedelta(seconds=past.policy.word_within_s)
    data = {"ended": instant(last.ended_at), "due": instant(due)}
    if past.now < due:
        return Wait(until=due, why=(Why("word_awaited", data),))
    return NeedsPerson(why=(Why("no_word", data),))


def _next(past: Past) -> Decision:
    """Who called again after a promise was made is called soon all the same; the promise stands."""
    if past.promise is None:
        return climb(past)
    promised = keep_promise(past, past.promise)
    if past.anchor.at <= past.promise.made_at:
        return promised
    climbed = climb(past)
    if isinstance(climbed, CallAt) and isinstance(promised, CallAt) and climbed.soon and climbed.at < promised.at:
        return climbed
    return promised


# How long it is of use ------------------------------------------------------------------------------------------------


def _while_useful(past: Past, decision: Decision) -> Decision:
    """A timed call that falls within the useful time may be begun within its tolerance after it.

    Where the next step would come too late, a person may still do something before the case expires.
    """
    expires = past.expires_at
    why = Why("useful_until", {"at": instant(expires)})
    expired = Close(reason=CloseReason.EXPIRED, why=(why,))
    match decision:
        case Close():
            return decision
        case CallAt(promised=promised) if promised is not None and promised <= expires:
            end = max(expires, decision.at + past.place.tolerance)
            return decision if past.now < end else expired
        case CallAt(at=at, why=rules) | TextAt(at=at, why=rules):
            if past.now >= expires:
                return expired
            if at < expires:
                return decision
            return NeedsPerson(until=expires, why=(*rules, Why("too_late", {"at": instant(at)}), why))
        case Wait(until=until):
            if past.now >= expires:
                return expired
            return replace(decision, until=expires if until is None else min(until, expires))
        case NeedsPerson() | Hold():
            return expired if past.now >= expires else replace(decision, until=expires)
        case _:
            assert_never(decision)
