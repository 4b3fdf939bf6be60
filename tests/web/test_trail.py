"""The trail's rows: what was done is there, in order, linked, and stays as it is."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from kernel.ids import ProjectId
from kernel.permissions import Role
from store.journal import Journal, open_journal
from store.pool import Database
from tests.clocks import HandClock
from tests.conftest import administer
from tests.web.house import START, House
from web import trail
from web.trail import Deed, Filter, Trail, Written


@pytest.fixture
async def journal(database_url: str, tmp_path: Path) -> AsyncIterator[Journal]:
    async with open_journal(database_url, tmp_path / "spool") as opened:
        yield opened


@pytest.fixture
def book(journal: Journal) -> Trail:
    return Trail(journal, HandClock(START))


async def rows(database: Database) -> list[Written]:
    return await trail.page(database, Filter(), 1000)


async def test_what_somebody_did_can_be_read_as_it_was_told(house: House, book: Trail, database: Database) -> None:
    anna = await house.user(Role.SUPERVISOR)

    await book.note(anna, "listen", "call-1", ProjectId(3), {"agent": 7, "depth": "whisper"})

    (written,) = await rows(database)
    assert (written.id, written.at) == (1, house.clock.now())
    assert written.deed == Deed(
        "listen",
        "call-1",
        anna.user_id,
        anna.name,
        project=ProjectId(3),
        detail={"agent": 7, "depth": "whisper"},
    )


async def test_rows_that_are_written_at_once_are_counted_and_linked_without_a_gap(
    book: Trail, database: Database
) -> None:
    await asyncio.gather(*(book.write(Deed("sign_in", str(at))) for at in range(50)))

    found = await database.fetch(trail.SQL["links"], 0, 1000)
    assert [row["id"] for row in found] == list(range(1, 51))
    before = bytes(32)
    for row in found:
        assert row["before"] == before
        before = hashlib.sha256(before + row["text"].encode()).digest()
        assert row["digest"] == before


@pytest.mark.parametrize("sql", ["UPDATE trail SET user_name = 'nobody'", "DELETE FROM trail", "TRUNCATE trail"])
async def test_a_row_can_be_neither_changed_nor_removed(
    book: Trail, database: Database, database_url: str, sql: str
) -> None:
    await book.write(Deed("sign_in", user_name="Anna"))
    before = await rows(database)

    with pytest.raises(asyncpg.RaiseError, match="added to and nothing else"):
        await administer(database_url, sql)

    assert await rows(database) == before


async def test_what_is_done_while_the_database_is_away_is_written_when_it_is_back(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    async with open_journal("postgresql://postgres@127.0.0.1:1/none", tmp_path / "spool") as away:
        await Trail(away, HandClock(START)).write(Deed("sign_in", user_name="Anna", detail={"tries": 3}))
    async with open_journal(database_url, tmp_path / "spool") as back:
        await Trail(back, HandClock(START)).write(Deed("sign_out", user_name="Anna"))

    assert [each.deed.action for each in await rows(database)] == ["sign_out", "sign_in"]
