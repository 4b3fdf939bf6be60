"""What an event from the switch means for a call. Pure; anything that means nothing for a call is None."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId
from kernel.phone import CallerId
from telephony import events as ev
from telephony import names
from telephony.ari import models
from telephony.identity import fields_of, said_by

WANTED: tuple[type[models.AnyMessage], ...] = (
    models.StasisStart,
    models.StasisEnd,
    models.ChannelStateChange,
    models.Dial,
    models.ChannelHangupRequest,
    models.ChannelDestroyed,
    models.ChannelEnteredBridge,
    models.ChannelHold,
    models.ChannelUnhold,
    models.ChannelDtmfReceived,
    models.PlaybackFinished,
    models.ContactStatusChange,
)
"""The event types the switch is asked to send: every other one would be read only to be thrown away."""

_HUNG_UP = 16
_MOVES_ON = frozenset({2, 64})
"""Soft "hang-ups" inside the switch that only take a channel elsewhere: to another place, out of a bridge."""


class Arrival(NamedTuple):
    """A channel that came into the application from the dialplan. `way` is `inbound` or `phone`."""

    channel: models.Channel
    way: str
    dialled: str
    said: CallerId = CallerId("")


class Heard(NamedTuple):
    call: CallId
    event: ev.Event


def hear(event: models.AnyMessage) -> Arrival | Heard | None:
    match event:
        case models.StasisStart(channel=channel, args=args):
            return _started(event, channel, args)
        case models.StasisEnd() | models.ChannelDestroyed() | models.ChannelStateChange():
            return _channel_changed(event)
        case models.ChannelHangupRequest():
            return _hanging_up(event)
        case models.Dial(peer=peer, dialstatus="PROGRESS"):
            return _heard(peer, ev.ChannelProgressed(at=event.timestamp, channel=_id(peer)))
        case models.ChannelEnteredBridge(channel=channel, bridge=bridge) if channel is not None:
            entered = ev.ChannelBridged(at=event.timestamp, channel=_id(channel), bridge=BridgeId(bridge.id))
            return Heard(names.call_of(bridge.id), entered)
        case models.PlaybackFinished(playback=played):
            ended = ev.PlaybackEnded(at=event.timestamp, playback=PlaybackId(played.id), ok=played.state == "done")
            return Heard(names.call_of(played.id), ended)
        case models.ChannelHold(channel=channel):
            return _heard(channel, ev.PhoneHeld(at=event.timestamp, channel=_id(channel)))
        case models.ChannelUnhold(channel=channel):
            return _heard(channel, ev.PhoneResumed(at=event.timestamp, channel=_id(channel)))
        case models.ChannelDtmfReceived(channel=channel, digit=key):
            return _heard(channel, ev.KeyPressed(at=event.timestamp, channel=_id(channel), key=key))
        case _:
            return None


def arrival_of(channel: models.Channel) -> Arrival | None:
    """The arrival we did not see, of a channel that was found waiting in the application."""
    _app, *args = channel.dialplan.app_data.split(",")
    return _arrival(channel, args)


def _arrival(channel: models.Channel, args: Sequence[str]) -> Arrival | None:
    """A comma may be part of what was dialled; it parts the arguments all the same."""
    match args:
        case ["inbound", caller, first, *more]:
            return Arrival(channel, "inbound", ",".join((first, *more)), said_by(fields_of(caller)))
        case ["phone", first, *more]:
            return Arrival(channel, "phone", ",".join((first, *more)))
        case _:
            return None


def _started(event: models.StasisStart, channel: models.Channel, args: tuple[str, ...]) -> Arrival | Heard | None:
    if names.parse(channel.id):
        return _heard(channel, ev.ChannelAnswered(at=event.timestamp, channel=_id(channel)))
    return _arrival(channel, args)


def _channel_changed(
    event: models.StasisEnd | models.ChannelDestroyed | models.ChannelStateChange,
) -> Heard | None:
    channel, at = event.channel, event.timestamp
    match event:
        case models.ChannelDestroyed(cause=cause, tech_cause=sip):
            return _heard(channel, ev.ChannelGone(at=at, channel=_id(channel), cause=cause, sip=sip))
        case models.StasisEnd() if not names.parse(channel.id):
            return _heard(channel, ev.ChannelGone(at=at, channel=_id(channel), cause=_HUNG_UP))
        case models.ChannelStateChange() if channel.state == "Ringing":
            return _heard(channel, ev.ChannelRinging(at=at, channel=_id(channel)))
        case _:
            return None


def _hanging_up(event: models.ChannelHangupRequest) -> Heard | None:
    """A customer who hangs up is gone from here on: what was played to them fails next, and must not be taken amiss.

    What became of an agent's phone or an outside number is told by the cause at the very end.
    """
    named = names.parse(event.channel.id)
    if (named and named.role is not names.Role.CUSTOMER) or (event.soft and event.cause in _MOVES_ON):
        return None
    cause, sip = (None, None) if event.soft else (event.cause, event.tech_cause)
    return _heard(event.channel, ev.ChannelGone(at=event.timestamp, channel=_id(event.channel), cause=cause, sip=sip))


def _heard(channel: models.Channel, event: ev.Event) -> Heard:
    return Heard(names.call_of(channel.id), event)


def _id(channel: models.Channel) -> ChannelId:
    return ChannelId(channel.id)
