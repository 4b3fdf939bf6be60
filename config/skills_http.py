"""What an agent can do, changed while they work."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import structlog

from config.catalog import Catalog
from config.model import AgentRecord
from config.skills import chosen, known_skills
from config.store import set_skills
from kernel.errors import NotFound
from kernel.http import Forbidden, Request, Route
from kernel.ids import AgentId
from kernel.permissions import Permission
from store.pool import Database

log = structlog.get_logger()

Skill = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class SkillsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that the agent can do from now on."""

    skills: Annotated[list[Skill], msgspec.Meta(max_length=50)]


class AgentSkills(msgspec.Struct, frozen=True):
    """`known` are those that may be chosen: what queues ask for, and what the agent has."""

    skills: list[str]
    known: list[str]


class SkillRoutes:
    """The handlers. Skills count in every project of an agent: who changes them steers agents in all of those."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog]) -> None:
        self._database, self._catalog = database, catalog

    async def look(self, request: Request[None, None]) -> AgentSkills:
        agent = self._seen(request)
        return AgentSkills(sorted(agent.skills), sorted(known_skills(self._catalog(), agent, request.scope)))

    async def change(self, request: Request[None, SkillsBody]) -> None:
        agent = self._seen(request)
        if not all(request.sees(each) for each in agent.projects):
            raise Forbidden(f"{agent.name} works for other projects too, where these skills would count as well.")
        skills = chosen(request.body.skills, known_skills(self._catalog(), agent, request.scope))
        request.remarks["skills"] = sorted(skills)
        if not await set_skills(self._database, agent.id, skills):
            raise NotFound(f"There is no agent {agent.id}.")
        log.info("agent_skills_changed", agent=agent.id, skills=sorted(skills))

    def _seen(self, request: Request[None, Any]) -> AgentRecord:
        """Raises `NotFound` for an agent of other projects."""
        agent = self._catalog().agent(AgentId(request.number("id")))
        if not request.sees_one(agent.projects):
            raise NotFound(f"There is no agent {agent.id}.")
        return agent


def routes(database: Database, catalog: Callable[[], Catalog]) -> tuple[Route, ...]:
    on, steer, path = SkillRoutes(database, catalog), Permission.STEER_AGENTS, "/api/agents/{id}/skills"
    can, say = "What an agent can do, and could", "Say what an agent can do from now on"
    wrong = (NotFound, Forbidden)
    return (
        Route("GET", path, steer, on.look, can, response=AgentSkills, errors=(NotFound,)),
        Route("PUT", path, steer, on.change, say, SkillsBody, status=204, errors=wrong),
    )
