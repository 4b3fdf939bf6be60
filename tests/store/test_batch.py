import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from store.batch import MOST_TOGETHER, apply, apply_new, are_apart, register
from store.pool import Database, connect
from store.spool import Entry, FactRow, Row, Write
from tests.waiting import until

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
COUNT_UP = """
    INSERT INTO agent_states (agent_id, state, since) VALUES ($1, '1', $2)
    ON CONFLICT (agent_id) DO UPDATE SET state = to_jsonb(agent_states.state::int + 1)
"""
SIGN_OUT = "UPDATE agent_states SET state = '0' WHERE agent_id = $1"
COUNT_WORDS = "SELECT count(*) FROM agent_states"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def test_a_statement_that_was_given_up_cannot_write_again_what_was_replayed(database: Database) -> None:
    entry = Entry(uuid4(), 1, Write((FactRow("call", "one", "K", AT, {}),), (Row(COUNT_UP, (1, AT)),)))
    given_up, second, holder = [await connect(database.url) for _ in range(3)]
    await register(given_up, entry.writer)

    async with asyncio.TaskGroup() as group, holder.transaction():
        await holder.execute("LOCK TABLE facts IN ACCESS EXCLUSIVE MODE")
        late = group.create_task(outcome(apply(given_up, [entry])))
        await until(lambda: is_waiting(database, 1))
        replay = group.create_task(outcome(apply_new(second, [entry])))
        await until(lambda: is_waiting(database, 2))
    for connection in (given_up, second, holder):
        await connection.close()

    assert (late.result(), replay.result()) == (asyncpg.DivisionByZeroError, None)
    assert await database.fetchval("SELECT count(*) FROM facts") == 1
    assert await database.fetchval("SELECT state FROM agent_states") == 1


async def outcome(writing: Awaitable[object]) -> type[BaseException] | None:
    """The kind of error it ended with, None if it ended well."""
    try:
        await writing
    except asyncpg.PostgresError as error:
        return type(error)
    return None


async def is_waiting(database: Database, number: int) -> bool:
    return bool(await database.fetchval(WAITING) == number)


async def test_applying_again_what_is_there_changes_nothing(database: Database) -> None:
    writer = uuid4()
    entries = [Entry(writer, seq, Write((), (Row(COUNT_UP, (1, AT)),))) for seq in (1, 2, 3)]
    connection = await connect(database.url)

    await apply_new(connection, entries[:2])
    await apply_new(connection, entries)
    await apply_new(connection, entries)
    await connection.close()

    assert await database.fetchval("SELECT state FROM agent_states") == 3


async def test_rows_of_several_agents_are_written_by_one_statement(database: Database) -> None:
    entries = [
        Entry(UUID(int=7), seq, Write((FactRow("agent", f"{seq}", "K", AT, {}),), (count_up(seq),)))
        for seq in (1, 2, 3)
    ]
    connection, sent = await connect(database.url), list[str]()
    await register(connection, UUID(int=7))

    connection.add_query_logger(lambda query: sent.append(query.query))
    ids = await apply(connection, entries)
    await connection.close()

    assert [query.count("INTO agent_states") for query in sent if query.startswith(("-- write_facts", "BEGIN"))] == [3]
    assert [len(own) for own in ids] == [1, 1, 1]
    assert await database.fetchval("SELECT array_agg(agent_id ORDER BY agent_id) FROM agent_states") == [1, 2, 3]


@pytest.mark.parametrize(
    ("rows", "apart"),
    [
        ([], True),
        ([("1", COUNT_UP), ("2", COUNT_UP)], True),
        ([("1", COUNT_UP), ("1", "DELETE FROM loans WHERE id = $1")], True),
        ([("1", COUNT_UP), ("1", COUNT_UP)], False),
        ([("1", COUNT_UP), ("2", SIGN_OUT)], False),
        ([("1", COUNT_WORDS)], False),
        ([(f"{nth}", COUNT_UP) for nth in range(MOST_TOGETHER)], True),
        ([(f"{nth}", COUNT_UP) for nth in range(MOST_TOGETHER + 1)], False),
    ],
)
def test_a_statement_takes_what_cannot_see_one_another(rows: list[tuple[str, str]], apart: bool) -> None:
    assert are_apart([Row(sql, (), key) for key, sql in rows]) is apart


def count_up(agent: int) -> Row:
    return Row(COUNT_UP, (agent, AT), f"agent {agent}")
