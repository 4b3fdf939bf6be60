"""A call on its way out: the agent first, then the customer, then the announcement, then both together."""

from datetime import datetime

from msgspec.structs import replace

from kernel.ids import ChannelId
from kernel.phone import describe
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names, trying
from telephony.outcome import (
    DEVICE_DIED,
    Direction,
    NotReachedReason,
    OfferEnd,
    how_offer_ended,
    why_not_reached,
)
from telephony.plan import Way
from telephony.states import Announcing, AnnouncingOut, Call, RingingAgent, RingingCustomer, Talking
from telephony.step import (
    RING_MARGIN_S,
    Step,
    begin_recording,
    cut_off,
    end,
    later,
    next_leg,
    not_offered,
    plan_of,
    said,
    stay,
    with_bridge,
)


def dial_out(event: ev.DialOutAsked) -> Step:
    """The first step of an outbound call."""
    call = Call(
        id=event.call,
        direction=Direction.OUTBOUND,
        caller=event.customer,
        dialled=event.dialled,
        began_at=event.at,
        plan=event.plan,
        customer=None,
    )
    began = fact.CallBegan(
        at=event.at,
        direction=Direction.OUTBOUND,
        project=event.plan.project,
        caller=event.customer,
        dialled=event.dialled,
    )
    offered = fact.AgentOffered(at=event.at, agent=event.agent)
    step = _ring_agent(call, event) if event.phone_channel is None else _phone_dialled(call, event)
    return step.after(began, offered)


def _ring_agent(call: Call, event: ev.DialOutAsked) -> Step:
    ring_s = event.plan.queue.ring_s
    call, leg = next_leg(call, names.Role.AGENT)
    state = RingingAgent(
        call=call,
        agent=event.agent,
        leg=leg,
        ways=event.ways,
        deadline=later(event.at, ring_s + RING_MARGIN_S),
    )
    return Step(
        state, (), (do.Ring(leg, event.agent_endpoint, event.dialled, ring_s, at_once=not event.plan.callback),)
    )


def _phone_dialled(call: Call, event: ev.DialOutAsked) -> Step:
    assert event.phone_channel is not None
    step = _ring_customer(call, event.at, event, event.phone_channel)
    answered = fact.OfferEnded(at=event.at, agent=event.agent, how=OfferEnd.ANSWERED)
    return step.after(answered)


def _ring_customer(call: Call, at: datetime, of: ev.DialOutAsked | RingingAgent, leg: ChannelId) -> Step:
    call, customer = next_leg(call, names.Role.CUSTOMER)
    ringing = RingingCustomer(
        call=call,
        agent=of.agent,
        leg=leg,
        customer=customer,
        deadline=at,
        answer_agent=isinstance(of, ev.DialOutAsked),
    )
    return _try(ringing, call, customer, of.ways, at).doing(do.StartRingback(leg))


def _try(state: RingingCustomer, call: Call, customer: ChannelId, ways: tuple[Way, ...], at: datetime) -> Step:
    """Ring the customer by the first of these ways. The agent goes on hearing it ring."""
    plan, way = plan_of(call), ways[0]
    new = replace(
        state,
        call=replace(call, customer=customer, trunk=way.trunk),
        customer=customer,
        deadline=later(at, plan.outside_ring_s + RING_MARGIN_S),
        rang=False,
        trying=trying.begin(ways, at),
    )
    ring = do.Ring(
        customer,
        way.endpoint,
        way.caller_id,
        plan.outside_ring_s,
        music=plan.queue.music,
        sorry=plan.sorry,
        trunk=way.trunk,
    )
    return Step(new, (), (ring,))


def ringing_agent(state: RingingAgent, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelRinging():
            return Step(replace(state, rang=True), () if state.rang else (fact.AgentRang(at=at, agent=state.agent),))
        case ev.ChannelAnswered():
            answered = fact.OfferEnded(at=at, agent=state.agent, how=OfferEnd.ANSWERED)
            return _ring_customer(call, at, state, state.leg).after(answered)
        case ev.ChannelGone(cause=cause):
            return _agent_did_not_answer(state, at, how_offer_ended(cause, rang=state.rang))
        case ev.DeadlinePassed():
            how = OfferEnd.RANG_OUT if state.rang else OfferEnd.DEVICE_FAILED
            return _agent_did_not_answer(state, at, how).doing(do.HangUp(state.leg))
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            return _agent_did_not_answer(state, at, OfferEnd.DEVICE_FAILED).doing(do.HangUp(state.leg))
        case ev.HangUpAsked():
            return _withdrawn(state, at, NotReachedReason.CANCELLED)
        case ev.CustomerRangIn():
            return _withdrawn(state, at, NotReachedReason.GLARE)
        case _:
            return stay(state)


def _withdrawn(state: RingingAgent, at: datetime, why: NotReachedReason) -> Step:
    ended = end(state.call, at, not_reached=why)
    return ended.after(not_offered(at, state.agent)).doing(do.HangUp(state.leg))


def _agent_did_not_answer(state: RingingAgent, at: datetime, how: OfferEnd) -> Step:
    died = how is OfferEnd.DEVICE_FAILED
    why = NotReachedReason.AGENT_UNREACHABLE if died else NotReachedReason.AGENT_DID_NOT_ANSWER
    ended = end(state.call, at, not_reached=why)
    return ended.after(fact.OfferEnded(at=at, agent=state.agent, how=how))


def ringing_customer(state: RingingCustomer, event: ev.Event) -> Step:
    at = event.at
    match event:
        case ev.ChannelRinging(channel=channel) if channel == state.customer:
            rang = () if state.rang else (fact.OutsideRang(at=at, shown=describe(state.call.caller)),)
            return Step(replace(state, rang=True, trying=trying.rings(state.trying)), rang)
        case ev.ChannelProgressed(channel=channel) if channel == state.customer:
            return Step(replace(state, trying=trying.is_heard(state.trying)))
        case ev.ChannelAnswered(channel=channel) if channel == state.customer:
            return _customer_answered(state, at)
        case ev.ChannelGone(channel=channel, picked_up_at=datetime() as picked_up_at) if channel == state.customer:
            answered = fact.CustomerAnswered(at=picked_up_at)
            dropped = _not_reached(state, at, NotReachedReason.DROPPED_OUR_SIDE)
            return dropped.after(answered).doing(do.HangUp(state.leg))
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.customer:
            return _leg_ended(state, event, cause)
        case ev.DeadlinePassed():
            return _leg_ended(state, event, None).doing(do.HangUp(state.customer))
        case ev.ChannelGone() | ev.HangUpAsked():
            return _taken_back(state, at, NotReachedReason.CANCELLED)
        case ev.CustomerRangIn():
            return _taken_back(state, at, NotReachedReason.GLARE)
        case ev.AgentPhoneLost(agent=agent) if agent == state.agent and plan_of(state.call).callback:
            return _taken_back(state, at, NotReachedReason.CANCELLED)
        case _:
            return stay(state)


def _leg_ended(state: RingingCustomer, event: ev.ChannelGone | ev.DeadlinePassed, cause: int | None) -> Step:
    """The customer is rung another way where it was the trunk that failed, and there is one."""
    failed = trying.failure(state.trying, event, rang=state.rang)
    told = (failed,) if failed is not None else ()
    if ways := trying.left(state.trying, failed):
        call, customer = next_leg(state.call, names.Role.CUSTOMER)
        return _try(state, call, customer, ways, event.at).after(*told)
    rang = trying.rang_out(state.trying, event, state.deadline, rang=state.rang)
    why = NotReachedReason.FAILED if failed is not None else why_not_reached(cause, rang=rang)
    return _not_reached(state, event.at, why).after(*told).doing(do.HangUp(state.leg))


def _taken_back(state: RingingCustomer | AnnouncingOut, at: datetime, why: NotReachedReason) -> Step:
    return _not_reached(state, at, why).doing(do.HangUp(state.customer), do.HangUp(state.leg))


def _not_reached(state: RingingCustomer | AnnouncingOut, at: datetime, why: NotReachedReason) -> Step:
    """Nobody spoke: the agent is free again without wrap-up."""
    free = fact.AgentReleased(at=at, agent=state.agent, wrap_up_s=0)
    return end(state.call, at, not_reached=why).after(free)


def _customer_answered(state: RingingCustomer, at: datetime) -> Step:
    call, sound = state.call, plan_of(state.call).announcement
    answered = fact.CustomerAnswered(at=at)
    answer = (do.Answer(state.leg),) if state.answer_agent else ()
    if sound is None:
        return _together(state, at, announced=False).after(answered).doing(*answer)
    playback = names.playback(call.id, call.plays + 1)
    announcing = AnnouncingOut(
        call=replace(call, plays=call.plays + 1),
        agent=state.agent,
        leg=state.leg,
        customer=state.customer,
        playback=playback,
        began_at=at,
    )
    began = said(fact.AnnouncementBegan, at, sound)
    return Step(announcing, (answered, began), (*answer, do.Play(state.customer, playback, sound)))


def announcing_out(state: AnnouncingOut, event: ev.Event) -> Step:
    at = event.at
    match event:
        case ev.PlaybackEnded() | ev.DeadlinePassed():
            ok = isinstance(event, ev.PlaybackEnded) and event.ok
            return _together(state, at, announced=ok).doing(*cut_off(state, event))
        case ev.ChannelGone(channel=channel) if channel == state.customer:
            return _not_reached(state, at, NotReachedReason.HUNG_UP_IN_ANNOUNCEMENT).doing(do.HangUp(state.leg))
        case ev.ChannelGone(cause=cause) if plan_of(state.call).callback or cause in DEVICE_DIED:
            return _agent_vanished(state, at, device_failed=cause in DEVICE_DIED)
        case ev.AgentPhoneLost(agent=agent) if agent == state.agent and plan_of(state.call).callback:
            return _agent_vanished(state, at, device_failed=True).doing(do.HangUp(state.leg))
        case ev.ChannelGone() | ev.HangUpAsked():
            return _taken_back(state, at, NotReachedReason.CANCELLED)
        case _:
            return stay(state)


def _agent_vanished(state: AnnouncingOut, at: datetime, *, device_failed: bool) -> Step:
    """Whoever picked up is ours to serve: they hear the announcement to its end and music, and go before all who wait.

    Only an agent who dialled by hand and hung up by hand takes the call back with them.
    """
    call = replace(state.call, plan=replace(plan_of(state.call), front=True))
    listening = Announcing(call=call, playback=state.playback, began_at=state.began_at)
    gone = fact.AgentReleased(at=at, agent=state.agent, wrap_up_s=0, device_failed=device_failed)
    return Step(listening, (gone,), (do.StartMusic(state.customer, plan_of(call).queue.music),))


def _together(state: RingingCustomer | AnnouncingOut, at: datetime, *, announced: bool) -> Step:
    call, facts, record = begin_recording(state.call, at, announced=announced)
    call, make_bridge = with_bridge(replace(call, answered_at=at))
    assert call.bridge is not None
    join = do.AddToBridge(call.bridge, (state.customer, state.leg))
    return Step(
        Talking(call=call, agent=state.agent, leg=state.leg),
        (*facts, fact.AgentConnected(at=at, agent=state.agent)),
        (do.StopRingback(state.leg), *make_bridge, join, *record),
    )
