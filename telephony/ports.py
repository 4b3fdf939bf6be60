"""What telephony needs to know from others, asked through small protocols that the composition root joins."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.phone import Caller, CallerId, Phone
from telephony.commands import Command
from telephony.facts import Fact
from telephony.feature_codes import Order, Prompt
from telephony.plan import Plan, QueuePlan, Refusal, Sound, ToNumber, Way
from telephony.routing import FreeAgent
from telephony.states import Ended, State
from telephony.telling import Answered, Place


class DialOut(msgspec.Struct, frozen=True, kw_only=True):
    """A number an agent may call, and how: there is a way at least, and the first is tried first."""

    customer: Caller
    ways: tuple[Way, ...]
    dialled: str
    plan: Plan


class Directory(Protocol):
    """Whose number this is, whether it is open, and what the project wants. Answers from memory."""

    def admit(
        self, dialled: str, said: CallerId, at: datetime, in_queue: Mapping[QueueId, int]
    ) -> tuple[Caller, Plan | Refusal]:
        """What to do with a call from a trunk. `in_queue` counts the callers already let in, by queue id."""
        ...

    def dial_out(self, agent: AgentId, number: str, project: ProjectId | None = None) -> DialOut:
        """For one of the agent's projects, by default the first.

        Raises `BadInput` for a number that cannot be called, `NotFound` for an unknown agent, `Conflict` for a project
        that is not theirs, or that has no queue.
        """
        ...

    def call_back(self, project: ProjectId, queue: QueueId | None, number: Phone, language: str | None) -> DialOut:
        """A customer who was not answered. `queue` is where they called; None, or one that is gone: the first.

        Raises `NotFound` for an unknown project, `Conflict` for one without a queue.
        """
        ...

    def outside(self, call: State, number: str) -> ToNumber:
        """A number that a call may be transferred to. Raises `BadInput`, and `Conflict` where there is no way out."""
        ...

    def at_phone(self, call: State, phone: str) -> ToNumber:
        """Somebody who is no agent and has this phone. Raises `NotFound`, and `Conflict` while an agent has it."""
        ...

    def inside(self, call: State, typed: str) -> AgentId | ToNumber | None:
        """Whoever has this extension; None where nobody has, or it is an emergency number. Raises as `at_phone`."""
        ...

    def queue(self, name: str, call: State) -> QueuePlan:
        """A queue of the call's project by name. Raises `NotFound`."""
        ...

    def agent_of_endpoint(self, endpoint: str) -> AgentId:
        """Whose phone this is. Raises `NotFound`."""
        ...


class Floor(Protocol):
    """The agents as they are now. Answers from memory; the only place where an agent is reserved."""

    def free(self) -> Sequence[FreeAgent]: ...

    def signed_in(self) -> Sequence[FreeAgent]:
        """Everybody who is signed in and not on a break, whatever they are doing."""
        ...

    def serving(self) -> Sequence[FreeAgent]:
        """Those of them who take calls now or after what they are in: their phone is there, and they do not leave."""
        ...

    def reserve(self, agent: AgentId, call: CallId, at: datetime) -> str | None:
        """Reserve the agent for a caller and give their endpoint; None if they are not available any more."""
        ...

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        """Reserve an agent for a call of their own, and give their endpoint. Raises `Conflict` if they may not now."""
        ...

    def holds(self, agent: AgentId, call: CallId) -> bool:
        """Whether the agent is reserved for this call, or rings or talks on it."""
        ...

    def hear(self, call: CallId, facts: Sequence[Fact]) -> None:
        """What happened on a call, so far as it concerns agents."""
        ...


class CallJournal(Protocol):
    """Where a call's steps become durable."""

    async def write(self, state: State, facts: Sequence[Fact]) -> None:
        """Returns once the facts and the call's row are safe. Facts of one call keep their order."""
        ...


class Standing(msgspec.Struct, frozen=True):
    """What a caller is to us. `front`: they return a call of ours. `case`: their open one.

    `callable`: they may be called back on the number they call from, so that it can be offered to them.
    """

    front: bool = False
    case: int | None = None
    callable: bool = False


class QueueSetup(Protocol):
    """What those who wait are told, and for how long they are served. Answers from memory."""

    def place_sounds(self, plan: Plan, place: Place) -> tuple[Sound, ...]:
        """None of them where it cannot all be said: in the language of the caller, the project's, or English."""
        ...

    def serve_until(self, plan: Plan, at: datetime) -> datetime | None:
        """As it is set up now; None: it does not close within two weeks."""
        ...


class Pace(Protocol):
    """How fast a queue moves. Answers from memory."""

    def answered(self, queue: QueueId, since: datetime) -> Sequence[Answered]: ...


class Regulars(Protocol):
    """Callers whom a project knows already."""

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        """Answers from memory."""
        ...


class RecordingRoom(Protocol):
    """Where the switch may write a recording, or why it may not."""

    def path_for(self, call: CallId, since: datetime) -> Path | str:
        """A path without the sides' suffixes, or one sentence why nothing is recorded now. The call began at `since`:
        what lies there is its own.
        """
        ...


class MissedBook(Protocol):
    """Where calls are entered that were over before we heard of them."""

    async def strangers(self, calls: Sequence[CallId]) -> frozenset[CallId]:
        """Those of which nothing is written. Raises `Unavailable` where that cannot be told just now."""
        ...

    async def book(self, state: Ended, facts: Sequence[Fact]) -> bool:
        """Enter a stranger. False if it will never be taken. Raises `Unavailable` where it could not be kept."""
        ...


class Attendance(Protocol):
    """What agents ask by dialling a code. `endpoint` is the phone at which they did, such as `PJSIP/agent-1`."""

    async def obey(self, endpoint: str, code: Order) -> Prompt:
        """Do it, and give the word to end with; SAY_EXTENSION where it takes extension and PIN.

        Raises `RingbackError` where it cannot be done just now.
        """
        ...

    async def sign_in(self, endpoint: str, extension: str, pin: str) -> Prompt:
        """Sign whoever has this extension and PIN in at this phone. Raises `RingbackError` as above."""
        ...

    def sound(self, endpoint: str, prompt: Prompt) -> Sound | None:
        """In the language of whoever is at this phone. Answers from memory; None where there is no such file."""
        ...


CarryOut = Callable[[CallId, Sequence[Command]], None]
