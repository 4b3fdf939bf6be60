"""How a trunk stands: whether the switch has it as it was saved, whether it is registered, whether it answers. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from kernel.trouble import Trouble


class InForce(msgspec.Struct, frozen=True):
    """The switch has it as it was saved. `why` is what is wrong with it all the same, if anything."""

    why: Trouble | None = None


class Off(msgspec.Struct, frozen=True):
    """It is not active, or locked: the switch does not know it."""


class Pending(msgspec.Struct, frozen=True):
    """Saved, and applied as soon as the switch is there."""

    why: Trouble


class Refused(msgspec.Struct, frozen=True):
    """The switch does not take it: it has what it had before."""

    why: Trouble


Standing = InForce | Off | Pending | Refused
StandingWord = Literal["in_force", "off", "pending", "refused"]


class Registration(msgspec.Struct, frozen=True):
    """With the carrier. `since` is when it became so; `before`: it was so already when the service first looked.

    `why` not, where that is known.
    """

    registered: bool
    since: datetime
    why: Trouble | None = None
    before: bool = False


class Reach(msgspec.Struct, frozen=True):
    """The carrier's answer to the switch's own questions (OPTIONS). `up` None: not asked, or no answer yet.

    `since`, `before` and `why` as of a registration.
    """

    up: bool | None
    since: datetime
    round_trip_ms: float | None = None
    why: Trouble | None = None
    before: bool = False


class Failures(msgspec.Struct, frozen=True):
    """How many calls failed with this trunk in the last hour, by cause."""

    cause: str
    calls: int


class TrunkState(msgspec.Struct, frozen=True, kw_only=True):
    """`from_settings`: the one that the settings name; it is changed there. `up`: whether calls can go by it,
    None: nobody knows. `before`: it was so already at `since`, when the service first looked.

    `why` is the first thing to look at where it is not up, or not whole. `channels` None: no limit.
    """

    name: str
    from_settings: bool = False
    standing: StandingWord
    up: bool | None
    since: datetime | None = None
    before: bool = False
    why: Trouble | None = None
    registration: Registration | None = None
    reach: Reach | None = None
    calls: int | None = None
    channels: int | None = None
    failures: list[Failures] = []


def word(standing: Standing) -> StandingWord:
    match standing:
        case InForce():
            return "in_force"
        case Off():
            return "off"
        case Pending():
            return "pending"
        case Refused():
            return "refused"


def first_trouble(standing: Standing, registration: Registration | None, reach: Reach | None) -> Trouble | None:
    """Why calls cannot go by a trunk, or not all that should, the deepest cause first."""
    if isinstance(standing, Pending | Refused):
        return standing.why
    if registration is not None and not registration.registered:
        return registration.why or NOT_REGISTERED
    if reach is not None and reach.up is False:
        return reach.why or NO_ANSWER
    return standing.why if isinstance(standing, InForce) else None


CALLS_FAIL = Trouble("trunk_calls_fail", "The last call that went out by it failed with it.")
NOT_REGISTERED = Trouble("trunk_not_registered", "It is not registered with the carrier.")
NO_ANSWER = Trouble("trunk_no_answer", "The carrier does not answer the switch's questions (OPTIONS).")


def is_up(standing: Standing, registration: Registration | None, reach: Reach | None) -> bool | None:
    """A trunk that is not asked counts as up, and so does one that registers, for as long as it is registered."""
    if not isinstance(standing, InForce):
        return False
    if registration is not None and not registration.registered:
        return False
    if reach is not None and reach.up is False:
        return False
    return True if registration is not None or reach is None else reach.up


def latest(registration: Registration | None, reach: Reach | None, *, up: bool | None) -> Registration | Reach | None:
    """The latest of what made it as it is."""
    parts: Sequence[tuple[Registration | Reach, bool | None]] = (
        *([(registration, registration.registered)] if registration else []),
        *([(reach, reach.up)] if reach else []),
    )
    made = [part for part, good in parts if good is up or (good is None and up)]
    return max(made, key=lambda part: part.since, default=None)
