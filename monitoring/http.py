"""The floor over HTTP, for those who do not follow `/api/live`."""

import msgspec

from kernel.http import Request, Route
from kernel.permissions import Permission
from monitoring.board import LiveAgent
from monitoring.feed import BoardFeed


class AgentList(msgspec.Struct, frozen=True):
    agents: list[LiveAgent]


def routes(board: BoardFeed) -> tuple[Route, ...]:
    async def agents(request: Request[None, None]) -> AgentList:
        """Those who work for a project that the asker sees, and themselves."""
        own = request.actor.agent_id
        return AgentList([each for each in board.agents() if each.id == own or request.sees_one(each.project_ids)])

    return (
        Route("GET", "/api/agents", Permission.SEE_FLOOR, agents, "The agents and their states", response=AgentList),
    )
