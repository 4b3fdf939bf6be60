"""The doctor looks, and changes nothing."""

import asyncio
from pathlib import Path

import pytest

from lab.ports import free_port
from lab.switches import Switches, installed
from lab.version import dotted
from service.doctor import doctor
from service.doctor_look import embedded_url, may_write
from store.pool import open_database
from tests.service.kit import NOWHERE, settings_in


async def told_by_the_doctor(data: Path, **settings: object) -> tuple[int, list[str]]:
    said: list[str] = []
    code = await doctor(settings_in(data, **settings), said.append)
    return code, said


def made_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


async def test_nothing_is_made_where_nothing_was_started_yet(tmp_path: Path) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"

    code, said = await told_by_the_doctor(data, CACHE=cache, DISK_FLOOR_MB=1)

    assert code == 0, said
    assert made_in(tmp_path) == []


async def test_a_configured_switch_that_is_away_is_bad(database_url: str, tmp_path: Path) -> None:
    code, said = await told_by_the_doctor(
        tmp_path, DATABASE_URL=database_url, ARI_URL=NOWHERE, ARI_PASSWORD="x", DISK_FLOOR_MB=1
    )

    assert code == 1
    assert [line[6:12] for line in said if line.startswith("bad")] == ["switch"]


async def test_a_database_of_a_newer_ringback_is_bad(database_url: str, tmp_path: Path) -> None:
    async with open_database(database_url) as database:
        await database.execute("UPDATE alembic_version SET version_num = '9999'")

    code, said = await told_by_the_doctor(tmp_path, DATABASE_URL=database_url, DISK_FLOOR_MB=1)

    assert code == 1
    assert "bad   schema" in " ".join(said)


async def test_a_database_that_is_away_is_bad(tmp_path: Path) -> None:
    nobody = f"postgresql://somebody:s3cret@127.0.0.1:{free_port()}/calls"

    code, said = await told_by_the_doctor(tmp_path, DATABASE_URL=nobody, DISK_FLOOR_MB=1)

    assert code == 1
    assert "bad   database" in " ".join(said)
    assert "s3cret" not in " ".join(said)


async def test_a_disk_below_the_floor_is_bad(tmp_path: Path) -> None:
    code, _ = await told_by_the_doctor(tmp_path, DISK_FLOOR_MB=2**31 - 1)

    assert code == 1


def test_an_embedded_database_that_does_not_run_has_no_address(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("4194304\n/data\n0\n5432\n/socket\n")

    assert embedded_url(tmp_path) is None


def test_who_may_write_in_a_directory_is_read_from_its_owner_and_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    found = tmp_path.stat()

    assert may_write(found, found.st_uid, 0)
    assert not may_write(found, found.st_uid + 1, found.st_gid)
    assert not may_write(found, found.st_uid + 1, found.st_gid + 1)


@pytest.mark.switch
async def test_a_switch_that_runs_without_a_service_is_seen_as_that(tmp_path: Path) -> None:
    async with Switches(await asyncio.to_thread(installed)) as switches:
        access = {"ARI_URL": switches.switch.url, "ARI_PASSWORD": switches.switch.settings.ari_password}
        code, said = await told_by_the_doctor(tmp_path, **access, DISK_FLOOR_MB=1)
        refused, complained = await told_by_the_doctor(tmp_path, **{**access, "ARI_PASSWORD": "wrong"})

    assert code == 0, said
    assert [
        f"ok    switch    Asterisk {dotted(switches.asterisk.version)} at {switches.switch.url} answers.",
        "ok    switch    No service is connected to it, and none runs: its safety net answers.",
    ] == [line for line in said if "switch  " in line]
    assert "ok    clock     The switch's clock and ours agree." in said
    assert refused == 1
    assert "does not let us in" in " ".join(complained)
