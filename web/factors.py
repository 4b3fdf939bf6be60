"""Second factors: set up with a phone, asked for a code when its owner signs in, turned off, reset by others.

The key that a phone's codes are made from is kept sealed; of recovery codes only hashes are kept.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, RingbackError
from kernel.ids import UserId
from kernel.permissions import Role
from store.pool import Database, Queryable
from store.queries import load_queries
from store.sealed import Seal, SealBroken
from web import codes
from web.limit import Tries
from web.problems import TooManyTries

SQL = load_queries(__file__, "queries_factors.sql")

BEGUN_LASTS = timedelta(minutes=15)
TRIES, TRIES_WINDOW_SECONDS = 10, 300.0
TRIES_A_DAY, DAY_SECONDS = 50, 86_400.0
"""Who knows the password may guess codes; with so many a day they would need years."""
NOTHING_BEGUN = "There is nothing to confirm: begin to set the second factor up again."
NONE_ON = "There is no second factor."
UNREADABLE = (
    "Your second factor cannot be read: this installation's key is another one. "
    "Use a recovery code, or have the second factor reset."
)

log = structlog.get_logger()


class Kind(StrEnum):
    """Of a code that was right."""

    PHONE = "phone"
    PAPER = "recovery code"


class CodeRefused(BadInput):
    """The code does not count. The sentence does not repeat it, and helps who has a wrong clock."""

    def __init__(self, now: datetime) -> None:
        RingbackError.__init__(
            self,
            "The code is not right, has passed, or was used before. "
            f"Here it is {now:%H:%M:%S} UTC: a phone whose clock is more than half a minute off makes other codes.",
        )
        self.field = "code"


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody needs for setting up their phone. `picture` is an SVG as a data address, of what a phone scans."""

    key: str
    picture: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with somebody's second factor. `since` None: they have none."""

    since: datetime | None
    codes_left: int
    required: bool


class Factors:
    """Those of one installation. Raises Unavailable while the database is away.

    `random_bytes` must be fit for secrets.
    """

    def __init__(
        self, db: Database, clock: Clock, seal: Seal, random_bytes: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._db, self._clock, self._seal, self._random = db, clock, seal, random_bytes
        self._lately = Tries(TRIES, TRIES_WINDOW_SECONDS)
        self._today = Tries(TRIES_A_DAY, DAY_SECONDS)

    async def standing(self, user_id: UserId) -> Standing:
        (row,) = await self._db.fetch(SQL["standing"], user_id)
        return Standing(row["since"], row["codes_left"], row["required"])

    # ---- setting it up

    async def begin(self, user_id: UserId, name: str) -> Shown:
        """A new key, which counts once a code of it is confirmed; the one that is on stays until then."""
        key = self._random(codes.KEY_BYTES)
        sealed = self._seal.seal(key, _purpose(user_id))
        await self._db.execute(SQL["begin"], user_id, sealed, self._clock.now() + BEGUN_LASTS)
        return Shown(codes.spelled(key), await asyncio.to_thread(picture, codes.address_of(key, name)))

    async def confirm(self, user_id: UserId, typed: str) -> Sequence[str]:
        """It is on from now on, in place of the one before. Returns the recovery codes, which nobody is told again.

        Raises CodeRefused, TooManyTries, and Conflict where nothing has been begun.
        """
        self._try(user_id)
        paper = await self._turn_on(user_id, typed)
        self._was_right(user_id)
        return paper

    async def _turn_on(self, user_id: UserId, typed: str) -> Sequence[str]:
        now = self._clock.now()
        async with self._db.transaction() as db:
            sealed = await db.fetchval(SQL["begun"], user_id, now)
            if sealed is None:
                raise Conflict(NOTHING_BEGUN)
            step = codes.step_of(self._opened(user_id, sealed), codes.plain(typed), now)
            if step is None:
                raise CodeRefused(now)
            await db.execute(SQL["turn_on"], user_id, sealed, now, step)
            await db.execute(SQL["forget_begun"], user_id)
            return await self._write_codes(db, user_id)

    async def new_codes(self, user_id: UserId) -> Sequence[str]:
        """Ten in place of those that are left. Raises Conflict for who has no second factor."""
        async with self._db.transaction() as db:
            if await db.fetchval(SQL["lock_factor"], user_id) is None:
                raise Conflict(NONE_ON)
            return await self._write_codes(db, user_id)

    async def _write_codes(self, db: Queryable, user_id: UserId) -> Sequence[str]:
        paper = [codes.on_paper(self._random(codes.PAPER_BYTES)) for _ in range(codes.PAPER)]
        await db.execute(SQL["forget_codes"], user_id)
        await db.execute(SQL["add_codes"], user_id, [codes.hash_of(codes.plain(each)) for each in paper])
        return paper

    # ---- asking for a code

    async def check(self, user_id: UserId, typed: str) -> Kind:
        """Which kind of code it was; it is not taken a second time.

        Raises CodeRefused, TooManyTries, and Conflict for who has no second factor, or whose cannot be read.
        """
        self._try(user_id)
        code, now = codes.plain(typed), self._clock.now()
        kind = await self._kind(user_id, code, now)
        if kind is None:
            raise CodeRefused(now)
        self._was_right(user_id)
        return kind

    async def _kind(self, user_id: UserId, code: str, now: datetime) -> Kind | None:
        if codes.is_of_phone(code):
            return Kind.PHONE if await self._takes(user_id, code, now) else None
        if codes.is_of_paper(code) and await self._db.fetchval(SQL["use_code"], user_id, codes.hash_of(code), now):
            return Kind.PAPER
        return None

    async def _takes(self, user_id: UserId, code: str, now: datetime) -> bool:
        row = await self._db.fetchrow(SQL["factor"], user_id)
        if row is None:
            raise Conflict(NONE_ON)
        step = codes.step_of(self._opened(user_id, row["sealed"]), code, now, after=row["last_step"])
        return step is not None and await self._db.fetchval(SQL["use_step"], user_id, step) is not None

    def _try(self, user_id: UserId) -> None:
        at = self._clock.monotonic()
        wait = self._lately.take(str(user_id), at) or self._today.take(str(user_id), at)
        if wait:
            raise TooManyTries(f"Too many codes were tried: try again in {wait} seconds.", wait)

    def _was_right(self, user_id: UserId) -> None:
        """Of the day's tries only this one does not count: others may be those of who knows the password."""
        self._lately.forgive(str(user_id))
        self._today.give_back(str(user_id))

    def _opened(self, user_id: UserId, sealed: bytes) -> bytes:
        try:
            return self._seal.open(sealed, _purpose(user_id))
        except SealBroken as error:
            log.error("second_factor_unreadable", user_id=user_id, why=str(error))
            raise Conflict(UNREADABLE) from error

    async def unreadable(self) -> int:
        """How many were sealed with another key than ours."""
        found: int = await self._db.fetchval(SQL["count_unreadable"], self._seal.head)
        return found

    # ---- without it

    async def remove(self, user_id: UserId) -> None:
        """With its recovery codes, and what was begun. Raises Conflict for who has none."""
        if await self._db.fetchval(SQL["remove"], user_id) is None:
            raise Conflict(NONE_ON)

    # ---- who must have one

    async def roles(self) -> Sequence[Role]:
        """In the order of the table of roles."""
        found = {row["role"] for row in await self._db.fetch(SQL["roles"])}
        return [role for role in Role if role in found]

    async def set_roles(self, roles: Iterable[Role]) -> None:
        """These and no others; counts from the next sign-in on."""
        await self._db.execute(SQL["set_roles"], sorted(set(roles)))


def _purpose(user_id: UserId) -> str:
    return f"totp:{user_id}"


def picture(address: str) -> str:
    """A QR code as an SVG, black on white whatever the page's colours. Takes 10 ms: not for the event loop."""
    import segno  # noqa: PLC0415 - needed once in somebody's life here, and slow to import

    found: str = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return found
