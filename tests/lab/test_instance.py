"""Starting, stopping and mistreating a private Asterisk."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.errors import Unavailable
from lab.install import Asterisk
from lab.instance import AsteriskInstance
from lab.process import runs
from lab.switches import Switches, private_settings
from lab.version import UnfitAsterisk
from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.errors import AriError
from telephony.ari.http import HttpTransport

pytestmark = pytest.mark.switch


async def _answers(instance: AsteriskInstance, within: float = 20.0) -> bool:
    access = Access(instance.url, instance.settings.ari_user, instance.settings.ari_password)
    async with new_session() as session:
        try:
            await HttpTransport(access, session).send(requests.asterisk_ping(), within=within)
        except AriError:
            return False
    return True


def _exist(paths: list[Path]) -> bool:
    return any(path.exists() for path in paths)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's own: that keeps everybody but us out, and Asterisk may be somebody else."""
    with tempfile.TemporaryDirectory(prefix="ringback-") as directory:
        yield Path(directory)


async def test_both_switches_start_without_a_complaint_and_leave_nothing(asterisk: Asterisk) -> None:
    async with Switches(asterisk) as switches:
        both = (switches.switch, switches.carrier)
        pids = [instance.pid for instance in both]
        complaints = [line for instance in both for line in instance.log().splitlines() if "ERROR[" in line]

    assert complaints == []
    assert not any(pid and runs(pid) for pid in pids)
    assert not _exist([instance.home for instance in both])


async def test_a_frozen_switch_answers_nothing_until_it_thaws(asterisk: Asterisk) -> None:
    async with AsteriskInstance(asterisk, private_settings()) as instance:
        instance.freeze()
        assert not await _answers(instance, within=0.5)

        instance.thaw()
        assert await _answers(instance)


async def test_a_killed_switch_can_be_started_again(asterisk: Asterisk) -> None:
    async with AsteriskInstance(asterisk, private_settings()) as instance:
        await instance.kill()
        assert not await _answers(instance)

        await instance.restart()
        assert await _answers(instance)


async def test_a_switch_that_could_not_be_started_has_ended_and_is_started_once_nothing_is_in_the_way(
    asterisk: Asterisk, home: Path
) -> None:
    async with AsteriskInstance(asterisk, private_settings(), home=home) as instance:
        (home / "etc").rename(home / "before")
        (home / "etc").touch()
        await instance.kill()
        with pytest.raises(OSError, match="exists"):
            await instance.start()
        (home / "etc").unlink()

        await instance.ended()
        await instance.start()
        assert await _answers(instance)


async def test_a_switch_that_was_left_running_is_adopted_by_the_next_run(asterisk: Asterisk, home: Path) -> None:
    settings = private_settings()
    async with AsteriskInstance(asterisk, settings, home=home, keep_running=True) as first:
        pid = first.pid
    async with AsteriskInstance(asterisk, settings, home=home) as second:
        assert pid == second.pid
        assert await _answers(second)

    assert second.pid is None
    assert not await _answers(second)


async def test_what_a_switch_writes_is_not_for_every_user_of_the_machine(asterisk: Asterisk, home: Path) -> None:
    async with AsteriskInstance(asterisk, private_settings(), home=home) as instance:
        modes = {path: path.stat().st_mode for path in _files(home) if path != instance.pidfile}

    assert any(path.suffix == ".sqlite3" for path in modes)
    databases = [mode for path, mode in modes.items() if path.suffix == ".sqlite3"]
    assert [mode & 0o777 for mode in databases] == [0o600] * len(databases)
    assert [path for path, mode in modes.items() if mode & 0o007] == []


async def test_a_port_in_use_is_said_when_the_switch_does_not_answer(
    asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.instance.START_SECONDS", 2.0)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    async with server:
        with pytest.raises(Unavailable, match="did not answer within 2 s"):
            async with AsteriskInstance(asterisk, private_settings(http_port=port)):
                pass


async def test_a_place_that_keeps_the_switchs_user_out_is_named(asterisk: Asterisk, tmp_path: Path) -> None:
    """Only where Asterisk runs as another user than we: as root."""
    instance = AsteriskInstance(asterisk, private_settings(), home=tmp_path / "switch")
    if os.geteuid() != 0:
        pytest.skip("not root")

    with pytest.raises(UnfitAsterisk, match=r"keeps out the user 'ringback'.*: set RINGBACK_DATA to a directory"):
        await instance.start()
