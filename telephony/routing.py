"""Who gets the freed agent: a decision across calls, from values alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kernel.ids import AgentId, CallId, ProjectId
from telephony.plan import QueuePlan


class WaitingCaller(msgspec.Struct, frozen=True):
    """A caller in a queue. `front` callers were already served once, or were promised the place."""

    call: CallId
    project: ProjectId
    skills: frozenset[str]
    since: datetime
    front: bool = False


class Entry(msgspec.Struct, frozen=True):
    """A caller's place in a queue. `agent` is who is reserved for them or rings."""

    caller: WaitingCaller
    queue: QueuePlan
    staffed: bool
    agent: AgentId | None = None


class FreeAgent(msgspec.Struct, frozen=True):
    """An agent who could take a call. `idle_since` counts from becoming available."""

    id: AgentId
    endpoint: str
    skills: frozenset[str]
    projects: frozenset[ProjectId]
    idle_since: datetime


class Assignment(msgspec.Struct, frozen=True):
    call: CallId
    agent: AgentId
    endpoint: str


def assign(waiting: Sequence[WaitingCaller], free: Sequence[FreeAgent]) -> list[Assignment]:
    """Callers in the order of their claim, each to the eligible agent who has been idle longest."""
    left = sorted(free, key=lambda agent: (agent.idle_since, agent.id))
    chosen: list[Assignment] = []
    for caller in sorted(waiting, key=lambda c: (not c.front, c.since, c.call)):
        agent = next((a for a in left if may_take(a, caller)), None)
        if agent is not None:
            left.remove(agent)
            chosen.append(Assignment(caller.call, agent.id, agent.endpoint))
    return chosen


def may_take(agent: FreeAgent, caller: WaitingCaller) -> bool:
    return caller.project in agent.projects and caller.skills <= agent.skills


def is_staffed(caller: WaitingCaller, signed_in: Iterable[FreeAgent]) -> bool:
    """Whether anybody who is signed in and not on a break could take this caller, now or after their present call."""
    return any(may_take(agent, caller) for agent in signed_in)
