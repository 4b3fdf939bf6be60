"""The rows of users, one-time links and sessions: one typed function for each query in `queries.sql`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.http import Actor
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Grant, Role
from store.pool import Queryable, Record
from store.queries import load_queries
from web.door import Place
from web.people import Assigned, User

SQL = load_queries(__file__)


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link that is being used. `user_id` None: it makes the first administrator."""

    user_id: UserId | None


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not expired. Times are UTC; `seen_at` and `elsewhere_at` lag by up to a minute.

    `elsewhere` is the latest other place than that where it began, None where there was none.
    """

    actor: Actor
    created_at: datetime
    seen_at: datetime
    place: Place
    elsewhere: Place | None
    elsewhere_at: datetime | None


async def admin_exists(db: Queryable) -> bool:
    return bool(await db.fetchval(SQL["admin_exists"]))


async def lock_people(db: Queryable) -> None:
    await db.execute(SQL["lock_people"])


async def retire_first_links(db: Queryable) -> None:
    await db.execute(SQL["retire_first_links"])


async def retire_links_of(db: Queryable, user_id: UserId) -> None:
    await db.execute(SQL["retire_links_of"], user_id)


async def add_link(db: Queryable, token_hash: bytes, link: Link, created_at: datetime, expires_at: datetime) -> None:
    await db.execute(SQL["add_link"], token_hash, link.user_id, created_at, expires_at)


async def link_is_good(db: Queryable, token_hash: bytes, now: datetime) -> bool:
    """False where the link is unknown, expired, or used before."""
    return bool(await db.fetchval(SQL["link_is_good"], token_hash, now))


async def use_link(db: Queryable, token_hash: bytes, now: datetime) -> Link | None:
    """None where the link is unknown, expired, or used before."""
    row = await db.fetchrow(SQL["use_link"], token_hash, now)
    return Link(row["user_id"]) if row else None


async def add_user(
    db: Queryable, name: str, agent_id: AgentId | None, password_hash: str | None, now: datetime
) -> UserId | None:
    """None where the name or the agent is taken."""
    found = await db.fetchval(SQL["add_user"], name, agent_id, password_hash, now)
    return None if found is None else UserId(found)


async def set_roles(db: Queryable, user_id: UserId, roles: Iterable[Assigned]) -> None:
    """These and no others."""
    await db.execute(SQL["remove_roles"], user_id)
    for each in roles:
        await db.execute(SQL["add_role"], user_id, each.role, each.project)


async def change_user(db: Queryable, user_id: UserId, agent_id: AgentId | None, active: bool) -> bool:
    """False where the agent is another user's."""
    return await db.fetchval(SQL["change_user"], user_id, agent_id, active) is not None


async def projects_of_agent(db: Queryable, agent_id: AgentId) -> Sequence[ProjectId] | None:
    """None where there is no such agent."""
    found: Sequence[ProjectId] | None = await db.fetchval(SQL["projects_of_agent"], agent_id)
    return found


async def missing_projects(db: Queryable, projects: Collection[ProjectId]) -> Sequence[int]:
    return [row["id"] for row in await db.fetch(SQL["missing_projects"], list(projects))]


async def user_by_id(db: Queryable, user_id: UserId) -> User | None:
    row = await db.fetchrow(SQL["user_by_id"], user_id)
    return _user(row) if row else None


async def actor_of(db: Queryable, user_id: UserId) -> Actor | None:
    """None where there is no such user, or no longer."""
    row = await db.fetchrow(SQL["actor_of"], user_id)
    return _actor(row) if row else None


async def user_by_name(db: Queryable, name: str) -> tuple[UserId, str] | None:
    """The user of this name, in any letter case, and the hash of their password."""
    row = await db.fetchrow(SQL["user_by_name"], name)
    return (row["id"], row["password_hash"]) if row else None


async def all_users(db: Queryable) -> Sequence[User]:
    return [_user(row) for row in await db.fetch(SQL["all_users"])]


async def set_password(db: Queryable, user_id: UserId, password_hash: str) -> None:
    await db.execute(SQL["set_password"], user_id, password_hash)


async def add_session(
    db: Queryable, token_hash: bytes, user_id: UserId, now: datetime, expires_at: datetime, peer: str, user_agent: str
) -> None:
    await db.execute(SQL["add_session"], token_hash, user_id, now, expires_at, peer, user_agent)


async def session(db: Queryable, token_hash: bytes, now: datetime) -> Session | None:
    """None where it is unknown, ended or expired, or its user is no longer active."""
    row = await db.fetchrow(SQL["session"], token_hash, now)
    return _session(row) if row else None


def _session(row: Record) -> Session:
    at = row["elsewhere_at"]
    elsewhere = None if at is None else Place(row["elsewhere"], row["elsewhere_agent"])
    place = Place(row["address"], row["user_agent"])
    return Session(_actor(row), row["created_at"], row["seen_at"], place, elsewhere, at)


async def note_elsewhere(db: Queryable, token_hash: bytes, place: Place, now: datetime) -> None:
    await db.execute(SQL["note_elsewhere"], token_hash, place.address, place.user_agent, now)


async def slide_session(db: Queryable, token_hash: bytes, now: datetime, expires_at: datetime) -> None:
    await db.execute(SQL["slide_session"], token_hash, now, expires_at)


async def end_session(db: Queryable, token_hash: bytes) -> None:
    await db.execute(SQL["end_session"], token_hash)


async def end_sessions_of(db: Queryable, user_id: UserId) -> Sequence[bytes]:
    """The keys of the sessions that ended so."""
    return [row["token_hash"] for row in await db.fetch(SQL["end_sessions_of"], user_id)]


async def forget_expired(db: Queryable, now: datetime) -> None:
    await db.execute(SQL["forget_expired"], now)


def _actor(row: Record) -> Actor:
    return Actor(row["user_id"], row["name"], frozenset(_grant(each) for each in row["grants"]), row["agent_id"])


def _grant(kept: dict[str, Any]) -> Grant:
    return Grant(Role(kept["role"]), None if kept["projects"] is None else frozenset(kept["projects"]))


def _user(row: Record) -> User:
    roles = frozenset(Assigned(Role(each["role"]), each["project"]) for each in row["roles"])
    return User(row["id"], row["name"], roles, row["agent_id"], row["active"], row["can_sign_in"], row["second_factor"])
