"""Compares who has joined a call with what is on the switch, as `telephony.reconcile` does for the call. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from kernel.ids import BridgeId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import names
from telephony.listener import LOUD, Listener, Place
from telephony.states import State, conversation


class Lines(NamedTuple):
    """What the switch has, of `telephony.reconcile.Seen`."""

    at: datetime
    channels: Mapping[ChannelId, bool]
    bridges: Mapping[BridgeId, frozenset[ChannelId]]
    playbacks: frozenset[PlaybackId]


class Missed(NamedTuple):
    events: tuple[ev.Event, ...] = ()
    commands: tuple[do.Command, ...] = ()


def compare(state: State, seen: Lines) -> Missed:
    """What was missed of them, and what has to be done again: silence first, and always."""
    each = [_one(state, listener, seen) for listener in state.call.listeners]
    events = tuple(event for missed, _ in each for event in missed)
    commands = tuple(command for _, again in each for command in again)
    return Missed(events, (*commands, *_fill(state, seen)))


def _one(state: State, listener: Listener, seen: Lines) -> Missed:
    if listener.line not in seen.channels:
        return Missed((ev.LineGone(at=seen.at, line=listener.line),))
    snoop = listener.snoop
    deaf = snoop is not None and snoop not in seen.channels
    gone = (ev.ChannelGone(at=seen.at, channel=snoop),) if snoop is not None and deaf else ()
    return Missed(gone, (*_voice(listener), *_places(state, listener, seen)))


def _voice(listener: Listener) -> tuple[do.Command, ...]:
    line = listener.line
    return (do.UnmuteLine(line) if listener.place in LOUD else do.MuteLine(line),)


def _places(state: State, listener: Listener, seen: Lines) -> tuple[do.Command, ...]:
    home, call = names.line_bridge(listener.line), state.call.bridge
    made = () if home in seen.bridges else (do.CreateBridge(home),)
    at_home = seen.bridges.get(home, frozenset())
    inside = listener.place is Place.INSIDE
    back = (do.AddToBridge(home, (listener.line,)),) if not inside and listener.line not in at_home else ()
    in_call = inside and call is not None and listener.line in seen.bridges.get(call, frozenset())
    into = (do.AddToBridge(call, (listener.line,)),) if inside and call is not None and not in_call else ()
    snoop = listener.snoop
    lies = snoop is not None and snoop in seen.channels and snoop not in at_home
    ear = (do.AddToBridge(home, (snoop,)),) if snoop is not None and lies else ()
    return (*made, *back, *into, *ear)


def _fill(state: State, seen: Lines) -> tuple[do.Command, ...]:
    call, bridge = state.call, conversation(state)
    if call.fill is None or bridge is None or call.fill in seen.playbacks:
        return ()
    return (do.FillBridge(bridge, call.fill),)
