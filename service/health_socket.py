"""Where the running service tells `ringback doctor` how it is: a socket in the data directory, its user's alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import structlog

log = structlog.get_logger()

SOCKET = "health.sock"
LONGEST_PATH = 107
"""What the kernel takes."""
WITHIN_S = 30.0


class Told(msgspec.Struct, frozen=True):
    """As it is printed; `bad`: something is that nobody has silenced."""

    lines: list[str]
    bad: bool


@asynccontextmanager
async def answering(data_dir: Path, tell: Callable[[], Awaitable[Told]]) -> AsyncIterator[None]:
    """While the block runs, to whoever connects. Where that cannot be, the doctor looks itself."""
    path = data_dir / SOCKET
    server = await _server(path, tell) if len(str(path)) <= LONGEST_PATH else None
    if server is None:
        yield
        return
    async with server:
        yield
    _remove(path)


async def _server(path: Path, tell: Callable[[], Awaitable[Told]]) -> asyncio.Server | None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(msgspec.json.encode(await tell()))
            await writer.drain()
        except Exception:
            log.exception("health_not_told")
        finally:
            writer.close()

    try:
        return await asyncio.start_unix_server(serve, sock=_bound(path))
    except OSError as error:
        log.warning("health_socket_not_made", why=str(error))
        return None


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _bound(path: Path) -> socket.socket:
    """Its user's alone from the moment on that it can be connected to. Raises `OSError`."""
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    path.chmod(0o600)
    return made


async def asked(data_dir: Path) -> Told | None:
    """What the running service says; None where none runs, or it does not answer."""
    path = data_dir / SOCKET
    if len(str(path)) > LONGEST_PATH:
        return None
    try:
        async with asyncio.timeout(WITHIN_S):
            reader, writer = await asyncio.open_unix_connection(path)
            told = await reader.read(-1)
            writer.close()
        return msgspec.json.decode(told, type=Told)
    except (OSError, TimeoutError, msgspec.DecodeError):
        return None
