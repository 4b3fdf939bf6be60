"""A call on its way in: announced, waiting, offered to an agent, dismissed."""

from typing import assert_never

from msgspec.structs import replace

from kernel.ids import ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.choice import cut_short, hush, key_pressed, make_offer, message_ended
from telephony.due import overflow_due
from telephony.informing import enter_queue
from telephony.outcome import Direction, NotReachedReason, OfferEnd, how_offer_ended
from telephony.overflowing import overflow
from telephony.place import closing, tell
from telephony.plan import Plan, Refusal, RefusalReason
from telephony.states import (
    MESSAGE_LIMIT_S,
    Announcing,
    Call,
    Connecting,
    Dismissing,
    Offering,
    Talking,
    Waiting,
)
from telephony.step import (
    CONNECT_LIMIT_S,
    Step,
    begin_recording,
    customer_of,
    cut_off,
    dismiss,
    end,
    later,
    left_queue,
    not_offered,
    offer,
    plan_of,
    said,
    stay,
)
from telephony.welcoming import welcome

_HUNG_UP_BY_HAND = frozenset({0, 16, 31, 32})


def arrive(event: ev.CallArrived) -> Step:
    """The first step of an inbound call: announced, queued, or told why not."""
    match event.admission:
        case Plan() as plan:
            return _admit(_new_call(event, plan), event)
        case Refusal() as refusal:
            return _refuse(_new_call(event, None), event, refusal)
        case _:
            assert_never(event.admission)


def _new_call(event: ev.CallArrived, plan: Plan | None) -> Call:
    return Call(
        id=event.call,
        direction=Direction.INBOUND,
        caller=event.caller,
        dialled=event.dialled,
        began_at=event.at,
        plan=plan,
        customer=event.channel,
        trunk=event.trunk,
    )


def _admit(call: Call, event: ev.CallArrived) -> Step:
    plan = plan_of(call)
    elsewhere = () if plan.overflowed is None else (fact.Overflowed(at=event.at, name=plan.overflowed, how="full"),)
    return welcome(call, event.at).after(_began(event, plan), *elsewhere).doing(do.Answer(event.channel))


def _refuse(call: Call, event: ev.CallArrived, refusal: Refusal) -> Step:
    call = replace(call, refusal=refusal)
    refused = (_began(event, refusal), fact.CallRefused(at=event.at, reason=refusal.reason))
    if refusal.message is None:
        return end(call, event.at).after(*refused).doing(_unheard(event.channel, refusal.reason))
    playback = names.playback(call.id, 1)
    call, deadline = replace(call, plays=1), later(event.at, MESSAGE_LIMIT_S)
    state = Dismissing(call=call, playback=playback, deadline=deadline, began_at=event.at)
    facts = (*refused, said(fact.MessageBegan, event.at, refusal.message))
    return Step(state, facts, (do.Answer(event.channel), do.Play(event.channel, playback, refusal.message)))


def _unheard(caller: ChannelId, reason: RefusalReason) -> do.Command:
    """The carrier is told where that is the caller's or the number's doing; whose message is missing is hung up on."""
    match reason:
        case RefusalReason.BLOCKED:
            return do.Reject(caller)
        case RefusalReason.UNKNOWN_NUMBER:
            return do.Reject(caller, unallocated=True)
        case RefusalReason.OUT_OF_HOURS | RefusalReason.QUEUE_FULL:
            return do.HangUp(caller)
        case _:
            assert_never(reason)


def _began(event: ev.CallArrived, admission: Plan | Refusal) -> fact.CallBegan:
    return fact.CallBegan(
        at=event.at,
        direction=Direction.INBOUND,
        project=admission.project,
        caller=event.caller,
        dialled=event.dialled,
        trunk=event.trunk,
    )


def announcing(state: Announcing, event: ev.Event) -> Step:
    """Nothing of the customer is stored before the announcement has ended.

    Also the customer of an outbound call, whose agent was gone before it had.
    """
    call, at = state.call, event.at
    match event:
        case ev.PlaybackEnded() | ev.DeadlinePassed():
            ok = isinstance(event, ev.PlaybackEnded) and event.ok
            call, facts, commands = begin_recording(call, at, announced=ok)
            entered = enter_queue(call, at, music_on=True).after(*facts).doing(*commands)
            return entered.doing(*cut_off(state, event))
        case ev.ChannelGone(unseen=unseen):
            return end(call, at, service_down=unseen, not_reached=NotReachedReason.HUNG_UP_IN_ANNOUNCEMENT)
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)))
        case _:
            return stay(state)


def waiting(state: Waiting, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.AgentAssigned(agent=agent, endpoint=endpoint):
            quiet = cut_short(state)
            return offer(quiet.state.call, at, agent, endpoint, state.deadline).doing(*quiet.commands)
        case ev.AgentStaffed():
            return Step(replace(state, call=replace(call, staffed=True)), (fact.StaffSeen(at=at),))
        case ev.ChannelGone(unseen=unseen):
            return end(call, at, service_down=unseen).after(left_queue(call, at, "abandoned"))
        case ev.DeadlinePassed() if at < state.deadline:
            moves = overflow_due(call)
            return make_offer(state, at) if moves is None or at < moves else overflow(state, at)
        case ev.DeadlinePassed():
            return dismiss(call, at, timed_out=True).doing(hush(state)).after(left_queue(call, at, "timed_out"))
        case ev.PlaceSeen():
            return tell(state, event)
        case ev.ClosingSeen():
            return closing(state, event)
        case ev.PlaybackEnded():
            return message_ended(state)
        case ev.KeyPressed():
            return key_pressed(state, event)
        case ev.HangUpAsked():
            step = end(call, at).doing(do.HangUp(customer_of(call)))
            return step.after(left_queue(call, at, "abandoned"))
        case _:
            return stay(state)


def offering(state: Offering, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.ChannelRinging(channel=channel) if channel == state.leg:
            return Step(replace(state, rang=True), () if state.rang else (fact.AgentRang(at=at, agent=state.agent),))
        case ev.ChannelAnswered(channel=channel) if channel == state.leg:
            return _connect(state, event)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg:
            return _offer_failed(state, event, how_offer_ended(cause, rang=state.rang))
        case ev.DeadlinePassed():
            how = OfferEnd.RANG_OUT if state.rang else OfferEnd.DEVICE_FAILED
            return _offer_failed(state, event, how).doing(do.HangUp(state.leg))
        case ev.BrowserPhoneGone(agent=agent) if agent == state.agent:
            return _offer_failed(state, event, OfferEnd.DEVICE_FAILED).doing(do.HangUp(state.leg))
        case ev.ChannelGone(unseen=unseen):
            return _abandon_offer(state, event, service_down=unseen)
        case ev.HangUpAsked():
            return _abandon_offer(state, event).doing(do.HangUp(customer_of(call)))
        case _:
            return stay(state)


def _connect(state: Offering, event: ev.ChannelAnswered) -> Step:
    call = state.call
    if call.bridge is None:
        raise ValueError(f"call {call.id} is offered without a bridge")
    customer = customer_of(call)
    connecting = Connecting(
        call=call,
        agent=state.agent,
        leg=state.leg,
        deadline=later(event.at, CONNECT_LIMIT_S),
        queue_deadline=state.queue_deadline,
    )
    return Step(connecting, (), (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer, state.leg))))


def _offer_failed(state: Offering | Connecting, event: ev.Event, how: OfferEnd) -> Step:
    """Back to waiting, in the same place, for the next agent."""
    call = state.call
    if how in (OfferEnd.RANG_OUT, OfferEnd.DECLINED):
        call = replace(call, ring_outs=call.ring_outs + 1)
    ended = fact.OfferEnded(at=event.at, agent=state.agent, how=how)
    return Step(Waiting(call=call, deadline=state.queue_deadline), (ended,))


def _abandon_offer(state: Offering | Connecting, event: ev.Event, *, service_down: bool = False) -> Step:
    call, at = state.call, event.at
    step = end(call, at, service_down=service_down)
    return step.after(not_offered(at, state.agent), left_queue(call, at, "abandoned")).doing(do.HangUp(state.leg))


def connecting(state: Connecting, event: ev.Event) -> Step:
    """*Answered* means that the agent is in the bridge with the customer, not that a phone was picked up."""
    call = state.call
    match event:
        case ev.ChannelBridged(channel=channel) if channel == state.leg:
            return _connected(state, event)
        case ev.ChannelGone(channel=channel, cause=cause) if channel == state.leg:
            by_hand = cause in _HUNG_UP_BY_HAND
            return _back_to_music(state, event, OfferEnd.DECLINED if by_hand else OfferEnd.DEVICE_FAILED)
        case ev.DeadlinePassed():
            return _back_to_music(state, event, OfferEnd.DEVICE_FAILED).doing(do.HangUp(state.leg))
        case ev.ChannelGone(unseen=unseen):
            return _abandon_offer(state, event, service_down=unseen)
        case ev.HangUpAsked():
            return _abandon_offer(state, event).doing(do.HangUp(customer_of(call)))
        case _:
            return stay(state)


def _connected(state: Connecting, event: ev.ChannelBridged) -> Step:
    call, at = state.call, event.at
    facts = (
        fact.OfferEnded(at=at, agent=state.agent, how=OfferEnd.ANSWERED),
        left_queue(call, at, "answered"),
        fact.AgentConnected(at=at, agent=state.agent),
    )
    call = replace(call, answered_at=call.answered_at or at, lost=None)
    return Step(Talking(call=call, agent=state.agent, leg=state.leg), facts)


def _back_to_music(state: Connecting, event: ev.Event, how: OfferEnd) -> Step:
    call = state.call
    step = _offer_failed(state, event, how)
    if call.bridge is None:
        return step
    customer = customer_of(call)
    return step.doing(do.RemoveFromBridge(call.bridge, customer), do.StartMusic(customer, plan_of(call).queue.music))


def dismissing(state: Dismissing, event: ev.Event) -> Step:
    call, at = state.call, event.at
    match event:
        case ev.PlaybackEnded() | ev.DeadlinePassed() | ev.HangUpAsked():
            return end(call, at, timed_out=state.timed_out).doing(do.HangUp(customer_of(call)))
        case ev.ChannelGone():
            return end(call, at, timed_out=state.timed_out)
        case _:
            return stay(state)
