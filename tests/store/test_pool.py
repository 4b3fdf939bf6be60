import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from store import pool
from store.errors import Clashed, DatabaseAway, DatabaseTooOld, EmbeddedServerFailed
from store.pool import Database, clashes_told, open_database
from store.postgres import postgres, start_embedded
from tests.conftest import administer
from tests.store.test_listen import CUT_OFF


class Parrot(msgspec.Struct):
    name: str
    seen: datetime


async def test_a_struct_goes_into_jsonb_and_comes_back_as_what_json_knows(database: Database) -> None:
    seen = datetime(2026, 11, 22, tzinfo=UTC)

    found: Any = await database.fetchval("SELECT $1::jsonb", Parrot("Polly", seen))

    assert found == {"name": "Polly", "seen": "2026-11-22T00:00:00Z"}
    assert msgspec.convert(found, Parrot) == Parrot("Polly", seen)


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.transaction() as db:
            await db.execute("INSERT INTO journal_writers (writer) VALUES (gen_random_uuid())")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    assert await database.fetchval("SELECT count(*) FROM journal_writers") == 0


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("INSERT INTO agents (name, endpoint, pin_hash) VALUES ('A', '1/x', $1)", "agents_endpoint_check"),
        ("INSERT INTO agents (name, pin_hash) VALUES (NULL, $1)", "agents.name"),
        ("INSERT INTO hours_exceptions VALUES (77, '2026-12-25', NULL, NULL, $1)", "hours exceptions"),
        ("INSERT INTO agents (name, endpoint, pin_hash) VALUES ('A', 'PJSIP/a', $1), ('B', 'PJSIP/a', $1)", "PJSIP/a"),
    ],
)
async def test_what_does_not_go_together_is_named_and_the_row_is_told_nobody(
    database: Database, sql: str, told: str
) -> None:
    hashed = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ"

    with pytest.raises(Clashed) as refused, clashes_told():
        await database.execute(sql, hashed)

    assert told in str(refused.value)
    assert "argon2" not in str(refused.value)
    assert "Failing row" not in str(refused.value)


async def test_what_waits_for_a_commit_is_done_after_it_and_never_where_it_fails(database: Database) -> None:
    done: list[str] = []

    async def write(name: str, *, fails: bool) -> None:
        async with database.transaction() as db:
            db.once_kept(lambda: done.append(name))
            assert name not in done
            if fails:
                raise ZeroDivisionError

    await write("first", fails=False)
    with pytest.raises(ZeroDivisionError):
        await write("second", fails=True)
    database.once_kept(lambda: done.append("third"))

    assert done == ["first", "third"]


async def test_the_pool_finds_its_way_back_after_the_server_cut_it_off(database: Database) -> None:
    await database.fetchval("SELECT 1")
    await administer(database.url, CUT_OFF)

    async def ask_while_cut_off() -> None:
        async with database.transaction() as db:
            await administer(database.url, CUT_OFF)
            await db.fetchval("SELECT 1")

    with pytest.raises(DatabaseAway):
        await ask_while_cut_off()

    assert await database.fetchval("SELECT 1") == 1


async def test_a_transaction_cancelled_at_any_moment_leaves_a_pool_that_works_and_says_nothing(
    database: Database,
) -> None:
    loop = asyncio.get_running_loop()
    complaints: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))

    async def one_transaction() -> None:
        async with database.transaction() as db:
            await db.fetchval("SELECT 1")

    for turns in range(60):
        task = asyncio.create_task(one_transaction())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert complaints == []
    assert await database.fetchval("SELECT 1") == 1


async def test_a_database_that_is_away_is_said_in_one_sentence() -> None:
    with pytest.raises(DatabaseAway, match=r"^The database cannot be reached \(.*\): check DATABASE_URL"):
        async with open_database("postgresql://someone@127.0.0.1:1/none"):
            pass


async def test_a_server_that_is_too_old_is_refused_in_one_sentence(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "OLDEST_SERVER", 1000)

    with pytest.raises(DatabaseTooOld, match=r"The database server is Postgres 18\.\d+, but 15 or newer is needed"):
        async with open_database(server_url):
            pass


async def test_an_own_server_goes_with_all_its_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("own")

    async with postgres(None, directory, afterwards="delete") as url:
        connection = await asyncpg.connect(url)
        await connection.close()

    assert list(directory.iterdir()) == []


async def test_a_given_database_is_taken_as_it_is(tmp_path: Path) -> None:
    async with postgres("postgresql://somewhere/else", tmp_path) as url:
        assert url == "postgresql://somewhere/else"


def test_a_directory_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerFailed, match="too long for a socket"):
        start_embedded(tmp_path / ("a" * 100), "delete")
