"""Compares what a call believes with what is on the switch, and says what it missed and what has to be done again.

Used after every connect: events in a gap are gone for good, and a command may have been lost with the socket. Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import names, rejoining
from telephony.plan import Sound
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Asking,
    AwaitingAgent,
    Choosing,
    Connecting,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Dismissing,
    Ended,
    Informing,
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
    bridges,
    channels,
    leg,
    second,
)
from telephony.step import last_word, plan_of

Saying = Choosing | Announcing | Informing | Dismissing | AnnouncingOut
"""The customer hears a message, and nothing else is going on."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The switch at one moment: channels and whether they are up, bridges with who is in them, live playbacks.

    `coming` were answered while we were away, and are in the dialplan's hands until it gives them to us, within a
    second. `restarted_at` is when this Asterisk started, `gone` when channels hung up by the dialplan's notes, and `up`
    when those that we had dialled were answered.
    """

    at: datetime
    channels: Mapping[ChannelId, bool]
    bridges: Mapping[BridgeId, frozenset[ChannelId]]
    playbacks: frozenset[PlaybackId]
    restarted_at: datetime
    gone: Mapping[ChannelId, datetime]
    up: Mapping[ChannelId, datetime] = MappingProxyType({})
    ringing: frozenset[ChannelId] = frozenset()
    coming: frozenset[ChannelId] = frozenset()


class Repair(NamedTuple):
    """`later`: a leg is on its way to us; what the call missed is only known once it is here."""

    events: tuple[ev.Event, ...] = ()
    commands: tuple[do.Command, ...] = ()
    later: bool = False


class Leftovers(NamedTuple):
    """What bears our names and belongs to no live call."""

    channels: tuple[ChannelId, ...]
    bridges: tuple[BridgeId, ...]


def compare(state: State, seen: Seen) -> Repair:
    """What one call missed, and what it must have done again."""
    if isinstance(state, Ended):
        return Repair()
    strays, customer = _strays(state, seen), state.call.customer
    if customer is not None and customer not in seen.channels:
        return Repair((_gone(state, customer, seen),), strays)
    if channels(state) & seen.coming:
        return Repair(_being_up(state, seen), later=True)
    again = (*strays, *_bridge_again(state, seen), *_recording(state), *_follow_again(state, seen))
    for other in (leg(state), second(state)):
        if other is not None and other not in seen.channels:
            return Repair((_gone(state, other, seen),), (*again, *_customer_again(state, seen)))
    joined = rejoining.compare(state, rejoining.Lines(seen.at, seen.channels, seen.bridges, seen.playbacks))
    return Repair((*_events(state, seen), *joined.events), (*again, *_commands(state, seen), *joined.commands))


def leftovers(live: frozenset[CallId], seen: Seen) -> Leftovers:
    """Legs and bridges that an earlier life of the service left behind."""
    channels = tuple(c for c in seen.channels if _orphaned(c, live))
    bridges = tuple(b for b in seen.bridges if _orphaned(b, live))
    return Leftovers(channels, bridges)


def _orphaned(name: str, live: frozenset[CallId]) -> bool:
    named = names.parse(name)
    return named is not None and named.call not in live


def _gone(state: State, channel: ChannelId, seen: Seen) -> ev.Event:
    if seen.restarted_at > state.call.began_at:
        return ev.SwitchLost(at=seen.at)
    at, picked_up_at = seen.gone.get(channel, seen.at), seen.up.get(channel)
    return ev.ChannelGone(at=at, channel=channel, unseen=True, picked_up_at=picked_up_at)


def _strays(state: State, seen: Seen) -> tuple[do.Command, ...]:
    """Legs and rooms the call has let go of, whose end was lost: they would hear the next conversation."""
    call, arrived, expected = state.call.id, ChannelId(state.call.id), channels(state)
    ours = (c for c in seen.channels if c == arrived or c.startswith(names.prefix(call)))
    wanted = bridges(state) | {names.bridge(call)}
    rooms = (b for b in seen.bridges if b.startswith(names.prefix(call)) and b not in wanted)
    return (*(do.HangUp(c) for c in ours if c not in expected), *(do.DestroyBridge(b) for b in rooms))


def _bridge_again(state: State, seen: Seen) -> tuple[do.Command, ...]:
    return tuple(do.CreateBridge(bridge) for bridge in sorted(bridges(state)) if bridge not in seen.bridges)


def _rung(state: State) -> ChannelId | None:
    """The leg that was rung and had not been answered when we last heard."""
    match state:
        case Offering() | Returning() | DiallingOutside() | RingingAgent():
            return state.leg
        case RingingCustomer():
            return state.customer
        case Asking():
            return state.second
        case _:
            return None


def _follow_again(state: State, seen: Seen) -> tuple[do.Command, ...]:
    rung = _rung(state)
    return (do.Follow(rung),) if rung is not None and seen.channels.get(rung) is False else ()


def _events(state: State, seen: Seen) -> tuple[ev.Event, ...]:
    match state:
        case Offering() | DiallingOutside() | RingingAgent() | RingingCustomer() | Asking() if (
            not state.rang and (rung := _rung(state)) in seen.ringing
        ):
            return (ev.ChannelRinging(at=seen.at, channel=rung),)
        case Offering() | Returning() | DiallingOutside() | RingingAgent() if seen.channels[state.leg]:
            return (ev.ChannelAnswered(at=seen.at, channel=state.leg), *_entered(state, state.leg, seen))
        case RingingCustomer() if seen.channels.get(state.customer):
            return (ev.ChannelAnswered(at=seen.at, channel=state.customer),)
        case Asking() if seen.channels[state.second]:
            return (ev.ChannelAnswered(at=seen.at, channel=state.second),)
        case DiallingOutside() | RingingCustomer() | Asking() if state.trying.sign_by is not None:
            return _may_have_been_heard(state, seen)
        case Connecting():
            return _entered(state, state.leg, seen)
        case Waiting(playback=played) if played is not None and played not in seen.playbacks:
            return (ev.PlaybackEnded(at=seen.at, playback=played, ok=False),)
        case _:
            return ()


def _being_up(state: State, seen: Seen) -> tuple[ev.Event, ...]:
    """A sign of themselves is what whoever has picked up has given, so that nobody is dialled again meanwhile."""
    match state:
        case DiallingOutside() | RingingCustomer() | Asking() if state.trying.sign_by and _rung(state) in seen.coming:
            return _may_have_been_heard(state, seen)
        case _:
            return ()


def _may_have_been_heard(state: State, seen: Seen) -> tuple[ev.Event, ...]:
    """A sound before the answer leaves no trace on the switch, and nobody is dialled twice: it is taken as heard."""
    rung = _rung(state)
    return (ev.ChannelProgressed(at=seen.at, channel=rung),) if rung is not None else ()


def _entered(state: State, channel: ChannelId, seen: Seen) -> tuple[ev.Event, ...]:
    """That the channel came into the bridge, if it is there: the switch says so only once."""
    bridge = state.call.bridge
    if bridge is None or channel not in seen.bridges.get(bridge, frozenset()):
        return ()
    return (ev.ChannelBridged(at=seen.at, channel=channel, bridge=bridge),)


def _commands(state: State, seen: Seen) -> tuple[do.Command, ...]:
    match state:
        case Choosing(playback=played) if played is None:
            return _music_again(state, seen)
        case Choosing() | Announcing() | Informing() | Dismissing() | AnnouncingOut():
            return _play_again(state, seen)
        case Waiting(playback=played) if played is not None:
            return _taken_out(state, seen)
        case Asking() | Consulting():
            return (*_music_again(state, seen), *_apart_again(state, seen))
        case ConsultHeld():
            return (*_parked_again(state, seen), *_together_again(state, seen))
        case AwaitingAgent(kept_company=True) | Returning(kept_company=True):
            return _company_again(state, seen)
        case Waiting() | Offering() | DiallingOutside() | OnHold() | AwaitingAgent() | Returning():
            return _music_again(state, seen)
        case Connecting() | Talking() | TalkingOutside() | TakenOver():
            return _together_again(state, seen)
        case RingingAgent() | RingingCustomer() | Ended():
            return ()


def _customer_again(state: State, seen: Seen) -> tuple[do.Command, ...]:
    """Where the customer should be when the call hears that a leg is gone: whoever has barged in goes on with them."""
    match state:
        case Returning(kept_company=True):
            return _company_again(state, seen)
        case Offering() | DiallingOutside() | OnHold() | Asking() | Consulting() | Returning():
            return _music_again(state, seen)
        case Talking() | ConsultHeld() | TalkingOutside() | TakenOver():
            return _together_again(state, seen)
        case AnnouncingOut():
            return _play_again(state, seen)
        case _:
            return ()


def _play_again(state: Saying, seen: Seen) -> tuple[do.Command, ...]:
    """From the beginning: whether it was heard to the end is not known, and nobody is recorded untold."""
    call = state.call
    if call.customer is None:
        return ()
    music = _music_behind(state)
    if state.playback in seen.playbacks:
        return music
    sound = _message(state)
    if sound is None or state.playback is None:
        return (do.HangUp(call.customer),)
    return (do.Answer(call.customer), *_taken_out(state, seen), do.Play(call.customer, state.playback, sound), *music)


def _music_behind(state: Saying) -> tuple[do.Command, ...]:
    """What follows the message by the switch's own doing, where they go on to the queue; it may have been lost."""
    call = state.call
    if call.customer is None or isinstance(state, Dismissing | AnnouncingOut):
        return ()
    return (do.StartMusic(call.customer, plan_of(call).queue.music),)


def _message(state: Saying) -> Sound | None:
    call = state.call
    if call.refusal is not None:
        return call.refusal.message
    if isinstance(state, Informing):
        return plan_of(call).outage
    if isinstance(state, Choosing):
        menu = plan_of(call).menu
        return menu.prompt if menu else None
    return last_word(call) if isinstance(state, Dismissing) else plan_of(call).announcement


def _music_again(
    state: Choosing | Waiting | Offering | DiallingOutside | OnHold | Asking | Consulting | AwaitingAgent | Returning,
    seen: Seen,
) -> tuple[do.Command, ...]:
    call = state.call
    if call.customer is None:
        return ()
    music = do.StartMusic(call.customer, plan_of(call).queue.music)
    return (do.Answer(call.customer), *_taken_out(state, seen), music)


def _taken_out(state: State, seen: Seen) -> tuple[do.Command, ...]:
    """The customer, out of a conversation that is over: its end may have been lost."""
    bridge, customer = state.call.bridge, state.call.customer
    if bridge is None or customer is None or not _in_bridge(state, customer, seen):
        return ()
    return (do.RemoveFromBridge(bridge, customer),)


def _apart_again(state: Asking | Consulting, seen: Seen) -> tuple[do.Command, ...]:
    """Those who consult, in their room. A ringing that was lost is heard again."""
    there = seen.bridges.get(state.room, frozenset())
    wanted = (state.leg,) if isinstance(state, Asking) else (state.leg, state.second)
    missing = tuple(channel for channel in wanted if channel not in there)
    quiet = (do.StopMusic(state.second),) if isinstance(state, Consulting) and state.second in missing else ()
    ring = do.StartRingback(state.leg) if isinstance(state, Asking) else do.StopRingback(state.leg)
    return (*quiet, *((do.AddToBridge(state.room, missing),) if missing else ()), ring)


def _parked_again(state: ConsultHeld, seen: Seen) -> tuple[do.Command, ...]:
    """Whoever is asked, with music and out of the room, before agent and customer are put together."""
    inside = state.second in seen.bridges.get(state.room, frozenset())
    out = (do.RemoveFromBridge(state.room, state.second),) if inside else ()
    return (*out, do.StartMusic(state.second, plan_of(state.call).queue.music))


def _together_again(
    state: Connecting | Talking | ConsultHeld | TalkingOutside | TakenOver, seen: Seen
) -> tuple[do.Command, ...]:
    call, other = state.call, leg(state)
    if call.bridge is None or call.customer is None or other is None:
        return ()
    missing = tuple(c for c in (call.customer, other) if c in seen.channels and not _in_bridge(state, c, seen))
    return (do.StopMusic(call.customer), do.AddToBridge(call.bridge, missing)) if missing else ()


def _company_again(state: AwaitingAgent | Returning, seen: Seen) -> tuple[do.Command, ...]:
    """The customer where whoever has barged in is brought to as well."""
    call = state.call
    if call.bridge is None or call.customer is None or _in_bridge(state, call.customer, seen):
        return ()
    return (do.StopMusic(call.customer), do.AddToBridge(call.bridge, (call.customer,)))


def _recording(state: State) -> tuple[do.Command, ...]:
    """Asked for and never confirmed: ask again; the executor knows by the file whether it had begun.

    A mute is always asked for again, because one that was lost would leave card data in the recording.
    """
    call = state.call
    if call.customer is None or call.recording not in (Recording.ON, Recording.MUTED):
        return ()
    start = (do.StartRecording(call.customer, call.id, call.began_at),) if call.recording_path is None else ()
    mute = (do.MuteRecording(call.customer, True),) if call.recording is Recording.MUTED else ()
    return (*start, *mute)


def _in_bridge(state: State, channel: ChannelId, seen: Seen) -> bool:
    bridge = state.call.bridge
    return bridge is not None and channel in seen.bridges.get(bridge, frozenset())
