"""Lending agents over HTTP."""

from datetime import timedelta
from typing import Annotated

import msgspec

from kernel.errors import Conflict, NotFound
from kernel.http import Request, Route
from kernel.ids import AgentId, ProjectId
from kernel.permissions import Permission
from workforce.floor import Floor
from workforce.loans import Loans


class LoanBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`project` is where the agent works for so many minutes, in place of their own projects."""

    project: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    minutes: Annotated[int, msgspec.Meta(ge=5, le=12 * 60)] = 60


class LoanRoutes:
    """The handlers. Who lends runs the floor on both sides; who takes back, on one of them."""

    def __init__(self, loans: Loans, floor: Floor) -> None:
        self._loans, self._floor = loans, floor

    async def lend(self, request: Request[None, LoanBody]) -> None:
        agent, asked = self._floor.at_home(AgentId(request.number("id"))), request.body
        if not request.sees_one(agent.projects):
            raise NotFound(f"There is no agent {agent.id}.")
        request.expect(asked.project)
        lasts = timedelta(minutes=asked.minutes)
        await self._loans.lend(agent.id, ProjectId(asked.project), lasts, request.actor.name)

    async def take_back(self, request: Request[None, None]) -> None:
        agent = self._floor.agent(AgentId(request.number("id")))
        if not request.sees_one(agent.projects | self._floor.at_home(agent.id).projects):
            raise NotFound(f"There is no agent {agent.id}.")
        await self._loans.take_back(agent.id, request.actor.name)


def routes(loans: Loans, floor: Floor) -> tuple[Route, ...]:
    on, run, path = LoanRoutes(loans, floor), Permission.RUN_FLOOR, "/api/agents/{id}/loan"
    errors = (NotFound, Conflict)
    return (
        Route("POST", path, run, on.lend, "Lend an agent to another project", LoanBody, status=202, errors=errors),
        Route("DELETE", path, run, on.take_back, "Take an agent back", status=202, errors=errors),
    )
