"""Agents' seats in Postgres."""

from collections.abc import Mapping

import msgspec

from kernel.ids import AgentId
from store.journal import Row
from store.pool import Queryable
from store.queries import load_queries
from workforce.model import Agent, Seat

QUERIES = load_queries(__file__)


async def load_seats(database: Queryable) -> Mapping[AgentId, Seat]:
    rows = await database.fetch(QUERIES["seats"])
    return {AgentId(row["agent_id"]): msgspec.convert(row["state"], Seat) for row in rows}


def seat_row(agent: Agent, seat: Seat) -> Row:
    """The row to be written with the fact of the change."""
    return Row(QUERIES["keep_seat"], (agent.id, seat, seat.state.since), key=f"agent {agent.id}")
