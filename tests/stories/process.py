"""The service as a process of its own, which can be killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from kernel.clock import SystemClock
from lab.ports import free_port
from store.pool import Database
from tests.stories.logs import Line
from tests.stories.place import Place
from tests.stories.story import Story
from workforce import model as m

ROOT = Path(__file__).parents[2]


class Service:
    """Its log lines are told to the story, as those of a service in this process are."""

    def __init__(self, process: Process, story: Story) -> None:
        self._process = process
        self._story = story

    async def read_log(self) -> None:
        assert self._process.stderr is not None
        async for raw in self._process.stderr:
            line = _line(raw)
            self._story.lines.append(line)
            self._story.diary.tell(f"log: {line['event']} {line.get('why', '')}")

    async def kill(self) -> None:
        """As the kernel does it to whoever eats too much."""
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    def freeze(self) -> None:
        """It stays there, sockets open, and does nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def stop(self) -> int:
        """As systemd does it. Gives the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            return await self._process.wait()


@asynccontextmanager
async def serving(story: Story, **overrides: str) -> AsyncIterator[Service]:
    """`python -m service run`, stopped at the end unless it is dead by then."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "run"),
        cwd=ROOT,
        env=_environment(story.place) | overrides,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    service = Service(process, story)
    reading = asyncio.create_task(service.read_log())
    try:
        yield service
    finally:
        await service.stop()
        await reading


def _environment(place: Place) -> dict[str, str]:
    settings, access = place.settings(), place.access
    own = {
        "RINGBACK_DATA": settings.data_dir,
        "RINGBACK_CACHE": settings.cache_dir,
        "RINGBACK_RECORDINGS_DIR": settings.recordings_dir,
        "RINGBACK_ARCHIVE_DIR": settings.archive_dir,
        "RINGBACK_SOUNDS_DIR": settings.sounds_dir,
        "RINGBACK_DISK_FLOOR_MB": 1,
        "RINGBACK_HTTP_PORT": free_port(),
        "RINGBACK_ARI_URL": access.ari_url,
        "RINGBACK_ARI_USER": access.ari_user,
        "RINGBACK_ARI_PASSWORD": access.ari_password,
        "RINGBACK_MANAGER_USER": access.manager_user,
        "RINGBACK_MANAGER_PASSWORD": access.manager_password,
        "RINGBACK_TRUNK": access.trunk,
        "RINGBACK_LOG_FORMAT": "json",
        "DATABASE_URL": place.database_url,
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("RINGBACK_")}
    return inherited | {key: str(value) for key, value in own.items()}


def _line(raw: bytes) -> Line:
    try:
        found: dict[str, object] = msgspec.json.decode(raw, type=dict[str, object])
    except msgspec.MsgspecError:
        return {"event": raw.decode(errors="replace").rstrip(), "log_level": "error"}
    return {**found, "log_level": found.pop("level", "error")}


async def seat_ready(database: Database, *agents: int) -> None:
    """They were signed in when the service last ran."""
    now = SystemClock().now()
    seat = m.Seat(state=m.Available(since=now))
    for agent in agents:
        await database.execute("INSERT INTO agent_states VALUES ($1, $2, $3)", agent, seat, now)
