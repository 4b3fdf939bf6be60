"""The rows of users, one-time links and sessions: one typed function for each query in `queries.sql`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.http import Actor
from kernel.ids import AgentId, UserId
from kernel.permissions import Role
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link that is being used. `user_id` None: it makes its user."""

    role: Role
    user_id: UserId | None


@dataclass(frozen=True, slots=True)
class User:
    """`can_sign_in` is false until a password has been set."""

    user_id: UserId
    name: str
    role: Role
    agent_id: AgentId | None
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not expired. Times are UTC; `seen_at` lags by up to a minute."""

    actor: Actor
    created_at: datetime
    seen_at: datetime


async def admin_exists(db: Queryable) -> bool:
    return bool(await db.fetchval(SQL["admin_exists"]))


async def retire_first_links(db: Queryable) -> None:
    await db.execute(SQL["retire_first_links"])


async def retire_links_of(db: Queryable, user_id: UserId) -> None:
    await db.execute(SQL["retire_links_of"], user_id)


async def add_link(db: Queryable, token_hash: bytes, link: Link, created_at: datetime, expires_at: datetime) -> None:
    await db.execute(SQL["add_link"], token_hash, link.role, link.user_id, created_at, expires_at)


async def use_link(db: Queryable, token_hash: bytes, now: datetime) -> Link | None:
    """None where the link is unknown, expired, or used before."""
    row = await db.fetchrow(SQL["use_link"], token_hash, now)
    return Link(Role(row["role"]), row["user_id"]) if row else None


async def add_user(
    db: Queryable, name: str, role: Role, agent_id: AgentId | None, password_hash: str | None, now: datetime
) -> UserId | None:
    """None where the name or the agent is taken."""
    found = await db.fetchval(SQL["add_user"], name, role, agent_id, password_hash, now)
    return None if found is None else UserId(found)


async def agent_exists(db: Queryable, agent_id: AgentId) -> bool:
    return bool(await db.fetchval(SQL["agent_exists"], agent_id))


async def user_by_id(db: Queryable, user_id: UserId) -> User | None:
    row = await db.fetchrow(SQL["user_by_id"], user_id)
    return _user(row) if row else None


async def user_by_name(db: Queryable, name: str) -> tuple[Actor, str] | None:
    """The user of this name, in any letter case, and the hash of their password."""
    row = await db.fetchrow(SQL["user_by_name"], name)
    return (_actor(row, "id"), row["password_hash"]) if row else None


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
    return Session(_actor(row, "user_id"), row["created_at"], row["seen_at"]) if row else None


async def slide_session(db: Queryable, token_hash: bytes, now: datetime, expires_at: datetime) -> None:
    await db.execute(SQL["slide_session"], token_hash, now, expires_at)


async def end_session(db: Queryable, token_hash: bytes) -> None:
    await db.execute(SQL["end_session"], token_hash)


async def end_sessions_of(db: Queryable, user_id: UserId) -> Sequence[bytes]:
    """The keys of the sessions that ended so."""
    return [row["token_hash"] for row in await db.fetch(SQL["end_sessions_of"], user_id)]


async def forget_expired(db: Queryable, now: datetime) -> None:
    await db.execute(SQL["forget_expired"], now)


def _actor(row: Record, id_column: str) -> Actor:
    return Actor(row[id_column], row["name"], Role(row["role"]), row["agent_id"])


def _user(row: Record) -> User:
    return User(row["id"], row["name"], Role(row["role"]), row["agent_id"], row["can_sign_in"])
