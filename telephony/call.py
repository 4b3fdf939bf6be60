"""The call's state machine: `step(state, event)` gives the next state, the facts to keep and the commands to carry out.

It is pure. Every state decides every event; an event about something the state does not know any more (a leg we have
given up, a playback we have stopped) is settled here, before the states see it.
"""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from kernel.ids import AgentId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.coming_back import awaiting_agent, returning, settle
from telephony.consulting import ask, asking, consulting, ended_with_the_switch
from telephony.conversation import dialling_outside, on_hold, taken_over, talking, talking_outside
from telephony.due import deadline
from telephony.hearing import heard_out
from telephony.inbound import announcing, arrive, connecting, dismissing, offering, waiting
from telephony.informing import informing
from telephony.longest import A_MOMENT, LONGEST_CALL_S
from telephony.outbound import announcing_out, dial_out, ringing_agent, ringing_customer
from telephony.outcome import Lost, NotReachedReason
from telephony.plan import ToAgent
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Asking,
    AwaitingAgent,
    Call,
    Choosing,
    Connecting,
    Consultation,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Dismissing,
    Ended,
    Informing,
    Live,
    Offering,
    OnHold,
    Recording,
    Returning,
    RingingAgent,
    RingingCustomer,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    Waiting,
    agent,
    channels,
    playback,
)
from telephony.step import Step, end, left_queue, lose, not_offered, released, stay
from telephony.supervision import attend, of_snoop, snoop_changed
from telephony.takeover import join, leave
from telephony.welcoming import choosing


def begin(event: ev.CallArrived | ev.DialOutAsked) -> Step:
    match event:
        case ev.CallArrived():
            return arrive(event)
        case ev.DialOutAsked():
            return dial_out(event)
        case _:
            assert_never(event)


def step(state: State, event: ev.Event) -> Step:
    done = attend(settle(heard_out(state, event, _too_long(state, event, _step(state, event)))))
    return replace(done, commands=()) if isinstance(event, ev.SwitchLost) else done


def _too_long(before: State, event: ev.Event, done: Step) -> Step:
    """`done`, with that the switch ended the call where it ended with a channel after the longest time.

    Not where somebody asked for its end, nor where it died with the switch, perhaps long before.
    """
    has_ended = isinstance(done.state, Ended) and not isinstance(before, Ended)
    if not has_ended or not isinstance(event, ev.ChannelGone):
        return done
    call = done.state.call
    longest_s = call.plan.longest_s if call.plan else LONGEST_CALL_S
    is_over = event.at >= call.began_at + timedelta(seconds=longest_s) - A_MOMENT
    return done.after(fact.LongestReached(at=event.at, longest_s=longest_s)) if is_over else done


def _step(state: State, event: ev.Event) -> Step:
    match event:
        case ev.ChannelAnswered(channel=channel) if channel not in channels(state):
            return Step(state, (), (do.HangUp(channel),))
        case ev.ChannelGone() | ev.ChannelRinging() | ev.ChannelProgressed() | ev.ChannelBridged():
            return _live(state, event) if event.channel in channels(state) else stay(state)
        case ev.PhoneHeld() | ev.PhoneResumed() | ev.KeyPressed():
            return _live(state, event) if event.channel in channels(state) else stay(state)
        case ev.PlaybackEnded():
            return _live(state, event) if event.playback == playback(state) else stay(state)
        case ev.AgentAssigned(agent=assigned) if not isinstance(state, Waiting):
            return Step(state, (not_offered(event.at, assigned),))
        case ev.TransferAsked(target=ToAgent(agent=target)) if not isinstance(state, Talking | OnHold | TakenOver):
            return Step(state, (not_offered(event.at, target),))
        case ev.ConsultAsked(target=ToAgent(agent=target)) if not isinstance(state, Talking | OnHold):
            return Step(state, (not_offered(event.at, target),))
        case ev.DeadlinePassed():
            due = deadline(state)
            return stay(state) if due is None or event.at < due else _live(state, event)
        case _:
            return _live(state, event)


def _live(state: State, event: ev.Event) -> Step:
    match event:
        case _ if isinstance(state, Ended):
            return stay(state)
        case ev.ChannelAnswered() | ev.ChannelGone() | ev.ChannelBridged() | ev.ChannelRinging() if owner := of_snoop(
            state.call, event.channel
        ):
            return snoop_changed(state, event, owner)
        case ev.JoinAsked():
            return join(state, event)
        case ev.LeaveAsked() | ev.LineGone():
            return leave(state, event)
        case ev.ConsultAsked() if isinstance(state, Talking | OnHold):
            return ask(state, event)
        case ev.MuteAsked():
            return _mute(state, event)
        case ev.RecordingStarted() | ev.RecordingRefused():
            return _recording_answered(state, event)
        case ev.MuteFailed():
            return _mute_failed(state, event)
        case ev.SwitchLost():
            return _switch_lost(state, event)
        case _:
            return _by_state(state, event)


def _by_state(state: Live, event: ev.Event) -> Step:
    match state:
        case Choosing():
            return choosing(state, event)
        case Announcing():
            return announcing(state, event)
        case Informing():
            return informing(state, event)
        case Waiting():
            return waiting(state, event)
        case Offering():
            return offering(state, event)
        case Connecting():
            return connecting(state, event)
        case Talking():
            return talking(state, event)
        case OnHold():
            return on_hold(state, event)
        case Asking():
            return asking(state, event)
        case Consulting() | ConsultHeld():
            return consulting(state, event)
        case AwaitingAgent():
            return awaiting_agent(state, event)
        case Returning():
            return returning(state, event)
        case DiallingOutside():
            return dialling_outside(state, event)
        case TalkingOutside():
            return talking_outside(state, event)
        case TakenOver():
            return taken_over(state, event)
        case Dismissing():
            return dismissing(state, event)
        case RingingAgent():
            return ringing_agent(state, event)
        case RingingCustomer():
            return ringing_customer(state, event)
        case AnnouncingOut():
            return announcing_out(state, event)
        case _:
            assert_never(state)


def _mute(state: Live, event: ev.MuteAsked) -> Step:
    """Mute the recording of both sides; asked for where nothing is recorded, or a second time, it changes nothing."""
    call = state.call
    now, then = (Recording.ON, Recording.MUTED) if event.on else (Recording.MUTED, Recording.ON)
    if call.recording is not now or call.customer is None:
        return stay(state)
    muted = fact.RecordingMuted(at=event.at) if event.on else fact.RecordingUnmuted(at=event.at)
    command = do.MuteRecording(call.customer, event.on)
    return Step(replace(state, call=replace(call, recording=then)), (muted,), (command,))


def _recording_answered(state: Live, event: ev.RecordingStarted | ev.RecordingRefused) -> Step:
    """The first answer counts: after a reconnect the recording is asked for again, and both may be answered."""
    call = state.call
    if call.recording not in (Recording.ON, Recording.MUTED) or call.recording_path is not None:
        return stay(state)
    if isinstance(event, ev.RecordingRefused):
        refused = replace(call, recording=Recording.REFUSED)
        return Step(replace(state, call=refused), (fact.RecordingNotMade(at=event.at, why=event.why),))
    begun = replace(state, call=replace(call, recording_path=event.path))
    return Step(begun, (fact.RecordingBegan(at=event.at, path=event.path),), _still_muted(call))


def _still_muted(call: Call) -> tuple[do.Command, ...]:
    """Muted before the switch had begun to record: what was asked then had nothing to act on."""
    if call.recording is not Recording.MUTED or call.customer is None:
        return ()
    return (do.MuteRecording(call.customer, True),)


def _mute_failed(state: Live, event: ev.MuteFailed) -> Step:
    """Back to what is true on the switch; a failure that came too late to matter changes nothing."""
    believed, true = (Recording.MUTED, Recording.ON) if event.on else (Recording.ON, Recording.MUTED)
    if state.call.recording is not believed:
        return stay(state)
    failed = fact.RecordingMuteFailed(at=event.at, on=event.on, why=event.why)
    return Step(replace(state, call=replace(state.call, recording=true)), (failed,))


def _switch_lost(state: Live, event: ev.SwitchLost) -> Step:
    """Asterisk is gone with everything on it: an unanswered caller was missed because we were down."""
    at = event.at
    over = _lost_with_the_switch(state, at)
    if isinstance(state, Consultation):
        over = over.after(*ended_with_the_switch(state, at))
    if isinstance(state, Waiting | Offering | Connecting):
        over = over.after(left_queue(state.call, at, "abandoned"))
    who = agent(state)
    if who is None:
        return over
    ringing = isinstance(state, Offering | Connecting | RingingAgent)
    return over.after(not_offered(at, who) if ringing else _let_go(state, at, who))


def _lost_with_the_switch(state: Live, at: datetime) -> Step:
    """A caller who was being dismissed keeps the reason that was decided before."""
    if isinstance(state, Dismissing):
        over = end(state.call, at, timed_out=state.timed_out)
    else:
        rings = isinstance(state, RingingAgent | RingingCustomer)
        why = NotReachedReason.FAILED if rings else NotReachedReason.DROPPED_OUR_SIDE
        over = end(lose(state.call, Lost.DROPPED_OUR_SIDE), at, service_down=True, not_reached=why)
    return replace(over, commands=())


def _let_go(state: Live, at: datetime, who: AgentId) -> fact.AgentReleased:
    """Without wrap-up where the agent has not spoken to the customer yet."""
    spoke = isinstance(state, Talking | OnHold | Consultation | AwaitingAgent | Returning)
    return released(state.call, at, who) if spoke else fact.AgentReleased(at=at, agent=who, wrap_up_s=0)
