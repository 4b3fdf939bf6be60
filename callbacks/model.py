"""A case: what has been done so far, and what happens to it. All times are UTC instants."""

from datetime import datetime
from enum import StrEnum

import msgspec

from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, QueueId, StepId, TextId
from kernel.phone import Phone

# What has been done so far -------------------------------------------------------------------------------------------


class MissedCall(msgspec.Struct, frozen=True, kw_only=True):
    """`reason` is a word of `telephony.outcome` (`MissedReason`, `Lost`), or `callback_chosen`. `at`: its arrival.

    `asserted` is the number that the network says it came from, where that is another one. `language` is that of the
    call, where they were asked for it.
    """

    call: CallId
    at: datetime
    reason: str
    number: Phone
    queue: QueueId | None = None
    asserted: Phone | None = None
    language: str | None = None


class Result(StrEnum):
    """How an attempt to call ended. The first five count: the far end rang, was busy or answered."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    HUNG_UP_IN_ANNOUNCEMENT = "hung_up_in_announcement"
    FAILED = "failed"
    """The trunk did not carry it: costs the customer's ladder nothing."""
    INVALID_NUMBER = "invalid_number"
    AGENT_DID_NOT_ANSWER = "agent_did_not_answer"
    AGENT_UNREACHABLE = "agent_unreachable"
    """Their phone could not be rung, or died ringing."""
    CANCELLED = "cancelled"
    """By us or the agent, before the far end had a fair chance."""
    GLARE = "glare"
    """The customer rang in while we rang them."""
    NEVER_PLACED = "never_placed"
    """Found out after a crash: the switch had not been asked yet."""


class Word(StrEnum):
    """What the agent says came of an answered attempt."""

    SPOKE = "spoke"
    REFUSED = "refused"
    CALL_ME_AT = "call_me_at"
    WRONG_PERSON = "wrong_person"
    MESSAGE_LEFT = "message_left"
    MACHINE = "machine"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    word: Word
    at: datetime
    by: str
    note: str = ""


class CallTouch(msgspec.Struct, frozen=True, kw_only=True, tag="call"):
    """One attempt to call. `step` and `rung` are None where a person dialled by hand."""

    call: CallId
    began_at: datetime
    step: StepId | None = None
    rung: int | None = None
    agent: AgentId | None = None
    ended_at: datetime | None = None
    result: Result | None = None
    said: Said | None = None


class TextStatus(StrEnum):
    BEGUN = "begun"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    """By Twilio, or by us because nothing could be sent; `code` or `why` says it."""
    UNKNOWN = "unknown"
    """Whether it was accepted is not known; never sent again on suspicion."""


class TextTouch(msgspec.Struct, frozen=True, kw_only=True, tag="text"):
    text: TextId
    at: datetime
    step: StepId | None = None
    rung: int | None = None
    status: TextStatus = TextStatus.BEGUN
    code: int | None = None
    why: str | None = None


Touch = CallTouch | TextTouch


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A moment that outranks the policy.

    `source`: `customer` (call me at), `person` (postponed), `queue` (they kept their place by a callback).
    """

    at: datetime
    source: str
    by: str
    made_at: datetime


class CloseReason(StrEnum):
    SPOKEN_TO = "spoken_to"
    SELF_RECOVERED = "self_recovered"
    REFUSED = "refused"
    INVALID = "invalid"
    DO_NOT_CALL = "do_not_call"
    EXPIRED = "expired"
    LADDER_EXHAUSTED = "ladder_exhausted"
    BY_PERSON = "by_person"


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """`call`: the attempt whose agent's word closed it; None where something else did."""

    at: datetime
    reason: CloseReason
    by: str = ""
    note: str = ""
    call: CallId | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One open case per project and contact. `missed` and `touches` are in order of time.

    `unanswered_text_at`: the customer wrote, last then, and nobody has dealt with it since: the ladder pauses.
    `held_by`: a person stopped it with a sentence. `released_at`: a person let it go on although the rules hold it.
    `texts_dealt_at`, `held_at`: when a person last did so, so that what comes late is known to be old.
    """

    id: CaseId
    project: ProjectId
    contact: ContactId
    opened_at: datetime
    missed: tuple[MissedCall, ...]
    touches: tuple[Touch, ...] = ()
    promise: Promise | None = None
    unanswered_text_at: datetime | None = None
    texts_dealt_at: datetime | None = None
    held_by: str | None = None
    held_at: datetime | None = None
    held_why: str = ""
    released_at: datetime | None = None
    released_by: str = ""
    closed: Closed | None = None


# What happens to a case ----------------------------------------------------------------------------------------------


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime


class CallMissed(_Event, frozen=True, kw_only=True, tag=True):
    missed: MissedCall


class CallAnswered(_Event, frozen=True, kw_only=True, tag=True):
    """The customer rang in, on any line of the project, and an agent was in the call with them."""

    call: CallId


class AttemptBegan(_Event, frozen=True, kw_only=True, tag=True):
    call: CallId
    step: StepId | None = None
    rung: int | None = None
    agent: AgentId | None = None


class AttemptEnded(_Event, frozen=True, kw_only=True, tag=True):
    call: CallId
    result: Result


class WordSaid(_Event, frozen=True, kw_only=True, tag=True):
    """`call_at` with `CALL_ME_AT` only. A later word on the same attempt replaces the earlier, also where that closed
    the case."""

    call: CallId
    word: Word
    by: str
    call_at: datetime | None = None
    note: str = ""


class TextBegan(_Event, frozen=True, kw_only=True, tag=True):
    text: TextId
    step: StepId | None = None
    rung: int | None = None


class TextChanged(_Event, frozen=True, kw_only=True, tag=True):
    """May come twice and in any order: a status never goes back from what proves more."""

    text: TextId
    status: TextStatus
    code: int | None = None
    why: str | None = None


class TextCame(_Event, frozen=True, kw_only=True, tag=True):
    """The customer wrote."""


class TextDealtWith(_Event, frozen=True, kw_only=True, tag=True):
    by: str


class Postponed(_Event, frozen=True, kw_only=True, tag=True):
    until: datetime
    by: str


class Held(_Event, frozen=True, kw_only=True, tag=True):
    by: str
    why: str


class Released(_Event, frozen=True, kw_only=True, tag=True):
    by: str


class CloseAsked(_Event, frozen=True, kw_only=True, tag=True):
    """By a person with a note, or what `decide` came to."""

    reason: CloseReason
    by: str = ""
    note: str = ""


Event = (
    CallMissed
    | CallAnswered
    | AttemptBegan
    | AttemptEnded
    | WordSaid
    | TextBegan
    | TextChanged
    | TextCame
    | TextDealtWith
    | Postponed
    | Held
    | Released
    | CloseAsked
)
