"""The peer: timers that pgqueuer keeps in Postgres, among as many that are due in a month."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager

from kernel.clock import SystemClock

_MORE = """
INSERT INTO pgqueuer (priority, execute_after, status, entrypoint, payload)
SELECT 0, now() + interval '30 days' + n * interval '1 second', 'queued', 'timer', NULL
FROM generate_series($1::integer, $2::integer) AS n
"""
_AT_ONCE = 50_000


class Timers:
    """`begun` says when each was taken in hand, by what was written on it."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._clock = SystemClock()
        self.begun: dict[str, datetime] = {}

    def took(self, name: str) -> None:
        self.begun[name] = self._clock.now()

    async def plan(self, due: Sequence[datetime]) -> None:
        """Each is named by the instant at which it is due."""
        for at in due:
            after: timedelta = at - self._clock.now()
            await self._queries.enqueue("timer", at.isoformat().encode(), execute_after=after)


@asynccontextmanager
async def open_timers(url: str, pending: int) -> AsyncIterator[Timers]:
    """On an empty database of its own."""
    asking, working = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        queries = Queries.from_asyncpg_connection(asking)
        await queries.install()
        for first in range(1, pending, _AT_ONCE):
            await asking.execute(_MORE, first, min(first + _AT_ONCE - 1, pending))
        await asking.execute("VACUUM ANALYZE pgqueuer")
        timers = Timers(queries)
        manager = QueueManager(Queries(AsyncpgDriver(working)))

        @manager.entrypoint("timer")
        async def take(job: Job) -> None:
            timers.took((job.payload or b"").decode())

        running = asyncio.create_task(manager.run())
        try:
            yield timers
        finally:
            manager.shutdown.set()
            await asyncio.gather(running, return_exceptions=True)
    finally:
        await asking.close()
        await working.close()
