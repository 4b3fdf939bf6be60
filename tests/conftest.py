"""Fixtures for every test: one embedded Postgres a session, one database a test, and no task left behind."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType

import asyncpg
import hypothesis
import pytest

from lab.ports import free_port
from lab.switches import Switches, installed
from store.migrations.schema import migrate
from store.pool import Database, open_database
from store.postgres import start_embedded
from telephony.asterisk.settings import LOOPBACK, SecureSocket
from tests.certificates import GOOD

# A change passes or fails by itself: not by chance, nor by how busy the machine is.
# `EXAMPLES=other make check` looks further.
hypothesis.settings.register_profile("other", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", hypothesis.settings.get_profile("other"), derandomize=True)
hypothesis.settings.load_profile(os.environ.get("EXAMPLES", "same"))

HERE = str(Path(__file__).parent)
MEMORY, ROOM_BYTES = Path("/dev/shm"), 2 << 30
_TEMPLATE = "ringback_template"
_numbers = itertools.count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """A failure's traceback begins in the tests: how the runner came there says nothing."""
    if call.excinfo is None:
        return
    inner: TracebackType | None = call.excinfo.tb
    while inner is not None and not inner.tb_frame.f_code.co_filename.startswith(HERE):
        inner = inner.tb_next
    if inner is not None:
        call.excinfo = pytest.ExceptionInfo.from_exc_info((call.excinfo.type, call.excinfo.value, inner))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An embedded Postgres for the whole session, made for speed: it would not survive a power cut."""
    with tempfile.TemporaryDirectory(prefix="rb-", dir=_quick_room()) as directory:
        server = start_embedded(Path(directory) / "pg", "delete")
        try:
            asyncio.run(_hurry(server.get_uri()))
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_url(server_url: str) -> str:
    """The URL of a migrated database that nothing is ever written to. Tests that write take `database_url`."""
    asyncio.run(_make_template(server_url))
    return url_of(server_url, _TEMPLATE)


@pytest.fixture
async def database_url(server_url: str, postgres_url: str) -> AsyncIterator[str]:
    """A migrated, empty database of this test's own, dropped after it."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY')
    try:
        yield url_of(server_url, name)
    finally:
        await administer(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def switches() -> Iterator[Switches]:
    """Two real Asterisks for all stories, and those in a browser. Dead phones are noticed after 3 s, not 30."""
    secure = SecureSocket(address=LOOPBACK, port=free_port(), certificate=GOOD.certificate, key=GOOD.key)
    running = Switches(installed(), overrides={"rtp_timeout": 3, "secure": secure})
    asyncio.run(running.start())
    try:
        yield running
    finally:
        asyncio.run(running.stop())


@pytest.fixture(autouse=True)
async def no_leaked_tasks() -> AsyncIterator[None]:
    """A test whose code leaves a task behind fails: every task has an owner and an end."""
    before = asyncio.all_tasks()
    yield
    ours = asyncio.all_tasks() - before - {asyncio.current_task()}
    leaked = [task for task in ours if not task.done()]

    assert leaked == []


def url_of(server_url: str, name: str) -> str:
    return server_url.replace("/postgres?", f"/{name}?")


async def administer(server_url: str, sql: str) -> None:
    async with administering(server_url) as connection:
        await connection.execute(sql)


@asynccontextmanager
async def administering(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server_url)
    try:
        yield connection
    finally:
        await connection.close()


def _quick_room() -> str | None:
    """Memory, where there is plenty; else wherever temporary files lie.

    A database is some 900 files, made and removed for each test: on a disk that takes most of the test's time.
    """
    enough = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return str(MEMORY) if enough else None


async def _hurry(url: str) -> None:
    async with administering(url) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '256MB'"):
            await connection.execute(f"ALTER SYSTEM SET {setting}")
        await connection.execute("SELECT pg_reload_conf()")


async def _make_template(server_url: str) -> None:
    await administer(server_url, f"CREATE DATABASE {_TEMPLATE}")
    await migrate(url_of(server_url, _TEMPLATE))
