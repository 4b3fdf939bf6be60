"""`ringback trail check`, and the seal in the log."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.settings import Secret, Settings
from service.trail import NoSeal, Sealer, check_trail
from store.journal import open_journal
from store.pool import Database
from tests.clocks import HandClock
from tests.conftest import administering
from tests.web.house import START
from web.trail import Deed, Trail


@pytest.fixture
async def settings(database_url: str, tmp_path: Path) -> Settings:
    """Of an installation with two rows of trail."""
    async with open_journal(database_url, tmp_path / "spool") as journal:
        for name in ("Anna", "Petro"):
            await Trail(journal, HandClock(START)).write(Deed("sign_in", user_name=name))
    names = ("data_dir", "cache_dir", "recordings_dir", "archive_dir", "sounds_dir")
    places: dict[str, Any] = dict.fromkeys(names, tmp_path)
    return Settings(**places, database_url=Secret(database_url))


async def test_a_whole_trail_is_said_to_be_and_its_seal_fits_later(settings: Settings) -> None:
    said: list[str] = []

    code = await check_trail(settings, [], said.append)
    again = await check_trail(settings, [said[0].rpartition(" ")[2]], said.append)

    assert (code, again, said[0] == said[1]) == (0, 0, True)
    assert said[0].startswith("The trail is whole: 2 rows. Keep this seal elsewhere to check against later: 2:")


async def test_a_broken_trail_is_said_to_be_where(settings: Settings) -> None:
    async with administering(settings.database_url.reveal()) as connection:
        await connection.execute("ALTER TABLE trail DISABLE TRIGGER USER; UPDATE trail SET peer = 'x' WHERE id = 2")
    said: list[str] = []

    code = await check_trail(settings, [], said.append)

    assert (code, said) == (1, ["The trail is broken. Row 2 is not as it was written."])


async def test_what_is_no_seal_is_one_sentence(settings: Settings) -> None:
    with pytest.raises(NoSeal, match=r"^seal: got 'nonsense', accepted is a row's number, a colon"):
        await check_trail(settings, ["nonsense"], print)


async def test_the_seal_is_logged_once_for_each_end_of_the_trail(settings: Settings, database: Database) -> None:
    sealer = Sealer(database)

    with capture_logs() as logged:
        await sealer.seal()
        await sealer.seal()

    assert [entry["event"] for entry in logged] == ["trail_sealed"]
    assert logged[0]["seal"].startswith("2:")
