"""What running the floor needs to know of others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from kernel.ids import AgentId, CallId, ProjectId, QueueId


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """An outage prompt in one language; `own` is the project's, the other everybody's. The usual one has no `name`."""

    name: str
    language: str
    seconds: float
    own: bool


class Place(Protocol):
    """The projects, their queues and people; answers from memory."""

    def projects(self) -> Sequence[ProjectId]: ...

    def prompts(self, of: ProjectId) -> Sequence[Prompt]: ...

    def prompt_file(self, of: ProjectId, name: str, language: str) -> Path:
        """The sound file of one of `prompts`. Raises `NotFound`."""
        ...

    def team(self, of: ProjectId | None) -> frozenset[AgentId]:
        """The agents who work for a project now; None: all there are."""
        ...

    def projects_of(self, agent: AgentId) -> Sequence[ProjectId]:
        """Those that the agent works for, first the one whose calls they take now. Raises `NotFound`."""
        ...

    def check(self, project: ProjectId, queue: QueueId | None) -> None:
        """Raises `NotFound` where there is no such project, or no such queue of it."""
        ...

    def agent_on(self, call: CallId) -> tuple[ProjectId | None, AgentId | None]:
        """Whose live call it is, and who is bound by it. Raises `NotFound`."""
        ...
