"""API tokens: what a program presents in a person's name. Shown once, kept as a hash, never more than their owner."""

import base64
import secrets
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kernel.clock import Clock
from kernel.errors import NOTHING, BadInput, Conflict, NotFound
from kernel.http import Actor
from kernel.ids import UserId
from kernel.permissions import Permission
from store.pool import Database, Record
from store.queries import load_queries
from web import store
from web.door import Guest, key_of
from web.limit import Tries
from web.problems import TooManyTries

SQL = load_queries(__file__, "queries_tokens.sql")

PREFIX = "rb_"
TOKEN_BYTES = 32
_SIGNS = 43 + 6  # of the random part, and of its checksum
LONGEST = timedelta(days=366)
MOST = 20
"""Tokens of one person that can be used at the same time."""
USED_EVERY = timedelta(minutes=1)
BAD_TRIES, BAD_WINDOW_SECONDS = 30, 300.0
REMEMBERED = 1_000

IN_PERSON = frozenset({Permission.PUBLIC, Permission.SIGNED_IN, Permission.MANAGE_PEOPLE})
"""What is not given to a token: the first two everybody has, people are managed by people."""

Randomness = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token. Times are UTC; `used_at` lags by up to a minute."""

    id: int
    name: str
    permissions: frozenset[Permission]
    created_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token to be made."""

    name: str
    permissions: frozenset[Permission]
    expires_at: datetime


def spelled(random: bytes) -> str:
    """A token as it is shown: a prefix by which leaked ones are found, and a checksum, so that mistyped ones are not
    looked for.
    """
    body = base64.urlsafe_b64encode(random).rstrip(b"=").decode()
    return f"{PREFIX}{body}{_checksum(body)}"


def is_spelled(token: str) -> bool:
    """Whether it could be one of ours."""
    body = token.removeprefix(PREFIX)
    return token.startswith(PREFIX) and len(body) == _SIGNS and _checksum(body[:-6]) == body[-6:]


def _checksum(body: str) -> str:
    return base64.urlsafe_b64encode(zlib.crc32(body.encode()).to_bytes(4, "big")).rstrip(b"=").decode()


def check(wanted: Wanted, owner: Actor, now: datetime) -> None:
    """Raises BadInput where it would be wider than its owner, or last too long."""
    if not wanted.name.strip():
        raise BadInput("name", wanted.name, "a name by which you know the token again")
    if not now < wanted.expires_at <= now + LONGEST:
        raise BadInput("expires_at", wanted.expires_at.isoformat(), f"within {LONGEST.days} days from now")
    grantable = owner.permissions - IN_PERSON
    if wider := sorted(wanted.permissions - grantable):
        raise BadInput("permissions", wider[0].value, f"some of {', '.join(sorted(grantable))}")
    if not wanted.permissions:
        raise BadInput("permissions", NOTHING, "one permission at least")


class Tokens:
    """Those of one installation. Raises Unavailable while the database is away.

    `random_bytes` must be fit for secrets. `ended` is told of each token that is revoked.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        ended: Callable[[Sequence[bytes]], None],
        random_bytes: Randomness | None = None,
    ) -> None:
        self._db, self._clock, self._ended = db, clock, ended
        self._random = random_bytes or secrets.token_bytes
        self._bad = Tries(BAD_TRIES, BAD_WINDOW_SECONDS)
        self._good: set[bytes] = set()

    async def make(self, owner: UserId, wanted: Wanted, by: Actor) -> tuple[int, str]:
        """Its id, and the token itself, which nobody can be told again. Raises BadInput, Conflict, NotFound."""
        now, token = self._clock.now(), spelled(self._random(TOKEN_BYTES))
        actor = await store.actor_of(self._db, owner)
        if actor is None:
            raise NotFound(f"There is no active user {owner}.")
        check(wanted, actor, now)
        if await self._db.fetchval(SQL["count_good"], owner, now) >= MOST:
            raise Conflict(f"{actor.name} has {MOST} tokens already: revoke one that is not needed.")
        return await self._add(owner, wanted, by, now, token), token

    async def _add(self, owner: UserId, wanted: Wanted, by: Actor, now: datetime, token: str) -> int:
        permissions: Collection[str] = sorted(wanted.permissions)
        name, until = wanted.name.strip(), wanted.expires_at
        made: int = await self._db.fetchval(SQL["add"], key_of(token), owner, name, permissions, now, by.name, until)
        return made

    async def of(self, owner: UserId) -> Sequence[Token]:
        return [_token(row) for row in await self._db.fetch(SQL["tokens_of"], owner)]

    async def revoke(self, owner: UserId, token: int) -> None:
        """Raises NotFound where the user has no such token, or no longer."""
        key = await self._db.fetchval(SQL["revoke"], owner, token, self._clock.now())
        if key is None:
            raise NotFound("There is no such token, or it was revoked before.")
        self._good.discard(key)
        self._ended([key])

    async def enter(self, token: str, peer: str) -> Guest | None:
        """Whose token it is; None where it is none of ours, or no longer.

        Raises TooManyTries for an address with many bad ones; one that was good before is asked for all the same.
        """
        key = key_of(token)
        if key not in self._good:
            self._refuse_guessing(peer)
        guest = await self.holder(key) if is_spelled(token) else None
        if guest is None:
            self._bad.take(peer, self._clock.monotonic())
        elif len(self._good) < REMEMBERED:
            self._good.add(key)
        return guest

    def _refuse_guessing(self, peer: str) -> None:
        wait = self._bad.left(peer, self._clock.monotonic())
        if wait:
            raise TooManyTries(f"Too many bad tokens from this address: try again in {wait} seconds.", wait)

    async def holder(self, key: bytes) -> Guest | None:
        """The same, by the token's key."""
        now = self._clock.now()
        row = await self._db.fetchrow(SQL["good"], key, now)
        actor = await store.actor_of(self._db, row["user_id"]) if row else None
        if row is None or actor is None:
            self._good.discard(key)
            return None
        if row["used_at"] is None or now - row["used_at"] >= USED_EVERY:
            await self._db.execute(SQL["used"], row["id"], now)
        limit = _permissions(row) | {Permission.PUBLIC, Permission.SIGNED_IN}
        return Guest(replace(actor, limit=limit), key, row["id"])


def _permissions(row: Record) -> frozenset[Permission]:
    """A word that this version does not know allows nothing."""
    known = set(Permission)
    return frozenset(Permission(each) for each in row["permissions"] if each in known)


def _token(row: Record) -> Token:
    return Token(
        row["id"],
        row["name"],
        _permissions(row),
        row["created_at"],
        row["made_by"],
        row["expires_at"],
        row["used_at"],
        row["revoked_at"],
    )
