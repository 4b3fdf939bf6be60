"""What is done on the floor besides calls, as values: outage prompts, broadcasts, calls for help. Pure."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kernel.ids import AgentId, CallId, ProjectId, QueueId


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage prompt is on: for a queue, or all of a project's where `queue` is None; `until` None: for good.

    `prompt` is its name, empty for the usual one.
    """

    id: int
    project: ProjectId
    queue: QueueId | None
    began_at: datetime
    began_by: str
    until: datetime | None
    prompt: str = ""


class Broadcast(msgspec.Struct, frozen=True, kw_only=True):
    """A text to agents; `project` None: of every project. `readers` are those of `recipients` who have read it.

    `agent`: a message to this one alone, of the project in which they were written to.
    """

    id: int
    project: ProjectId | None
    text: str
    at: datetime
    by: str
    until: datetime
    recipients: frozenset[AgentId]
    readers: frozenset[AgentId] = frozenset()
    agent: AgentId | None = None


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """An agent has asked for help on a call; `taken_by` sees to it."""

    call: CallId
    agent: AgentId
    at: datetime
    taken_by: str | None = None
    taken_at: datetime | None = None


def is_on(outage: Outage, at: datetime) -> bool:
    return outage.until is None or at < outage.until


def told(outages: Iterable[Outage], project: ProjectId, queue: QueueId, at: datetime) -> Outage | None:
    """What callers of this queue hear: their queue's own before that of all queues."""
    on = [outage for outage in outages if _covers(outage, project, queue) and is_on(outage, at)]
    return min(on, key=lambda outage: (outage.queue is None, outage.id), default=None)


def _covers(outage: Outage, project: ProjectId, queue: QueueId) -> bool:
    return outage.project == project and outage.queue in (None, queue)
