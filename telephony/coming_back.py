"""An agent whose browser phone goes away in the conversation, by a reload or a lost network: it may come back."""

from datetime import datetime

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.outcome import Lost
from telephony.states import AwaitingAgent, OnHold, Returning, Talking
from telephony.step import (
    Step,
    customer_of,
    end,
    later,
    lose,
    next_leg,
    plan_of,
    released,
    renew_recording,
    stay,
    wait,
    with_bridge,
)

PATIENCE_S = 10
"""How long a customer hears music for an agent who reloads their page; then the next agent is looked for."""
RETURN_RING_S = 5


def cut_off(state: Talking | OnHold, at: datetime) -> Step:
    """The customer gets music at once: the agent's line still stands on the switch, and carries nothing."""
    call, customer = lose(state.call, Lost.DROPPED_OUR_SIDE), customer_of(state.call)
    held = isinstance(state, OnHold)
    parted = () if held or call.bridge is None else (do.RemoveFromBridge(call.bridge, customer),)
    music = () if held else (do.StartMusic(customer, plan_of(call).queue.music),)
    waits = AwaitingAgent(call=call, agent=state.agent, deadline=later(at, PATIENCE_S), held=held)
    gone = fact.AgentCutOff(at=at, agent=state.agent)
    return Step(waits, (gone,), (*parted, *music, *renew_recording(call), do.HangUp(state.leg)))


def awaiting_agent(state: AwaitingAgent, event: ev.Event) -> Step:
    match event:
        case ev.BrowserPhoneBack(agent=agent) if agent == state.agent:
            return _ring(state, event)
        case ev.DeadlinePassed():
            return _give_up(state, event.at)
        case ev.ChannelGone():
            return _finish(state, event.at)
        case ev.HangUpAsked():
            return _finish(state, event.at).doing(do.HangUp(customer_of(state.call)))
        case _:
            return stay(state)


def _ring(state: AwaitingAgent, event: ev.BrowserPhoneBack) -> Step:
    call, make_bridge = with_bridge(state.call)
    call, leg = next_leg(call, names.Role.AGENT)
    back = Returning(
        call=call,
        agent=state.agent,
        leg=leg,
        deadline=later(event.at, RETURN_RING_S),
        back_by=state.deadline,
        held=state.held,
    )
    ring = do.Ring(leg, event.endpoint, _shown(state), RETURN_RING_S, call.customer, at_once=True)
    return Step(back, (), (*make_bridge, ring))


def _shown(state: AwaitingAgent) -> str:
    return getattr(getattr(state.call.caller, "phone", None), "e164", "anonymous")


def returning(state: Returning, event: ev.Event) -> Step:
    match event:
        case ev.ChannelAnswered(channel=channel) if channel == state.leg:
            return _together(state, event.at)
        case ev.ChannelGone(channel=channel) if channel == state.leg:
            return _give_up(state, event.at)
        case ev.DeadlinePassed():
            return _give_up(state, event.at).doing(do.HangUp(state.leg))
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            waits = AwaitingAgent(call=state.call, agent=agent, deadline=state.back_by, held=state.held)
            return Step(waits, (), (do.HangUp(state.leg),))
        case ev.ChannelGone():
            return _finish(state, event.at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return _finish(state, event.at).doing(do.HangUp(customer_of(state.call)), do.HangUp(state.leg))
        case _:
            return stay(state)


def _together(state: Returning, at: datetime) -> Step:
    """As before: a customer who was on hold stays there."""
    call, customer = replace(state.call, lost=None), customer_of(state.call)
    assert call.bridge is not None
    back = (fact.AgentReturned(at=at, agent=state.agent),)
    if state.held:
        held = OnHold(call=call, agent=state.agent, leg=state.leg)
        return Step(held, back, (do.AddToBridge(call.bridge, (state.leg,)),))
    commands = (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer, state.leg)))
    return Step(Talking(call=call, agent=state.agent, leg=state.leg), back, commands)


def _finish(state: AwaitingAgent | Returning, at: datetime) -> Step:
    return end(state.call, at).after(released(state.call, at, state.agent))


def _give_up(state: AwaitingAgent | Returning, at: datetime) -> Step:
    """The customer keeps the music and goes to the front of the queue."""
    gone = released(state.call, at, state.agent, device_failed=True)
    return wait(state.call, at, front=True).after(gone)
