"""What may be expected of the switch although it is not what was asked for. Values, because calls race with people.

Each holds the switch's own sentence as `message`, for the log.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlreadyGone:
    """The channel, bridge, playback or recording is not there, or no longer. Hanging up what hung up is success."""

    message: str


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """An object with the id we made exists: the request was carried out before."""

    message: str


@dataclass(frozen=True, slots=True)
class WrongState:
    """The object exists, but has left the application, left the bridge or not got far enough for what was asked."""

    message: str


Outcome = AlreadyGone | AlreadyThere | WrongState
