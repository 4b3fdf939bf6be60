"""For which of their projects an agent's own calls are: those dialled at the desk, and on a desk phone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import msgspec

from config.catalog import Catalog
from config.model import AgentRecord
from config.store import dials_for, set_dials_for
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import LARGEST_ID, Request, Route
from kernel.ids import AgentId, ProjectId
from kernel.permissions import Permission
from store.pool import Database


class OwnCallsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project_id` null: the first of the agent's projects, as for who has never chosen."""

    project_id: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None


class DialsFor(msgspec.Struct, frozen=True):
    id: int
    name: str


class OwnCalls(msgspec.Struct, frozen=True):
    """`project_id` is the one in force, null for who has none; `projects` are those that may be chosen."""

    project_id: int | None
    projects: list[DialsFor]


class OwnCallsRoutes:
    def __init__(self, database: Database, catalog: Callable[[], Catalog]) -> None:
        self._database, self._catalog = database, catalog

    async def look(self, request: Request[None, None]) -> OwnCalls:
        catalog, agent = self._catalog(), self._asker(request)
        agent = replace(agent, dials_for=await dials_for(self._database, agent.id))
        found = [DialsFor(each, catalog.project(each).name) for each in catalog.dialling(agent)]
        return OwnCalls(found[0].id if found else None, sorted(found, key=lambda each: each.name))

    async def choose(self, request: Request[None, OwnCallsBody]) -> None:
        agent, wanted = self._asker(request), request.body.project_id
        may = self._catalog().dialling(agent)
        if wanted is not None and ProjectId(wanted) not in may:
            raise BadInput("project_id", wanted, f"one of your projects with a queue ({', '.join(map(str, may))})")
        if not await set_dials_for(self._database, agent.id, wanted):
            raise NotFound(f"There is no agent {agent.id}.")

    def _asker(self, request: Request[None, Any]) -> AgentRecord:
        """Raises `Conflict` for somebody who takes no calls, `NotFound` for an agent who is gone."""
        if request.actor.agent_id is None:
            raise Conflict("You take no calls, so you have none of your own.")
        return self._catalog().agent(AgentId(request.actor.agent_id))


def routes(database: Database, catalog: Callable[[], Catalog]) -> tuple[Route, ...]:
    on, work, path = OwnCallsRoutes(database, catalog), Permission.WORK_CALLS, "/api/own_calls"
    told, say = "For which project one's own calls are dialled", "Dial for another of one's projects from now on"
    return (
        Route("GET", path, work, on.look, told, response=OwnCalls, errors=(Conflict, NotFound)),
        Route("PUT", path, work, on.choose, say, OwnCallsBody, status=204, errors=(Conflict, NotFound, BadInput)),
    )
