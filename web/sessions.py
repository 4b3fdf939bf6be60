"""Where somebody is signed in: seen and ended, by themselves or by who manages them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.http import Actor, Forbidden, Request, Route
from kernel.ids import UserId
from kernel.permissions import Permission
from store.pool import Database, Queryable, Record
from store.queries import load_queries
from web import people, store
from web.devices import Device, device_of
from web.door import name_of_session

SQL = load_queries(__file__, "queries_sessions.sql")
NOBODYS = b""

Ended = Callable[[Sequence[bytes]], None]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another address or browser than that with which a session began. `at` is UTC, and lags by up to a minute."""

    device: Device
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """One session. `key` names it and cannot be used to enter. Times are UTC; `seen_at` lags by up to a minute.

    `elsewhere` is the latest other place where it was used: perhaps its owner on the way, perhaps a thief.
    """

    key: bytes
    device: Device
    address: str
    created_at: datetime
    seen_at: datetime
    elsewhere: Elsewhere | None


class ElsewhereRow(msgspec.Struct, frozen=True):
    """`browser` and `system` are empty where they are not known."""

    browser: str
    system: str
    address: str
    at: Instant


class SessionRow(msgspec.Struct, frozen=True):
    """`browser` and `system` are empty where they are not known. `this` is the one that asks.

    `elsewhere` is the latest other address or browser that used it; null: none has.
    """

    id: str
    browser: str
    system: str
    address: str
    since: Instant
    last_seen: Instant
    this: bool
    elsewhere: ElsewhereRow | None


class SessionList(msgspec.Struct, frozen=True):
    """The latest used first."""

    sessions: list[SessionRow]


class Ending(msgspec.Struct, frozen=True):
    """How many sessions have ended by it."""

    ended: int


class Sessions:
    """Raises Unavailable while the database is away. `ended` is told of each session that ends here, and closes it."""

    def __init__(self, db: Database, clock: Clock, ended: Ended) -> None:
        self._db, self._clock, self._ended = db, clock, ended

    async def of(self, user_id: UserId) -> Sequence[Kept]:
        return [_kept(row) for row in await self._db.fetch(SQL["sessions_of"], user_id, self._clock.now())]

    async def end(self, user_id: UserId, name: str) -> None:
        """Raises NotFound where the user has no such session, or no longer."""
        keys = _keys(await self._db.fetch(SQL["end_one"], user_id, name))
        if not keys:
            raise NotFound("There is no such session, or it has ended.")
        self._ended(keys)

    async def end_all(self, user_id: UserId) -> int:
        """How many have ended."""
        return await self.end_others(user_id, NOBODYS)

    async def end_others(self, user_id: UserId, but: bytes) -> int:
        """How many have ended."""
        keys = _keys(await self._db.fetch(SQL["end_others"], user_id, but))
        self._ended(keys)
        return len(keys)


def _keys(rows: Sequence[Record]) -> Sequence[bytes]:
    return [row["token_hash"] for row in rows]


def _kept(row: Record) -> Kept:
    device, at = device_of(row["user_agent"]), row["elsewhere_at"]
    elsewhere = None if at is None else Elsewhere(device_of(row["elsewhere_agent"]), row["elsewhere"], at)
    return Kept(row["token_hash"], device, row["address"], row["created_at"], row["seen_at"], elsewhere)


async def known_here(db: Queryable, name: str, peer: str) -> bool:
    """Whether who has this name has got in from this address before."""
    return bool(await db.fetchval(SQL["known_here"], name, peer))


async def managed(db: Queryable, actor: Actor, user_id: UserId) -> UserId:
    """The user's id where all that they may do is the asker's to manage. Raises NotFound, Forbidden."""
    user = await store.user_by_id(db, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    people.check_seen(actor, user)
    people.check_all(actor, user)
    return user_id


class _Routes:
    """The handlers: of one's own sessions, and of another's."""

    def __init__(self, sessions: Sessions, db: Database) -> None:
        self._sessions, self._db = sessions, db

    async def mine(self, request: Request[None, None]) -> SessionList:
        return await self._list(request.actor.user_id, request.session)

    async def end_mine(self, request: Request[None, None]) -> None:
        await self._sessions.end(request.actor.user_id, request.path["session"])

    async def end_my_others(self, request: Request[None, None]) -> Ending:
        return Ending(await self._sessions.end_others(request.actor.user_id, request.session))

    async def theirs(self, request: Request[None, None]) -> SessionList:
        return await self._list(await self._whose(request), request.session)

    async def end_theirs(self, request: Request[None, None]) -> None:
        await self._sessions.end(await self._whose(request), request.path["session"])

    async def end_all_theirs(self, request: Request[None, None]) -> Ending:
        """Of oneself the one that asks stays."""
        user_id = await self._whose(request)
        but = request.session if user_id == request.actor.user_id else NOBODYS
        return Ending(await self._sessions.end_others(user_id, but))

    async def _whose(self, request: Request[Any, Any]) -> UserId:
        return await managed(self._db, request.actor, UserId(request.number("id")))

    async def _list(self, user_id: UserId, this: bytes) -> SessionList:
        return SessionList([_row(kept, this) for kept in await self._sessions.of(user_id)])


def _row(kept: Kept, this: bytes) -> SessionRow:
    return SessionRow(
        name_of_session(kept.key),
        kept.device.browser,
        kept.device.system,
        kept.address,
        kept.created_at,
        kept.seen_at,
        this=kept.key == this,
        elsewhere=None if kept.elsewhere is None else _elsewhere(kept.elsewhere),
    )


def _elsewhere(kept: Elsewhere) -> ElsewhereRow:
    return ElsewhereRow(kept.device.browser, kept.device.system, kept.address, kept.at)


def routes(sessions: Sessions, db: Database) -> tuple[Route, ...]:
    handle = _Routes(sessions, db)
    return (*_own_routes(handle), *_others_routes(handle))


def _own_routes(handle: _Routes) -> tuple[Route, ...]:
    own = Permission.SIGNED_IN
    return (
        Route("GET", "/api/sessions", own, handle.mine, "Where I am signed in", response=SessionList),
        Route(
            "DELETE",
            "/api/sessions",
            own,
            handle.end_my_others,
            "End my sessions but this one",
            response=Ending,
            in_person=True,
        ),
        Route(
            "DELETE",
            "/api/sessions/{session}",
            own,
            handle.end_mine,
            "End one of my sessions",
            status=204,
            errors=(NotFound,),
            in_person=True,
        ),
    )


def _others_routes(handle: _Routes) -> tuple[Route, ...]:
    manage, errors = Permission.MANAGE_PEOPLE, (NotFound, Forbidden)
    return (
        Route(
            "GET",
            "/api/users/{id}/sessions",
            manage,
            handle.theirs,
            "Where somebody is signed in",
            response=SessionList,
            errors=errors,
        ),
        Route(
            "DELETE",
            "/api/users/{id}/sessions",
            manage,
            handle.end_all_theirs,
            "End somebody's sessions, but the one that asks",
            response=Ending,
            errors=errors,
        ),
        Route(
            "DELETE",
            "/api/users/{id}/sessions/{session}",
            manage,
            handle.end_theirs,
            "End one of somebody's sessions",
            status=204,
            errors=errors,
        ),
    )
