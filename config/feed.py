"""Keeps the catalog current: loaded again when the database says that something changed, and now and then anyway."""

import asyncio
from datetime import datetime

import structlog

from config.catalog import Catalog
from config.store import load_catalog
from kernel.clock import Clock
from store.listen import Listener, kept_new
from store.pool import Database

log = structlog.get_logger()

CHANNEL = "catalog"


class CatalogFeed:
    """`catalog` is always the newest snapshot that could be loaded; while the database is away, the last one."""

    def __init__(self, database: Database, listener: Listener, clock: Clock) -> None:
        self.catalog = Catalog()
        self._database = database
        self._clock = clock
        self._hinted = asyncio.Event()
        self._loaded = asyncio.Condition()
        self._loading = asyncio.Lock()
        self._alarm: asyncio.TimerHandle | None = None
        listener.subscribe(CHANNEL, self._hinted.set)

    async def load(self) -> None:
        """Loads it now, with all that was committed before. Call it once before the first call is taken.

        One after the other, so that no older snapshot comes after a newer one. Raises `DatabaseAway`.
        """
        async with self._loading:
            await self._load(self._clock.now())

    async def _load(self, now: datetime) -> None:
        catalog = await load_catalog(self._database, now)
        async with self._loaded:
            if catalog != self.catalog:
                log.info("catalog_loaded", projects=len(catalog.projects), numbers=len(catalog.numbers))
            self.catalog = catalog
            self._loaded.notify_all()
        self._wake_at(catalog.changes_at, now)

    def _wake_at(self, moment: datetime | None, now: datetime) -> None:
        """What was planned comes into force by itself."""
        self._sleep()
        if moment is not None:
            self._alarm = asyncio.get_running_loop().call_later((moment - now).total_seconds(), self._hinted.set)

    def _sleep(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await kept_new(self._hinted, self.load, "catalog_kept")
        finally:
            self._sleep()

    async def until_loaded(self) -> Catalog:
        """The next snapshot that is loaded."""
        async with self._loaded:
            await self._loaded.wait()
        return self.catalog
