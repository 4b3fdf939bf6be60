"""The rungs of a ladder, and the promise that outranks them: which is due, at which moment."""

from datetime import date, datetime, time, timedelta
from typing import assert_never

import msgspec
from msgspec.structs import replace

from callbacks.model import CloseReason, Promise, TextStatus, TextTouch
from callbacks.past import A_DAY_S, Past
from callbacks.placing import Margins, Placed, asked, soon, timed
from callbacks.reasons import instant
from callbacks.rules import (
    CallAt,
    CallRung,
    CallWhen,
    Close,
    Crowded,
    Decision,
    NeedsPerson,
    TextAt,
    TextRung,
    Wait,
    Why,
)
from kernel.phone import Phone
from kernel.wallclock import at_clock

PROMISE_BOUND = timedelta(days=31)
"""A moment further away than this is no promise that a callback keeps, but a mistake or an appointment."""

_HASH, _HASH_RANGE = 2654435761, 2**32


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """This rung is done or skipped; the next not before `free_at`."""

    why: tuple[Why, ...] = ()
    free_at: datetime | None = None


def climb(past: Past) -> Decision:
    """The first rung that has something to do."""
    why: tuple[Why, ...] = (Why("missed", {"at": instant(past.anchor.at), "reason": past.anchor.reason}),)
    if past.case.released_at is not None:
        why += (Why("released", {"by": past.case.released_by, "at": instant(past.case.released_at)}),)
    free_at = past.anchor.at
    for index, rung in enumerate(past.rungs):
        found = _call(past, index, rung, free_at) if isinstance(rung, CallRung) else _text(past, index, rung)
        if not isinstance(found, Passed):
            return replace(found, why=(*why, *found.why))
        why += found.why
        free_at = max(free_at, found.free_at or free_at)
    return Close(reason=CloseReason.LADDER_EXHAUSTED, why=(*why, Why("ladder_exhausted")))


# Calls ----------------------------------------------------------------------------------------------------------------


def _call(past: Past, index: int, rung: CallRung, free_at: datetime) -> Decision | Passed:
    tries = past.tries(index)
    again = past.busy_again_at(tries) if tries else None
    if tries and again is None:
        return Passed(why=(Why("rung_done", {"at": instant(tries[-1].began_at), "result": str(tries[-1].result)}),))
    if len(past.counted()) >= past.policy.max_attempts:
        return Passed(why=(Why("cap_case", {"attempts": str(past.policy.max_attempts)}),))
    delays = _delays(past, index, free_at)
    if again is not None:
        delays.append((again, _busy(again, len(tries))))
        return _soon(past, index, tries[-1].ended_at or again, delays, is_soon=rung.when is CallWhen.SOON)
    match rung.when:
        case CallWhen.SOON:
            due = past.anchor.at + timedelta(seconds=past.policy.soon_after_s)
            delays.insert(0, (due, Why("soon", {"at": instant(due)})))
            return _soon(past, index, past.anchor.at, delays, is_soon=True)
        case CallWhen.NEXT_DAY:
            return _next_day(past, index, delays)
        case _:
            assert_never(rung.when)


Delay = tuple[datetime, Why]


def _delays(past: Past, index: int, free_at: datetime) -> list[Delay]:
    """Everything that keeps the next attempt of this rung from being sooner."""
    delays = [(free_at, Why("after_text", {"at": instant(free_at)}))] if free_at > past.anchor.at else []
    ended = max(past.others_ended(index), default=None)
    if ended is not None:
        gap = ended + past.long(past.policy.min_gap_s)
        delays.append((gap, Why("min_gap", {"at": instant(gap), "last": instant(ended)})))
    fresh = _day_is_full(past)
    if fresh is not None:
        delays.append((fresh, Why("cap_day", {"attempts": str(past.policy.max_attempts_a_day), "at": instant(fresh)})))
    return delays + _crowded(past)


def _crowded(past: Past) -> list[Delay]:
    verdict = past.rules.verdict
    if not isinstance(verdict, Crowded):
        return []
    return [(verdict.until, Why(verdict.why, {**verdict.data, "until": instant(verdict.until)}))]


def _day_is_full(past: Past) -> datetime | None:
    """When the customer's next day begins, where the day of the last attempt has had as many as a day may have."""
    days = [_day(past, call.began_at) for call in past.counted()]
    if not days or days.count(max(days)) < past.policy.max_attempts_a_day:
        return None
    if past.policy.day_seconds is not None:
        return past.case.opened_at + timedelta(seconds=(max(days) + 1) * past.policy.day_seconds)
    return at_clock(past.place.home, date.fromordinal(max(days) + 1), time())


def _day(past: Past, at: datetime) -> int:
    if past.policy.day_seconds is not None:
        return int((at - past.case.opened_at).total_seconds() // past.policy.day_seconds)
    return at.astimezone(past.place.home).toordinal()


def _delayed(start: datetime, delays: list[Delay]) -> tuple[datetime, tuple[Why, ...]]:
    """The latest of all, and the rules that each moved it further."""
    why: list[Why] = []
    for moment, rule in sorted(delays, key=lambda delay: delay[0]):
        if moment > start:
            start = moment
            why.append(rule)
    return start, tuple(why)


def _soon(past: Past, index: int, start: datetime, delays: list[Delay], *, is_soon: bool) -> Decision:
    due, why = _delayed(start, [*delays, *_pause(past)])
    placed = soon(past.place, due, past.now, _share_of_opening(past))
    if placed is None:
        return _never(past, why)
    return CallAt(
        at=placed.at,
        number=past.rules.customer.number,
        rung=index,
        why=(*why, *placed.why),
        competes_at=placed.at + timedelta(seconds=past.policy.soon_competes_after_s if is_soon else 0),
        soon=is_soon,
    )


def _next_day(past: Past, index: int, delays: list[Delay]) -> Decision:
    earliest, why = _delayed(past.anchor.at, delays)
    placed = _on_a_day(past, earliest)
    if placed is None:
        return _never(past, why)
    rule, paused = _same_clock_time(past), _paused_since(_pause(past), placed)
    competes_at = placed.at + past.place.tolerance / 2
    return _timed_call(past, index, placed, (*why, rule, *placed.why, *paused), placed.wanted, competes_at)


def _same_clock_time(past: Past) -> Why:
    home = past.place.home
    data = {"called": instant(past.anchor.at), "zone": home.key, "clock": f"{past.anchor.at.astimezone(home):%H:%M}"}
    return Why("same_clock_time", {**data, "zone_from": past.rules.customer.zone_source.value})


def _on_a_day(past: Past, earliest: datetime) -> Placed | None:
    called_at = past.anchor.at
    if past.policy.day_seconds is None:
        return timed(past.place, called_at, earliest, past.paused_until, past.now, _margins(past))
    days = -(-(earliest - called_at).total_seconds() // past.policy.day_seconds)
    wanted = called_at + timedelta(seconds=max(1, days) * past.policy.day_seconds)
    return Placed(at=max(wanted, past.paused_until), wanted=wanted, why=(Why("short_day"),))


def keep_promise(past: Past, promise: Promise) -> Decision:
    """What the customer asked for is called whatever their zone; what one of us put off keeps the allowed hours.

    Caps of the policy do not count, nor its pauses between steps: somebody counts on the moment. Where it could
    never be kept, because it is not open then, what it was moved to is what is promised. Once they have been tried it
    is kept, and trying again because the line was busy is no promise.
    """
    if promise.at - promise.made_at > PROMISE_BOUND:
        return NeedsPerson(why=(Why("promise_too_far", {"at": instant(promise.at)}),))
    place = past.place if promise.source == "person" else replace(past.place, anywhere=True)
    pauses = [*_pause(past), *_crowded(past), *_busy_promise(past, promise)]
    not_before = max((moment for moment, _ in pauses), default=promise.made_at)
    placed = asked(place, promise.at, not_before, past.now, _margins(past))
    why = Why(f"promise_{promise.source}", {"at": instant(promise.at), "by": promise.by})
    if placed is None:
        return _never(past, (why,))
    paused = _paused_since(pauses, placed)
    promised = None if past.promised_tries(promise) else placed.wanted
    return _timed_call(past, None, placed, (why, *placed.why, *paused), promised, placed.at)


def _busy_promise(past: Past, promise: Promise) -> list[Delay]:
    tries = past.promised_tries(promise)
    again = past.busy_again_at(tries) if tries else None
    return [] if again is None else [(again, _busy(again, len(tries)))]


def _timed_call(
    past: Past,
    index: int | None,
    placed: Placed,
    why: tuple[Why, ...],
    promised: datetime | None,
    competes_at: datetime,
) -> CallAt:
    """A moment the customer asked for competes with callers at once; one we chose, while it can still be kept."""
    number = past.rules.customer.number
    return CallAt(at=placed.at, number=number, rung=index, why=why, promised=promised, competes_at=competes_at)


def _busy(again: datetime, tries: int) -> Why:
    return Why("busy_again", {"at": instant(again), "tries": str(tries)})


def _pause(past: Past) -> list[Delay]:
    failed = past.failed
    if failed is None:
        return []
    return [(past.paused_until, Why("again_after", {"result": str(failed.result), "at": instant(past.paused_until)}))]


def _paused_since(pauses: list[Delay], placed: Placed) -> tuple[Why, ...]:
    return tuple(rule for moment, rule in pauses if moment > placed.wanted)


def _share_of_opening(past: Past) -> timedelta:
    """Which part of the spread falls to this case: always the same, and evenly over all."""
    share = past.case.id * _HASH % _HASH_RANGE / _HASH_RANGE
    return timedelta(seconds=int(share * past.policy.opening_spread_s))


def _margins(past: Past) -> Margins:
    policy = past.policy
    return Margins(
        opening=timedelta(minutes=policy.opening_margin_minutes),
        closing=timedelta(minutes=policy.closing_margin_minutes),
    )


def _never(past: Past, why: tuple[Why, ...]) -> NeedsPerson:
    return NeedsPerson(why=(*why, Why("never_open", {"zone": past.rules.hours.zone.key})))


# Texts ----------------------------------------------------------------------------------------------------------------


def _text(past: Past, index: int, rung: TextRung) -> Decision | Passed:
    text = past.text_of(index)
    if text is not None:
        return _after_text(past, text, rung)
    customer = past.rules.customer
    if customer.text_to is None:
        return Passed(why=(Why("no_text", {"why": customer.no_text}),))
    last = past.texts[-1] if past.texts else None
    if last is not None and last.at + past.long(A_DAY_S) > past.anchor.at and last.status not in _NOT_SENT:
        return Passed(why=(Why("text_lately", {"at": instant(last.at)}),), free_at=_word_due(past, last, rung))
    return _text_at(past, index, customer.text_to)


_NOT_SENT = frozenset({TextStatus.REFUSED, TextStatus.UNDELIVERED})


def _text_at(past: Past, index: int, number: Phone) -> Decision:
    """At once, if the hours at the customer's allow it; whether the project is open does not matter to a text."""
    place = past.place if past.policy.day_seconds is not None else replace(past.place, hours=None)
    placed = soon(place, past.last_end, past.now, timedelta(0))
    if placed is None:
        return _never(past, ())
    return TextAt(at=placed.at, number=number, rung=index, why=(Why("not_reached"), *placed.why))


def _after_text(past: Past, text: TextTouch, rung: TextRung) -> Decision | Passed:
    data = {"at": instant(text.at)}
    match text.status:
        case TextStatus.BEGUN:
            return Wait(until=None, why=(Why("text_in_hand", data),))
        case TextStatus.REFUSED | TextStatus.UNDELIVERED:
            reason = text.why or ("" if text.code is None else str(text.code))
            return Passed(why=(Why("text_failed", {**data, "status": text.status.value, "why": reason}),))
        case TextStatus.UNKNOWN if (past.case.released_at or text.at) <= text.at:
            return NeedsPerson(why=(Why("text_unknown", data),))
        case TextStatus.UNKNOWN | TextStatus.ACCEPTED | TextStatus.SENT | TextStatus.DELIVERED:
            due = _word_due(past, text, rung)
            if past.now < due:
                why = "one_way_text" if past.rules.customer.one_way else "text_sent"
                return Wait(until=due, why=(Why(why, {**data, "until": instant(due)}),))
            return Passed(why=(Why("no_word_to_text", {**data, "until": instant(due)}),), free_at=due)
        case _:
            assert_never(text.status)


def _word_due(past: Past, text: TextTouch, rung: TextRung) -> datetime:
    return text.at + past.long(rung.wait_hours * 3600)
