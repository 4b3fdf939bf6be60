"""Agents' seats in Postgres."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from kernel.ids import AgentId, ProjectId
from store.journal import Row
from store.pool import Database, Queryable
from store.queries import load_queries
from workforce.model import Agent, Loan, Seat

QUERIES = load_queries(__file__)


async def load_seats(database: Queryable) -> Mapping[AgentId, Seat]:
    rows = await database.fetch(QUERIES["seats"])
    return {AgentId(row["agent_id"]): msgspec.convert(row["state"], Seat) for row in rows}


def seat_row(agent: Agent, seat: Seat) -> Row:
    """The row to be written with the fact of the change."""
    return Row(QUERIES["keep_seat"], (agent.id, seat, seat.state.since), key=f"agent {agent.id}")


async def load_loans(database: Queryable, now: datetime) -> Mapping[AgentId, Loan]:
    """Those that are not over."""
    rows = await database.fetch(QUERIES["loans"], now)
    return {
        AgentId(row["agent_id"]): Loan(
            id=row["id"], project=ProjectId(row["project_id"]), at=row["at"], by=row["by"], until=row["until"]
        )
        for row in rows
    }


async def add_loan(
    database: Database, agent: AgentId, project: ProjectId, at: datetime, by: str, until: datetime
) -> Loan | None:
    """None where the agent is on loan already."""
    async with database.transaction() as tx:
        await tx.execute(QUERIES["end_loans"], at)
        id_ = await tx.fetchval(QUERIES["add_loan"], agent, project, at, by, until)
    return None if id_ is None else Loan(id=id_, project=project, at=at, by=by, until=until)


async def end_loan(database: Queryable, agent: AgentId, at: datetime, by: str) -> None:
    await database.execute(QUERIES["end_loan"], agent, at, by)


async def end_loans(database: Queryable, now: datetime) -> None:
    await database.execute(QUERIES["end_loans"], now)
