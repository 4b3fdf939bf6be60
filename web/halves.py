"""Between password and code: whose password was right, and who has a second step to take before they are let in."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kernel.clock import Clock
from kernel.http import Actor, NotSignedIn
from kernel.ids import UserId
from store.pool import Database
from store.queries import load_queries
from web import store
from web.door import key_of

SQL = load_queries(__file__, "queries_halves.sql")
LASTS = timedelta(minutes=10)
TOKEN_BYTES = 32
OVER = "The time for the second step is over, or it was taken already: sign in again."


class Needs(StrEnum):
    """The step that is left: a code, or setting up what makes codes, for who must have it and has not."""

    CODE = "code"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Half:
    """`token` goes into a cookie of its own and is kept nowhere else; it opens nothing but the second step."""

    needs: Needs
    token: str


@dataclass(frozen=True, slots=True)
class Owing:
    """Who has yet to take their second step. `key` names the half session and cannot be used to take it."""

    actor: Actor
    needs: Needs
    key: bytes


class Halves:
    """Raises Unavailable while the database is away. `random_bytes` must be fit for secrets."""

    def __init__(self, db: Database, clock: Clock, random_bytes: Callable[[int], bytes]) -> None:
        self._db, self._clock, self._random = db, clock, random_bytes

    async def needed(self, user_id: UserId) -> Needs | None:
        """None for who may come in by their password alone."""
        step = await self._db.fetchval(SQL["second_step"], user_id)
        return None if step is None else Needs(step)

    async def open(self, user_id: UserId, needs: Needs) -> Half:
        token = base64.urlsafe_b64encode(self._random(TOKEN_BYTES)).rstrip(b"=").decode()
        now = self._clock.now()
        await self._db.execute(SQL["forget_halves"], now)
        await self._db.execute(SQL["add_half"], key_of(token), user_id, now + LASTS)
        return Half(needs, token)

    async def owing(self, token: str, needs: Needs) -> Owing:
        """Who has to take just this step. Raises NotSignedIn."""
        key = key_of(token)
        user_id = await self._db.fetchval(SQL["half"], key, self._clock.now())
        actor = None if user_id is None else await store.actor_of(self._db, user_id)
        if actor is None or await self.needed(actor.user_id) is not needs:
            raise NotSignedIn(OVER)
        return Owing(actor, needs, key)

    async def spend(self, key: bytes) -> None:
        """Of two who come with one half session at the same time one is let in. Raises NotSignedIn."""
        if await self._db.fetchval(SQL["spend_half"], key, self._clock.now()) is None:
            raise NotSignedIn(OVER)
