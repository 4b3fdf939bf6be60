"""The result of one step of a call, and the moves that several states share."""

from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kernel.ids import AgentId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.outcome import (
    Answered,
    Direction,
    Ending,
    Lost,
    NotReached,
    NotReachedReason,
    OfferEnd,
    Outcome,
    classify,
)
from telephony.plan import Plan, QueuePlan, Sound, Way
from telephony.states import (
    MESSAGE_LIMIT_S,
    Announcing,
    AnnouncingOut,
    Call,
    Dismissing,
    Ended,
    Informing,
    Offering,
    Recording,
    State,
    Waiting,
)

RING_MARGIN_S = 3
"""The switch ends an unanswered leg by itself; our own deadline is only for when it does not say so."""
CONNECT_LIMIT_S = 5

S = TypeVar("S", bound=State)
SaidT = TypeVar("SaidT", bound=fact.Said)


class Step(msgspec.Struct, frozen=True):
    state: State
    facts: tuple[fact.Fact, ...] = ()
    commands: tuple[do.Command, ...] = ()

    def after(self, *facts: fact.Fact) -> "Step":
        """The same step, with these facts before its own."""
        return replace(self, facts=(*facts, *self.facts))

    def doing(self, *commands: do.Command) -> "Step":
        """The same step, with these commands before its own."""
        return replace(self, commands=(*commands, *self.commands))


def stay(state: State) -> Step:
    return Step(state)


def plan_of(call: Call) -> Plan:
    """The plan of a call that was admitted; every state but `Dismissing` and `Ended` has one."""
    if call.plan is None:
        raise ValueError(f"call {call.id} has no plan")
    return call.plan


def customer_of(call: Call) -> ChannelId:
    if call.customer is None:
        raise ValueError(f"call {call.id} has no customer channel yet")
    return call.customer


def next_leg(call: Call, role: names.Role) -> tuple[Call, ChannelId]:
    n = call.legs + 1
    return replace(call, legs=n), names.channel(call.id, role, n)


def later(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


def with_bridge(call: Call) -> tuple[Call, tuple[do.Command, ...]]:
    """The call with its bridge, and the command that makes it where there is none yet."""
    if call.bridge is not None:
        return call, ()
    bridge = names.bridge(call.id)
    return replace(call, bridge=bridge), (do.CreateBridge(bridge),)


def prompt(call: Call, playback: PlaybackId, sound: Sound) -> tuple[do.Command, ...]:
    """What is said on the way into the queue, and the queue's music, which the switch begins when that has ended.

    The switch does what is asked of a channel in order. So nobody is left in silence where we are gone by then.
    """
    customer = customer_of(call)
    return do.Play(customer, playback, sound), do.StartMusic(customer, plan_of(call).queue.music)


def said(kind: type[SaidT], at: datetime, sound: Sound) -> SaidT:
    """The fact that this sound begins."""
    version, announcement, seconds = sound.version, sound.announcement, sound.seconds
    return kind(at=at, sound=sound.name, version=version, announcement=announcement, seconds=seconds)


def wait(
    call: Call,
    at: datetime,
    *,
    front: bool = False,
    queue: QueuePlan | None = None,
    music_on: bool = False,
    since: datetime | None = None,
) -> Step:
    """Into the queue. The caller hears music from here on; `front` puts them before all who are not. `since` is when
    they began to wait in another one, whose place they keep.

    What a consultation came to is told to nobody but the agent who asked.
    """
    plan = plan_of(call)
    queue = queue or plan.queue
    call = replace(call, plan=replace(plan, queue=queue), queued_at=call.queued_at or at, consult_end=None)
    entered = fact.Queued(
        at=at,
        queue=queue,
        project=plan.project,
        front=front,
        staffed=call.staffed,
        language=plan.language,
        since=since,
    )
    state = Waiting(call=call, deadline=_queue_deadline(plan, queue, at))
    return Step(state, (entered,), () if music_on else (do.StartMusic(customer_of(call), queue.music),))


def _queue_deadline(plan: Plan, queue: QueuePlan, at: datetime) -> datetime:
    limit = later(at, queue.timeout_s)
    return limit if plan.serve_until is None else max(at, min(limit, plan.serve_until))


def offer(call: Call, at: datetime, agent: AgentId, endpoint: str, queue_deadline: datetime) -> Step:
    """Ring one agent for a waiting caller."""
    queue = plan_of(call).queue
    call, make_bridge = with_bridge(replace(call, staffed=True))
    call, leg = next_leg(call, names.Role.AGENT)
    ring = do.Ring(leg, endpoint, shown_to_agent(call), queue.ring_s, call.customer)
    state = Offering(
        call=call,
        agent=agent,
        leg=leg,
        deadline=later(at, queue.ring_s + RING_MARGIN_S),
        queue_deadline=queue_deadline,
    )
    return Step(state, (fact.AgentOffered(at=at, agent=agent),), (*make_bridge, ring))


def ring_outside(call: Call, at: datetime, way: Way) -> tuple[Call, ChannelId, do.Ring, datetime]:
    """Ring somebody besides the customer by this way; until when, at the latest, comes with it."""
    call, leg = next_leg(call, names.Role.OUTSIDE)
    ring_s = plan_of(call).outside_ring_s
    ring = do.Ring(leg, way.endpoint, way.caller_id, ring_s, call.customer, trunk=way.trunk)
    return call, leg, ring, later(at, ring_s + RING_MARGIN_S)


def shown_to_agent(call: Call) -> str:
    return getattr(getattr(call.caller, "phone", None), "e164", "anonymous")


def not_offered(at: datetime, agent: AgentId) -> fact.OfferEnded:
    return fact.OfferEnded(at=at, agent=agent, how=OfferEnd.CANCELLED)


def released(call: Call, at: datetime, agent: AgentId, *, device_failed: bool = False) -> fact.AgentReleased:
    wrap_up = 0 if device_failed else plan_of(call).queue.wrap_up_s
    return fact.AgentReleased(at=at, agent=agent, wrap_up_s=wrap_up, device_failed=device_failed)


def left_queue(call: Call, at: datetime, how: str) -> fact.LeftQueue:
    return fact.LeftQueue(at=at, queue=plan_of(call).queue.id, how=how)


def begin_recording(
    call: Call, at: datetime, *, announced: bool
) -> tuple[Call, tuple[fact.Fact, ...], tuple[do.Command, ...]]:
    """Record from here on, if the project records and the customer has been told."""
    if not plan_of(call).record or call.recording is not Recording.OFF:
        return call, (), ()
    if not announced:
        why = fact.RecordingNotMade(at=at, why="The announcement was not played, and nobody is recorded untold.")
        return replace(call, recording=Recording.UNTOLD), (why,), ()
    return replace(call, recording=Recording.ON), (), (do.StartRecording(customer_of(call), call.id, call.began_at),)


def renew_recording(call: Call) -> tuple[do.Command, ...]:
    """For whoever will join a call that is being recorded already."""
    if call.recording_path is None or call.customer is None:
        return ()
    return (do.RenewRecording(call.customer, call.id, call.recording_path, call.recording is Recording.MUTED),)


def cut_off(state: Announcing | Informing | AnnouncingOut, event: ev.Event) -> tuple[do.Command, ...]:
    """Whatever may still be said of a message whose end was not told in time: nothing is said into a conversation."""
    return (do.StopPlaying(state.playback),) if isinstance(event, ev.DeadlinePassed) else ()


def dismiss(call: Call, at: datetime, *, timed_out: bool) -> Step:
    """Play the last word, then hang up; hang up at once where there is none."""
    message = last_word(call)
    if message is None:
        return end(call, at, timed_out=timed_out).doing(do.HangUp(customer_of(call)))
    playback = names.playback(call.id, call.plays + 1)
    state = Dismissing(
        call=replace(call, plays=call.plays + 1),
        playback=playback,
        deadline=later(at, MESSAGE_LIMIT_S),
        timed_out=timed_out,
        began_at=at,
    )
    return Step(state, (said(fact.MessageBegan, at, message),), (do.Play(customer_of(call), playback, message),))


def last_word(call: Call) -> Sound | None:
    """What a caller hears whom we let go: that they will be called back, as they chose, or a word of regret."""
    plan = plan_of(call)
    if call.flowed_out is not None and plan.callback_offer is not None:
        return plan.callback_offer.taken
    return plan.sorry


def end(
    call: Call,
    at: datetime,
    *,
    timed_out: bool = False,
    service_down: bool = False,
    not_reached: NotReachedReason = NotReachedReason.DROPPED_OUR_SIDE,
) -> Step:
    """The call is over. Its bridge goes; hanging up whoever is left is the caller's to add.

    `not_reached` is why the customer of an outbound call spoke to nobody, where that is so: they had answered, unless
    something else is said.
    """
    outcome = _outcome(call, at, timed_out=timed_out, service_down=service_down, not_reached=not_reached)
    destroy = (do.DestroyBridge(call.bridge),) if call.bridge is not None else ()
    return Step(Ended(call=call, outcome=outcome, at=at), (fact.CallEnded(at=at, outcome=outcome),), destroy)


def _outcome(
    call: Call, at: datetime, *, timed_out: bool, service_down: bool, not_reached: NotReachedReason
) -> Outcome:
    if call.direction is Direction.OUTBOUND:
        return NotReached(not_reached) if call.answered_at is None else Answered(call.lost)
    return classify(
        Ending(
            ended_at=at,
            service_down=service_down,
            refused=call.refusal.reason if call.refusal else None,
            answered_at=call.answered_at,
            lost=call.lost,
            queued_at=call.queued_at,
            short_abandon_s=call.plan.short_abandon_s if call.plan else 0,
            timed_out=timed_out,
            staffed=call.staffed,
            ring_outs=call.ring_outs,
            flowed_out=call.flowed_out,
        )
    )


def lose(call: Call, lost: Lost) -> Call:
    """From here until somebody connects, the end of an answered call is our fault."""
    return replace(call, lost=lost) if call.answered_at is not None else call
