"""Agents and their seats in Postgres."""

from collections.abc import Mapping, Sequence

import msgspec

from kernel.ids import AgentId, ProjectId
from store.journal import Row
from store.pool import Queryable
from store.queries import load_queries
from workforce.model import Agent, Seat

QUERIES = load_queries(__file__)


async def load_agents(database: Queryable) -> Sequence[Agent]:
    rows = await database.fetch(QUERIES["agents"])
    return [
        Agent(
            id=AgentId(row["id"]),
            name=row["name"],
            endpoint=row["endpoint"],
            skills=frozenset(row["skills"]),
            languages=frozenset(row["languages"]),
            projects=frozenset(ProjectId(p) for p in row["project_ids"]),
        )
        for row in rows
    ]


async def load_seats(database: Queryable) -> Mapping[AgentId, Seat]:
    rows = await database.fetch(QUERIES["seats"])
    return {AgentId(row["agent_id"]): msgspec.convert(row["state"], Seat) for row in rows}


def seat_row(agent: Agent, seat: Seat) -> Row:
    """The row to be written with the fact of the change."""
    return Row(QUERIES["keep_seat"], (agent.id, seat, seat.state.since), key=f"agent {agent.id}")
