"""Carriers that answer badly: the probe says what it met, and raises nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from telephony.provision.model import TrunkSpec
from telephony.provision.probe import Probe
from telephony.provision.verdict import Closed, NoTls, Unasked, Unresolved


def trunk(**fields: Any) -> TrunkSpec:
    return TrunkSpec(**({"name": "acme", "way": "address", "host": "127.0.0.1", "transport": "tcp"} | fields))


@asynccontextmanager
async def answering(data: bytes) -> AsyncIterator[int]:
    """The port of a carrier that says this to whoever asks, and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(data)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("said", [b"", b"SIP/2.0 200", b"SIP/2.0 200 OK\r\nContent-Length: 50\r\n\r\nhalf"])
async def test_a_carrier_that_closes_too_early_has_closed(said: bytes) -> None:
    async with answering(said) as port:
        met = await Probe().ask("OPTIONS", trunk(port=port), "")

    assert isinstance(met, Closed)


async def test_a_port_that_speaks_no_tls_is_not_told_as_a_bad_certificate() -> None:
    async with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        met = await Probe().ask("OPTIONS", trunk(port=port, transport="tls"), "")

    assert isinstance(met, NoTls)


async def test_a_missing_file_of_certificates_is_not_told_as_a_name_that_does_not_resolve() -> None:
    met = await Probe(Path("/nowhere/ca.pem")).ask("OPTIONS", trunk(transport="tls"), "")

    assert isinstance(met, Unasked)
    assert "No such file" in met.why


@pytest.mark.parametrize("host", ["sip..example", "x" * 64 + ".example"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_name_that_can_be_none_does_not_resolve(host: str, transport: str) -> None:
    assert await Probe().ask("OPTIONS", trunk(host=host, transport=transport), "") == Unresolved(host)
