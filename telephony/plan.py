"""What a project wants done with one call: a copy taken when the call arrives.

A change of settings never reaches a call that is already on its way, and a call can be carried on after a restart
from its own state alone.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from kernel.ids import AgentId, ProjectId, QueueId
from telephony.longest import LONGEST_CALL_S


class Sound(msgspec.Struct, frozen=True):
    """Something the switch can play. `media` is an ARI media URI, `name` what people call it.

    `version` is that of the announcement whose row is `announcement`; `seconds` is how long it is.
    """

    media: str
    name: str
    version: int | None = None
    announcement: int | None = None
    seconds: float | None = None


class QueuePlan(msgspec.Struct, frozen=True, kw_only=True):
    """How callers wait. Times in seconds. `tell_position`, `tell_wait`: what they are told of how long that may be."""

    id: QueueId
    name: str
    skills: frozenset[str] = frozenset()
    ring_s: int = 20
    timeout_s: int = 600
    max_waiting: int = 50
    wrap_up_s: int = 30
    music: str = "default"
    tell_position: bool = False
    tell_wait: bool = False
    overflow: "Overflow | None" = None


class Overflow(msgspec.Struct, frozen=True):
    """Where callers of a queue go on to, once: there they stay. `after_s` None: only who finds the first one full."""

    queue: QueuePlan
    after_s: int | None = None


class CallbackOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller in the queue is told of being called back: the offer, the question for their number, the thanks.

    `after_s` counts from their entering the queue.
    """

    offer: Sound
    confirm: Sound
    taken: Sound
    after_s: int = 30


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller hears in one language; as of `Plan`."""

    language: str
    announcement: Sound | None = None
    outage: Sound | None = None
    sorry: Sound | None = None
    callback_offer: CallbackOffer | None = None


class LanguageMenu(msgspec.Struct, frozen=True):
    """Key 1 chooses the first of `choices`; a key is waited for `patience_s` after the prompt."""

    prompt: Sound
    choices: tuple[Spoken, ...]
    patience_s: int = 5


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The project's wishes for one call.

    `announcement` is None where the project has none that can be played: then the call is carried, but not recorded,
    because nobody may be recorded who has not been told. `serve_until` is closing time plus the grace in which those
    who already wait are still served.

    `outage` is what is said between the announcement and the queue while something is wrong. `language` is what the
    caller is spoken to in; where they are asked by a `menu` first, that of their number until they have chosen.
    `overflowed` names the queue that they would have waited in, were it not full.

    `callback`: we return a call of the customer's. `front`: they go before those who wait, because they return ours or
    were answered once. `case`: what it is about, where the customer has one open. `callback_offer` is None where a
    caller cannot be called back, or the project has not all that is to be said. `tell_agents_heard`: the agent sees
    who has joined the call. After `longest_s` the switch ends it.
    """

    project: ProjectId
    project_name: str
    queue: QueuePlan
    announcement: Sound | None = None
    outage: Sound | None = None
    sorry: Sound | None = None
    record: bool = True
    short_abandon_s: int = 5
    serve_until: datetime | None = None
    outside_ring_s: int = 45
    callback: bool = False
    front: bool = False
    case: int | None = None
    callback_offer: CallbackOffer | None = None
    tell_agents_heard: bool = True
    language: str = ""
    menu: LanguageMenu | None = None
    overflowed: str | None = None
    longest_s: int = LONGEST_CALL_S


class RefusalReason(StrEnum):
    UNKNOWN_NUMBER = "unknown_number"
    OUT_OF_HOURS = "out_of_hours"
    QUEUE_FULL = "queue_full"
    BLOCKED = "blocked"


class Refusal(msgspec.Struct, frozen=True):
    """A call that is answered only to be told why it is not served; without a message not even that.

    No project and no queue for an unknown number.
    """

    reason: RefusalReason
    message: Sound | None
    project: ProjectId | None = None
    queue: QueueId | None = None
    project_name: str | None = None
    queue_name: str | None = None


class ToAgent(msgspec.Struct, frozen=True, tag="agent"):
    """The dispatcher has reserved the agent before the call hears of it."""

    agent: AgentId
    endpoint: str
    ring_s: int = 20


class ToQueue(msgspec.Struct, frozen=True, tag="queue"):
    queue: QueuePlan


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to a number outside: the trunk's name, its dial string (`PJSIP/+44…@trunk`), the number that is shown.

    `trunk` None: to a phone of ours, whose owner is no agent.
    """

    trunk: str | None
    endpoint: str
    caller_id: str = ""


class ToNumber(msgspec.Struct, frozen=True, tag="number"):
    """`ways` in the order in which they are tried, the one first that is tried now.

    `shown` is the number, masked; or the name of who has the phone, where it is one of ours.
    """

    shown: str
    ways: tuple[Way, ...] = ()


TransferTarget = ToAgent | ToQueue | ToNumber
ConsultTarget = ToAgent | ToNumber
"""Whom an agent may ask first: somebody who picks up and talks."""


class Partner(StrEnum):
    """With whom the agent speaks while somebody is asked; the other hears music."""

    CUSTOMER = "customer"
    ASKED = "asked"
