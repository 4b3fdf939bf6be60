"""Somebody who has joined a call: how deep, on which line, and where the switch was told to put that line. Values."""

from enum import StrEnum

import msgspec

from kernel.ids import ChannelId, UserId

MOST_LISTENERS = 8
"""Of one call; each costs the switch a channel that copies both sides."""


class Depth(StrEnum):
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take_over"


class Place(StrEnum):
    """Where a line is on the switch. Muted is the switch's word: nothing that the page sends gets any further."""

    APART = "apart"
    """In its own bridge, muted, and hears nothing: nobody is in conversation."""
    LISTENING = "listening"
    """In its own bridge, muted, with an ear on the conversation."""
    WHISPERING = "whispering"
    """The same, not muted: what they say goes into the ear, to one party alone."""
    INSIDE = "inside"
    """In the call's bridge, not muted."""


LOUD = frozenset({Place.WHISPERING, Place.INSIDE})
WITH_EAR = frozenset({Place.LISTENING, Place.WHISPERING})


class WhyLeft(StrEnum):
    LEFT = "left"
    LINE_GONE = "line_gone"
    CALL_ENDED = "call_ended"
    HANDED_ON = "handed_on"
    """Who had taken the call over gave it to somebody else."""
    NOT_ALLOWED = "not_allowed"
    """The right was taken away while they listened."""


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """`ear` is the channel whose conversation they hear, `snoop` ours on it; `tries` counts the snoops for that ear."""

    user: UserId
    name: str
    line: ChannelId
    depth: Depth
    place: Place = Place.APART
    ear: ChannelId | None = None
    snoop: ChannelId | None = None
    tries: int = 0
