"""The rows of who listened to whom: what the journal writes with a call's facts, and the question asked of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from kernel.errors import NotFound
from kernel.ids import AgentId, ProjectId, UserId
from store.pool import Queryable, Record
from store.queries import load_queries
from telephony import facts as fact
from telephony.listener import Depth, Listener
from telephony.states import State, project

SQL = load_queries(__file__)
Statement = tuple[str, tuple[Any, ...]]

DEEPER, ANOTHER_AGENT = "depth_changed", "agent_changed"

# ---- with the facts


def rows_for(state: State, facts: Sequence[fact.Fact]) -> list[Statement]:
    """What one step of a call changes in who hears it, to be written in one transaction with these facts."""
    return [statement for each in facts for statement in _rows(state, each)]


def _rows(state: State, each: fact.Fact) -> list[Statement]:
    match each:
        case fact.JoinBegan(at=at, user=user, name=name, depth=depth, agent=agent):
            return [_began(state, at, user, name, depth, agent)]
        case fact.JoinDepthChanged(at=at, user=user, name=name, depth=depth, agent=agent):
            return [_ended(state, at, user, DEEPER), _began(state, at, user, name, depth, agent)]
        case fact.JoinEnded(at=at, user=user, why=why):
            return [_ended(state, at, user, why.value)]
        case fact.AgentConnected(at=at, agent=agent):
            return [row for listener in state.call.listeners for row in _with_agent(state, at, listener, agent)]
        case _:
            return []


def _with_agent(state: State, at: datetime, listener: Listener, agent: AgentId) -> list[Statement]:
    """Who listens to a call hears whoever takes it, too."""
    began = _began(state, at, listener.user, listener.name, listener.depth, agent)
    return [_ended(state, at, listener.user, ANOTHER_AGENT), began]


def _began(state: State, at: datetime, user: UserId, name: str, depth: Depth, agent: AgentId | None) -> Statement:
    return SQL["listening_began"], (state.call.id, project(state), user, name, agent, depth.value, at)


def _ended(state: State, at: datetime, user: UserId, why: str) -> Statement:
    return SQL["listening_ended"], (state.call.id, user, at, why)


# ---- asked


class ListeningFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Every field that is None filters nothing. `before` is the cursor: the last row's beginning and id."""

    projects: Sequence[ProjectId] | None = None
    call: str | None = None
    user: int | None = None
    agent: int | None = None
    before: tuple[datetime, int] | None = None
    limit: int = 50


async def listenings(database: Queryable, wanted: ListeningFilter) -> Sequence[Record]:
    at, id_ = wanted.before or (None, None)
    projects = None if wanted.projects is None else list(wanted.projects)
    filters = (projects, wanted.call, wanted.user, wanted.agent)
    return await database.fetch(SQL["listenings"], *filters, at, id_, wanted.limit)


async def project_of(database: Queryable, call: str) -> ProjectId | None:
    """None for a call of no project. Raises `NotFound`."""
    row = await database.fetchrow(SQL["project_of_call"], call)
    if row is None:
        raise NotFound(f"There is no call {call}.")
    return None if row["project_id"] is None else ProjectId(row["project_id"])


async def tells_agents(database: Queryable, project: int) -> bool:
    """Raises `NotFound`."""
    told: bool | None = await database.fetchval(SQL["tells_agents"], project)
    if told is None:
        raise NotFound("There is no such project.")
    return told


async def tell_agents(database: Queryable, project: int, *, told: bool) -> None:
    """Raises `NotFound`."""
    if await database.fetchval(SQL["tell_agents"], project, told) is None:
        raise NotFound("There is no such project.")
