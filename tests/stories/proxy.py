"""A wire that can be cut: what connects to it is passed on; once cut, nobody gets through until it is mended."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


class Wire:
    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._whole = True
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Everything that is connected is torn off, at both ends."""
        self._whole = False
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        with suppress(OSError):
            far_reader, far_writer = await self._connect()
            self._open |= {writer, far_writer}
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
            self._open -= {writer, far_writer}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.transport.abort()


@asynccontextmanager
async def wire_to_port(host: str, port: int) -> AsyncIterator[tuple[Wire, int]]:
    """The wire, and the port at which it begins."""
    wire = Wire(lambda: asyncio.open_connection(host, port))
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    try:
        yield wire, server.sockets[0].getsockname()[1]
    finally:
        await _close(server, wire)


@asynccontextmanager
async def wire_to_socket(path: Path, here: Path) -> AsyncIterator[Wire]:
    """The same for a unix socket, beginning at `here`."""
    wire = Wire(lambda: asyncio.open_unix_connection(path))
    server = await asyncio.start_unix_server(wire.carry, here)
    try:
        yield wire
    finally:
        await _close(server, wire)


async def _close(server: asyncio.Server, wire: Wire) -> None:
    server.close()
    wire.cut()
    await server.wait_closed()
