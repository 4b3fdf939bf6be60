"""An agent's states and what moves them. The words are those of the floor, not of the switch."""

from datetime import datetime

import msgspec

from kernel.ids import AgentId, CallId, ProjectId


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """An agent takes this project's calls until then, in place of those of their own projects."""

    id: int
    project: ProjectId
    at: datetime
    by: str
    until: datetime


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """What is settled about an agent. `endpoint` is their phone (`PJSIP/agent-1`), empty: none now.

    `projects` are those whose calls they take now: their own, or the one that they are on `loan` to.
    """

    id: AgentId
    name: str
    endpoint: str
    skills: frozenset[str] = frozenset()
    projects: frozenset[ProjectId] = frozenset()
    languages: frozenset[str] = frozenset()
    loan: Loan | None = None


class _State(msgspec.Struct, frozen=True, kw_only=True):
    since: datetime


class SignedOut(_State, frozen=True, kw_only=True, tag="signed_out"):
    pass


class Available(_State, frozen=True, kw_only=True, tag="available"):
    """`since` is when idling began: who has idled longest is offered the next call."""


class Reserved(_State, frozen=True, kw_only=True, tag="reserved"):
    call: CallId


class Ringing(_State, frozen=True, kw_only=True, tag="ringing"):
    call: CallId


class Talking(_State, frozen=True, kw_only=True, tag="talking"):
    call: CallId


class WrapUp(_State, frozen=True, kw_only=True, tag="wrap_up"):
    """After-call work. Ends by itself at `until`; may be extended once."""

    call: CallId
    until: datetime
    extended: bool = False


class Break(_State, frozen=True, kw_only=True, tag="break"):
    reason: str


class NotAnswering(_State, frozen=True, kw_only=True, tag="not_answering"):
    """Rang out. Back by itself at `until`, once; None where it takes the agent's own "Ready"."""

    until: datetime | None


class DeviceLost(_State, frozen=True, kw_only=True, tag="device_lost"):
    """The switch says that the phone is gone. Back by itself with the phone."""


State = SignedOut | Available | Reserved | Ringing | Talking | WrapUp | Break | NotAnswering | DeviceLost


class Forced(msgspec.Struct, frozen=True):
    """Somebody else has set the agent's state, and why, as far as they said."""

    by: str
    note: str = ""


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's place on the floor: the state, and what is remembered beside it.

    `next` is what was asked for during a call and begins after wrap-up. `returned_once` says that the agent came back
    from ringing out by themselves and has answered nothing since. `device` is the switch's word on the phone.
    `forced` is by whom the state, or `next`, was asked for, where it was not the agent.
    """

    state: State
    next: SignedOut | Break | None = None
    returned_once: bool = False
    device: bool = True
    forced: Forced | None = None


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime


class _Asked(_Event, frozen=True, kw_only=True):
    """`forced` is None where the agent asks for themselves."""

    forced: Forced | None = None


class ReadyAsked(_Asked, frozen=True, kw_only=True):
    """Signs in, ends a break, ends not answering, ends wrap-up."""


class SignOutAsked(_Asked, frozen=True, kw_only=True):
    pass


class BreakAsked(_Asked, frozen=True, kw_only=True):
    reason: str


class ReservedFor(_Event, frozen=True, kw_only=True):
    """`own`: a call that the agent makes, which they may do from wrap-up, on a break and after ringing out too."""

    call: CallId
    own: bool = False


class PhoneRang(_Event, frozen=True, kw_only=True):
    call: CallId


class Connected(_Event, frozen=True, kw_only=True):
    call: CallId


class RangOut(_Event, frozen=True, kw_only=True):
    """A full ring-out or a decline. `keep`: half the team rings out at once, so it is not this agent."""

    call: CallId
    keep: bool = False


class OfferWithdrawn(_Event, frozen=True, kw_only=True):
    call: CallId


class PhoneFailed(_Event, frozen=True, kw_only=True):
    """The phone could not be rung, or died in the call."""

    call: CallId


class Released(_Event, frozen=True, kw_only=True):
    call: CallId
    wrap_up_s: int


class WrapUpExtended(_Event, frozen=True, kw_only=True):
    seconds: int


class WrapUpFinished(_Event, frozen=True, kw_only=True):
    """The agent needs no more of it."""


class DeadlinePassed(_Event, frozen=True, kw_only=True):
    pass


class DeviceGone(_Event, frozen=True, kw_only=True):
    pass


class DeviceBack(_Event, frozen=True, kw_only=True):
    pass


Event = (
    ReadyAsked
    | SignOutAsked
    | BreakAsked
    | ReservedFor
    | PhoneRang
    | Connected
    | RangOut
    | OfferWithdrawn
    | PhoneFailed
    | Released
    | WrapUpExtended
    | WrapUpFinished
    | DeadlinePassed
    | DeviceGone
    | DeviceBack
)


def call_of(state: State) -> CallId | None:
    match state:
        case Reserved() | Ringing() | Talking() | WrapUp():
            return state.call
        case _:
            return None


def name_of(state: State) -> str:
    """The word for the state, as stored and shown."""
    return str(type(state).__struct_config__.tag)
