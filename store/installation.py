"""One service works on one database: an advisory lock, held for as long as its connection lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

import asyncpg
import structlog

from store.errors import DatabaseAway, InstallationTaken
from store.pool import Connection, connect, reaching
from store.queries import load_queries

SQL = load_queries(__file__)

log = structlog.get_logger()

WORKING = 0x52_42_57_4B
"""The advisory lock ("RBWK") of the working service."""
CHECK_S = 10.0
RETRY_S = 0.5
PATIENCE_S = 2.0
"""A service that has just died holds it until Postgres has noticed; who begins in its place waits that long."""


class Ownership:
    """See `own_installation`."""

    def __init__(self, url: str, *, check_s: float = CHECK_S, patience_s: float = PATIENCE_S) -> None:
        self._url = url
        self._check_s = check_s
        self._patience_s = patience_s
        self._connection: Connection | None = None
        self._lost = asyncio.Event()

    @property
    def held(self) -> bool:
        """False while the database is away: nobody else can work on it either, as far as we know."""
        return self._connection is not None and not self._lost.is_set()

    async def take(self) -> None:
        """Raises `InstallationTaken`, `DatabaseAway`."""
        connection = await connect(self._url)
        self._lost.clear()
        connection.add_termination_listener(lambda _: self._lost.set())
        try:
            await self._lock(connection)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection

    async def _lock(self, connection: Connection) -> None:
        patience = f"{self._patience_s * 1000:.0f}ms"
        with reaching():
            await connection.execute(SQL["lock_patience"], patience)
            try:
                await connection.execute(SQL["own_installation"], WORKING)
            except asyncpg.LockNotAvailableError as taken:
                raise InstallationTaken from taken

    async def keep(self) -> NoReturn:
        """Takes it again whenever the connection breaks. Raises `InstallationTaken` if somebody else was quicker."""
        while True:
            await self._until_lost()
            log.warning("installation_lost", why="the connection that held it is gone")
            await self._regain()
            log.info("installation_regained")

    def release(self) -> None:
        if self._connection is not None:
            self._connection.terminate()

    async def _until_lost(self) -> None:
        while self.held:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._check_s):
                    await self._lost.wait()
            await self._check()

    async def _check(self) -> None:
        assert self._connection is not None
        try:
            with reaching():
                await self._connection.execute(SQL["is_alive"], timeout=self._check_s)
        except (DatabaseAway, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._lost.set()
            self._connection.terminate()

    async def _regain(self) -> None:
        while not self.held:
            try:
                await self.take()
            except DatabaseAway:
                await asyncio.sleep(RETRY_S)


@asynccontextmanager
async def own_installation(
    url: str, *, check_s: float = CHECK_S, patience_s: float = PATIENCE_S
) -> AsyncIterator[Ownership]:
    """Ours until the block is left. Raises `InstallationTaken`, `DatabaseAway`. Somebody must run `keep`."""
    ownership = Ownership(url, check_s=check_s, patience_s=patience_s)
    await ownership.take()
    try:
        yield ownership
    finally:
        ownership.release()
