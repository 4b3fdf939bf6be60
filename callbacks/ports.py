"""What the ladder needs to know from others, asked through small protocols that the composition root joins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from callbacks.rules import Customer, OpeningHours
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, QueueId
from kernel.phone import Phone
from store.pool import Queryable
from telephony.routing import Want


class ProjectCard(msgspec.Struct, frozen=True, kw_only=True):
    """`numbers` are the project's own DIDs and caller id, `did` the one to name in a text; empty where it has none."""

    id: ProjectId
    name: str
    region: str
    language: str
    hours: OpeningHours
    numbers: frozenset[str]
    did: str
    queue: QueueId | None


class Projects(Protocol):
    """Answers from memory."""

    def project(self, project: ProjectId) -> ProjectCard:
        """Raises `NotFound`."""
        ...

    def own_numbers(self) -> frozenset[str]:
        """Of every project: calling them would be calling ourselves."""
        ...

    def skills(self, project: ProjectId, queue: QueueId | None) -> frozenset[str]:
        """What an agent needs for the callers of this queue; of the project's first one where it is gone."""
        ...


class ContactCard(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as the ladder sees it. `language` None: the project's."""

    id: ContactId
    name: str
    language: str | None
    customer: Customer


class Contacts(Protocol):
    """The people who call. Every question is asked in the asker's transaction."""

    async def of_caller(self, tx: Queryable, project: ProjectCard, number: Phone, at: datetime) -> ContactId:
        """The contact with this number, made if there is none yet."""
        ...

    async def card(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone, unclear_is_mobile: bool
    ) -> ContactCard:
        """`number` is where they called from last: whom to call. A merged contact answers as the one it went into.

        Raises `NotFound`.
        """
        ...

    async def find(self, tx: Queryable, project: ProjectId, number: Phone) -> ContactId | None: ...

    async def stop_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone, at: datetime) -> None: ...

    async def allow_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone) -> bool:
        """Whether they had been stopped."""
        ...


class Presence(Protocol):
    """Who is on a line with us at this moment. Answers from memory."""

    def with_us(self, project: ProjectId, number: Phone, but: CallId) -> bool:
        """Whether the customer is on a call with the project, or in its queue, in any call but this one."""
        ...


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """`call` is made of the step's id, so that the same step can never be two calls."""

    call: CallId
    agent: AgentId
    endpoint: str
    project: ProjectId
    queue: QueueId | None
    number: Phone
    language: str | None
    case: CaseId


class Dialler(Protocol):
    """`telephony`'s part of a callback. Answers from memory, and never waits."""

    def call_back(self, wanted: CallBack) -> None:
        """Ring the agent, who is reserved for `wanted.call`; then the customer.

        Raises `BadInput`, `NotFound`, `Conflict`: then nothing was rung.
        """
        ...

    def drop(self, call: CallId) -> None:
        """The call is no longer wanted: nobody is rung for it any more. Who talks already goes on talking."""
        ...

    def let_go(self, call: CallId, agent: AgentId) -> None:
        """Nothing is dialled after all: the agent who was reserved for `call` is free again."""
        ...


class Agents(Protocol):
    """The floor. Answers from memory."""

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        """Reserve an agent for a call that they asked for, and give their endpoint. Raises `Conflict`."""
        ...


class Dealer(Protocol):
    """Who deals free agents out. Answers from memory."""

    def want(self, wants: Sequence[Want], percents: Mapping[ProjectId, int]) -> None:
        """The callbacks that are due, in place of those before; `percents` of a project's agents may be on them."""
        ...


class Switch(Protocol):
    async def has(self, call: CallId) -> bool | None:
        """Whether a call has, or may have had, anything on the switch. None: that cannot be told just now."""
        ...
