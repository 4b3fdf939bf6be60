"""An agent whose browser phone goes away in the conversation, by a reload or a lost network: it may come back.

Meanwhile the customer hears music, or whoever has barged in.
"""

from datetime import datetime

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.outcome import Lost
from telephony.states import AwaitingAgent, Call, OnHold, Returning, Talking
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
from telephony.takeover import barging, carry_on

PATIENCE_S = 10
"""How long a customer hears music for an agent who reloads their page; then the next agent is looked for."""
RETURN_RING_S = 5


def cut_off(state: Talking | OnHold, at: datetime) -> Step:
    """The customer gets music at once, but for one who is kept company: the agent's line carries nothing any more."""
    held = isinstance(state, OnHold)
    company = not held and barging(state.call) is not None
    call = state.call if company else lose(state.call, Lost.DROPPED_OUR_SIDE)
    waits = AwaitingAgent(call=call, agent=state.agent, deadline=later(at, PATIENCE_S), held=held, kept_company=company)
    music = () if held or company else _to_music(call)
    gone = fact.AgentCutOff(at=at, agent=state.agent)
    return Step(waits, (gone,), (*music, *renew_recording(call), do.HangUp(state.leg)))


def _to_music(call: Call) -> tuple[do.Command, ...]:
    customer = customer_of(call)
    parted = () if call.bridge is None else (do.RemoveFromBridge(call.bridge, customer),)
    return (*parted, do.StartMusic(customer, plan_of(call).queue.music))


def settle(done: Step) -> Step:
    """The same step, with the customer brought to whoever barges in meanwhile, and to music once they have left."""
    state = done.state
    if not isinstance(state, AwaitingAgent | Returning) or state.held:
        return done
    company = barging(state.call) is not None
    if company == state.kept_company:
        return done
    return _kept_company(done, state) if company else _left_alone(done, state)


def _kept_company(done: Step, state: AwaitingAgent | Returning) -> Step:
    call, make_bridge = with_bridge(replace(state.call, lost=None))
    assert call.bridge is not None
    customer = customer_of(call)
    together = (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer,)))
    return replace(done, state=replace(state, call=call, kept_company=True)).doing(*make_bridge, *together)


def _left_alone(done: Step, state: AwaitingAgent | Returning) -> Step:
    call = lose(state.call, Lost.DROPPED_OUR_SIDE)
    return replace(done, state=replace(state, call=call, kept_company=False)).doing(*_to_music(call))


def awaiting_agent(state: AwaitingAgent, event: ev.Event) -> Step:
    match event:
        case ev.BrowserPhoneBack(agent=agent) if agent == state.agent:
            return _ring(state, event)
        case ev.DeadlinePassed():
            return _give_up(state, event)
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
        kept_company=state.kept_company,
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
            return _give_up(state, event)
        case ev.DeadlinePassed():
            return _give_up(state, event).doing(do.HangUp(state.leg))
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            return _wait_again(state)
        case ev.ChannelGone():
            return _finish(state, event.at).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return _finish(state, event.at).doing(do.HangUp(customer_of(state.call)), do.HangUp(state.leg))
        case _:
            return stay(state)


def _wait_again(state: Returning) -> Step:
    waits = AwaitingAgent(
        call=state.call, agent=state.agent, deadline=state.back_by, held=state.held, kept_company=state.kept_company
    )
    return Step(waits, (), (do.HangUp(state.leg),))


def _together(state: Returning, at: datetime) -> Step:
    """As before: a customer who was on hold stays there."""
    call, customer = replace(state.call, lost=None), customer_of(state.call)
    assert call.bridge is not None
    back = (fact.AgentReturned(at=at, agent=state.agent),)
    if state.held:
        held = OnHold(call=call, agent=state.agent, leg=state.leg)
        return Step(held, back, (do.AddToBridge(call.bridge, (state.leg,)),))
    both = do.AddToBridge(call.bridge, (customer, state.leg))
    commands = (do.AddToBridge(call.bridge, (state.leg,)),) if state.kept_company else (do.StopMusic(customer), both)
    return Step(Talking(call=call, agent=state.agent, leg=state.leg), back, commands)


def _finish(state: AwaitingAgent | Returning, at: datetime) -> Step:
    return end(state.call, at).after(released(state.call, at, state.agent))


def _give_up(state: AwaitingAgent | Returning, event: ev.Event) -> Step:
    """Whoever has barged in has the customer now. Else they keep the music and go to the front of the queue."""
    if (beside := barging(state.call)) is not None:
        return carry_on(state, event, beside, device_failed=True)
    gone = released(state.call, event.at, state.agent, device_failed=True)
    return wait(state.call, event.at, front=True).after(gone)
