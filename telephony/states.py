"""The states a call can be in. Each holds what is true only there; what is true throughout lies in `Call`."""

from datetime import datetime
from enum import StrEnum

import msgspec

from kernel.ids import AgentId, BridgeId, CallId, ChannelId, PlaybackId, ProjectId, UserId
from kernel.phone import Caller
from telephony.listener import Listener
from telephony.outcome import ConsultEnd, Direction, FlowReason, Lost, Outcome
from telephony.plan import ConsultTarget, Plan, Refusal, ToAgent, Way
from telephony.telling import Told
from telephony.trying import Trying


class Recording(StrEnum):
    OFF = "off"
    ON = "on"
    MUTED = "muted"
    UNTOLD = "untold"
    """No announcement was played: nobody is recorded untold."""
    REFUSED = "refused"
    """By the switch."""


class Offered(StrEnum):
    """How far a caller in the queue has come towards being called back."""

    NOT_YET = "not_yet"
    OFFERED = "offered"
    ASKED = "asked"
    """They pressed the key, and were asked whether the number is right."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a call knows of itself, whatever its state.

    `customer` is the customer's channel, None until an outbound call dials them. `plan` is None for a call that was
    refused at the door. `legs` and `plays` count what was created, so that names never repeat.
    `trunk` is the one that the customer's leg came in by, or goes out by.
    `recording_path` is set once the switch has begun to write. `listeners` have joined it, in the order in which they
    came; `fill` keeps audio flowing in its bridge once one of them has spoken. `consults` counts the rooms of
    consultations, and `consult_end` is why the last one came to nothing, while the agent who asked has the call.
    """

    id: CallId
    direction: Direction
    caller: Caller
    dialled: str
    began_at: datetime
    plan: Plan | None
    customer: ChannelId | None
    bridge: BridgeId | None = None
    legs: int = 0
    plays: int = 0
    recording: Recording = Recording.OFF
    recording_path: str | None = None
    refusal: Refusal | None = None
    queued_at: datetime | None = None
    staffed: bool = False
    ring_outs: int = 0
    answered_at: datetime | None = None
    lost: Lost | None = None
    callback: Offered = Offered.NOT_YET
    flowed_out: FlowReason | None = None
    listeners: tuple[Listener, ...] = ()
    fill: PlaybackId | None = None
    consults: int = 0
    consult_end: ConsultEnd | None = None
    trunk: str | None = None
    told: Told | None = None


class _State(msgspec.Struct, frozen=True, kw_only=True):
    call: Call


class Announcing(_State, frozen=True, kw_only=True, tag="announcing"):
    playback: PlaybackId
    began_at: datetime


class Choosing(_State, frozen=True, kw_only=True, tag="choosing"):
    """A menu of languages is said, or has been: then there is no `playback` any more. `again`: for the second time.

    `began_at` is when it began to be said (None: the release before did not note it).
    """

    playback: PlaybackId | None
    deadline: datetime
    again: bool = False
    began_at: datetime | None = None


class Informing(_State, frozen=True, kw_only=True, tag="informing"):
    """Between the announcement and the queue: the customer hears what is wrong just now."""

    playback: PlaybackId
    began_at: datetime


class Waiting(_State, frozen=True, kw_only=True, tag="queued"):
    """In the queue, with music, or `playback` in its place: what is said about being called back.

    `telling`: it is about how far they have come. `began_at` is when it began to be said (None: the release before did
    not note it).
    """

    deadline: datetime
    playback: PlaybackId | None = None
    telling: bool = False
    began_at: datetime | None = None


class Offering(_State, frozen=True, kw_only=True, tag="offering"):
    """An agent's phone rings; the caller still hears music."""

    agent: AgentId
    leg: ChannelId
    deadline: datetime
    queue_deadline: datetime
    rang: bool = False


class Connecting(_State, frozen=True, kw_only=True, tag="connecting"):
    """The agent has picked up and is not yet in the bridge."""

    agent: AgentId
    leg: ChannelId
    deadline: datetime
    queue_deadline: datetime


class Talking(_State, frozen=True, kw_only=True, tag="talking"):
    """`held_by_phone`: the agent pressed the phone's own hold key; the switch plays music to the customer."""

    agent: AgentId
    leg: ChannelId
    held_by_phone: bool = False


class OnHold(_State, frozen=True, kw_only=True, tag="on_hold"):
    """Our hold: the customer is out of the bridge, with music.

    `held_by_phone`: the phone's own hold key is pressed too. `asked`: somebody asked for this hold; if nobody did, it
    ends with that key.
    """

    agent: AgentId
    leg: ChannelId
    held_by_phone: bool = False
    asked: bool = True


class Asking(_State, frozen=True, kw_only=True, tag="asking"):
    """The agent asks somebody first: `second` rings, the agent hears it ring in `room`, the customer hears music.

    `holding`: the phones whose own hold key is pressed. `trying`: a number that is asked.
    """

    agent: AgentId
    leg: ChannelId
    asked: ConsultTarget
    second: ChannelId
    room: BridgeId
    deadline: datetime
    rang: bool = False
    trying: Trying = Trying()
    holding: frozenset[ChannelId] = frozenset()


class Consulting(_State, frozen=True, kw_only=True, tag="consulting"):
    """Agent and `second` talk in a bridge of their own, `room`; the customer hears music and neither of them."""

    agent: AgentId
    leg: ChannelId
    asked: ConsultTarget
    second: ChannelId
    room: BridgeId
    holding: frozenset[ChannelId] = frozenset()


class ConsultHeld(_State, frozen=True, kw_only=True, tag="consult_held"):
    """Agent and customer talk, and `second` waits with music, in no bridge. `room` is kept for when they talk again."""

    agent: AgentId
    leg: ChannelId
    asked: ConsultTarget
    second: ChannelId
    room: BridgeId
    holding: frozenset[ChannelId] = frozenset()


Consultation = Asking | Consulting | ConsultHeld
"""Somebody is asked, or about to be: whoever has the customer has not decided yet."""


class AwaitingAgent(_State, frozen=True, kw_only=True, tag="awaiting_agent"):
    """The agent's browser phone went away in the conversation; the customer hears music, and it may come back.

    `held`: the customer was on hold when it went. `kept_company`: whoever has barged in goes on with them, so there
    is no music.
    """

    agent: AgentId
    deadline: datetime
    held: bool = False
    kept_company: bool = False


class Returning(_State, frozen=True, kw_only=True, tag="returning"):
    """The agent's browser phone is back and is being rung; it answers by itself. `back_by` is when patience ends."""

    agent: AgentId
    leg: ChannelId
    deadline: datetime
    back_by: datetime
    held: bool = False
    kept_company: bool = False


class DiallingOutside(_State, frozen=True, kw_only=True, tag="dialling"):
    """Transferred to a number that has not answered yet."""

    leg: ChannelId
    shown: str
    deadline: datetime
    rang: bool = False
    trying: Trying = Trying()


class TalkingOutside(_State, frozen=True, kw_only=True, tag="talking_outside"):
    leg: ChannelId
    shown: str
    trunk: str | None = None


class TakenOver(_State, frozen=True, kw_only=True, tag="taken_over"):
    """A supervisor talks with the customer, on a line of their own; the agent is released."""

    user: UserId
    name: str
    line: ChannelId


class Dismissing(_State, frozen=True, kw_only=True, tag="dismissing"):
    """A last message is played, since `began_at` (None: the release before did not note it), then we hang up."""

    playback: PlaybackId
    deadline: datetime
    timed_out: bool = False
    began_at: datetime | None = None


class RingingAgent(_State, frozen=True, kw_only=True, tag="ringing_agent"):
    """Outbound: the agent's phone rings first. `ways` lead to the customer."""

    agent: AgentId
    leg: ChannelId
    ways: tuple[Way, ...]
    deadline: datetime
    rang: bool = False


class RingingCustomer(_State, frozen=True, kw_only=True, tag="ringing_customer"):
    """Outbound: the agent is on the line, the customer's phone rings. `answer_agent`: the agent's phone dialled."""

    agent: AgentId
    leg: ChannelId
    customer: ChannelId
    deadline: datetime
    answer_agent: bool = False
    rang: bool = False
    trying: Trying = Trying()


class AnnouncingOut(_State, frozen=True, kw_only=True, tag="announcing_out"):
    """Outbound: the customer hears the announcement, the agent waits."""

    agent: AgentId
    leg: ChannelId
    customer: ChannelId
    playback: PlaybackId
    began_at: datetime


class Ended(_State, frozen=True, kw_only=True, tag="ended"):
    outcome: Outcome
    at: datetime


Live = (
    Choosing
    | Announcing
    | Informing
    | Waiting
    | Offering
    | Connecting
    | Talking
    | OnHold
    | Asking
    | Consulting
    | ConsultHeld
    | AwaitingAgent
    | Returning
    | DiallingOutside
    | TalkingOutside
    | TakenOver
    | Dismissing
    | RingingAgent
    | RingingCustomer
    | AnnouncingOut
)
State = Live | Ended


MESSAGE_LIMIT_S = 120
"""No message is longer; one whose end was not told in time counts as not played."""


def leg(state: State) -> ChannelId | None:
    """The channel at the other end of the customer's: the agent's, or the outside number's."""
    match state:
        case Offering() | Connecting() | Talking() | OnHold() | RingingAgent() | RingingCustomer() | AnnouncingOut():
            return state.leg
        case DiallingOutside() | TalkingOutside() | Returning() | Asking() | Consulting() | ConsultHeld():
            return state.leg
        case TakenOver():
            return state.line
        case Choosing() | Announcing() | Informing() | Waiting() | AwaitingAgent() | Dismissing() | Ended():
            return None


def playback(state: State) -> PlaybackId | None:
    """What is being played and waited for."""
    match state:
        case Choosing() | Announcing() | Informing() | Dismissing() | AnnouncingOut() | Waiting():
            return state.playback
        case _:
            return None


def agent(state: State) -> AgentId | None:
    """The agent who is bound by this call now."""
    match state:
        case Offering() | Connecting() | Talking() | OnHold() | RingingAgent() | RingingCustomer() | AnnouncingOut():
            return state.agent
        case AwaitingAgent() | Returning() | Asking() | Consulting() | ConsultHeld():
            return state.agent
        case _:
            return None


def second(state: State) -> ChannelId | None:
    """The leg of whoever is asked first, before the customer is handed on."""
    return state.second if isinstance(state, Consultation) else None


def consulted(state: State) -> AgentId | None:
    """The other agent who is bound by this call, because they are asked."""
    match state:
        case Asking() | Consulting() | ConsultHeld() if isinstance(state.asked, ToAgent):
            return state.asked.agent
        case _:
            return None


def conversation(state: State) -> BridgeId | None:
    """The bridge in which the agent talks now."""
    return state.room if isinstance(state, Asking | Consulting) else state.call.bridge


def bridges(state: State) -> frozenset[BridgeId]:
    """The bridges this state expects on the switch."""
    if isinstance(state, Ended):
        return frozenset()
    room = state.room if isinstance(state, Consultation) else None
    return frozenset(b for b in (state.call.bridge, room) if b is not None)


def project(state: State) -> ProjectId | None:
    """Whose call it is; None for a number that is nobody's."""
    place = state.call.plan or state.call.refusal
    return place.project if place else None


def channels(state: State) -> frozenset[ChannelId]:
    """The channels this state expects on the switch."""
    match state:
        case Ended():
            return frozenset()
        case _:
            snoops = (each.snoop for each in state.call.listeners)
            return frozenset(c for c in (state.call.customer, leg(state), second(state), *snoops) if c is not None)
