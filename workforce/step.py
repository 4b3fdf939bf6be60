"""How an agent's seat changes: pure, every state deciding every event."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from workforce import model as m

RING_OUT_PAUSE_S = 120
"""How long an agent who rang out is left alone before coming back by themselves."""


def step(seat: m.Seat, event: m.Event) -> m.Seat:
    """The seat after the event; the same object where nothing changed."""
    after = _after(seat, event)
    return seat if after == seat else after


def _after(seat: m.Seat, event: m.Event) -> m.Seat:
    match event:
        case m.ReadyAsked() | m.SignOutAsked() | m.BreakAsked():
            asked = _asked(seat, event)
            return seat if asked == seat else replace(asked, forced=event.forced)
        case m.DeviceGone() | m.DeviceBack():
            return _device(seat, event)
        case m.DeadlinePassed():
            return _deadline_passed(seat, event)
        case m.WrapUpExtended(seconds=seconds):
            return _extended(seat, seconds)
        case m.WrapUpFinished():
            return _settle(seat, event.at) if isinstance(seat.state, m.WrapUp) else seat
        case m.ReservedFor():
            return _reserved(seat, event)
        case _:
            return _on_call(seat, event)


def deadline(seat: m.Seat) -> datetime | None:
    match seat.state:
        case m.WrapUp(until=until) | m.NotAnswering(until=until):
            return until
        case _:
            return None


def _reserved(seat: m.Seat, event: m.ReservedFor) -> m.Seat:
    """A break on which the agent makes a call goes on after it."""
    state, reserved = seat.state, m.Reserved(since=event.at, call=event.call)
    if event.own and isinstance(state, m.Break):
        return replace(seat, state=reserved, next=state)
    free = isinstance(state, m.Available | m.WrapUp | m.NotAnswering if event.own else m.Available)
    return replace(seat, state=reserved, forced=None) if free else seat


_OfferEvent = m.PhoneRang | m.Connected | m.RangOut | m.OfferWithdrawn


def _on_call(seat: m.Seat, event: _OfferEvent | m.PhoneFailed | m.Released) -> m.Seat:
    """Heard only while the agent is bound by this call: one that is being wrapped up can change nothing any more."""
    state = seat.state
    if not isinstance(state, m.Reserved | m.Ringing | m.Talking) or state.call != event.call:
        return seat
    match event:
        case m.PhoneFailed():
            return _settle(replace(seat, device=False), event.at)
        case m.Released(wrap_up_s=wrap_up_s):
            return _released(seat, event, wrap_up_s)
        case _:
            return seat if isinstance(state, m.Talking) else _on_offer(seat, event)


def _on_offer(seat: m.Seat, event: _OfferEvent) -> m.Seat:
    match event:
        case m.PhoneRang(call=call):
            ringing = isinstance(seat.state, m.Reserved)
            return replace(seat, state=m.Ringing(since=event.at, call=call)) if ringing else seat
        case m.Connected(call=call):
            return replace(seat, state=m.Talking(since=event.at, call=call), returned_once=False)
        case m.RangOut():
            return _rang_out(seat, event)
        case m.OfferWithdrawn():
            return _settle(seat, event.at)
        case _:
            assert_never(event)


def _asked(seat: m.Seat, event: m.ReadyAsked | m.SignOutAsked | m.BreakAsked) -> m.Seat:
    match event:
        case m.ReadyAsked():
            return _ready(seat, event.at)
        case m.SignOutAsked():
            return _leave(seat, m.SignedOut(since=event.at))
        case m.BreakAsked(reason=reason):
            return _leave(seat, m.Break(since=event.at, reason=reason))
        case _:
            assert_never(event)


def _ready(seat: m.Seat, at: datetime) -> m.Seat:
    match seat.state:
        case m.Available() | m.DeviceLost():
            return seat
        case m.Reserved() | m.Ringing() | m.Talking():
            return replace(seat, next=None)
        case _:
            return _settle(replace(seat, next=None, returned_once=False), at)


def _leave(seat: m.Seat, to: m.SignedOut | m.Break) -> m.Seat:
    """What is asked for in a call begins after wrap-up; in wrap-up it begins when that ends."""
    match seat.state:
        case m.Reserved() | m.Ringing() | m.Talking() | m.WrapUp():
            return replace(seat, next=to)
        case m.SignedOut() if isinstance(to, m.SignedOut):
            return seat
        case m.Break(reason=reason) if isinstance(to, m.Break) and reason == to.reason:
            return seat
        case _:
            return replace(seat, state=to, next=None, returned_once=False)


def _settle(seat: m.Seat, at: datetime) -> m.Seat:
    """Where an agent goes who is bound by nothing any more."""
    if seat.next is not None:
        return replace(seat, state=replace(seat.next, since=at), next=None)
    return replace(seat, state=m.Available(since=at) if seat.device else m.DeviceLost(since=at))


def _rang_out(seat: m.Seat, event: m.RangOut) -> m.Seat:
    if event.keep or seat.next is not None:
        return _settle(seat, event.at)
    until = None if seat.returned_once else event.at + timedelta(seconds=RING_OUT_PAUSE_S)
    return replace(seat, state=m.NotAnswering(since=event.at, until=until))


def _released(seat: m.Seat, event: m.Released, wrap_up_s: int) -> m.Seat:
    if wrap_up_s <= 0:
        return _settle(seat, event.at)
    until = event.at + timedelta(seconds=wrap_up_s)
    return replace(seat, state=m.WrapUp(since=event.at, call=event.call, until=until))


def _deadline_passed(seat: m.Seat, event: m.DeadlinePassed) -> m.Seat:
    match seat.state:
        case m.WrapUp(until=until) if event.at >= until:
            return _settle(seat, event.at)
        case m.NotAnswering(until=until) if until is not None and event.at >= until:
            return _settle(replace(seat, returned_once=True), event.at)
        case _:
            return seat


def _extended(seat: m.Seat, seconds: int) -> m.Seat:
    match seat.state:
        case m.WrapUp(extended=False) as state:
            return replace(seat, state=replace(state, until=state.until + timedelta(seconds=seconds), extended=True))
        case _:
            return seat


def _device(seat: m.Seat, event: m.DeviceGone | m.DeviceBack) -> m.Seat:
    """The device's fault is never the agent's: idle agents follow their phone, the others are left where they are."""
    back = isinstance(event, m.DeviceBack)
    seat = seat if seat.device == back else replace(seat, device=back)
    match seat.state:
        case m.Available() if not seat.device:
            return replace(seat, state=m.DeviceLost(since=event.at))
        case m.DeviceLost() if seat.device:
            return replace(seat, state=m.Available(since=event.at))
        case _:
            return seat
