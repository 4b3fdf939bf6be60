"""What a call wants done on the switch. Every object is named before it is asked for (see `telephony.names`)."""

from datetime import datetime

import msgspec

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId
from telephony.plan import Sound


class _Command(msgspec.Struct, frozen=True):
    pass


class Answer(_Command, frozen=True):
    channel: ChannelId


class Play(_Command, frozen=True):
    """`digits` are spoken before the sound, one by one; `then` is what follows it."""

    channel: ChannelId
    playback: PlaybackId
    sound: Sound
    digits: str = ""
    then: tuple[Sound, ...] = ()


class StopPlaying(_Command, frozen=True):
    playback: PlaybackId


class StartMusic(_Command, frozen=True):
    channel: ChannelId
    music: str


class StopMusic(_Command, frozen=True):
    channel: ChannelId


class StartRingback(_Command, frozen=True):
    """Let the agent hear that the far end rings."""

    channel: ChannelId


class StopRingback(_Command, frozen=True):
    channel: ChannelId


class CreateBridge(_Command, frozen=True):
    bridge: BridgeId


class AddToBridge(_Command, frozen=True):
    bridge: BridgeId
    channels: tuple[ChannelId, ...]


class RemoveFromBridge(_Command, frozen=True):
    bridge: BridgeId
    channel: ChannelId


class DestroyBridge(_Command, frozen=True):
    bridge: BridgeId


class Ring(_Command, frozen=True):
    """Call an agent's phone, a customer or an outside number. `timeout_s` is kept by the switch.

    Whoever picks up while the service is away hears `music` until it is back, and `sorry` where that takes too long.
    `at_once`: a phone of ours, whose owner expects this call, answers it by itself. `trunk` is the one that it goes
    out by; one that is full is not asked.
    """

    leg: ChannelId
    endpoint: str
    caller_id: str
    timeout_s: int
    originator: ChannelId | None = None
    music: str = "default"
    sorry: Sound | None = None
    at_once: bool = False
    trunk: str | None = None


class Follow(_Command, frozen=True):
    """Have the switch tell what becomes of a leg that rings, in case it was not asked to when the leg was rung."""

    channel: ChannelId


class HangUp(_Command, frozen=True):
    channel: ChannelId


class Reject(_Command, frozen=True):
    """Turn a caller away who was not answered: their carrier is told that the call is rejected.

    `unallocated`: that there is no such number.
    """

    channel: ChannelId
    unallocated: bool = False


class MuteLine(_Command, frozen=True):
    """Nothing that this line sends goes any further, whatever bridge it is in."""

    line: ChannelId


class UnmuteLine(_Command, frozen=True):
    line: ChannelId


class Snoop(_Command, frozen=True):
    """A channel that hears both sides of `on`. With `whisper`, the party of `on` alone hears what goes into it."""

    snoop: ChannelId
    on: ChannelId
    whisper: bool


class FillBridge(_Command, frozen=True):
    """Keep audio flowing in this bridge until stopped: what is whispered is heard only where there is some."""

    bridge: BridgeId
    playback: PlaybackId


class StartRecording(_Command, frozen=True):
    """Record both sides of this channel, each in a file of its own, until the channel ends.

    `since` is when the call began: files of its name that were last written before are of another database's call.
    """

    channel: ChannelId
    call: CallId
    since: datetime


class RenewRecording(_Command, frozen=True):
    """Let the switch go on in the same files with a fresh ear.

    It drops what a new party says from a running recording if that party's RTP sequence numbers are lower than those
    of the one before: with every second transfer our side would be silent from there on. Costs some 50 ms of music.
    """

    channel: ChannelId
    call: CallId
    path: str
    muted: bool


class MuteRecording(_Command, frozen=True):
    """Silence (or restore) both sides; the timeline goes on."""

    channel: ChannelId
    on: bool


Command = (
    Answer
    | Play
    | StopPlaying
    | StartMusic
    | StopMusic
    | StartRingback
    | StopRingback
    | CreateBridge
    | AddToBridge
    | RemoveFromBridge
    | DestroyBridge
    | Ring
    | Follow
    | HangUp
    | Reject
    | MuteLine
    | UnmuteLine
    | Snoop
    | FillBridge
    | StartRecording
    | RenewRecording
    | MuteRecording
)
