"""The trail is read again, and says where it is no longer what was written."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from store.journal import open_journal
from store.pool import Database
from tests.clocks import HandClock
from tests.conftest import administering
from tests.web.house import START
from web.trail import Deed, Trail
from web.trail_check import Broken, Seal, check, head, seal_of


@pytest.fixture
async def written(database_url: str, tmp_path: Path) -> str:
    """A database with five rows of trail."""
    async with open_journal(database_url, tmp_path / "spool") as journal:
        book = Trail(journal, HandClock(START))
        await asyncio.gather(*(book.write(Deed("sign_in", user_name=f"user {at}", peer="Київ ✓")) for at in range(5)))
    return database_url


async def behind_our_back(url: str, *statements: str) -> None:
    """What somebody could do who owns the database."""
    async with administering(url) as connection:
        await connection.execute("ALTER TABLE trail DISABLE TRIGGER USER")
        for sql in statements:
            await connection.execute(sql)
        await connection.execute("ALTER TABLE trail ENABLE TRIGGER USER")


async def test_a_trail_that_nobody_touched_is_whole(written: str, database: Database) -> None:
    found = await check(database)

    assert isinstance(found, Seal)
    assert (found.id, await head(database), seal_of(str(found))) == (5, found, found)
    assert await check(database, [found]) == found


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE trail SET user_name = 'nobody' WHERE id = 3", "Row 3 is not as it was written."),
        ("UPDATE trail SET detail = '{\"tries\": 1}' WHERE id = 5", "Row 5 is not as it was written."),
        ("DELETE FROM trail WHERE id = 2", "Row 2 is missing: row 3 comes after row 1."),
        (
            "UPDATE trail t SET user_name = 'nobody' WHERE id = 3;"
            "UPDATE trail t SET digest = sha256(before || convert_to(trail_text(t), 'UTF8')) WHERE id = 3",
            "Row 4 does not follow row 3 as that is now.",
        ),
    ],
)
async def test_a_row_that_was_changed_or_taken_out_is_named(
    written: str, database: Database, sql: str, why: str
) -> None:
    await behind_our_back(written, *sql.split(";"))

    found = await check(database)

    assert isinstance(found, Broken)
    assert found.why == why


async def test_what_is_cut_off_at_the_end_is_found_by_a_seal_that_was_kept(written: str, database: Database) -> None:
    kept = await head(database)
    await behind_our_back(written, "DELETE FROM trail WHERE id = 5")

    assert isinstance(await check(database), Seal)
    assert await check(database, [kept]) == Broken(5, "The trail ends at row 4, but row 5 was there.")


async def test_a_trail_that_was_made_anew_is_found_by_a_seal_that_was_kept(written: str, database: Database) -> None:
    kept = await head(database)
    await behind_our_back(written, "DELETE FROM trail WHERE id = 5")
    async with administering(written) as connection:
        await _row(connection)

    found = await check(database, [kept])

    assert found == Broken(5, "Row 5 has another digest than the one that was kept.")


async def _row(connection: asyncpg.Connection) -> None:
    await connection.execute(
        "INSERT INTO trail (at, user_name, through, peer, action, what, detail)"
        " VALUES (now(), 'somebody else', '', '', 'sign_in', '', '{}')"
    )


@pytest.mark.parametrize("text", ["", "5", "5:", "five:" + "0" * 64, "5:" + "g" * 64])
def test_what_is_no_seal_is_not_taken_for_one(text: str) -> None:
    assert seal_of(text) is None
