"""Who saves the set-up does so alone: here, and in every other process that works on the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.changes.store import PATIENCE_S, take_turn
from store.errors import Occupied
from store.pool import Database, Queryable


class Turns:
    """One after the other. Who waits here has no connection: there are few, and all of the service needs them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Queryable]:
        """A transaction. Raises `Occupied` when it was waited for too long, `DatabaseAway`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._free.acquire()
        except TimeoutError:
            raise Occupied from None
        try:
            async with self._database.transaction() as tx:
                await take_turn(tx, PATIENCE_S)
                yield tx
        finally:
            self._free.release()
