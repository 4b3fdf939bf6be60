"""The demo, whole and in a hurry: everybody appears, and afterwards nobody was there."""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import msgspec
import pytest

from callbacks.naming import step_of
from service.crowd_choices import Pace
from service.crowd_desk import Credentials, ServiceDesk, open_desk
from service.demo import demo
from service.demo_rules import DAY_S
from tests.service.kit import settings_in
from tests.waiting import until

pytestmark = pytest.mark.switch

HURRIED = Pace(
    arrivals_s=(0.3, 1.0),
    rush_s=(0.3, 1.0),
    at_once=10,
    talks_s=(2.0, 6.0),
    patience=0.4,
    idle_s=(1.0, 3.0),
    away_s=(3.0, 6.0),
)
STATES = {"announcing", "queued", "offering", "talking", "on_hold", "dismissing"}
AGENTS = {"available", "ringing", "talking", "wrap_up", "break"}
REASONS = {"out_of_hours", "unknown_number"}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where everything temporary goes: short, and open to the users whom the switch and Postgres run as."""
    made = Path(tempfile.mkdtemp(prefix="rb-demo-"))
    made.chmod(0o711)
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    shutil.rmtree(made)


@asynccontextmanager
async def demo_in(place: Path, said: list[str]) -> AsyncIterator[ServiceDesk]:
    """Signed in as the administrator whom the demo tells about."""
    running = asyncio.create_task(demo(settings_in(place / "none"), said.append, pace=HURRIED, chance=Random(11)))
    try:
        await until(lambda: running.done() or any("Ctrl-C" in line for line in said), within=90)
        if running.done():
            running.result()
        address = found(r"answers at (\S+)", said)
        administrator = Credentials("demo", found(r"administrator: +demo +(\S+)", said))
        async with open_desk(address, administrator) as desk:
            assert await desk.sign_in() == 200
            yield desk
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def found(pattern: str, said: list[str]) -> str:
    match = re.search(pattern, "\n".join(said))
    assert match is not None, said
    return match[1]


class Seen:
    """What a page would have shown so far."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.agents: set[str] = set()

    async def watch(self, messages: AsyncIterator[str], within: float) -> None:
        """Until everybody was seen, or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                async for message in messages:
                    self._take(msgspec.json.decode(message))
                    if self.calls >= STATES and self.agents >= AGENTS:
                        return

    def _take(self, message: dict[str, Any]) -> None:
        board = message.get("board", {})
        changed = [(change["kind"], change["value"]) for change in message.get("changes", []) if change["value"]]
        self.calls |= {call["state"] for call in board.get("calls", [])}
        self.calls |= {value["state"] for kind, value in changed if kind == "call"}
        self.agents |= {agent["state"] for agent in board.get("agents", [])}
        self.agents |= {value["state"] for kind, value in changed if kind == "agent"}


async def test_the_demo_shows_everything_and_leaves_nothing(place: Path) -> None:
    said: list[str] = []
    seen = Seen()
    async with demo_in(place, said) as desk:
        async with desk.live() as messages:
            await seen.watch(messages, within=60)
        await until(lambda: both_kinds_of_outcome(desk), within=60)
        await until(lambda: recordings_stored(desk), within=30)
        await until(lambda: somebody_called_back(desk), within=30)
        await until(lambda: a_text_in(found(r"are at (\S+)", said)), within=30)
        assert await day_of_cases(desk) == DAY_S

    assert set() == STATES - seen.calls
    assert set() == AGENTS - seen.agents
    assert left_behind(place) == []


async def both_kinds_of_outcome(desk: ServiceDesk) -> bool:
    calls = (await desk.ask("/api/calls?limit=200"))["calls"]
    answered = any(call["outcome"] == "answered" for call in calls)
    return answered and {call["reason"] for call in calls} >= REASONS


async def recordings_stored(desk: ServiceDesk) -> bool:
    return bool((await desk.ask("/api/recordings?status=stored"))["recordings"])


async def somebody_called_back(desk: ServiceDesk) -> bool:
    calls = (await desk.ask("/api/calls?limit=200"))["calls"]
    return any(step_of(call["id"]) is not None and call["ended_at"] for call in calls)


async def day_of_cases(desk: ServiceDesk) -> int | None:
    found: dict[str, Any] = await desk.ask("/api/cases")
    day: int | None = found["day_seconds"]
    return day


async def a_text_in(outbox: str) -> bool:
    async with aiohttp.ClientSession() as session, session.get(outbox) as page:
        return "to the customer" in await page.text()


def left_behind(place: Path) -> list[str]:
    """Files in that place, and processes that know it from their command line or their environment."""
    files = [str(path) for path in place.iterdir()]
    processes = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid()]
    return files + [pid for pid in processes if _knows(Path("/proc") / pid, str(place).encode())]


def _knows(process: Path, place: bytes) -> bool:
    try:
        return place in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    except OSError:
        return False


async def test_the_service_is_begun_again_when_it_dies(place: Path) -> None:
    said: list[str] = []
    async with demo_in(place, said) as desk:
        os.kill(service_of(place), 9)
        await until(lambda: any("begun again" in line for line in said))
        await until(desk.agents, within=30)

    assert left_behind(place) == []


def service_of(place: Path) -> int:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (process / "environ").read_bytes()
            if b"RINGBACK_DATA=" + str(place).encode() in told and b"service" in (process / "cmdline").read_bytes():
                return int(process.name)
    raise AssertionError("there is no service")
