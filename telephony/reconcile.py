"""Compares what a call believes with what is on the switch, and says what it missed and what has to be done again.

Used after every connect: events in a gap are gone for good, and a command may have been lost with the socket. Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import names
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Connecting,
    DiallingOutside,
    Dismissing,
    Ended,
    Offering,
    OnHold,
    Recording,
    RingingAgent,
    RingingCustomer,
    State,
    Talking,
    TalkingOutside,
    Waiting,
    leg,
)
from telephony.step import plan_of


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The switch at one moment: channels and whether they are up, bridges with who is in them, live playbacks.

    `restarted_at` is when this Asterisk started, `gone` when channels hung up by the dialplan's notes.
    """

    at: datetime
    channels: Mapping[ChannelId, bool]
    bridges: Mapping[BridgeId, frozenset[ChannelId]]
    playbacks: frozenset[PlaybackId]
    restarted_at: datetime
    gone: Mapping[ChannelId, datetime]


class Repair(NamedTuple):
    events: tuple[ev.Event, ...] = ()
    commands: tuple[do.Command, ...] = ()


class Leftovers(NamedTuple):
    """What bears our names and belongs to no live call."""

    channels: tuple[ChannelId, ...]
    bridges: tuple[BridgeId, ...]


def compare(state: State, seen: Seen) -> Repair:
    """What one call missed, and what it must have done again."""
    call = state.call
    if isinstance(state, Ended):
        return Repair()
    if call.customer is not None and call.customer not in seen.channels:
        return Repair((_customer_gone(call.customer, call.began_at, seen),))
    other = leg(state)
    if other is not None and other not in seen.channels:
        return Repair((ev.ChannelGone(at=seen.at, channel=other, unseen=True),))
    return Repair(_events(state, seen), (*_commands(state, seen), *_recording(state)))


def leftovers(live: frozenset[CallId], seen: Seen) -> Leftovers:
    """Legs and bridges that an earlier life of the service left behind."""
    channels = tuple(c for c in seen.channels if _orphaned(c, live))
    bridges = tuple(b for b in seen.bridges if _orphaned(b, live))
    return Leftovers(channels, bridges)


def _orphaned(name: str, live: frozenset[CallId]) -> bool:
    named = names.parse(name)
    return named is not None and named.call not in live


def _customer_gone(customer: ChannelId, began_at: datetime, seen: Seen) -> ev.Event:
    if seen.restarted_at > began_at:
        return ev.SwitchLost(at=seen.at)
    return ev.ChannelGone(at=seen.gone.get(customer, seen.at), channel=customer, unseen=True)


def _events(state: State, seen: Seen) -> tuple[ev.Event, ...]:
    match state:
        case Offering() | DiallingOutside() | RingingAgent() if seen.channels[state.leg]:
            return (ev.ChannelAnswered(at=seen.at, channel=state.leg),)
        case RingingCustomer() if seen.channels.get(state.customer):
            return (ev.ChannelAnswered(at=seen.at, channel=state.customer),)
        case Connecting() if _in_bridge(state, state.leg, seen):
            assert state.call.bridge is not None
            return (ev.ChannelBridged(at=seen.at, channel=state.leg, bridge=state.call.bridge),)
        case _:
            return ()


def _commands(state: State, seen: Seen) -> tuple[do.Command, ...]:
    match state:
        case Announcing() | Dismissing() | AnnouncingOut():
            return _play_again(state, seen)
        case Waiting() | Offering() | DiallingOutside() | OnHold():
            return _music_again(state, seen)
        case Connecting() | Talking() | TalkingOutside():
            return _together_again(state, seen)
        case RingingAgent() | RingingCustomer() | Ended():
            return ()


def _play_again(state: Announcing | Dismissing | AnnouncingOut, seen: Seen) -> tuple[do.Command, ...]:
    """From the beginning: whether it was heard to the end is not known, and nobody is recorded untold."""
    call = state.call
    refused = call.plan is None
    if state.playback in seen.playbacks or call.customer is None:
        return ()
    sound = None if refused else (plan_of(call).sorry if isinstance(state, Dismissing) else plan_of(call).announcement)
    if sound is None:
        return (do.HangUp(call.customer),)
    return (do.Answer(call.customer), do.Play(call.customer, state.playback, sound))


def _music_again(state: Waiting | Offering | DiallingOutside | OnHold, seen: Seen) -> tuple[do.Command, ...]:
    call = state.call
    if call.customer is None:
        return ()
    out: tuple[do.Command, ...] = ()
    if call.bridge is not None and _in_bridge(state, call.customer, seen):
        out = (do.RemoveFromBridge(call.bridge, call.customer),)
    return (do.Answer(call.customer), *out, do.StartMusic(call.customer, plan_of(call).queue.music))


def _together_again(state: Connecting | Talking | TalkingOutside, seen: Seen) -> tuple[do.Command, ...]:
    call = state.call
    if call.bridge is None or call.customer is None:
        return ()
    missing = tuple(c for c in (call.customer, state.leg) if not _in_bridge(state, c, seen))
    make = () if call.bridge in seen.bridges else (do.CreateBridge(call.bridge),)
    if not missing:
        return make
    return (*make, do.StopMusic(call.customer), do.AddToBridge(call.bridge, missing))


def _recording(state: State) -> tuple[do.Command, ...]:
    """Asked for and never confirmed: ask again; the executor knows by the file whether it had begun."""
    call = state.call
    wanted = call.recording in (Recording.ON, Recording.MUTED) and call.recording_path is None
    return (do.StartRecording(call.customer, call.id),) if wanted and call.customer is not None else ()


def _in_bridge(state: State, channel: ChannelId, seen: Seen) -> bool:
    bridge = state.call.bridge
    return bridge is not None and channel in seen.bridges.get(bridge, frozenset())
