"""What the doctor says of the socket that pages with a phone reach by TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lab.ports import free_port
from service.doctor_look import look_at_socket, shown_at
from service.doctor_socket import Shown, on_address, on_socket
from service.doctor_verdicts import Level, Port
from tests.certificates import ANOTHER, GOOD, OVER, Pair
from tests.service.kit import settings_in
from web.server import tls_from

HERE = "127.0.0.1"


@asynccontextmanager
async def speaking_tls(pair: Pair, folder: Path) -> AsyncIterator[int]:
    """Somebody who shows this certificate; yields the port."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), HERE, 0, ssl=shown_by(pair, folder))
    async with server:
        yield server.sockets[0].getsockname()[1]


def shown_by(pair: Pair, folder: Path) -> ssl.SSLContext:
    return tls_from(*pair.written(folder))


@pytest.mark.parametrize(
    ("shown", "in_file", "found"),
    [(GOOD, GOOD, Shown.OURS), (ANOTHER, GOOD, Shown.OTHER), (OVER, OVER, Shown.EXPIRED)],
)
async def test_what_is_shown_is_held_against_the_file(tmp_path: Path, shown: Pair, in_file: Pair, found: Shown) -> None:
    async with speaking_tls(shown, tmp_path / "shown") as port:
        assert await shown_at(HERE, port, in_file.written(tmp_path)[0]) is found


async def test_where_nobody_listens_nothing_is_shown(tmp_path: Path) -> None:
    assert await shown_at(HERE, free_port(), GOOD.written(tmp_path)[0]) is Shown.NOTHING


async def test_while_the_switch_rests_its_port_is_looked_at(tmp_path: Path) -> None:
    certificate, _ = GOOD.written(tmp_path)

    found = await look_at_socket(settings_in(tmp_path, PHONE_PORT=free_port()), certificate)

    assert found is Port.FREE


@pytest.mark.parametrize(
    ("found", "level"),
    [
        *((each, Level.OK) for each in (Port.FREE, Shown.OURS)),
        (Shown.OTHER, Level.WARN),
        *((each, Level.BAD) for each in (Port.TAKEN, Port.FORBIDDEN, Port.OURS, Port.DEAF)),
        *((each, Level.BAD) for each in (Shown.EXPIRED, Shown.NOTHING)),
    ],
)
def test_everything_that_can_be_found_has_a_verdict(found: Port | Shown, level: Level) -> None:
    verdict = on_socket(found, "127.0.0.1:8089")

    assert verdict.level is level
    assert bool(verdict.todo) == (level is not Level.OK)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("wss://0.0.0.0:8089/ws", False),
        ("wss://[::]:8089/ws", False),
        ("wss://calls.example.com:8089/ws", True),
        ("wss://[::1]:8089/ws", True),
    ],
)
def test_pages_are_told_of_an_address_that_leads_somewhere(url: str, leads: bool) -> None:
    assert (on_address(url) is None) == leads
