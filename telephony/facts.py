"""What has happened, in the past tense: written with the call's row in one transaction, in commit order, for good."""

from datetime import datetime
from typing import Literal

import msgspec

from kernel.ids import AgentId, ProjectId, QueueId, UserId
from kernel.phone import Caller
from telephony.listener import Depth, WhyLeft
from telephony.outcome import ConsultEnd, Direction, OfferEnd, Outcome
from telephony.plan import Partner, QueuePlan, RefusalReason
from telephony.telling import Wait
from telephony.trunk_trouble import TrunkTrouble


class _Fact(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime


class Said(_Fact, frozen=True, kw_only=True):
    """Something is played to the customer: which version of which announcement, and how long it is."""

    sound: str = ""
    version: int | None = None
    announcement: int | None = None
    seconds: float | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One of several sounds that are played one after the other; as of a fact that tells of a single one."""

    sound: str
    version: int | None = None
    announcement: int | None = None
    seconds: float | None = None


class _Heard(_Fact, frozen=True, kw_only=True):
    """`complete` is false where it was not heard to its end; `heard_s` is how long the customer was in it."""

    heard_s: float
    complete: bool


class CallBegan(_Fact, frozen=True, kw_only=True, tag=True):
    """`trunk` is that of a call which came in."""

    direction: Direction
    project: ProjectId | None
    caller: Caller
    dialled: str
    trunk: str | None = None


class CallRefused(_Fact, frozen=True, kw_only=True, tag=True):
    reason: RefusalReason


class MenuBegan(Said, frozen=True, kw_only=True, tag=True):
    """The caller is asked for their language."""


class MenuEnded(_Heard, frozen=True, kw_only=True, tag=True):
    pass


class LanguageChosen(_Fact, frozen=True, kw_only=True, tag=True):
    """In which language the caller is served; without a `key` it is that of their number, because they chose none."""

    language: str
    key: str | None = None


class AnnouncementBegan(Said, frozen=True, kw_only=True, tag=True):
    """That the call is recorded is said."""


class AnnouncementEnded(_Heard, frozen=True, kw_only=True, tag=True):
    pass


class OutagePromptBegan(Said, frozen=True, kw_only=True, tag=True):
    pass


class OutagePromptEnded(_Heard, frozen=True, kw_only=True, tag=True):
    pass


class MessageBegan(Said, frozen=True, kw_only=True, tag=True):
    """The last word to a caller whom we let go: out of hours, for example."""


class MessageEnded(_Heard, frozen=True, kw_only=True, tag=True):
    pass


class Queued(_Fact, frozen=True, kw_only=True, tag=True):
    """The caller waits. `front` puts them before everybody who is not, `since` is set where they waited before."""

    queue: QueuePlan
    project: ProjectId
    front: bool = False
    staffed: bool = False
    language: str = ""
    since: datetime | None = None


class Overflowed(_Fact, frozen=True, kw_only=True, tag=True):
    """The caller waits in another queue than the one they called, whose `name` it is. `how`: it was `full`, or they
    `waited` there for so long.
    """

    name: str
    how: Literal["full", "waited"]


class PlaceTold(_Fact, frozen=True, kw_only=True, tag=True):
    """The caller is told how far they have come: their `position`, 11 for any after ten, and how long it may be.

    `parts` are played for it, in that order.
    """

    position: int | None = None
    wait: Wait | None = None
    parts: tuple[Part, ...] = ()


class StaffSeen(_Fact, frozen=True, kw_only=True, tag=True):
    """While the caller waited, somebody who could have taken them was signed in."""


class CallbackOffered(Said, frozen=True, kw_only=True, tag=True):
    """The caller was told that they can be called back instead of waiting on."""


class CallbackAsked(Said, frozen=True, kw_only=True, tag=True):
    """The caller hears their number, and is asked whether it is right. How long that takes is not known."""


class PromptEnded(_Heard, frozen=True, kw_only=True, tag=True):
    """What was said last to a caller in the queue is over: their place, the offer of a callback, or the question."""


class CallbackChosen(_Fact, frozen=True, kw_only=True, tag=True):
    """The caller wants to be called back on the number they call from. `since` is when they entered the queue."""

    since: datetime


class LeftQueue(_Fact, frozen=True, kw_only=True, tag=True):
    """Entry ended: `answered`, `abandoned`, `timed_out`, `callback_chosen` or `overflow`."""

    queue: QueueId
    how: str


class AgentOffered(_Fact, frozen=True, kw_only=True, tag=True):
    agent: AgentId


class AgentRang(_Fact, frozen=True, kw_only=True, tag=True):
    agent: AgentId


class OfferEnded(_Fact, frozen=True, kw_only=True, tag=True):
    agent: AgentId
    how: OfferEnd


class AgentConnected(_Fact, frozen=True, kw_only=True, tag=True):
    """Agent and customer hear each other. The first of these answers an inbound call."""

    agent: AgentId


class AgentReleased(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent's part of the call is over. `device_failed` where the phone died and the agent did not hang up."""

    agent: AgentId
    wrap_up_s: int
    device_failed: bool = False


class AgentCutOff(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent's browser phone went away in the conversation. The customer hears music until it is back, or is not."""

    agent: AgentId


class AgentReturned(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent who was cut off is in the conversation again."""

    agent: AgentId


class Held(_Fact, frozen=True, kw_only=True, tag=True):
    by: str


class Resumed(_Fact, frozen=True, kw_only=True, tag=True):
    pass


class Transferred(_Fact, frozen=True, kw_only=True, tag=True):
    """`to` names the agent's id, the queue or the masked number."""

    kind: str
    to: str


class TransferFailed(_Fact, frozen=True, kw_only=True, tag=True):
    why: str


class ConsultBegan(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent asks somebody first, and the customer hears music. `kind` and `to` as of `Transferred`."""

    kind: str
    to: str


class ConsultAnswered(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent and whoever is asked hear each other, and nobody else does."""

    kind: str
    to: str


class ConsultAlternated(_Fact, frozen=True, kw_only=True, tag=True):
    """The agent speaks with this one of the two from here on, and the other hears music."""

    partner: Partner


class ConsultCompleted(_Fact, frozen=True, kw_only=True, tag=True):
    """The customer was handed to whoever was asked."""

    kind: str
    to: str


class ConsultEnded(_Fact, frozen=True, kw_only=True, tag=True):
    """The consultation came to nothing. While the call goes on, its agent is with the customer again."""

    why: ConsultEnd


class TrunkFailed(_Fact, frozen=True, kw_only=True, tag=True):
    """A call could not go out by this trunk. `sip` is what the carrier said, where it said anything.

    The next one is tried where there is one; without another word of any, the call was not carried.
    """

    trunk: str
    cause: TrunkTrouble
    sip: int | None = None


class OutsideRang(_Fact, frozen=True, kw_only=True, tag=True):
    shown: str


class OutsideConnected(_Fact, frozen=True, kw_only=True, tag=True):
    """Customer and outside number (or, on an outbound call, agent and customer) hear each other."""

    shown: str


class CustomerAnswered(_Fact, frozen=True, kw_only=True, tag=True):
    """The customer of an outbound call picked up."""


class RecordingBegan(_Fact, frozen=True, kw_only=True, tag=True):
    path: str


class RecordingNotMade(_Fact, frozen=True, kw_only=True, tag=True):
    why: str


class RecordingMuted(_Fact, frozen=True, kw_only=True, tag=True):
    pass


class RecordingUnmuted(_Fact, frozen=True, kw_only=True, tag=True):
    pass


class RecordingMuteFailed(_Fact, frozen=True, kw_only=True, tag=True):
    """The recording is as it was before it was asked to be muted (`on`) or unmuted."""

    on: bool
    why: str


class JoinBegan(_Fact, frozen=True, kw_only=True, tag=True):
    """Somebody is on this call. `agent` is whom they hear, None while nobody is in conversation."""

    user: UserId
    name: str
    depth: Depth
    agent: AgentId | None


class JoinDepthChanged(_Fact, frozen=True, kw_only=True, tag=True):
    user: UserId
    name: str
    depth: Depth
    agent: AgentId | None


class JoinRefused(_Fact, frozen=True, kw_only=True, tag=True):
    user: UserId
    name: str
    depth: Depth
    why: str


class JoinEnded(_Fact, frozen=True, kw_only=True, tag=True):
    user: UserId
    name: str
    why: WhyLeft


class CallTakenOver(_Fact, frozen=True, kw_only=True, tag=True):
    """The customer talks with this person from here on, and `agent` is released."""

    user: UserId
    name: str
    agent: AgentId


class LongestReached(_Fact, frozen=True, kw_only=True, tag=True):
    """The call had lasted for as long as any may, and the switch ended it."""

    longest_s: int


class CallEnded(_Fact, frozen=True, kw_only=True, tag=True):
    outcome: Outcome


Fact = (
    CallBegan
    | CallRefused
    | MenuBegan
    | MenuEnded
    | LanguageChosen
    | AnnouncementBegan
    | AnnouncementEnded
    | OutagePromptBegan
    | OutagePromptEnded
    | MessageBegan
    | MessageEnded
    | Queued
    | Overflowed
    | PlaceTold
    | StaffSeen
    | CallbackOffered
    | CallbackAsked
    | PromptEnded
    | CallbackChosen
    | LeftQueue
    | AgentOffered
    | AgentRang
    | OfferEnded
    | AgentConnected
    | AgentReleased
    | AgentCutOff
    | AgentReturned
    | Held
    | Resumed
    | Transferred
    | TransferFailed
    | ConsultBegan
    | ConsultAnswered
    | ConsultAlternated
    | ConsultCompleted
    | ConsultEnded
    | TrunkFailed
    | OutsideRang
    | OutsideConnected
    | CustomerAnswered
    | RecordingBegan
    | RecordingNotMade
    | RecordingMuted
    | RecordingUnmuted
    | RecordingMuteFailed
    | JoinBegan
    | JoinDepthChanged
    | JoinRefused
    | JoinEnded
    | CallTakenOver
    | LongestReached
    | CallEnded
)
