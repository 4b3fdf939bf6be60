"""An agent asks somebody first, with the customer on hold, and then hands the customer on, or comes back to them. Pure.

The agent and whoever is asked talk in a bridge of their own: nothing of it reaches the customer's ear or recording, and
each change of partner is a new joining of a bridge, which the switch tells the phones of. Going to and fro between the
two is `telephony.alternating`'s.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from kernel.ids import AgentId, ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names, trying
from telephony.alternating import alternate, customer_held, hold_told, let_go, parted
from telephony.conversation import on_hold, talking, to_music
from telephony.outcome import (
    DEVICE_DIED,
    ConsultEnd,
    Lost,
    NotReachedReason,
    OfferEnd,
    how_offer_ended,
    why_not_reached,
)
from telephony.plan import ConsultTarget, ToAgent, ToNumber, Way
from telephony.states import (
    Asking,
    Call,
    Consultation,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Offering,
    OnHold,
    Talking,
    TalkingOutside,
    Waiting,
    consulted,
)
from telephony.step import (
    RING_MARGIN_S,
    Step,
    customer_of,
    later,
    lose,
    next_leg,
    not_offered,
    released,
    renew_recording,
    ring_outside,
    shown_to_agent,
    stay,
    wait,
    with_bridge,
)
from telephony.supervision import emptied
from telephony.trying import Trying

_AGENT_FAILED = {OfferEnd.DECLINED: ConsultEnd.DECLINED, OfferEnd.RANG_OUT: ConsultEnd.NO_ANSWER}
_NUMBER_FAILED = {
    NotReachedReason.BUSY: ConsultEnd.BUSY,
    NotReachedReason.REJECTED: ConsultEnd.DECLINED,
    NotReachedReason.INVALID_NUMBER: ConsultEnd.INVALID_NUMBER,
    NotReachedReason.NO_ANSWER: ConsultEnd.NO_ANSWER,
}
"""Whatever is not named was not to be reached."""


def ask(state: Talking | OnHold, event: ev.ConsultAsked) -> Step:
    """Whose phone itself holds the call could not talk to anybody: they give the agent back whom they wanted."""
    target, at = event.target, event.at
    if state.held_by_phone:
        return Step(state, (not_offered(at, target.agent),) if isinstance(target, ToAgent) else ())
    call, quiet = emptied(replace(state.call, consults=state.call.consults + 1, consult_end=None))
    call, second, ring, deadline = _ring(call, target, at)
    room = names.bridge(call.id, 1 + call.consults)
    new = Asking(
        call=call,
        agent=state.agent,
        leg=state.leg,
        asked=target,
        second=second,
        room=room,
        deadline=deadline,
        trying=_trying(target, at),
    )
    alone = (do.CreateBridge(room), do.AddToBridge(room, (state.leg,)), do.StartRingback(state.leg))
    held = isinstance(state, OnHold)
    facts = (() if held else (fact.Held(at=at, by="agent"),)) + (fact.ConsultBegan(at=at, **_who(target)),)
    return Step(new, facts, (*quiet, *(() if held else to_music(call)), *renew_recording(call), *alone, ring))


def _ring(call: Call, target: ConsultTarget, at: datetime) -> tuple[Call, ChannelId, do.Ring, datetime]:
    match target:
        case ToAgent(endpoint=endpoint, ring_s=ring_s):
            call, leg = next_leg(call, names.Role.AGENT)
            ring = do.Ring(leg, endpoint, shown_to_agent(call), ring_s, call.customer)
            return call, leg, ring, later(at, ring_s + RING_MARGIN_S)
        case ToNumber(ways=ways):
            return ring_outside(call, at, ways[0])
        case _:
            assert_never(target)


def _trying(target: ConsultTarget, at: datetime) -> Trying:
    return trying.begin(target.ways, at) if isinstance(target, ToNumber) else Trying()


def _who(target: ConsultTarget) -> dict[str, str]:
    match target:
        case ToAgent(agent=agent):
            return {"kind": "agent", "to": str(agent)}
        case ToNumber(shown=shown):
            return {"kind": "number", "to": shown}
        case _:
            assert_never(target)


def asking(state: Asking, event: ev.Event) -> Step:
    at = event.at
    match event:
        case ev.ChannelRinging(channel=channel) if channel == state.second:
            rang = () if state.rang else (_rang(state, at),)
            return Step(replace(state, rang=True, trying=trying.rings(state.trying)), rang)
        case ev.ChannelProgressed(channel=channel) if channel == state.second and isinstance(state.asked, ToNumber):
            return Step(replace(state, trying=trying.is_heard(state.trying)))
        case ev.ChannelAnswered(channel=channel) if channel == state.second:
            return _talk_together(state, at)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.second:
            return _not_answered(state, event, cause)
        case ev.DeadlinePassed():
            return _not_answered(state, event, None)
        case ev.BrowserPhoneGone(agent=agent) if agent == consulted(state):
            return _failed(state, at, OfferEnd.DEVICE_FAILED)
        case _:
            return _either(state, event)


def _rang(state: Asking, at: datetime) -> fact.Fact:
    match state.asked:
        case ToAgent(agent=agent):
            return fact.AgentRang(at=at, agent=agent)
        case ToNumber(shown=shown):
            return fact.OutsideRang(at=at, shown=shown)
        case _:
            assert_never(state.asked)


def _talk_together(state: Asking, at: datetime) -> Step:
    new = Consulting(
        call=state.call,
        agent=state.agent,
        leg=state.leg,
        asked=_reached(state),
        second=state.second,
        room=state.room,
        holding=state.holding,
    )
    yes = (
        (fact.OfferEnded(at=at, agent=state.asked.agent, how=OfferEnd.ANSWERED),)
        if isinstance(state.asked, ToAgent)
        else ()
    )
    together = (do.StopRingback(state.leg), do.AddToBridge(state.room, (state.second,)))
    return Step(new, (*yes, fact.ConsultAnswered(at=at, **_who(state.asked))), together)


def _reached(state: Asking) -> ConsultTarget:
    """Whoever was asked, by the way that led to them."""
    asked = state.asked
    return replace(asked, ways=state.trying.ways[:1]) if isinstance(asked, ToNumber) else asked


def _not_answered(state: Asking, event: ev.ChannelGone | ev.DeadlinePassed, cause: int | None) -> Step:
    """`cause` is None for a leg that said nothing at all in its time."""
    at = event.at
    if isinstance(state.asked, ToAgent):
        silent = OfferEnd.RANG_OUT if state.rang else OfferEnd.DEVICE_FAILED
        return _failed(state, at, silent if cause is None else how_offer_ended(cause, rang=state.rang))
    failed = trying.failure(state.trying, event, rang=state.rang)
    told = (failed,) if failed is not None else ()
    if ways := trying.left(state.trying, failed):
        let_go = (do.HangUp(state.second),) if isinstance(event, ev.DeadlinePassed) else ()
        return _another_way(state, at, ways).after(*told).doing(*let_go)
    rang = trying.rang_out(state.trying, event, state.deadline, rang=state.rang)
    why = _NUMBER_FAILED.get(why_not_reached(cause, rang=rang), ConsultEnd.UNREACHABLE)
    return _back(state, at, ConsultEnd.UNREACHABLE if told else why, *told)


def _another_way(state: Asking, at: datetime, ways: tuple[Way, ...]) -> Step:
    call, second, ring, deadline = ring_outside(state.call, at, ways[0])
    begun = trying.begin(ways, at)
    return Step(replace(state, call=call, second=second, deadline=deadline, rang=False, trying=begun), (), (ring,))


def _failed(state: Asking, at: datetime, how: OfferEnd) -> Step:
    assert isinstance(state.asked, ToAgent)
    ended = fact.OfferEnded(at=at, agent=state.asked.agent, how=how)
    return _back(state, at, _AGENT_FAILED.get(how, ConsultEnd.UNREACHABLE), ended)


def consulting(state: Consulting | ConsultHeld, event: ev.Event) -> Step:
    """Both are on the line; the agent talks with one of them."""
    at = event.at
    match event:
        case ev.AlternateAsked():
            return alternate(state, event)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.second:
            died = cause in DEVICE_DIED
            gone = _given_back(state, at, device_failed=died)
            return _back(state, at, ConsultEnd.UNREACHABLE if died else ConsultEnd.LEFT, *gone)
        case ev.BrowserPhoneGone(agent=agent) if agent == consulted(state):
            return _back(state, at, ConsultEnd.UNREACHABLE, *_given_back(state, at, device_failed=True))
        case _:
            return _either(state, event)


def _either(state: Consultation, event: ev.Event) -> Step:
    """Whether they talk already or not."""
    match event:
        case ev.ReturnAsked(by=by):
            left = by is not None and by == consulted(state)
            why = ConsultEnd.LEFT if left else ConsultEnd.RETURNED
            return _back(state, event.at, why, *_given_back(state, event.at))
        case ev.CompleteAsked():
            return _complete(state, event.at, do.HangUp(state.leg))
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg and cause not in DEVICE_DIED:
            return _complete(state, event.at)
        case ev.ChannelGone() | ev.HangUpAsked():
            return _over(state, event)
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            return _over(state, event)
        case ev.PhoneHeld() | ev.PhoneResumed():
            return _holds(state, event)
        case _:
            return stay(state)


def _holds(state: Consultation, event: ev.PhoneHeld | ev.PhoneResumed) -> Step:
    """The switch plays music to whoever that phone is in a bridge with."""
    one = frozenset({event.channel}) & {state.leg, state.second}
    holding = state.holding | one if isinstance(event, ev.PhoneHeld) else state.holding - one
    if holding == state.holding:
        return stay(state)
    new = replace(state, holding=holding)
    return Step(new, hold_told(customer_held(state), customer_held(new), event.at))


def _back(state: Consultation, at: datetime, why: ConsultEnd, *given_back: fact.Fact) -> Step:
    """Agent and customer together again, whoever was asked let go."""
    if isinstance(state, ConsultHeld):
        return let_go(state, at, why).after(*given_back)
    call, quiet = emptied(replace(state.call, consult_end=why))
    call, make_bridge = with_bridge(call)
    done = _with_customer(state, call, at, state.agent, state.leg)
    commands = (*quiet, *_let_go(state), *make_bridge, *done.commands, do.DestroyBridge(state.room))
    return replace(done, commands=commands).after(*given_back, fact.ConsultEnded(at=at, why=why))


def _with_customer(state: Consultation, call: Call, at: datetime, agent: AgentId, leg: ChannelId) -> Step:
    """The agent comes to the customer, who keeps the music while that phone's own hold key is pressed.

    The switch plays music only to whoever is in the bridge when the key is pressed: the customer would hear nothing.
    """
    assert call.bridge is not None
    facts = hold_told(customer_held(state), leg in state.holding, at)
    if leg in state.holding:
        held = OnHold(call=call, agent=agent, leg=leg, held_by_phone=True, asked=False)
        return Step(held, facts, (do.AddToBridge(call.bridge, (leg,)),))
    return Step(Talking(call=call, agent=agent, leg=leg), facts, _together(call, leg))


def _together(call: Call, leg: ChannelId) -> tuple[do.Command, ...]:
    assert call.bridge is not None
    customer = customer_of(call)
    return (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer, leg)))


def _let_go(state: Consultation) -> tuple[do.Command, ...]:
    """Whoever is asked, before anybody else comes near."""
    return (do.HangUp(state.second), *_hushed(state))


def _hushed(state: Consultation) -> tuple[do.Command, ...]:
    return (do.StopRingback(state.leg),) if isinstance(state, Asking) else ()


def _given_back(state: Consultation, at: datetime, *, device_failed: bool = False) -> tuple[fact.Fact, ...]:
    """The other agent is free at once: they have not spoken with the customer, so there is nothing to wrap up."""
    other = consulted(state)
    if other is None:
        return ()
    if isinstance(state, Asking):
        return (not_offered(at, other),)
    return (fact.AgentReleased(at=at, agent=other, wrap_up_s=0, device_failed=device_failed),)


def _complete(state: Consultation, at: datetime, *leave: do.Command) -> Step:
    """The agent goes. Who still rings is rung on for the customer, as after a blind transfer."""
    call, quiet = emptied(state.call)
    call, make_bridge = with_bridge(replace(call, consult_end=None))
    free = released(call, at, state.agent)
    done = _handed_on(state, call, at) if isinstance(state, Asking) else _joined(state, call, at)
    apart = parted(state, gone=not leave) if isinstance(state, ConsultHeld) else ()
    rest = (*_hushed(state), *leave, do.DestroyBridge(state.room))
    return replace(done, commands=(*quiet, *make_bridge, *apart, *done.commands, *rest)).after(free)


def _joined(state: Consulting | ConsultHeld, call: Call, at: datetime) -> Step:
    told = fact.ConsultCompleted(at=at, **_who(state.asked))
    match state.asked:
        case ToAgent(agent=agent):
            done = _with_customer(state, call, at, agent, state.second)
            return replace(done, facts=(told, *done.facts, fact.AgentConnected(at=at, agent=agent)))
        case ToNumber(shown=shown, ways=ways):
            trunk = ways[0].trunk if ways else None
            outside = TalkingOutside(call=call, leg=state.second, shown=shown, trunk=trunk)
            facts = (told, *hold_told(customer_held(state), False, at), fact.OutsideConnected(at=at, shown=shown))
            return Step(outside, facts, _together(call, state.second))
        case _:
            assert_never(state.asked)


def _handed_on(state: Asking, call: Call, at: datetime) -> Step:
    call, to = lose(call, Lost.LOST_IN_TRANSFER), fact.Transferred(at=at, **_who(state.asked))
    match state.asked:
        case ToAgent(agent=agent):
            queued = wait(call, at, front=True)
            assert isinstance(queued.state, Waiting)
            new = Offering(
                call=replace(queued.state.call, staffed=True),
                agent=agent,
                leg=state.second,
                deadline=state.deadline,
                queue_deadline=queued.state.deadline,
                rang=state.rang,
            )
            return Step(new, (to, *queued.facts, fact.AgentOffered(at=at, agent=agent)))
        case ToNumber(shown=shown):
            dialling = DiallingOutside(
                call=call,
                leg=state.second,
                shown=shown,
                deadline=state.deadline,
                rang=state.rang,
                trying=state.trying,
            )
            return Step(dialling, (to,))
        case _:
            assert_never(state.asked)


def _over(state: Consultation, event: ev.Event) -> Step:
    """The customer has gone, or the agent is lost, or somebody ends it: as if nobody had been asked."""
    why = _why_over(state, event)
    call, quiet = emptied(replace(state.call, consult_end=why))
    if isinstance(state, ConsultHeld):
        done = talking(Talking(call=call, agent=state.agent, leg=state.leg), event)
    else:
        done = on_hold(OnHold(call=call, agent=state.agent, leg=state.leg), event)
    told = (*_given_back(state, event.at), fact.ConsultEnded(at=event.at, why=why))
    return done.after(*told).doing(*quiet, *_let_go(state), do.DestroyBridge(state.room))


def _why_over(state: Consultation, event: ev.Event) -> ConsultEnd:
    match event:
        case ev.ChannelGone(channel=channel) if channel == state.call.customer:
            return ConsultEnd.CUSTOMER_LEFT
        case ev.HangUpAsked():
            return ConsultEnd.CALL_ENDED
        case _:
            return ConsultEnd.AGENT_LOST


def ended_with_the_switch(state: Consultation, at: datetime) -> tuple[fact.Fact, ...]:
    return (*_given_back(state, at), fact.ConsultEnded(at=at, why=ConsultEnd.CALL_ENDED))
