"""Everything admins own, in memory, so that calls are answered by look-ups and go on while Postgres is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from config.dialled import whose
from config.hours import Closed, Open, is_open
from config.model import AgentRecord, Announcement, AnnouncementKind, ForUnknown, Number, PhoneOwner, Project, Queue
from kernel.errors import NotFound
from kernel.ids import AgentId, ProjectId, QueueId
from telephony.provision.model import PhoneSpec, Sealed, TrunkSpec

T = TypeVar("T")

_UNCHANGING = timedelta(hours=1)
"""For so long an answer holds that says that nothing changes for weeks."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """Whether a project is open, the same from `since` to `until`."""

    answer: Open | Closed
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Catalog:
    """An immutable snapshot. Take it once for a decision; the next one may be another."""

    projects: Mapping[ProjectId, Project] = field(default_factory=lambda: MappingProxyType({}))
    queues: Mapping[QueueId, Queue] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))
    reserved: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))
    """Those of projects that are being set up: as nobody's, for who calls them."""
    agents: Mapping[AgentId, AgentRecord] = field(default_factory=lambda: MappingProxyType({}))
    announcements: Mapping[tuple[ProjectId | None, AnnouncementKind, str], Announcement] = field(
        default_factory=lambda: MappingProxyType({})
    )

    outage_prompts: Mapping[tuple[ProjectId | None, str, str], Announcement] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Those with a name of their own: by project, name and language."""
    trunks: Mapping[str, Sealed[TrunkSpec]] = field(default_factory=lambda: MappingProxyType({}))
    phones: Mapping[str, Sealed[PhoneSpec]] = field(default_factory=lambda: MappingProxyType({}))
    """Those that register with name and password; the ones in pages are made when a page asks."""
    people: Mapping[str, PhoneOwner] = field(default_factory=lambda: MappingProxyType({}))
    """Whose phones are people's who are no agents, by the phone's name."""
    unknown: ForUnknown = field(default_factory=ForUnknown)
    changes_at: datetime | None = None
    """When another announcement comes into force, and it has to be loaded again; None: nobody has planned that."""
    _openings: dict[ProjectId, _Opening] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The last answers: every call and every look at the alarms asks, and weeks are gone through for one."""

    def number(self, dialled: str, region: str) -> Number | None:
        """Whose number was dialled. `dialled` as the trunk sent it: +…, 00…, national in `region`, or as listed."""
        return whose(self.numbers, dialled, (region,))

    def dialled(self, text: str) -> Number | None:
        """Whose number was dialled, read as in any region where there are projects."""
        return whose(self.numbers, text, sorted({project.region for project in self.projects.values()}))

    def unclaimed(self, dialled: str) -> Number | None:
        """What a number that is nobody's is taken for; None where its callers are not to be served."""
        queue = None if self.unknown.queue is None else self.queues.get(self.unknown.queue)
        project = None if queue is None else self.projects.get(queue.project)
        if queue is None or project is None or not project.live:
            return None
        return Number(dialled, project.id, queue.id, project.language)

    def project(self, project: ProjectId) -> Project:
        """Raises `NotFound`."""
        return _found(self.projects.get(project), f"There is no project {project}.")

    def queue(self, queue: QueueId) -> Queue:
        """Raises `NotFound`."""
        return _found(self.queues.get(queue), f"There is no queue {queue}.")

    def queue_named(self, project: ProjectId, name: str) -> Queue:
        """Raises `NotFound`. Upper and lower case are the same."""
        mine = (queue for queue in self.queues_of(project) if queue.name.casefold() == name.strip().casefold())
        return _found(next(mine, None), f"The project has no queue called {name}.")

    def queues_of(self, project: ProjectId) -> tuple[Queue, ...]:
        return tuple(queue for queue in self.queues.values() if queue.project == project)

    def numbers_of(self, project: ProjectId) -> tuple[Number, ...]:
        every = (*self.numbers.values(), *self.reserved.values())
        return tuple(number for number in every if number.project == project)

    def agent(self, agent: AgentId) -> AgentRecord:
        """Raises `NotFound`."""
        return _found(self.agents.get(agent), f"There is no agent {agent}.")

    def dialling(self, agent: AgentRecord) -> tuple[ProjectId, ...]:
        """The agent's projects that can have calls, the one first for which they dial."""
        mine = sorted(agent.projects, key=lambda each: (each != agent.dials_for, each))
        return tuple(each for each in mine if each in self.projects and self.queues_of(each))

    def break_reasons(self, projects: Iterable[ProjectId]) -> tuple[str, ...]:
        """Those of all these projects, each once, in the order in which the projects list them."""
        mine = (self.projects[each] for each in sorted(projects) if each in self.projects)
        return tuple(dict.fromkeys(reason for project in mine for reason in project.break_reasons))

    def agent_of_endpoint(self, endpoint: str) -> AgentRecord:
        """Whose phone this is, such as `PJSIP/agent-1`. Raises `NotFound`."""
        mine = (agent for agent in self.agents.values() if agent.endpoint == endpoint)
        return _found(next(mine, None), f"No agent has the phone {endpoint}.")

    def is_open(self, project: ProjectId, at: datetime) -> Open | Closed:
        """Raises `NotFound`."""
        known = self._openings.get(project)
        if known is None or not known.since <= at < known.until:
            answer = is_open(self.project(project).hours, at)
            known = self._openings[project] = _Opening(answer, at, answer.until or at + _UNCHANGING)
        return known.answer

    def announcement(
        self, project: ProjectId | None, kind: AnnouncementKind, languages: Iterable[str]
    ) -> Announcement | None:
        """The first there is, in the order of `languages`; a project's own before the one for everybody."""
        for language in languages:
            for owner in (project, None):
                if found := self.announcements.get((owner, kind, language)):
                    return found
        return None

    def outage_prompt(self, project: ProjectId | None, name: str, languages: Sequence[str]) -> Announcement | None:
        """The prompt of that name, best language first, or else the one that has none."""
        keys = ((owner, name, language) for language in languages for owner in (project, None))
        named = next((found for key in keys if (found := self.outage_prompts.get(key))), None)
        return named or self.announcement(project, AnnouncementKind.OUTAGE, languages)


def _found(value: T | None, otherwise: str) -> T:
    if value is None:
        raise NotFound(otherwise)
    return value
