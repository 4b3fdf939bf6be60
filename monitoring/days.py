"""What each agent has done today: calls answered, time spoken, rings let go by."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from kernel.clock import Clock, utc_of
from kernel.errors import BadInput, NotFound
from kernel.http import Request, Route
from kernel.ids import AgentId, ProjectId
from kernel.permissions import Permission, narrowed
from monitoring.board import LiveAgent
from monitoring.store import SQL
from store.pool import Database, Queryable

LONGEST = timedelta(hours=48)
"""A day begins at midnight where the asker is, whatever zone that is."""


class DaysQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`since` is when the asker's day began."""

    since: datetime


class AgentDay(msgspec.Struct, frozen=True):
    """`calls` were answered, inbound and outbound; `ring_outs` are full rings and declines, of all projects."""

    agent_id: int
    calls: int = 0
    talk_seconds: float = 0.0
    ring_outs: int = 0


class AgentDays(msgspec.Struct, frozen=True):
    """Agents who have done nothing yet are among them."""

    days: list[AgentDay]


async def days_since(
    db: Queryable, since: datetime, projects: Sequence[ProjectId] | None, agents: Collection[AgentId]
) -> list[AgentDay]:
    """Of these agents, with the calls of these projects (None: all)."""
    subjects = list(map(str, agents))
    served = {row["agent_id"]: row for row in await db.fetch(SQL["served_since"], since, projects, list(agents))}
    rung = {row["agent_id"]: row["ring_outs"] for row in await db.fetch(SQL["rung_out_since"], since, subjects)}
    return [
        AgentDay(
            agent_id=agent,
            calls=served[agent]["calls"] if agent in served else 0,
            talk_seconds=float(served[agent]["talk_seconds"]) if agent in served else 0.0,
            ring_outs=rung.get(agent, 0),
        )
        for agent in sorted(agents)
    ]


def routes(database: Database, agents: Callable[[], Sequence[LiveAgent]], clock: Clock) -> tuple[Route, ...]:
    async def today(request: Request[DaysQuery, None]) -> AgentDays:
        since = _checked(request.query.since, clock.now())
        seen = [AgentId(each.id) for each in agents() if request.sees_one(each.project_ids)]
        return AgentDays(await days_since(database, since, narrowed(request.scope, None), seen))

    async def mine(request: Request[DaysQuery, None]) -> AgentDay:
        since, agent = _checked(request.query.since, clock.now()), request.actor.agent_id
        if agent is None:
            raise NotFound("You take no calls.")
        [day] = await days_since(database, since, None, [agent])
        return day

    return (
        Route(
            "GET",
            "/api/desk/today",
            Permission.WORK_CALLS,
            mine,
            "What the asker has done today",
            query=DaysQuery,
            response=AgentDay,
            errors=(NotFound,),
        ),
        Route(
            "GET",
            "/api/agents/today",
            Permission.STEER_AGENTS,
            today,
            "What each agent has done today",
            query=DaysQuery,
            response=AgentDays,
        ),
    )


def _checked(since: datetime, now: datetime) -> datetime:
    """Raises `BadInput`."""
    if not (at := utc_of("since", since)) or not now - LONGEST <= at <= now:
        raise BadInput("since", since.isoformat(), "a moment of the last 48 hours")
    return at
