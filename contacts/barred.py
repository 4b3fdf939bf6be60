"""The do-not-call list in memory, for what is dialled by hand. The table is the truth; a notification is a hint."""

import asyncio

import structlog

from contacts.store import SQL
from kernel.errors import Unavailable
from kernel.ids import ProjectId
from kernel.phone import Phone
from store.listen import Listener
from store.pool import Database

log = structlog.get_logger()

CHANNEL = "do_not_call"
POLL_S = 30.0


class BarredNumbers:
    """`load` once before it is asked, `run` to keep it new."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self._db = db
        self._listed: frozenset[tuple[int | None, str]] = frozenset()
        self._hint = asyncio.Event()
        listener.subscribe(CHANNEL, self._hint.set)

    def covers(self, project: ProjectId, number: Phone) -> bool:
        """For this project, or for all."""
        return (project, number.e164) in self._listed or (None, number.e164) in self._listed

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        rows = await self._db.fetch(SQL["all_listed"])
        self._listed = frozenset((row["project_id"], row["number"]) for row in rows)

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for: the list last read stays in force."""
        while True:
            try:
                async with asyncio.timeout(POLL_S):
                    await self._hint.wait()
            except TimeoutError:
                pass
            self._hint.clear()
            try:
                await self.load()
            except Unavailable as away:
                log.warning("do_not_call_not_read", why=str(away))
