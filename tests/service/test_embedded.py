"""The embedded Postgres belongs to the service: it comes back when somebody ends it."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.clock import SystemClock
from service import doctor_verdicts as v
from service import run
from service.directory import own_directory
from service.doctor_look import look_at_database, sight_of
from store.errors import DatabaseAway
from store.pool import Database, open_database
from store.postgres import ensure_running, postgres
from tests.service.kit import settings_in
from tests.waiting import until

pytestmark = pytest.mark.postgres


@pytest.fixture
def data() -> Iterator[Path]:
    """Not pytest's own: its name is too long for a socket, and another run of pytest shuts it to Postgres' user."""
    with tempfile.TemporaryDirectory(prefix="rb-") as directory:
        yield Path(directory)


async def answers(database: Database) -> bool:
    try:
        return bool(await database.fetchval("SELECT true"))
    except DatabaseAway:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_an_embedded_postgres_that_was_ended_comes_back(
    data: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(run, "EMBEDDED_LOOK_S", 0.2)
    async with postgres(None, data) as url, open_database(url) as database, run.kept_up(settings_in(data)):
        assert await answers(database)
        before = noted(data)
        os.kill(int(before[0]), number)
        await until(lambda: noted(data) not in ([], before), within=45)
        await until(lambda: answers(database), within=45)


def noted(data: Path) -> list[str]:
    """The postmaster's pid; none while it starts or where it has ended."""
    try:
        return (data / "postgres" / "postmaster.pid").read_text().split()[:1]
    except FileNotFoundError:
        return []


async def test_a_running_service_without_its_embedded_postgres_is_bad(data: Path) -> None:
    (data / "postgres").mkdir()
    sight = sight_of(settings_in(data))

    with own_directory(data):
        [verdict] = v.on_database(await look_at_database(sight, SystemClock()))
    [resting] = v.on_database(await look_at_database(sight, SystemClock()))

    assert (verdict.level, resting.level) == (v.Level.BAD, v.Level.OK)
    assert str(data / "postgres" / "log") in verdict.todo


async def test_nothing_is_started_after_the_end(data: Path) -> None:
    async with postgres(None, data):
        assert not await asyncio.to_thread(ensure_running, data)

    assert not await asyncio.to_thread(ensure_running, data)
    assert not (data / "postgres" / "postmaster.pid").exists()
