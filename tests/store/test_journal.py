"""Facts in commit order, whatever happens to the database meanwhile."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from store.errors import SpoolFull, WriteRefused
from store.journal import FactRow, Journal, Row, Write, open_journal
from store.migrations.schema import migrate
from store.pool import Database, connect, open_database
from store.postgres import start_embedded
from tests.conftest import administer, url_of
from tests.waiting import until

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
UPSERT = """
    INSERT INTO agent_states (agent_id, state, since) VALUES ($1, $2, $3)
    ON CONFLICT (agent_id) DO UPDATE SET state = excluded.state, since = excluded.since
"""


def fact(number: int, subject: str = "one") -> FactRow:
    return FactRow("call", subject, "Numbered", AT, {"number": number})


def numbered(*numbers: int, subject: str = "one") -> Write:
    return Write(facts=tuple(fact(number, subject) for number in numbers))


def content(path: Path) -> bytes:
    return path.read_bytes()


def put_back(path: Path, data: bytes) -> None:
    path.write_bytes(data)


async def numbers_in(database: Database) -> list[int]:
    return [row["body"]["number"] for row in await database.fetch("SELECT body FROM facts ORDER BY id")]


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "journal.spool"


class Server:
    """A Postgres that can be stopped, killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._server: Any = start_embedded(directory, "stop")
        self.url: str = self._server.get_uri()

    def stop(self) -> None:
        self._server.cleanup()

    def start(self) -> None:
        self._server = start_embedded(self.directory, "stop")


@pytest.fixture
async def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    server = Server(tmp_path_factory.mktemp("pg") / "d")
    await migrate(server.url)
    yield server
    server.stop()


async def follow(database: Database, until: int) -> list[int]:
    """What a reader sees who asks again and again for `id > last`."""
    seen: list[int] = []
    last = 0
    async with asyncio.timeout(20):
        while len(seen) < until:
            for row in await database.fetch("SELECT id, body FROM facts WHERE id > $1 ORDER BY id", last):
                last = row["id"]
                seen.append(row["body"]["number"])
    return seen


async def test_a_reader_by_id_never_skips_a_fact_of_concurrent_writers(database: Database, spool: Path) -> None:
    async def write_all(journal: Journal, numbers: Sequence[int]) -> None:
        for number in numbers:
            await journal.write(numbered(number, subject=str(number % 7)))

    writers, each = 20, 25
    async with open_journal(database.url, spool) as journal, asyncio.TaskGroup() as group:
        reader = group.create_task(follow(database, writers * each))
        for writer in range(writers):
            group.create_task(write_all(journal, range(writer * each, (writer + 1) * each)))

    assert sorted(reader.result()) == list(range(writers * each))


async def test_facts_get_their_ids_in_the_order_they_were_handed_in(database: Database, spool: Path) -> None:
    async with open_journal(database.url, spool) as journal:
        ids = tuple(await asyncio.gather(*map(journal.write, (numbered(1, 2), numbered(3), Write()))))
    last = await database.fetchval("SELECT max(id) FROM facts")

    assert ids == ((last - 2, last - 1), (last,), ())
    assert await numbers_in(database) == [1, 2, 3]


async def test_a_fact_and_its_rows_are_one_transaction(database: Database, spool: Path) -> None:
    write = Write((fact(1),), (Row(UPSERT, (7, {"kind": "available"}, AT)),))

    async with open_journal(database.url, spool) as journal:
        await journal.write(write)
    row = await database.fetchrow("SELECT * FROM agent_states")

    assert row is not None
    assert tuple(row) == (7, {"kind": "available"}, AT)


async def test_a_refused_write_fails_alone(database: Database, spool: Path) -> None:
    bad = Write((fact(2),), (Row("INSERT INTO agent_states (agent_id) VALUES ($1)", (1,)),))

    async with open_journal(database.url, spool) as journal:
        results = await asyncio.gather(
            journal.write(numbered(1)), journal.write(bad), journal.write(numbered(3)), return_exceptions=True
        )

    assert [type(result) for result in results] == [tuple, WriteRefused, tuple]
    assert await numbers_in(database) == [1, 3]


async def test_calls_go_on_while_the_database_is_stopped_and_are_written_in_order_once(
    server: Server, spool: Path
) -> None:
    async with open_journal(server.url, spool) as journal:
        await journal.write(numbered(1))
        await asyncio.to_thread(server.stop)
        away = [await journal.write(numbered(number)) for number in range(2, 50)]
        await asyncio.to_thread(server.start)
        await asyncio.gather(*(journal.write(numbered(number)) for number in range(50, 100)))
        await until(lambda: journal.current, within=20)
        last = await journal.write(numbered(100))

    assert set(away) == {None}
    assert last is not None
    async with open_database(server.url) as database:
        assert await numbers_in(database) == list(range(1, 101))


async def test_killed_while_the_database_is_away_the_spool_is_written_first(server: Server, spool: Path) -> None:
    await asyncio.to_thread(server.stop)
    async with open_journal(server.url, spool) as journal:
        await journal.write(Write((fact(1),), (Row(UPSERT, (1, {"n": 1}, AT)),)))
        await journal.write(Write((fact(2),), (Row(UPSERT, (1, {"n": 2}, AT)),)))
    await asyncio.to_thread(server.start)

    async with open_journal(server.url, spool) as journal:
        await asyncio.gather(*(journal.write(numbered(number)) for number in (3, 4)))
        await until(lambda: journal.current, within=20)

    async with open_database(server.url) as database:
        assert await numbers_in(database) == [1, 2, 3, 4]
        assert await database.fetchval("SELECT state FROM agent_states") == {"n": 2}
    assert content(spool) == b""


async def test_a_replay_that_is_cut_off_is_carried_on_without_writing_twice(
    database: Database, server_url: str, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.journal.CHUNK_BYTES", 1000)
    nowhere = url_of(server_url, "not_there")
    async with open_journal(nowhere, spool) as journal:
        for number in range(200):
            await journal.write(numbered(number))
    before = content(spool)

    # As after a kill in mid-replay: part of it is committed, and the spool does not know.
    async with open_journal(database.url, spool) as journal:
        while await database.fetchval("SELECT count(*) FROM facts") < 20:
            await administer(
                server_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                f"'{database.url.split('/')[3].split('?')[0]}'"
                " AND query LIKE '%journal_writers%' AND pid <> pg_backend_pid()",
            )
    put_back(spool, before)
    async with open_journal(database.url, spool) as journal:
        await until(lambda: journal.current, within=20)

    assert await numbers_in(database) == list(range(200))


async def test_a_full_spool_is_said_in_one_sentence(server_url: str, spool: Path) -> None:
    async with open_journal(url_of(server_url, "not_there"), spool, bound=500) as journal:
        await journal.write(numbered(1))
        with pytest.raises(SpoolFull, match=r"The database is away and the spool .* is full \(500 bytes\)"):
            await journal.write(numbered(*range(10)))
        await journal.write(numbered(2))


async def test_a_spooled_write_that_the_database_refuses_is_set_aside(
    database: Database, server_url: str, spool: Path
) -> None:
    async with open_journal(url_of(server_url, "not_there"), spool) as journal:
        await journal.write(numbered(1))
        await journal.write(Write((fact(2),), (Row("SELECT nonsense", ()),)))
        await journal.write(numbered(3))

    async with open_journal(database.url, spool) as journal:
        await until(lambda: journal.current, within=20)

    assert await numbers_in(database) == [1, 3]
    assert b"nonsense" in content(spool.with_name("journal.spool.refused"))


async def test_a_database_that_freezes_costs_seconds_and_no_fact(
    database: Database, spool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.batch.WRITE_S", 0.3)
    holder = await connect(database.url)
    async with open_journal(database.url, spool) as journal:
        await journal.write(numbered(1))
        async with holder.transaction():
            await holder.execute("LOCK TABLE facts IN ACCESS EXCLUSIVE MODE")
            spooled = await journal.write(numbered(2))
        await until(lambda: journal.current, within=20)
        await journal.write(numbered(3))
    await holder.close()

    assert spooled is None
    assert await numbers_in(database) == [1, 2, 3]
