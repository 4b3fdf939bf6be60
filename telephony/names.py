"""Names of what we create on the switch.

Every object is named `{call id}~{role}{n}` before the switch is asked for it: an event about it finds its call by its
name alone, a request sent twice meets its own first result, and what an earlier life of the service left behind can
be told from what others put there.
"""

from enum import StrEnum
from typing import NamedTuple

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId

_SEPARATOR = "~"


class Role(StrEnum):
    AGENT = "a"
    CUSTOMER = "c"
    OUTSIDE = "x"
    BRIDGE = "b"
    PLAYBACK = "p"
    SNOOP = "s"
    LINE = "l"


_ROLES = {role.value: role for role in Role}


class Named(NamedTuple):
    call: CallId
    role: Role
    n: int


def channel(call: CallId, role: Role, n: int) -> ChannelId:
    return ChannelId(f"{call}{_SEPARATOR}{role}{n}")


def bridge(call: CallId, n: int = 1) -> BridgeId:
    return BridgeId(f"{call}{_SEPARATOR}{Role.BRIDGE}{n}")


def line_bridge(line: ChannelId) -> BridgeId:
    """The bridge that a supervisor's line lies in while it is in nobody's call."""
    return BridgeId(f"{line}{_SEPARATOR}{Role.LINE}1")


def playback(call: CallId, n: int) -> PlaybackId:
    return PlaybackId(f"{call}{_SEPARATOR}{Role.PLAYBACK}{n}")


def prefix(call: CallId) -> str:
    """What the names of everything we made for this call begin with."""
    return f"{call}{_SEPARATOR}"


def parse(name: str) -> Named | None:
    """Whose object this is, or None for a name that we did not make."""
    call, separator, tail = name.rpartition(_SEPARATOR)
    if not separator or not tail[1:].isdecimal() or tail[0] not in _ROLES:
        return None
    return Named(CallId(call), _ROLES[tail[0]], int(tail[1:]))


def call_of(channel_name: str) -> CallId:
    """The call a channel belongs to: by its name, or its own id where it arrived from outside."""
    named = parse(channel_name)
    return named.call if named else CallId(channel_name)
