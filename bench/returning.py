"""How 200 open pages come back when the service is begun again: how soon, how spread out, and what calls feel of it.

199 pages are played: each has a session of its own, and does on a closed link what the console does (`live/socket.ts`,
`live/backoff.ts`, `app/LiveLink.tsx`). The 200th is a real one. What calls feel is how long the service takes to answer
the plainest question there is, asked all the time; what it took before the restart is told beside it.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiohttp
from argon2 import PasswordHasher

from bench.figures import Figure, note, percentile, spread
from bench.waiting import until
from config.store import SQL
from kernel.clock import SystemClock
from kernel.permissions import Role
from store.pool import open_database
from web.auth import Auth
from web.door import COOKIE
from web.passwords import Passwords

ROUNDS, AGENTS = 5, 200
ASKED_EVERY_S, ASKED_WITHIN_S, CALM_S = 0.02, 10.0, 5.0
ALL_WITHIN_S = 90.0
FIRST_S, LONGEST_S = 0.5, 10.0
"""Of `live/backoff.ts`."""
BACK_GOAL_S, LAG_GOAL_MS = 10.0, 50.0
_PASSWORD = "a bench of oak 1900"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Returning:
    """A page that reads and draws nothing. `right_at` is when its last snapshot came, by the monotonic clock."""

    def __init__(self, api: aiohttp.ClientSession) -> None:
        self._api = api
        self.right_at = 0.0
        self._attempt = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._read()
            asking = asyncio.create_task(self._ask_who())
            ceiling = min(LONGEST_S, FIRST_S * 2**self._attempt)
            self._attempt += 1
            await asyncio.sleep(ceiling / 2 + random.random() * ceiling / 2)
            asking.cancel()

    async def _read(self) -> None:
        """Until the link is gone."""
        async with self._api.ws_connect("/api/live", max_msg_size=0) as socket:
            async for message in socket:
                if message.data.startswith('{"type":"snapshot"'):
                    self.right_at, self._attempt = time.monotonic(), 0

    async def _ask_who(self) -> None:
        """As the console does, to learn whether the link is gone for lack of a sign-in."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._api.get("/api/session"):
                pass


class Asker:
    """Asks the service all the time. `took` are pairs: when it asked, by the monotonic clock, and for how long."""

    def __init__(self, api: aiohttp.ClientSession) -> None:
        self._api = api
        self.took: list[tuple[float, float]] = []

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            asked = time.monotonic()
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._api.get("/healthz", timeout=aiohttp.ClientTimeout(total=ASKED_WITHIN_S)):
                    self.took.append((asked, time.monotonic() - asked))
            await asyncio.sleep(ASKED_EVERY_S)

    def ms_between(self, begin: float, end: float) -> Sequence[float]:
        return [took * 1000 for asked, took in self.took if begin <= asked <= end]

    def first_after(self, at: float) -> float:
        """When it first answered what was asked after that moment."""
        return next((asked + took for asked, took in self.took if asked > at), float("inf"))


async def hire(url: str, pages: int) -> Sequence[str]:
    """A floor that is worth looking at, and as many supervisors; their sessions, for a cookie."""
    async with open_database(url) as db:
        project = await db.fetchval("SELECT min(id) FROM projects")
        for n in range(AGENTS):
            await db.execute(SQL["seed_agent"], f"Agent {n}", f"PJSIP/bench-{n}", [], ["en"], [project])
        auth = Auth(db, SystemClock(), Passwords(_QUICK))
        return [await _session(auth, f"supervisor {n}") for n in range(pages)]


async def _session(auth: Auth, name: str) -> str:
    _, token = await auth.add_user(name, Role.SUPERVISOR, None)
    await auth.set_up(token, None, _PASSWORD, "bench")
    return (await auth.sign_in(name, _PASSWORD, "bench")).token


@asynccontextmanager
async def pages_of(root: str, sessions: Sequence[str]) -> AsyncIterator[Sequence[Returning]]:
    async with AsyncExitStack() as stack:
        opened = []
        for session in sessions:
            api = await stack.enter_async_context(_api(root, session))
            opened.append(page := Returning(api))
            await stack.enter_async_context(_running(page))
        await until(lambda: _all_since(opened, 0.0), "every page's first snapshot", ALL_WITHIN_S)
        yield opened


def _api(root: str, session: str = "") -> aiohttp.ClientSession:
    headers = {"X-Ringback": "1"} | ({"Cookie": f"{COOKIE}={session}"} if session else {})
    return aiohttp.ClientSession(root, headers=headers, connector=aiohttp.TCPConnector(limit=0))


@asynccontextmanager
async def asking(root: str) -> AsyncIterator[Asker]:
    async with _api(root) as api, _running(asker := Asker(api)):
        yield asker


@asynccontextmanager
async def _running(work: Returning | Asker) -> AsyncIterator[None]:
    task = asyncio.create_task(work.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _all_since(pages: Sequence[Returning], moment: float) -> bool:
    return all(page.right_at > moment for page in pages)


class Round:
    """One restart: asked to end at `down`, gone at `gone`. Seconds count from when the service first answers again."""

    def __init__(self, down: float, gone: float, pages: Sequence[Returning], asker: Asker) -> None:
        up = asker.first_after(gone)
        right = sorted(page.right_at - up for page in pages)
        self.first_s, self.last_s = right[0], right[-1]
        self.lags = asker.ms_between(up, up + self.last_s + 0.2)
        busiest = max(sum(1 for each in right if 0 <= each - at < 0.1) for at in right)
        note(f"ended within {gone - down:.2f} s, answered after {up - gone:.2f} s")
        note(f"  pages right after s {spread(right)}, at most {busiest} of {len(right)} within 0.1 s")
        note(f"  asked meanwhile, ms {spread(self.lags)} of {len(self.lags)}")


def figures(rounds: Sequence[Round], calm: Sequence[float]) -> Sequence[Figure]:
    lags = [lag for each in rounds for lag in each.lags]
    note(f"asked while nothing returns, ms {spread(calm)} of {len(calm)}")
    more = percentile(lags, 99) - percentile(calm, 99)
    return (
        Figure("pages_back_s", max(each.last_s for each in rounds), "s", BACK_GOAL_S, "lower"),
        Figure("return_lag_ms", more, "ms", LAG_GOAL_MS, "lower"),
    )
