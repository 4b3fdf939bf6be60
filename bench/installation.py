"""An installation of Ringback to be measured: its own Postgres, its set-up, and the service as a process of its own."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.audio import write_announcement
from bench.sipp import ANNOUNCEMENT_S
from bench.switch import agent_names
from bench.waiting import ended, until
from config.model import AnnouncementKind
from config.prompts import Audio, read_audio
from config.seed import OPEN_PROJECT, seed_demo
from config.store import SQL
from lab.instance import AsteriskInstance
from lab.ports import free_port
from store.migrations.schema import migrate
from store.pool import Queryable, open_database
from store.postgres import postgres
from web.door import COOKIE

ANNOUNCEMENT = Path("bench/announcement.wav")
"""Below the sounds of a switch."""
ADMIN, PASSWORD = "bench", "a bench of oak 1900"
_SKILLS = ["bookings", "support"]


class Ringback:
    """The service under test at `url`, reached as everybody reaches it. `database_pid` is the Postgres server's."""

    def __init__(
        self, process: asyncio.subprocess.Process, database_pid: int, url: str, api: aiohttp.ClientSession
    ) -> None:
        self.pid = process.pid
        self.url = url
        self.database_pid = database_pid
        self._api = api

    @property
    def session(self) -> str:
        """The administrator's, for a browser's cookie."""
        return next(cookie.value for cookie in self._api.cookie_jar if cookie.key == COOKIE)

    async def staff(self) -> None:
        """Until every agent of the bench is available, whatever the last run has left behind."""
        await until(self._all_available, "every agent available")

    async def calls_in(self, state: str) -> list[str]:
        """The ids of the live calls in this state."""
        async with self._api.get("/api/calls", params={"state": "live"}) as answer:
            return [call["id"] for call in (await answer.json())["calls"] if call["state"] == state]

    async def joins(self, call: str, depth: str) -> None:
        """The administrator of the bench, on their line."""
        async with self._api.post(f"/api/calls/{call}/join", json={"depth": depth}) as answer:
            answer.raise_for_status()

    async def _all_available(self) -> bool:
        async with self._api.get("/api/agents") as answer:
            seats = [seat for seat in (await answer.json())["agents"] if seat["name"].startswith("bench-")]
        away = [seat["id"] for seat in seats if seat["state"] != "available"]
        for agent in away:
            async with self._api.post(f"/api/agents/{agent}/state", json={"state": "available"}):
                pass
        return bool(seats) and not away


@asynccontextmanager
async def ringback(folder: Path, switch: AsteriskInstance, agents: int) -> AsyncIterator[Ringback]:
    """The service on `switch`, set up and staffed, while the block runs."""
    async with postgres(None, folder, afterwards="delete") as url:
        await migrate(url)
        await _set_up(url, write_sound(switch), agents)
        pid = int((folder / "postgres" / "postmaster.pid").read_text("ascii").split()[0])
        port = free_port()
        async with _service(folder, environment(folder, url, switch, port)) as process:
            token = await _first_link(folder / "service.out")
            jar = aiohttp.CookieJar(unsafe=True)  # It keeps no cookies of bare addresses otherwise.
            root, headers = f"http://127.0.0.1:{port}", {"X-Ringback": "1"}
            async with aiohttp.ClientSession(root, headers=headers, cookie_jar=jar) as api:
                await _sign_in(api, token)
                under_test = Ringback(process, pid, root, api)
                await under_test.staff()
                yield under_test


def write_sound(switch: AsteriskInstance) -> Path:
    """The announcement, where the switch and the service look for it; its path."""
    file = switch.home / "sounds" / ANNOUNCEMENT
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o755)
    write_announcement(file, ANNOUNCEMENT_S)
    return file


async def _set_up(url: str, announcement: Path, agents: int) -> None:
    audio = read_audio(announcement)
    assert isinstance(audio, Audio)
    async with open_database(url) as database:
        await seed_demo(database)
        project = await database.fetchval(SQL["project_id"], OPEN_PROJECT)
        kind = AnnouncementKind.QA_INBOUND.value
        said = (project, kind, "en", str(ANNOUNCEMENT), audio.sha256, audio.seconds, "")
        await database.execute(SQL["put_announcement"], *said)
        await database.execute("UPDATE queues SET wrap_up_s = 0, max_waiting = 100000")
        await _hire(database, project, agents)


async def _hire(database: Queryable, project: int, agents: int) -> None:
    for name in agent_names(agents):
        await database.execute(SQL["seed_agent"], name, f"PJSIP/{name}", _SKILLS, ["en"], [project])


def environment(folder: Path, url: str, switch: AsteriskInstance, port: int) -> Mapping[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    return inherited | {
        "DATABASE_URL": url,
        "RINGBACK_DATA": str(folder),
        "RINGBACK_ARI_URL": switch.url,
        "RINGBACK_ARI_PASSWORD": switch.settings.ari_password,
        "RINGBACK_MANAGER_PASSWORD": switch.settings.manager_password,
        "RINGBACK_RECORDINGS_DIR": str(switch.settings.directories.spool / "monitor"),
        "RINGBACK_SOUNDS_DIR": str(switch.home / "sounds"),
        "RINGBACK_HTTP_PORT": str(port),
        "RINGBACK_LOG_FORMAT": "json",
        "RINGBACK_DISK_FLOOR_MB": "256",
    }


@asynccontextmanager
async def _service(folder: Path, environ: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    with (folder / "service.out").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.service"), env=dict(environ), stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        await ended(process)


async def _first_link(output: Path) -> str:
    """The one-time token that the first start prints."""
    found: list[str] = []

    async def printed() -> bool:
        found[:] = re.findall(r"/setup\?token=([\w-]+)", output.read_text("utf-8"))  # noqa: ASYNC240
        return bool(found)

    await until(printed, "the service's first start")
    return found[0]


async def _sign_in(api: aiohttp.ClientSession, token: str) -> None:
    credentials = {"name": ADMIN, "password": PASSWORD}
    async with api.post("/api/setup", json={"token": token, **credentials}) as answer:
        answer.raise_for_status()
    async with api.post("/api/session", json=credentials) as answer:
        answer.raise_for_status()
