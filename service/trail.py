"""`ringback trail check`: whether the trail is as it was written. And its seal in the log, where the database cannot
reach it.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from config.settings import Settings
from kernel.errors import RingbackError
from store.pool import Database, open_database
from store.postgres import postgres
from web.trail_check import NOTHING, Broken, Seal, check, head, seal_of

SEAL_EVERY_S = 3600.0
Say = Callable[[str], None]

log = structlog.get_logger()


class NoSeal(RingbackError):
    """What was given on the command line is none."""


async def check_trail(settings: Settings, kept: Sequence[str], say: Say) -> int:
    """1 where it is broken. Raises `NoSeal`."""
    seals = [_seal(text) for text in kept]
    async with (
        postgres(settings.database_url.reveal(), settings.data_dir) as url,
        open_database(url) as database,
    ):
        match await check(database, seals):
            case Broken(why=why):
                say(f"The trail is broken. {why}")
                return 1
            case found:
                say(f"The trail is whole: {found.id} rows. Keep this seal elsewhere to check against later: {found}")
                return 0


def _seal(text: str) -> Seal:
    seal = seal_of(text)
    if seal is None:
        raise NoSeal(f"seal: got {text[:80]!r}, accepted is a row's number, a colon and 64 hexadecimal digits.")
    return seal


class Sealer:
    """Writes the seal of the trail's end into the log: at the start, and every hour in which it has grown."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = NOTHING

    async def run(self) -> None:
        """Until cancelled. Raises `DatabaseAway`, and is begun again."""
        while True:
            await self.seal()
            await asyncio.sleep(SEAL_EVERY_S)

    async def seal(self) -> None:
        found = await head(self._database)
        if found != self._last:
            log.info("trail_sealed", seal=str(found))
            self._last = found
