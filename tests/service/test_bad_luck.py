"""A start that cannot work ends with one sentence and the right exit code; one that can wait, waits."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from service.directory import DirectoryTaken, DirectoryUnusable, own_directory
from store.pool import open_database
from tests.service.kit import NOWHERE, ended, environment, ringback
from tests.waiting import until

WITHOUT_SWITCH = {"ARI_URL": NOWHERE, "ARI_PASSWORD": "not-asked-for-it"}


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def last_line(text: str) -> str:
    return text.rstrip().splitlines()[-1]


async def test_a_database_of_a_newer_ringback_is_left_alone(database_url: str, tmp_path: Path) -> None:
    async with open_database(database_url) as database:
        await database.execute("UPDATE alembic_version SET version_num = '9999'")

    end = await ended("run", environment(tmp_path, DATABASE_URL=database_url, **WITHOUT_SWITCH))

    assert end.code == 1
    assert last_line(end.complained).startswith("ringback: The database has schema 9999")
    assert "Traceback" not in end.complained


async def test_a_database_that_is_behind_is_brought_up_by_migrate(server_url: str, tmp_path: Path) -> None:
    told = environment(tmp_path, DATABASE_URL=server_url)
    first, second = await ended("migrate", told), await ended("migrate", told)

    assert (first.code, second.code) == (0, 0)
    assert re.fullmatch(r"Applied what was missing \(\d+\): the schema is current now\.", last_line(first.said))
    assert last_line(second.said) == "Nothing was missing: the schema is current now."


async def test_a_port_in_use_ends_the_start(database_url: str, tmp_path: Path, taken_port: int) -> None:
    told = environment(tmp_path, DATABASE_URL=database_url, HTTP_PORT=taken_port, **WITHOUT_SWITCH)

    end = await ended("run", told)

    assert end.code == 1
    assert end.complained.startswith(f"ringback: Another program listens on 127.0.0.1:{taken_port}, where the page")
    assert "RINGBACK_HTTP_PORT" in end.complained


async def test_an_address_that_is_not_this_machines_ends_the_start_before_anything_is_started(tmp_path: Path) -> None:
    end = await ended("run", environment(tmp_path, HTTP_HOST="192.0.2.1", **WITHOUT_SWITCH))

    assert end.code == 1
    assert end.complained.startswith("ringback: Here the page cannot listen on 192.0.2.1:")
    assert "RINGBACK_HTTP_HOST" in end.complained
    assert not (tmp_path / "postgres").exists()


async def test_the_demo_starts_nothing_where_its_port_is_in_use(tmp_path: Path, taken_port: int) -> None:
    end = await ended("demo", environment(tmp_path, HTTP_PORT=taken_port))

    assert (end.code, end.said) == (1, "")
    assert "stop it, or set RINGBACK_HTTP_PORT to a free port" in end.complained


async def test_a_setting_that_does_not_exist_is_named(tmp_path: Path) -> None:
    end = await ended("run", environment(tmp_path, HTPP_PORT=1))

    assert end.code == 1
    assert end.complained.startswith("ringback: There is no setting RINGBACK_HTPP_PORT")


async def test_a_database_url_that_is_none_is_refused_without_showing_it(tmp_path: Path) -> None:
    end = await ended("run", environment(tmp_path, DATABASE_URL="s3cret", **WITHOUT_SWITCH))

    assert end.code == 1
    assert end.complained.startswith("ringback: DATABASE_URL")
    assert "s3cret" not in end.complained


async def test_a_switch_that_is_not_there_is_waited_for_and_told_about(database_url: str, tmp_path: Path) -> None:
    told = environment(tmp_path, DATABASE_URL=database_url, **WITHOUT_SWITCH)
    address = f"http://127.0.0.1:{told['RINGBACK_HTTP_PORT']}/readyz"

    async with ringback("run", told), aiohttp.ClientSession() as session:
        await until(lambda: answers(session, address), within=30)
        async with session.get(address) as answer:
            ready = await answer.json()

    assert answer.status == 503
    assert [(check["name"], check["ok"]) for check in ready["checks"]] == [
        ("switch", False),
        ("database", True),
        ("journal", True),
    ]


async def answers(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address):
            return True
    except aiohttp.ClientError:
        return False


def test_two_services_do_not_share_a_data_directory(tmp_path: Path) -> None:
    with own_directory(tmp_path), pytest.raises(DirectoryTaken), own_directory(tmp_path):
        pass


def test_a_data_directory_can_be_taken_again_after_its_service_ended(tmp_path: Path) -> None:
    with own_directory(tmp_path):
        pass
    with own_directory(tmp_path):
        taken = True

    assert taken


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DirectoryUnusable, match="cannot be used"), own_directory(tmp_path / "file"):
        pass
