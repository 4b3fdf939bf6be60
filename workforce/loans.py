"""Agents on loan to another project: lent, taken back, and over by themselves. The rows are the truth."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from kernel.clock import Clock
from kernel.errors import Conflict, NotFound, Unavailable
from kernel.ids import AgentId, ProjectId
from store.pool import Database
from workforce import store
from workforce.floor import Floor
from workforce.lending import has_use

log = structlog.get_logger()

LOOK_EVERY_S = 30.0
Queues = Callable[[ProjectId], Sequence[frozenset[str]]]
"""The skills that each queue of a project asks for. Raises `NotFound`."""


class Loans:
    def __init__(self, database: Database, floor: Floor, queues: Queues, clock: Clock) -> None:
        self._database, self._floor, self._queues, self._clock = database, floor, queues, clock

    async def load(self) -> None:
        """Goes on with the loans of an earlier life of the service. Raises `DatabaseAway`."""
        staff = {agent.id for agent, _ in self._floor.seats()}
        for agent, loan in (await store.load_loans(self._database, self._clock.now())).items():
            if agent in staff:
                self._floor.lend(agent, loan)

    async def lend(self, agent: AgentId, project: ProjectId, lasts: timedelta, by: str) -> None:
        """Raises `NotFound`, `Conflict` with the sentence, `DatabaseAway`."""
        who, queues = self._floor.at_home(agent), self._queues(project)
        if project in who.projects:
            raise Conflict(f"{who.name} works for this project already.")
        if not has_use(who, queues):
            raise Conflict(f"{who.name} has the skills of none of this project's queues.")
        now = self._clock.now()
        loan = await store.add_loan(self._database, agent, project, now, by, now + lasts)
        if loan is None:
            raise Conflict(f"{who.name} is on loan already: take them back first.")
        self._floor.lend(agent, loan)
        log.info("agent_lent", agent=agent, project=project)

    async def take_back(self, agent: AgentId, by: str) -> None:
        """Raises `NotFound` where the agent is not on loan, `DatabaseAway`."""
        if self._floor.agent(agent).loan is None:
            raise NotFound("This agent is not on loan.")
        await store.end_loan(self._database, agent, self._clock.now(), by)
        self._floor.take_back(agent)

    async def run(self) -> None:
        """Until cancelled: writes down the ends of those that are over. Nothing waits for it."""
        while True:
            try:
                await store.end_loans(self._database, self._clock.now())
            except Unavailable as away:
                log.info("loans_not_ended", why=str(away))
            await asyncio.sleep(LOOK_EVERY_S)
