"""Names are asked for beside everything else."""

import asyncio
import socket
import threading

import pytest

from config.changes import resolving
from kernel.names import AT_ONCE, resolve
from telephony.provision.model import TrunkSpec

TRUNK = TrunkSpec(name="acme", way="address", host="a.example", addresses=tuple(f"a{n}.example" for n in range(30)))


async def test_a_name_server_that_is_away_takes_no_thread_from_anybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, back = list[str](), threading.Event()

    def ask(name: str, _port: None, **_wishes: object) -> list[object]:
        asked.append(name)
        back.wait(20)
        raise OSError("away")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    monkeypatch.setattr(resolving, "PATIENCE_S", 0.05)
    try:
        told = await resolving.unresolved(TRUNK)
        await asyncio.to_thread(lambda: None)
    finally:
        back.set()

    assert len(told) == 31
    assert len(asked) <= AT_ONCE


async def test_what_cannot_be_a_name_leads_nowhere() -> None:
    with pytest.raises(OSError, match="label"):
        await resolve("a" * 64 + ".example")
