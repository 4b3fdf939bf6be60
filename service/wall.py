"""Running the floor, put together: alarms, trunks, outage prompts, broadcasts, calls for help, agents on loan."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from config.model import AnnouncementKind
from config.prompts import Playable
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from monitoring import beside as shown
from monitoring import board as b
from monitoring.running.alarm_desk import AlarmDesk
from monitoring.running.broadcasts import Broadcasts
from monitoring.running.helping import Helping
from monitoring.running.outages import Outages
from monitoring.running.ports import Prompt
from monitoring.running.store import load_entries
from monitoring.tally import KEPT, Tally
from monitoring.trunks import Trunks
from service.alarms import Troubles, Watch, causes_of
from service.setup import SetupInForce
from store.pool import Database
from telephony.calls import Calls
from telephony.dispatcher import Dispatcher
from telephony.states import agent, project
from workforce.floor import Floor
from workforce.loans import Loans


class Wall:
    """What supervisors run the floor with. `load` before `tasks`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        setup: SetupInForce,
        floor: Floor,
        calls: Calls,
        dispatcher: Dispatcher,
        *,
        troubles: Troubles,
        trunk: str,
        switch_away: Callable[[], bool],
    ) -> None:
        self._database, self._clock = database, clock
        self._setup, self._floor, self._calls = setup, floor, calls
        self.tally = Tally(clock)
        self.trunks = Trunks(lambda: self._trunk_names(trunk), switch_away, clock)
        self.watch = Watch(setup, floor, dispatcher, self.tally, self.trunks, clock)
        self.alarms = AlarmDesk(database, clock, causes_of(troubles), self.watch.causes)
        self.watch.thresholds = self.alarms.thresholds
        self.outages = Outages(database, clock)
        self.broadcasts = Broadcasts(database, clock)
        self.helping = Helping(database, clock)
        self.loans = Loans(database, floor, self._skills_asked, clock)

    def when_changed(self, changed: Callable[[], None]) -> None:
        """`changed` is told whenever something here is different."""
        for part in (self.outages, self.broadcasts, self.helping):
            part.changed = changed

    async def load(self, alive: Sequence[CallId]) -> None:
        """What an earlier life of the service left; `alive` are the calls that go on. Raises `DatabaseAway`."""
        self.tally.load(await load_entries(self._database, self._clock.now() - KEPT))
        await self.alarms.load()
        await self.outages.load()
        await self.broadcasts.load()
        await self.helping.load(alive)
        await self.loans.load()

    def tasks(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        return (
            ("alarms", self.alarms.run),
            ("outage-prompts", self.outages.run),
            ("help", self.helping.run),
            ("loans", self.loans.run),
        )

    def standing(self) -> Sequence[b.Alarm]:
        return [b.alarm(each) for each in self.alarms()]

    def beside(self) -> Iterable[shown.Beside]:
        """What the board shows besides calls, agents, queues and alarms."""
        return (*self.trunks.now(), *self._outages(), *self._broadcasts(), *self._helps())

    def told_of_outages(self) -> Mapping[QueueId, tuple[datetime | None, str]]:
        """The queues whose callers are told of an outage, until when, and by which prompt."""
        return self.outages.told_until((ProjectId(queue.project), queue.id) for queue in self._setup.queues())

    def projects(self) -> Sequence[ProjectId]:
        return list(self._setup.catalog().projects)

    def prompts(self, of: ProjectId) -> Sequence[Prompt]:
        """The outage prompts that can be played, the usual one first; the project's own before everybody's."""
        return [prompt for prompt, _ in self._playable(of)]

    def prompt_file(self, of: ProjectId, name: str, language: str) -> Path:
        """Raises `NotFound`."""
        for prompt, playable in self._playable(of):
            if (prompt.name, prompt.language) == (name, language):
                return playable.file
        raise NotFound("There is no such outage prompt.")

    def team(self, of: ProjectId | None) -> frozenset[AgentId]:
        """The agents who work for a project now; None: all there are."""
        return frozenset(agent.id for agent, _ in self._floor.seats() if of is None or of in agent.projects)

    def projects_of(self, who: AgentId) -> Sequence[ProjectId]:
        """Those that the agent works for, first the one whose calls they take now. Raises `NotFound`."""
        now, home = self._floor.agent(who).projects, self._floor.at_home(who).projects
        return [*sorted(now), *sorted(home - now)]

    def check(self, of: ProjectId, queue: QueueId | None) -> None:
        """Raises `NotFound` where there is no such project, or no such queue of it."""
        catalog = self._setup.catalog()
        catalog.project(of)
        if queue is not None and catalog.queue(queue).project != of:
            raise NotFound(f"The project has no queue {queue}.")

    def agent_on(self, call: CallId) -> tuple[ProjectId | None, AgentId | None]:
        """Whose live call it is, and who is bound by it. Raises `NotFound`."""
        state = self._calls.state(call)
        if state is None:
            raise NotFound("There is no such live call.")
        return project(state), agent(state)

    def _trunk_names(self, fixed: str) -> Sequence[str]:
        """Those that are in use, by rank, and the one that the settings name."""
        active = [saved.spec for saved in self._setup.catalog().trunks.values() if saved.spec.active]
        saved = [spec.name for spec in sorted(active, key=lambda spec: (spec.rank, spec.name))]
        return [*saved, *([fixed] if fixed and fixed not in saved else [])]

    def _playable(self, of: ProjectId) -> Iterator[tuple[Prompt, Playable]]:
        setup = self._setup()
        every = (*setup.catalog.announcements.values(), *setup.catalog.outage_prompts.values())
        mine = [one for one in every if one.kind is AnnouncementKind.OUTAGE and one.project in (None, of)]
        best = {(one.name, one.language): one for one in sorted(mine, key=lambda one: one.project is not None)}
        for (name, language), one in sorted(best.items()):
            found = setup.prompts.of(one)
            if isinstance(found, Playable):
                own = one.project is not None
                yield Prompt(name=name, language=language, seconds=found.seconds, own=own), found

    def _outages(self) -> Iterator[shown.LiveOutage]:
        projects, queues = self._setup.project_names(), self._setup.catalog().queues
        for outage in self.outages.on():
            queue = queues.get(outage.queue) if outage.queue is not None else None
            yield shown.live_outage(outage, projects.get(outage.project, ""), queue.name if queue else None)

    def _broadcasts(self) -> Iterator[shown.LiveBroadcast]:
        projects = self._setup.project_names()
        for each in self.broadcasts.open():
            yield shown.live_broadcast(each, None if each.project is None else projects.get(each.project))

    def _helps(self) -> Iterator[shown.LiveHelp]:
        projects, names = self._setup.project_names(), {agent.id: agent.name for agent, _ in self._floor.seats()}
        for asked in self.helping.open():
            state = self._calls.state(asked.call)
            of = project(state) if state is not None else None
            yield shown.live_help(asked, names.get(asked.agent, ""), of, None if of is None else projects.get(of))

    def _skills_asked(self, of: ProjectId) -> Sequence[frozenset[str]]:
        catalog = self._setup.catalog()
        return [queue.skills for queue in catalog.queues_of(catalog.project(of).id)]
