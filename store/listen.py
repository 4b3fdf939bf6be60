"""Hearing that something changed. A notification is a hint: it may come twice or not at all; the table is the truth."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog

from store.errors import DatabaseAway
from store.pool import LOST, Connection, connect, reaching
from store.queries import load_queries

SQL = load_queries(__file__)

log = structlog.get_logger()

POLL_S = 15.0
"""Every callback is called at least this often, and a connection that died silently is noticed."""
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)


async def kept_new(hint: asyncio.Event, load: Callable[[], Awaitable[None]], otherwise: str) -> None:
    """Until cancelled: `load` at each hint, which comes at least every `POLL_S`.

    What cannot be loaded, because the database is away or a row does not read, leaves what was loaded before in force,
    and is logged as `otherwise`.
    """
    while True:
        await hint.wait()
        hint.clear()
        try:
            await load()
        except Exception as error:
            log.warning(otherwise, why=str(error))


class Listener:
    """LISTEN on a connection of its own, made again whenever it breaks."""

    def __init__(self, url: str, *, poll_s: float = POLL_S) -> None:
        self._url = url
        self._poll_s = poll_s
        self._callbacks: dict[str, list[Callable[[], None]]] = {}
        self._failures = 0
        self._woken = asyncio.Event()

    def subscribe(self, channel: str, changed: Callable[[], None]) -> None:
        """`changed` must not block; it hears hints, reconnections and polls alike."""
        self._callbacks.setdefault(channel, []).append(changed)
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. That the database is away is logged once and does not end it."""
        while True:
            try:
                async with self._connected() as connection:
                    await self._follow(connection)
            except (DatabaseAway, asyncpg.PostgresError) as away:
                if self._failures == 0:
                    log.warning("listener_lost_the_database", why=str(away))
            await asyncio.sleep(RETRY_S[min(self._failures, len(RETRY_S) - 1)])
            self._failures += 1

    async def _follow(self, connection: Connection) -> None:
        heard: set[str] = set()
        while not connection.is_closed():
            self._woken.clear()
            for channel in self._callbacks.keys() - heard:
                with reaching():
                    await connection.add_listener(channel, self._hear)
                heard.add(channel)
            self._failures = 0
            self._call_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._woken.wait()
            with reaching():
                await connection.execute(SQL["is_alive"], timeout=self._poll_s)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        connection = await connect(self._url)
        connection.add_termination_listener(lambda _: self._woken.set())
        try:
            yield connection
        finally:
            with suppress(*LOST, asyncpg.InterfaceError):
                connection.terminate()

    def _hear(self, _connection: Connection, _pid: int, channel: str, _payload: str) -> None:
        self._call(channel)

    def _call_all(self) -> None:
        for channel in tuple(self._callbacks):
            self._call(channel)

    def _call(self, channel: str) -> None:
        for changed in self._callbacks[channel]:
            changed()
