"""Which schema the database has, and bringing it to the one this code was written for. Forward only."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from store.errors import DatabaseTooNew
from store.pool import Connection, connect

MIGRATING = 0x52_42_4D_49
"""The advisory lock ("RBMI") that a migrating process holds."""
MIGRATING_S = 600.0

_HERE = Path(__file__).parent
_STEP = re.compile(r"v(\d{4})_\w+\.py")


@dataclass(frozen=True)
class Current:
    """The database has exactly the schema of this code."""


@dataclass(frozen=True)
class Behind:
    """`steps` migrations are still to be applied; an empty database is behind by all of them."""

    steps: int


@dataclass(frozen=True)
class Ahead:
    """A newer Ringback has migrated this database to a `revision` that this code does not know."""

    revision: str


SchemaState = Current | Behind | Ahead


def revisions() -> tuple[str, ...]:
    """Every step this code knows, oldest first, read from the file names: alembic takes 0.3 s to import."""
    return tuple(sorted(found[1] for path in (_HERE / "versions").iterdir() if (found := _STEP.fullmatch(path.name))))


def compare(applied: str | None, known: tuple[str, ...]) -> SchemaState:
    """Where a database that says `applied` stands against the `known` steps. None: it has no schema yet."""
    if applied is None:
        return Behind(len(known))
    if applied not in known:
        return Ahead(applied)
    missing = len(known) - known.index(applied) - 1
    return Behind(missing) if missing else Current()


async def schema_state(url: str) -> SchemaState:
    """Raises `DatabaseAway` where there is no database to ask."""
    async with _connected(url) as connection:
        return compare(await _applied(connection), revisions())


async def migrate(url: str) -> SchemaState:
    """Applies what is missing, all of it or none, and returns the state found before.

    Raises `DatabaseTooNew` rather than touch a database of a newer Ringback. Two processes may call it at once: one
    waits for the other and then finds nothing left to do.
    """
    async with _connected(url) as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", MIGRATING)
        found = compare(await _applied(connection), revisions())
        match found:
            case Ahead(revision):
                raise DatabaseTooNew(revision, revisions()[-1])
            case Behind():
                from store.migrations.upgrade import upgrade  # noqa: PLC0415  alembic takes 0.3 s to import

                await upgrade(url)
    return found


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    connection = await connect(url, command_s=MIGRATING_S)
    try:
        yield connection
    finally:
        await connection.close()


async def _applied(connection: Connection) -> str | None:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision
