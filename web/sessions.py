"""Where somebody is signed in: seen and ended, by themselves or by who manages them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec

from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.http import Request, Route
from kernel.ids import UserId
from store.pool import Database, Queryable, Record
from store.queries import load_queries
from web import whose
from web.devices import Device, device_of
from web.door import name_of_session
from web.whose import Operation

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
        keys = await end_others(self._db, user_id, but)
        self._ended(keys)
        return len(keys)


async def end_others(db: Queryable, user_id: UserId, but: bytes) -> Sequence[bytes]:
    """All of somebody's sessions but one; the keys of those that have ended by it."""
    return _keys(await db.fetch(SQL["end_others"], user_id, but))


def _keys(rows: Sequence[Record]) -> Sequence[bytes]:
    return [row["token_hash"] for row in rows]


def _kept(row: Record) -> Kept:
    device, at = device_of(row["user_agent"]), row["elsewhere_at"]
    elsewhere = None if at is None else Elsewhere(device_of(row["elsewhere_agent"]), row["elsewhere"], at)
    return Kept(row["token_hash"], device, row["address"], row["created_at"], row["seen_at"], elsewhere)


async def known_here(db: Queryable, name: str, peer: str) -> bool:
    """Whether who has this name has got in from this address before."""
    return bool(await db.fetchval(SQL["known_here"], name, peer))


class _Routes:
    """The handlers, of whosever sessions."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def list(self, request: Request[None, None], owner: UserId) -> SessionList:
        return SessionList([_row(kept, request.session) for kept in await self._sessions.of(owner)])

    async def end(self, request: Request[None, None], owner: UserId) -> None:
        await self._sessions.end(owner, request.path["session"])

    async def end_others(self, request: Request[None, None], owner: UserId) -> Ending:
        """All; of oneself the one that asks stays."""
        but = request.session if owner == request.actor.user_id else NOBODYS
        return Ending(await self._sessions.end_others(owner, but))


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
    handle, one = _Routes(sessions), "sessions/{session}"
    return whose.routes(
        db,
        (
            Operation(
                "GET",
                "sessions",
                handle.list,
                "Where I am signed in",
                "Where somebody is signed in",
                response=SessionList,
                in_person=False,
            ),
            Operation(
                "DELETE",
                "sessions",
                handle.end_others,
                "End my sessions but this one",
                "End somebody's sessions, but the one that asks",
                response=Ending,
            ),
            Operation(
                "DELETE",
                one,
                handle.end,
                "End one of my sessions",
                "End one of somebody's sessions",
                status=204,
                errors=(NotFound,),
            ),
        ),
    )
