"""Listening to what arrives at a participant: live samples, without a recording's buffers.

A snoop on the carrier's channel, bridged with a channel that sends plain 16 kHz samples to a port of ours. The snoop's
clock runs on while nothing arrives, so that silence is heard as silence.
"""

import asyncio
import struct
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np

from lab.commands import Commands
from lab.tones import RATE, Heard
from lab.waiting import NotSeen
from telephony.ari import requests

_HEADER = 12
_PATIENCE = 20.0
"""Seconds beyond the asked ones before we say that no audio arrives at all."""


class _Port(asyncio.DatagramProtocol):
    """Takes RTP, in order as it comes: on loopback nothing overtakes."""

    def __init__(self) -> None:
        self.samples = bytearray()
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.samples += data[_header_length(data) :]
        for wanted, waiting in self._waiting:
            if len(self.samples) >= wanted and not waiting.done():
                waiting.set_result(None)
        self._waiting = [entry for entry in self._waiting if not entry[1].done()]

    async def until(self, length: int) -> None:
        if len(self.samples) < length:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((length, waiting))
            await waiting


def _header_length(packet: bytes) -> int:
    sources, extended = packet[0] & 0x0F, packet[0] & 0x10
    length = _HEADER + 4 * sources
    if extended:
        (words,) = struct.unpack_from("!H", packet, length + 2)
        length += 4 + 4 * int(words)
    return length


class Ear:
    """On one channel. `open` once; what came before it is not heard."""

    def __init__(self, commands: Commands, channel: str) -> None:
        self._commands = commands
        self._channel = channel
        self._port: _Port | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> None:
        """Begins to listen; again does nothing."""
        if self._transport is not None:
            return
        loop = asyncio.get_running_loop()
        self._transport, self._port = await loop.create_datagram_endpoint(_Port, local_addr=("127.0.0.1", 0))
        host, port = self._transport.get_extra_info("sockname")[:2]
        await self._wire(f"{host}:{port}")

    async def _wire(self, target: str) -> None:
        snoop, out, bridge = (f"{self._channel}-{part}" for part in ("snoop", "out", "bridge"))
        send, app = self._commands.send, self._commands.app
        entrances = [self._commands.entrance(part) for part in (snoop, out)]
        await send(requests.channels_snoop_channel_with_id(self._channel, snoop, spy="in", app=app))
        await send(requests.channels_external_media(channel_id=out, app=app, external_host=target, format="slin16"))
        await send(requests.bridges_create_with_id(bridge, type="mixing"))
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*entrances)
        await send(requests.bridges_add_channel(bridge, channel=[snoop, out]))

    async def hear(self, seconds: float) -> Heard:
        """What arrives from now on, that long."""
        await self.open()
        return await self._from(len(self._opened().samples), seconds)

    async def windows(self, seconds: float) -> AsyncGenerator[Heard, None]:
        """What arrives from now on, in pieces that long; nothing between them is missed, however late one is taken."""
        await self.open()
        begin = len(self._opened().samples)
        while True:
            yield await self._from(begin, seconds)
            begin += 2 * round(seconds * RATE)

    async def _from(self, begin: int, seconds: float) -> Heard:
        port, length = self._opened(), 2 * round(seconds * RATE)
        try:
            async with asyncio.timeout(seconds + _PATIENCE):
                await port.until(begin + length)
        except TimeoutError:
            missing = (begin + length - len(port.samples)) / 2 / RATE
            raise NotSeen(f"{self._channel}: of {seconds:g} s to hear, {missing:.2f} s did not arrive.") from None
        return _heard(port.samples[begin : begin + length])

    def all(self) -> Heard:
        """Everything since `open`."""
        return _heard(self._opened().samples)

    async def close(self) -> None:
        """Ends listening and takes its parts off the carrier."""
        if self._transport is None:
            return
        self._transport.close()
        self._transport = None
        for part in ("snoop", "out"):
            await self._commands.send(requests.channels_hangup(f"{self._channel}-{part}"))
        await self._commands.send(requests.bridges_destroy(f"{self._channel}-bridge"))

    def _opened(self) -> _Port:
        if self._port is None:
            raise NotSeen(f"{self._channel}: nobody listens to it yet; call hear() or open() first.")
        return self._port


def _heard(raw: bytes | bytearray) -> Heard:
    whole = bytes(raw[: len(raw) // 2 * 2])
    return Heard(np.frombuffer(whole, dtype=">i2").astype(np.int16))
