"""Customer and agent (or an outside number) together: hold, transfer, and what happens when one side goes."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import supervision, trying
from telephony.coming_back import cut_off
from telephony.listener import WhyLeft
from telephony.outcome import DEVICE_DIED, Lost, NotReachedReason, why_not_reached
from telephony.plan import ToAgent, ToNumber, ToQueue, Way
from telephony.states import Call, DiallingOutside, OnHold, TakenOver, Talking, TalkingOutside
from telephony.step import (
    Step,
    customer_of,
    end,
    lose,
    offer,
    plan_of,
    released,
    renew_recording,
    ring_outside,
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
    step = _try(replace(call, consult_end=None), at, number.shown, number.ways)
    return step.doing(do.StartMusic(customer_of(call), plan_of(call).queue.music))


def _try(call: Call, at: datetime, shown: str, ways: tuple[Way, ...]) -> Step:
    """Ring the number by the first of these ways."""
    call, leg, ring, deadline = ring_outside(call, at, ways[0])
    trial = trying.begin(ways, at)
    return Step(DiallingOutside(call=call, leg=leg, shown=shown, deadline=deadline, trying=trial), (), (ring,))


def dialling_outside(state: DiallingOutside, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelRinging(channel=channel) if channel == state.leg:
            rang = () if state.rang else (fact.OutsideRang(at=at, shown=state.shown),)
            return Step(replace(state, rang=True, trying=trying.rings(state.trying)), rang)
        case ev.ChannelProgressed(channel=channel) if channel == state.leg:
            return Step(replace(state, trying=trying.is_heard(state.trying)))
        case ev.ChannelAnswered(channel=channel) if channel == state.leg:
            return _outside_answered(state, at)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg:
            return _leg_ended(state, event, cause)
        case ev.DeadlinePassed():
            return _leg_ended(state, event, None).doing(do.HangUp(state.leg))
        case ev.ChannelGone():
            return end(call, at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)), do.HangUp(state.leg))
        case _:
            return stay(state)


def _leg_ended(state: DiallingOutside, event: ev.ChannelGone | ev.DeadlinePassed, cause: int | None) -> Step:
    """The number is rung another way where it was the trunk that failed, and there is one."""
    failed = trying.failure(state.trying, event, rang=state.rang)
    told = (failed,) if failed is not None else ()
    if ways := trying.left(state.trying, failed):
        return _try(state.call, event.at, state.shown, ways).after(*told)
    rang = trying.rang_out(state.trying, event, state.deadline, rang=state.rang)
    why = NotReachedReason.FAILED if failed is not None else why_not_reached(cause, rang=rang)
    return wait(state.call, event.at, front=True).after(*told, fact.TransferFailed(at=event.at, why=why))


def _outside_answered(state: DiallingOutside, at: datetime) -> Step:
    call, customer = state.call, customer_of(state.call)
    call, make_bridge = with_bridge(replace(call, lost=None))
    assert call.bridge is not None
    return Step(
        TalkingOutside(call=call, leg=state.leg, shown=state.shown, trunk=state.trying.trunk),
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
