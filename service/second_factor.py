"""`ringback second-factor reset`: the way back in where nobody who manages people can come in any more."""

from collections.abc import Callable

import structlog

from config.settings import Settings
from kernel.clock import Clock, SystemClock
from kernel.errors import NotFound, RingbackError, Unavailable
from kernel.ids import UserId
from store.pool import Queryable, open_database
from store.postgres import postgres
from store.queries import load_queries
from web import trail
from web.factors import Factors
from web.trail import Deed

SQL = load_queries(__file__, "queries_second_factor.sql")
RESET = "second_factor_reset"
SESSIONS_ENDED = "sessions_ended"
"""The channel on which a running service is told, so that open pages and their phones are over as well."""
Say = Callable[[str], None]

log = structlog.get_logger()


class NothingToReset(RingbackError):
    """The person has no second factor."""


async def reset_second_factor(settings: Settings, name: str, say: Say, clock: Clock | None = None) -> int:
    """Whether the service runs or not. Ends their sessions. Raises `NotFound`, `NothingToReset`."""
    async with (
        postgres(settings.database_url.reveal(), settings.data_dir) as url,
        open_database(url) as database,
        database.transaction() as db,
    ):
        user_id, kept = await _found(db, name)
        if await db.fetchval(SQL["reset"], user_id) is None:
            raise NothingToReset(f"{kept} has no second factor.")
        deed = Deed(RESET, what=str(user_id), user_name="the command line")
        await db.execute(trail.SQL["add"], *trail.row_of(deed, (clock or SystemClock()).now()))
    say(f"{kept} signs in by their password alone now, and is signed out everywhere.")
    return 0


async def _found(db: Queryable, name: str) -> tuple[UserId, str]:
    row = await db.fetchrow(SQL["person"], name)
    if row is None:
        raise NotFound(f"There is nobody of the name {name[:64]}.")
    return UserId(row["id"]), row["name"]


async def tell_of_unreadable(factors: Factors) -> None:
    """At the start: a key that is not the one that second factors were sealed with is in the log, with what to do."""
    try:
        people = await factors.unreadable()
    except Unavailable:
        return
    if people:
        log.error("second_factors_unreadable", people=people, todo="bring back the secret key, or reset them")
