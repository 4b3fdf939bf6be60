"""One transaction for everything that waits: its facts in one statement, its rows in as few as order allows."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import asyncpg

from store.pool import Connection
from store.queries import load_queries
from store.spool import Entry, Row

SQL = load_queries(__file__)

_FACTS_TAKE = 7  # parameters of write_facts
_PARAMETER = re.compile(r"\$(\d+)")
_CHANGE = re.compile(r"(\s*--.*\n)*\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?P<table>[\w.]+)", re.IGNORECASE)

MOST_TOGETHER = 8
"""Rows in one statement: each mixture of them is a text of its own, which the server has to plan and to keep."""

WRITE_S = 5.0
"""A batch that takes longer counts as lost with its connection: callers must not wait for a frozen server."""

REFUSED: tuple[type[BaseException], ...] = (
    asyncpg.DataError,
    asyncpg.exceptions.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.RaiseError,
    TypeError,
    ValueError,
)
"""The database understood the write and will not have it, ever. Anything else is worth another try."""


async def apply(connection: Connection, entries: Sequence[Entry]) -> list[tuple[int, ...]]:
    """Writes the entries, all of one run, and returns the ids of each one's facts. All or none."""
    rows = [row for entry in entries for row in entry.write.rows]
    if not are_apart(rows):
        async with _transaction(connection):
            return await _apply(connection, entries)
    # The usual batch. One statement is its own transaction, and costs a quarter or less of four round trips and more.
    async with asyncio.timeout(WRITE_S):
        return _shared_out(await _write_facts(connection, entries, sorted(rows, key=_sql)), entries)


async def apply_new(connection: Connection, entries: Sequence[Entry]) -> None:
    """As `apply`, leaving out what the database has already: it may have been written when we were last cut off."""
    async with _transaction(connection):
        done = await _progress(connection, entries[0].writer)
        if new := [entry for entry in entries if entry.seq > done]:
            await _apply(connection, new)


async def skip(connection: Connection, entry: Entry) -> None:
    """Counts a refused entry as done, unless it is."""
    async with _transaction(connection):
        if await _progress(connection, entry.writer) < entry.seq:
            await connection.execute(SQL["skip"], entry.writer, entry.seq)


async def register(connection: Connection, writer: UUID) -> None:
    """Must have been called once before a run's first entry is applied."""
    await connection.execute(SQL["register_writer"], writer)


@asynccontextmanager
async def _transaction(connection: Connection) -> AsyncIterator[None]:
    """Within `WRITE_S`. Rolls back what was refused; after any other error the connection must be given up."""
    async with asyncio.timeout(WRITE_S):
        await connection.execute("BEGIN")
        try:
            yield
        except REFUSED:
            await connection.execute("ROLLBACK")
            raise
        await connection.execute("COMMIT")


async def _progress(connection: Connection, writer: UUID) -> int:
    await register(connection, writer)
    done: int = await connection.fetchval(SQL["progress"], writer)
    return done


async def _apply(connection: Connection, entries: Sequence[Entry]) -> list[tuple[int, ...]]:
    # First, because it locks the run's row: a later try waits until it is known how this one ended.
    ids = await _write_facts(connection, entries)
    for sql, rows in grouped(row for entry in entries for row in entry.write.rows):
        if len(rows) == 1:
            await connection.execute(sql, *rows[0])
        else:
            await connection.executemany(sql, rows)
    return _shared_out(ids, entries)


async def _write_facts(connection: Connection, entries: Sequence[Entry], also: Sequence[Row] = ()) -> Sequence[int]:
    facts = [fact for entry in entries for fact in entry.write.facts]
    row = await connection.fetchrow(
        _with_rows(tuple((row.sql, len(row.args)) for row in also)),
        entries[-1].writer,
        entries[-1].seq,
        [fact.subject_kind for fact in facts],
        [fact.subject_id for fact in facts],
        [fact.kind for fact in facts],
        [fact.at for fact in facts],
        [fact.body for fact in facts],
        *(arg for row in also for arg in row.args),
    )
    return row["ids"] or ()


def are_apart(rows: Sequence[Row]) -> bool:
    """Whether they can be parts of one statement, which do not see one another: each changes a table of its own, or
    makes the same change under another key. And each is a change, because a SELECT would not be carried out.
    """
    changes = dict[str | None, str]()
    for row in rows:
        changes.setdefault(_changed_table(row.sql), row.sql)
    alike = all(changes[_changed_table(row.sql)] == row.sql for row in rows)
    keys = {(row.sql, row.key) for row in rows}
    return None not in changes and alike and len(keys) == len(rows) <= MOST_TOGETHER


def _sql(row: Row) -> str:
    return row.sql


@cache
def _changed_table(sql: str) -> str | None:
    found = _CHANGE.match(sql)
    return found["table"].lower() if found else None


@lru_cache(maxsize=256)
def _with_rows(rows: tuple[tuple[str, int], ...]) -> str:
    """Writes facts and rows in a single statement: of each row its SQL and how many parameters it takes."""
    parts, taken = "", _FACTS_TAKE
    for nth, (sql, takes) in enumerate(rows):
        parts += f"also{nth} AS (\n{_moved(sql, taken)}\n), "
        taken += takes
    return SQL["write_facts"].replace("WITH progress AS", f"WITH {parts}progress AS", 1)


def _moved(sql: str, by: int) -> str:
    """The same with its parameters counted on from others'."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", sql)


def _shared_out(ids: Sequence[int], entries: Sequence[Entry]) -> list[tuple[int, ...]]:
    numbers = iter(ids)
    return [tuple(next(numbers) for _ in entry.write.facts) for entry in entries]


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Rows of the same SQL together, so far as rows of the same key keep their order."""
    groups: list[tuple[str, list[tuple[Any, ...]]]] = []
    newest: dict[str, int] = {}  # the last group of each SQL
    reached: dict[str, int] = {}  # the last group that holds a row of each key
    for row in rows:
        place = newest.get(row.sql, -1)
        if place < reached.get(row.key, 0) or place < 0:
            place = newest[row.sql] = len(groups)
            groups.append((row.sql, []))
        groups[place][1].append(row.args)
        reached[row.key] = place
    return groups
