"""Whoever supervises us hears that we live."""

import asyncio
import socket
from pathlib import Path

import pytest

from service.watchdog import watched


@pytest.mark.parametrize("abstract", [False, True])
async def test_systemd_is_told_that_we_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as systemd:
        systemd.bind("\0" + path if abstract else path)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + path if abstract else path)
        with watched():
            heard = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(systemd, 64), 20)

    assert heard == b"WATCHDOG=1"


async def test_a_supervisor_that_is_gone_is_no_reason_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    with watched():
        await asyncio.sleep(0)
