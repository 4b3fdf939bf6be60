"""Customer and agent (or an outside number) together: hold, transfer, and what happens when one side goes."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names, supervision
from telephony.coming_back import cut_off
from telephony.listener import WhyLeft
from telephony.outcome import DEVICE_DIED, Lost, why_not_reached
from telephony.plan import ToAgent, ToNumber, ToQueue
from telephony.states import Call, DiallingOutside, OnHold, TakenOver, Talking, TalkingOutside
from telephony.step import (
    RING_MARGIN_S,
    Step,
    customer_of,
    end,
    later,
    lose,
    next_leg,
    offer,
    plan_of,
    released,
    renew_recording,
    stay,
    wait,
    with_bridge,
)
from telephony.takeover import barging, carry_on, leave, parted


def talking(state: Talking, event: ev.Event) -> Step:
    match event:
        case ev.HoldAsked():
            return _hold(state, event)
        case ev.PhoneHeld(channel=channel) if channel == state.leg and not state.held_by_phone:
            return Step(replace(state, held_by_phone=True), (fact.Held(at=event.at, by="phone"),))
        case ev.PhoneResumed(channel=channel) if channel == state.leg and state.held_by_phone:
            return Step(replace(state, held_by_phone=False), (fact.Resumed(at=event.at),))
        case _:
            return _in_conversation(state, event)


def on_hold(state: OnHold, event: ev.Event) -> Step:
    match event:
        case ev.ResumeAsked() if not state.held_by_phone:
            return _resume(state, event)
        case ev.PhoneHeld(channel=channel) if channel == state.leg:
            return stay(state) if state.held_by_phone else Step(replace(state, held_by_phone=True))
        case ev.PhoneResumed(channel=channel) if channel == state.leg and state.held_by_phone:
            return Step(replace(state, held_by_phone=False)) if state.asked else _resume(state, event)
        case _:
            return _in_conversation(state, event)


def _hold(state: Talking, event: ev.Event) -> Step:
    if state.held_by_phone:
        return stay(state)
    held = OnHold(call=state.call, agent=state.agent, leg=state.leg)
    return Step(held, (fact.Held(at=event.at, by="agent"),), to_music(state.call))


def _resume(state: OnHold, event: ev.Event) -> Step:
    call, customer = state.call, customer_of(state.call)
    call, make_bridge = with_bridge(call)
    assert call.bridge is not None
    together = (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer,)))
    back = Talking(call=call, agent=state.agent, leg=state.leg)
    return Step(back, (fact.Resumed(at=event.at),), (*make_bridge, *together))


def to_music(call: Call) -> tuple[do.Command, ...]:
    """The customer out of the bridge and into music: never silence, and the recording's clock goes on."""
    customer = customer_of(call)
    out = (do.RemoveFromBridge(call.bridge, customer),) if call.bridge is not None else ()
    return (*out, do.StartMusic(customer, plan_of(call).queue.music))


def _in_conversation(state: Talking | OnHold, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg:
            if (beside := barging(call)) is not None:
                return carry_on(state, event, beside, device_failed=cause in DEVICE_DIED)
            if cause in DEVICE_DIED:
                return _agent_lost(state, at)
            return _finish(state, at).doing(do.HangUp(customer_of(call)))
        case ev.ChannelGone():
            return _finish(state, at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked(by=by):
            if by == state.agent and (beside := barging(call)) is not None:
                return carry_on(state, event, beside, still_up=state.leg)
            return _finish(state, at).doing(do.HangUp(customer_of(call)), do.HangUp(state.leg))
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            return cut_off(state, at)
        case ev.TransferAsked():
            return _transfer(state, event)
        case _:
            return stay(state)


def _finish(state: Talking | OnHold, at: datetime) -> Step:
    return end(state.call, at).after(released(state.call, at, state.agent))


def _agent_lost(state: Talking | OnHold, at: datetime) -> Step:
    """The agent's phone died: the customer keeps music and goes to the front of the queue."""
    step = wait(lose(state.call, Lost.DROPPED_OUR_SIDE), at, front=True)
    step = step.after(released(state.call, at, state.agent, device_failed=True))
    return step.doing(*_parted(state))


def _parted(state: Talking | OnHold) -> tuple[do.Command, ...]:
    """The customer without this agent, for good: in music, and recorded with a fresh ear for whoever comes next."""
    call, renew = state.call, renew_recording(state.call)
    if isinstance(state, OnHold) or call.bridge is None:
        return renew
    return (do.RemoveFromBridge(call.bridge, customer_of(call)), *renew)


def _transfer(state: Talking | OnHold, event: ev.TransferAsked) -> Step:
    """Blind: the agent is out at once. Whoever does not answer sends the customer to the front of the queue."""
    step = _hand_on(state.call, event).after(released(state.call, event.at, state.agent))
    return step.doing(*_parted(state), do.HangUp(state.leg))


def _hand_on(call: Call, event: ev.TransferAsked) -> Step:
    call, at = lose(call, Lost.LOST_IN_TRANSFER), event.at
    match event.target:
        case ToAgent(agent=agent, endpoint=endpoint):
            queued = wait(call, at, front=True)
            step = offer(queued.state.call, at, agent, endpoint, queued.state.deadline)  # type: ignore[union-attr]
            step = step.after(*queued.facts).doing(*queued.commands)
            to = fact.Transferred(at=at, kind="agent", to=str(agent))
        case ToQueue(queue=queue):
            step = wait(call, at, front=True, queue=queue)
            to = fact.Transferred(at=at, kind="queue", to=queue.name)
        case ToNumber() as number:
            step = _dial_outside(call, at, number)
            to = fact.Transferred(at=at, kind="number", to=number.shown)
        case _:
            assert_never(event.target)
    return step.after(to)


def _dial_outside(call: Call, at: datetime, number: ToNumber) -> Step:
    plan = plan_of(call)
    call, leg = next_leg(replace(call, consult_end=None), names.Role.OUTSIDE)
    state = DiallingOutside(
        call=call, leg=leg, shown=number.shown, deadline=later(at, plan.outside_ring_s + RING_MARGIN_S)
    )
    ring = do.Ring(leg, number.endpoint, plan.caller_id, plan.outside_ring_s, call.customer)
    return Step(state, (), (do.StartMusic(customer_of(call), plan.queue.music), ring))


def dialling_outside(state: DiallingOutside, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelRinging(channel=channel) if channel == state.leg:
            return Step(replace(state, rang=True), () if state.rang else (fact.OutsideRang(at=at, shown=state.shown),))
        case ev.ChannelAnswered(channel=channel) if channel == state.leg:
            return _outside_answered(state, at)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg:
            why = why_not_reached(cause, rang=state.rang)
            return wait(call, at, front=True).after(fact.TransferFailed(at=at, why=why))
        case ev.DeadlinePassed():
            failed = fact.TransferFailed(at=at, why=why_not_reached(None, rang=state.rang))
            return wait(call, at, front=True).after(failed).doing(do.HangUp(state.leg))
        case ev.ChannelGone():
            return end(call, at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)), do.HangUp(state.leg))
        case _:
            return stay(state)


def _outside_answered(state: DiallingOutside, at: datetime) -> Step:
    call, customer = state.call, customer_of(state.call)
    call, make_bridge = with_bridge(replace(call, lost=None))
    assert call.bridge is not None
    return Step(
        TalkingOutside(call=call, leg=state.leg, shown=state.shown),
        (fact.OutsideConnected(at=at, shown=state.shown),),
        (*make_bridge, do.StopMusic(customer), do.AddToBridge(call.bridge, (customer, state.leg))),
    )


def talking_outside(state: TalkingOutside, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelGone(channel=channel) if channel == state.leg:
            return end(call, at).doing(do.HangUp(customer_of(call)))
        case ev.ChannelGone():
            return end(call, at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)), do.HangUp(state.leg))
        case _:
            return stay(state)


def taken_over(state: TakenOver, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelGone(channel=channel) if channel == state.line:
            return leave(state, ev.LineGone(at=at, line=state.line))
        case ev.ChannelGone():
            return end(call, at)
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)))
        case ev.TransferAsked():
            left = supervision.leave(state, state.user, WhyLeft.HANDED_ON, event)
            step = _hand_on(left.state.call, event).after(*left.facts)
            return step.doing(*left.commands, *parted(state))
        case _:
            return stay(state)
