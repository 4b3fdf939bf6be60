"""The do-not-call list in memory, for what is dialled by hand. The table is the truth; a notification is a hint."""

import asyncio

from contacts.store import SQL
from kernel.ids import ProjectId
from kernel.phone import Phone
from store.listen import Listener, kept_new
from store.pool import Database

CHANNEL = "do_not_call"


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
        """Until cancelled."""
        await kept_new(self._hint, self.load, "do_not_call_not_read")
