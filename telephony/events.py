"""What happens to a call, as its state machine hears it: from the switch, people, the dispatcher and time."""

from datetime import datetime

import msgspec

from kernel.ids import AgentId, BridgeId, CallId, ChannelId, PlaybackId, UserId
from kernel.phone import Caller
from telephony.listener import Depth, WhyLeft
from telephony.plan import ConsultTarget, Partner, Plan, Refusal, Sound, TransferTarget, Way
from telephony.telling import Place
from telephony.trunk_trouble import TrunkTrouble


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime


class CallArrived(_Event, frozen=True, kw_only=True, tag=True):
    """A channel came in from a trunk. It begins a call and is never heard again."""

    call: CallId
    channel: ChannelId
    caller: Caller
    dialled: str
    admission: Plan | Refusal
    trunk: str | None = None


class DialOutAsked(_Event, frozen=True, kw_only=True, tag=True):
    """An agent calls somebody. We ring the agent first, unless it was their phone that dialled.

    `ways` to the customer, in the order in which they are tried.
    """

    call: CallId
    agent: AgentId
    agent_endpoint: str
    customer: Caller
    ways: tuple[Way, ...]
    dialled: str
    plan: Plan
    phone_channel: ChannelId | None = None


class ChannelRinging(_Event, frozen=True, kw_only=True, tag=True):
    channel: ChannelId


class ChannelProgressed(_Event, frozen=True, kw_only=True, tag=True):
    """The far end is heard before it has answered, which may be how its ringing is told."""

    channel: ChannelId


class ChannelAnswered(_Event, frozen=True, kw_only=True, tag=True):
    """The far end picked up, and the channel is ours to command."""

    channel: ChannelId


class ChannelGone(_Event, frozen=True, kw_only=True, tag=True):
    """The channel no longer exists. `cause` is Q.850, `sip` the answer of SIP that ended it, where there was one.

    `unseen` where it ended while we could not see the switch; `picked_up_at` where it had even been answered meanwhile.
    `untried`: it never was, because its trunk could not be asked.
    """

    channel: ChannelId
    cause: int | None = None
    sip: int | None = None
    untried: TrunkTrouble | None = None
    unseen: bool = False
    picked_up_at: datetime | None = None


class ChannelBridged(_Event, frozen=True, kw_only=True, tag=True):
    channel: ChannelId
    bridge: BridgeId


class PlaybackEnded(_Event, frozen=True, kw_only=True, tag=True):
    """`ok` is false for a file that was missing or could not be played."""

    playback: PlaybackId
    ok: bool


class PhoneHeld(_Event, frozen=True, kw_only=True, tag=True):
    """The hold key of the phone itself (a re-INVITE), not our hold."""

    channel: ChannelId


class PhoneResumed(_Event, frozen=True, kw_only=True, tag=True):
    channel: ChannelId


class KeyPressed(_Event, frozen=True, kw_only=True, tag=True):
    """A key of somebody's phone: 0 to 9, *, #, A to D."""

    channel: ChannelId
    key: str


class AgentAssigned(_Event, frozen=True, kw_only=True, tag=True):
    """The dispatcher has reserved this agent for this call. Answered by exactly one `OfferEnded` fact."""

    agent: AgentId
    endpoint: str


class AgentStaffed(_Event, frozen=True, kw_only=True, tag=True):
    """Somebody with the skill is signed in and not on a break; said once."""


class PlaceSeen(_Event, frozen=True, kw_only=True, tag=True):
    """How far a caller in the queue has come, as they should be told, and what is to be played for it."""

    place: Place
    sounds: tuple[Sound, ...]


class ClosingSeen(_Event, frozen=True, kw_only=True, tag=True):
    """The project closes, or has closed, earlier than it was to. Until then those who wait are served."""

    serve_until: datetime


class AgentPhoneLost(_Event, frozen=True, kw_only=True, tag=True):
    """The switch cannot reach this agent's phone any more; whether its line still lives is not known yet."""

    agent: AgentId


class BrowserPhoneGone(_Event, frozen=True, kw_only=True, tag=True):
    """The page that is this agent's phone was closed, reloaded or cut off: whatever line it had is dead."""

    agent: AgentId


class BrowserPhoneBack(_Event, frozen=True, kw_only=True, tag=True):
    """The page that is this agent's phone has registered again."""

    agent: AgentId
    endpoint: str


class HoldAsked(_Event, frozen=True, kw_only=True, tag=True):
    pass


class ResumeAsked(_Event, frozen=True, kw_only=True, tag=True):
    pass


class HangUpAsked(_Event, frozen=True, kw_only=True, tag=True):
    """`by` is the agent who asks, as if by their phone's own key; None where somebody else ends the call."""

    by: AgentId | None = None


class TransferAsked(_Event, frozen=True, kw_only=True, tag=True):
    target: TransferTarget


class ConsultAsked(_Event, frozen=True, kw_only=True, tag=True):
    """The agent wants to ask somebody before they hand the customer on. One who is an agent has been reserved."""

    target: ConsultTarget


class AlternateAsked(_Event, frozen=True, kw_only=True, tag=True):
    """The agent wants to speak with this one of the two, while the other hears music."""

    partner: Partner


class CompleteAsked(_Event, frozen=True, kw_only=True, tag=True):
    """Customer and whoever is asked are to be put together, without the agent."""


class ReturnAsked(_Event, frozen=True, kw_only=True, tag=True):
    """Back to the customer; whoever is asked is let go. `by` is the other agent, where it was they who left."""

    by: AgentId | None = None


class CustomerRangIn(_Event, frozen=True, kw_only=True, tag=True):
    """The customer of an outbound call is on their way in, on another line: we stop ringing them."""


class MuteAsked(_Event, frozen=True, kw_only=True, tag=True):
    """Mute (or unmute) the recording, not the call."""

    on: bool


class RecordingStarted(_Event, frozen=True, kw_only=True, tag=True):
    """`path` is where the switch writes, without the sides' suffixes."""

    path: str


class RecordingRefused(_Event, frozen=True, kw_only=True, tag=True):
    why: str


class MuteFailed(_Event, frozen=True, kw_only=True, tag=True):
    """The switch did not mute (`on`) or unmute the recording: it goes on as before."""

    on: bool
    why: str


class DeadlinePassed(_Event, frozen=True, kw_only=True, tag=True):
    """The deadline of the state we are in has come (see `telephony.call.deadline`)."""


class JoinAsked(_Event, frozen=True, kw_only=True, tag=True):
    """Somebody wants to hear this call, or be heard on it; who is on it already changes their depth by it.

    `line` is up and muted. Answered by exactly one of `JoinBegan`, `JoinDepthChanged` and `JoinRefused`, or by nothing
    where nothing changes.
    """

    user: UserId
    name: str
    line: ChannelId
    depth: Depth


class LeaveAsked(_Event, frozen=True, kw_only=True, tag=True):
    user: UserId
    why: WhyLeft = WhyLeft.LEFT


class LineGone(_Event, frozen=True, kw_only=True, tag=True):
    """A supervisor's line no longer exists."""

    line: ChannelId


class SwitchLost(_Event, frozen=True, kw_only=True, tag=True):
    """Asterisk has restarted: nothing that was on it exists any more."""


Event = (
    ChannelRinging
    | ChannelProgressed
    | ChannelAnswered
    | ChannelGone
    | ChannelBridged
    | PlaybackEnded
    | PhoneHeld
    | PhoneResumed
    | KeyPressed
    | AgentAssigned
    | AgentStaffed
    | PlaceSeen
    | ClosingSeen
    | AgentPhoneLost
    | BrowserPhoneGone
    | BrowserPhoneBack
    | HoldAsked
    | ResumeAsked
    | HangUpAsked
    | TransferAsked
    | ConsultAsked
    | AlternateAsked
    | CompleteAsked
    | ReturnAsked
    | CustomerRangIn
    | MuteAsked
    | RecordingStarted
    | RecordingRefused
    | MuteFailed
    | DeadlinePassed
    | JoinAsked
    | LeaveAsked
    | LineGone
    | SwitchLost
)
