"""Reaching Postgres: connections that speak jsonb, a pool, and errors said in one sentence."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias

import asyncpg
import msgspec

from store.errors import OLDEST_SERVER, Clashed, Collided, DatabaseAway, DatabaseTooOld, Occupied

CONNECT_S = 5.0
COMMAND_S = 30.0
POOL_SIZE = 8

# asyncpg carries no types.
Connection: TypeAlias = Any
Record: TypeAlias = Any

_JSONB_VERSION = b"\x01"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

LOST: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""What asyncpg raises when there is no database to talk to, or no longer."""
BROKEN = (asyncpg.InterfaceError, asyncpg.InternalClientError, *LOST)
"""What it may raise besides on a connection that is being torn off while it is given back."""


@contextmanager
def reaching() -> Iterator[None]:
    """Turns a database that is away into `DatabaseAway`, a deadlock into `Collided`, a long wait into `Occupied`."""
    try:
        yield
    except asyncpg.DeadlockDetectedError as collided:
        raise Collided from collided
    except asyncpg.LockNotAvailableError as held:
        raise Occupied from held
    except (asyncpg.InternalClientError, *LOST) as lost:
        # The first is what asyncpg says where the connection is cut in the middle of an exchange.
        raise DatabaseAway(lost) from lost
    except asyncpg.InterfaceError as error:
        if "closed" in str(error) or "connection" in str(error):
            raise DatabaseAway(error) from error
        raise


@contextmanager
def clashes_told() -> Iterator[None]:
    """Turns what does not go together with other rows, which no check of ours has seen, into `Clashed`."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        raise Clashed(_clashing(error)) from error


def _clashing(error: asyncpg.IntegrityConstraintViolationError) -> str:
    """Of a row that is refused Postgres tells all, secrets too: its detail counts only where it is a key alone."""
    match error:
        case asyncpg.UniqueViolationError() if error.detail:
            return str(error.detail)
        case asyncpg.ForeignKeyViolationError():
            return str(error.table_name).replace("_", " ")
        case _:
            return str(error.constraint_name or f"{error.table_name}.{error.column_name}")


async def connect(url: str, *, command_s: float | None = COMMAND_S) -> Connection:
    """One connection outside the pool. Raises `DatabaseAway` or `DatabaseTooOld`."""
    with reaching():
        connection: Connection = await asyncpg.connect(url, timeout=CONNECT_S, command_timeout=command_s)
    try:
        await _prepare(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _prepare(connection: Connection) -> None:
    version = connection.get_server_version()
    if version.major < OLDEST_SERVER:
        raise DatabaseTooOld(f"{version.major}.{version.minor}")
    with reaching():
        await connection.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            format="binary",
            encoder=lambda value: _JSONB_VERSION + _encode(value),
            decoder=lambda data: _decode(memoryview(data)[1:]),
        )


class Queryable:
    """What a typed query function needs: a pool or one connection in a transaction, it does not care which."""

    def __init__(self, target: Any) -> None:
        self._target = target

    async def fetch(self, sql: str, *args: object) -> list[Record]:
        with reaching():
            rows: list[Record] = await self._target.fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: object) -> Record | None:
        with reaching():
            row: Record | None = await self._target.fetchrow(sql, *args)
        return row

    async def fetchval(self, sql: str, *args: object) -> Any:
        with reaching():
            return await self._target.fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> str:
        """Returns Postgres' command tag, such as "UPDATE 1"."""
        with reaching():
            tag: str = await self._target.execute(sql, *args)
        return tag

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        with reaching():
            await self._target.executemany(sql, rows)

    def once_kept(self, do: Callable[[], None]) -> None:
        """Does it as soon as what was written stands: at once, or after the commit of the transaction this is in."""
        do()


class Transaction(Queryable):
    """A connection in a transaction. What waits for a commit that fails, or whose answer is lost, is never done."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._waiting: list[Callable[[], None]] = []

    def once_kept(self, do: Callable[[], None]) -> None:
        self._waiting.append(do)

    def kept(self) -> None:
        """It is committed."""
        for do in self._waiting:
            do()


class Database(Queryable):
    """The pool. Every call takes a connection, and raises `DatabaseAway` when there is none to be had.

    jsonb comes and goes as what msgspec makes of JSON: dicts, lists, strings; structs are accepted on the way in.
    """

    def __init__(self, url: str, pool: Any) -> None:
        super().__init__(pool)
        self.url = url
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queryable]:
        """Committed when the block ends well, rolled back when it raises."""
        with reaching():
            connection = await self._pool.acquire(timeout=CONNECT_S)
        try:
            tx = Transaction(connection)
            async with _transaction(connection):
                yield tx
            tx.kept()
        finally:
            # Lost only now, it takes nothing of the transaction with it; the pool has dropped it.
            with suppress(*BROKEN):
                await self._pool.release(connection)


@asynccontextmanager
async def _transaction(connection: Any) -> AsyncIterator[None]:
    """Keeps what the block itself raises apart from a database that goes away at BEGIN or COMMIT."""
    transaction = connection.transaction()
    with _whole(connection), reaching():
        await transaction.start()
    try:
        yield
    except BaseException:
        with suppress(*BROKEN), _whole(connection):
            await transaction.rollback()
        raise
    with _whole(connection), reaching():
        await transaction.commit()


@contextmanager
def _whole(connection: Any) -> Iterator[None]:
    """A connection that was left in the middle of BEGIN, COMMIT or ROLLBACK is nobody's next one."""
    try:
        yield
    except BaseException:
        with suppress(*BROKEN):  # Where the loss was noticed at once, the pool has it back by now.
            connection.terminate()
        raise


@asynccontextmanager
async def open_database(url: str, *, size: int = POOL_SIZE) -> AsyncIterator[Database]:
    """A pool of at most `size` connections, none made before it is needed. Raises `DatabaseAway`, `DatabaseTooOld`."""
    with reaching():
        pool = await asyncpg.create_pool(
            url, min_size=0, max_size=size, init=_prepare, reset=_as_it_is, timeout=CONNECT_S, command_timeout=COMMAND_S
        )
    try:
        database = Database(url, pool)
        await database.fetchval("SELECT 1")
        yield database
    finally:
        await _close(pool)


async def _as_it_is(_connection: Connection) -> None:
    """Nobody changes a session's settings, locks or listens on a connection of the pool: to set all that back would
    double the round trips. A transaction that was left open is rolled back all the same.
    """


async def _close(pool: Any) -> None:
    """Waits for queries under way, but not for ever: a frozen server must not keep the service from stopping."""
    try:
        async with asyncio.timeout(CONNECT_S):
            await pool.close()
    except LOST:
        pool.terminate()
