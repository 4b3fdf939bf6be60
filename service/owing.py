"""Whose call it is when an agent of several projects dials a number: the project's that owes it one."""

from collections.abc import Callable, Iterator

from callbacks.listing import project_owing
from config.catalog import Catalog
from kernel.errors import Unavailable
from kernel.ids import AgentId, ProjectId
from kernel.phone import Phone, parse_phone
from store.pool import Database


class OwingProjects:
    """`catalog` gives the newest snapshot."""

    def __init__(self, db: Database, catalog: Callable[[], Catalog]) -> None:
        self._db = db
        self._catalog = catalog

    async def of(self, agent: AgentId, number: str) -> ProjectId | None:
        """None where none of the agent's has an open case, or the database is away: the call is made all the same."""
        numbers = dict(self._as_read_by(agent, number))
        if not numbers:
            return None
        try:
            return await project_owing(self._db, numbers)
        except Unavailable:
            return None

    def _as_read_by(self, agent: AgentId, number: str) -> Iterator[tuple[ProjectId, Phone]]:
        """A number without its country is another one in each region. Who has no queue cannot have calls."""
        catalog = self._catalog()
        known = catalog.agents.get(agent)
        for project in sorted(known.projects & catalog.projects.keys()) if known else ():
            of = ProjectId(project)
            phone = parse_phone(number, catalog.project(of).region)
            if phone is not None and catalog.queues_of(of):
                yield of, phone
