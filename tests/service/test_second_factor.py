"""`ringback second-factor reset`, and what is said at the start of a key that is another one."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.settings import Secret, Settings
from kernel.errors import NotFound
from kernel.permissions import Role
from service.second_factor import SESSIONS_ENDED, NothingToReset, reset_second_factor, tell_of_unreadable
from store.listen import Listener
from store.pool import Database
from store.sealed import KEY_BYTES, Seal
from tests.clocks import HandClock
from tests.waiting import in_background
from tests.web.authenticator import turned_on
from tests.web.house import PASSWORD, START, House, open_house, sign_in
from tests.web.test_live import until_closed
from web.factors import Factors
from web.live import SESSION_ENDED


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    names = ("data_dir", "cache_dir", "recordings_dir", "archive_dir", "sounds_dir")
    places: dict[str, Any] = dict.fromkeys(names, tmp_path)
    return Settings(**places, database_url=Secret(database_url))


async def reset(settings: Settings, name: str) -> list[str]:
    said: list[str] = []
    assert await reset_second_factor(settings, name, said.append, HandClock(START)) == 0
    return said


async def test_who_has_lost_everything_comes_in_by_their_password_again(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with open_house(database, tmp_path) as house:
        browser = await house.signed_in(Role.ADMIN)
        await turned_on(house, browser)

        said = await reset(settings, "ADMIN")

        assert said == ["admin signs in by their password alone now, and is signed out everywhere."]
        assert (await browser.get("/api/session")).status == 401
        assert await sign_in(await house.visitor(), "admin", PASSWORD) == 200
        (row,) = await database.fetch("SELECT action, what, user_name FROM trail")
        assert tuple(row) == ("second_factor_reset", "1", "the command line")


async def test_a_service_that_runs_closes_their_pages_at_once(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with open_house(database, tmp_path) as house:
        browser, listener, heard = await house.signed_in(Role.ADMIN), Listener(database.url), asyncio.Event()
        await turned_on(house, browser)
        for hear in (house.live.look, heard.set):
            listener.subscribe(SESSIONS_ENDED, hear)

        async with in_background(listener.run()), browser.ws_connect("/api/live") as socket:
            await heard.wait()
            await socket.receive_json(timeout=20)
            await reset(settings, "admin")

            assert await until_closed(socket) == SESSION_ENDED


async def test_who_has_none_and_who_is_not_there_are_said_in_one_sentence(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    async with open_house(database, tmp_path) as house:
        browser = await house.signed_in(Role.ADMIN)

        with pytest.raises(NothingToReset, match=r"^admin has no second factor\.$"):
            await reset(settings, "admin")
        with pytest.raises(NotFound, match=r"^There is nobody of the name zoe\.$"):
            await reset(settings, "zoe")

        assert (await browser.get("/api/session")).status == 200


async def test_another_key_is_told_of_at_the_start(database: Database, tmp_path: Path) -> None:
    async with open_house(database, tmp_path) as house:
        await turned_on(house, await house.signed_in(Role.ADMIN))

        with capture_logs() as logged:
            await tell_of_unreadable(house.entrance.factors)
            await tell_of_unreadable(_with_another_key(house))

    assert [(entry["event"], entry["people"]) for entry in logged] == [("second_factors_unreadable", 1)]


def _with_another_key(house: House) -> Factors:
    return Factors(house.database, house.clock, Seal(bytes([1]) * KEY_BYTES))
