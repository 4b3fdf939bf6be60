"""Who is turned away, in memory, for every call that comes in. The table is the truth; a notification is a hint."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from contacts.store import SQL
from kernel.ids import ProjectId
from kernel.phone import Phone
from store.listen import Listener, kept_new
from store.pool import Database
from telephony.routing import BlockedCaller

CHANNEL = "blocked_callers"


class BlockedCallers:
    """`load` once before it is asked, `run` to keep it new."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self._db = db
        self._all: frozenset[BlockedCaller] = frozenset()
        self._ends: Mapping[tuple[ProjectId | None, Phone], datetime | None] = MappingProxyType({})
        self._hint = asyncio.Event()
        listener.subscribe(CHANNEL, self._hint.set)

    def covers(self, project: ProjectId, number: Phone, at: datetime) -> bool:
        """Whether this project turns the number away then."""
        return any(self._is_on((where, number), at) for where in (project, None))

    def _is_on(self, key: tuple[ProjectId | None, Phone], at: datetime) -> bool:
        end = self._ends.get(key, at)
        return end is None or at < end

    def all(self) -> frozenset[BlockedCaller]:
        """Everybody on the list, also those whose time is over."""
        return self._all

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        rows = await self._db.fetch(SQL["all_blocked"])
        self._all = frozenset(BlockedCaller(Phone(row["number"]), row["project_id"], row["until"]) for row in rows)
        self._ends = {(each.project, each.number): each.until for each in self._all}

    async def run(self) -> None:
        """Until cancelled."""
        await kept_new(self._hint, self.load, "blocked_callers_not_read")
