"""How long after a caller's BYE the wall shows that they are gone: one Chromium, 199 more pages open.

With `--restart`, how 200 pages come back when the service is begun again (`bench/returning.py`).

The BYE's moment is the kernel's own, read from the loopback device (CAP_NET_RAW, which root has); the row's is the
page's, when it leaves the document. Both are held against a bare websocket that echoes to the same browser.
"""

import argparse
import asyncio
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web
from playwright.async_api import Page, async_playwright

from bench import returning
from bench.figures import Figure, note, percentile, spread, told
from bench.installation import ADMIN, PASSWORD
from bench.loopback import Loopback
from bench.victim import Victim, environment
from bench.waiting import until
from config.seed import ORDERS_DID, seed_demo
from lab.lab import Lab
from lab.ports import free_port
from store.migrations.schema import migrate
from store.pool import open_database
from store.postgres import postgres
from web.door import COOKIE

ROUNDS, CALLERS = 20, 10
PAGES = 199
GOAL_MS = 200
FIRST_START_S = 60.0
_CALLER = re.compile(rb"\+38044123(\d{4})")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WATCH = """() => {
    window.gone = {};
    window.there = () => [...document.querySelectorAll('.row .row-button')].map((each) => each.textContent);
    let before = new Set(window.there());
    new MutationObserver(() => {
        const now = new Set(window.there());
        for (const each of before) if (!now.has(each)) window.gone[each] = performance.timeOrigin + performance.now();
        before = now;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
ECHO = """(address) => new Promise((done) => {
    const socket = new WebSocket(address);
    socket.onopen = () => { window.sent = performance.now(); socket.send('x'); };
    socket.onmessage = () => { done(performance.now() - window.sent); socket.close(); };
})"""


class Byes(Loopback):
    """When each caller's BYE was on the wire, in ms since the epoch, by the last four digits of their number."""

    def __init__(self) -> None:
        super().__init__(self._take)
        self.at: dict[str, float] = {}

    def _take(self, frame: bytes, at: float) -> None:
        start = frame.find(b"BYE sip:", 0, 80)
        caller = _CALLER.search(frame) if start >= 0 else None
        if caller is not None:
            self.at.setdefault(caller[1].decode(), at * 1000)


async def bench() -> int:
    lags, echoes = [], []
    async with opened() as ground, pages(ground) as page, _echo() as echo:
        lab = ground.lab
        with Byes() as byes:
            for nth in range(ROUNDS):
                echoes.append(await page.evaluate(ECHO, echo))
                lags += await _round(lab, page, byes, nth)
    bare = percentile(echoes, 50)
    over = [lag - bare for lag in lags]
    note(f"BYE to row, ms min / median / max: {spread(lags)} of {len(lags)}; bare echo {spread(echoes)}")
    return told([Figure("board_lag_ms", percentile(over, 99), "ms", GOAL_MS, "lower")])


async def _round(lab: Lab, page: Page, byes: Byes, nth: int) -> list[float]:
    """Ten callers come, wait, and go one after the other."""
    names = [f"{nth:02}{caller:02}" for caller in range(CALLERS)]
    async with AsyncExitStack() as stack:
        callers = [lab.customer(f"+38044123{name}", dials=ORDERS_DID) for name in names]
        legs = [await stack.enter_async_context(caller) for caller in callers]
        await page.wait_for_function(f"window.there().length === {CALLERS}", timeout=60_000)
        for leg in legs:
            await leg.hang_up()
            await asyncio.sleep(0.05)
        await page.wait_for_function("window.there().length === 0", timeout=60_000)
    gone = await page.evaluate("window.gone")
    return [gone[f"+38044123{name}"] - byes.at[name] for name in names if name in byes.at]


async def bench_restart() -> int:
    """The service ends in order and is begun at once, as an upgrade does it, with everybody looking on."""
    async with opened() as ground, AsyncExitStack() as stack:
        sessions = await returning.hire(ground.database_url, PAGES)
        others = await stack.enter_async_context(returning.pages_of(ground.root, sessions))
        page = await stack.enter_async_context(chromium(ground.root, ground.api))
        asker = await stack.enter_async_context(returning.asking(ground.root))
        begun = time.monotonic()
        await asyncio.sleep(returning.CALM_S)
        calm = asker.ms_between(begun, time.monotonic())
        rounds = [await _restarted(ground.victim, others, page, asker) for _ in range(returning.ROUNDS)]
    return told(returning.figures(rounds, calm))


async def _restarted(
    victim: Victim, others: Sequence[returning.Returning], page: Page, asker: returning.Asker
) -> returning.Round:
    down = time.monotonic()
    await victim.stop()
    gone = time.monotonic()
    await victim.start()

    async def all_right() -> bool:
        return min(each.right_at for each in others) > gone and await page.locator(".lost-banner").count() == 0

    await until(all_right, "every page as it was", returning.ALL_WITHIN_S)
    return returning.Round(down, gone, others, asker)


@dataclass(frozen=True)
class Ground:
    """The service in a process of its own, with its database, and the first administrator signed in at it."""

    lab: Lab
    victim: Victim
    root: str
    database_url: str
    api: aiohttp.ClientSession


@asynccontextmanager
async def opened() -> AsyncIterator[Ground]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder())
        lab = await stack.enter_async_context(Lab())
        url = await stack.enter_async_context(postgres(None, folder, afterwards="delete"))
        await migrate(url)
        async with open_database(url) as db:
            await seed_demo(db)
        root = f"http://127.0.0.1:{(port := free_port())}"
        (folder / "data").mkdir()
        victim = Victim(environment(folder, url, lab.access, port, {}), folder / "service.log", lambda _event: None)
        stack.push_async_callback(victim.stop)
        await victim.start()
        api = await stack.enter_async_context(_signed_in(victim, root))
        yield Ground(lab, victim, root, url, api)


@asynccontextmanager
async def pages(ground: Ground) -> AsyncIterator[Page]:
    """The one in Chromium, among the others."""
    async with AsyncExitStack() as stack:
        for _ in range(PAGES):
            await stack.enter_async_context(_other_page(ground.api))
        yield await stack.enter_async_context(chromium(ground.root, ground.api))


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary, and passable: Postgres runs as a user of its own."""
    with tempfile.TemporaryDirectory(prefix="ringback-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@asynccontextmanager
async def _signed_in(victim: Victim, root: str) -> AsyncIterator[aiohttp.ClientSession]:
    async def there() -> bool:
        return bool(victim.link) and "switch_compared" in victim.said

    await until(there, "the service's first start", FIRST_START_S)
    jar, limit = aiohttp.CookieJar(unsafe=True), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(root, headers={"X-Ringback": "1"}, cookie_jar=jar, connector=limit) as api:
        who = {"name": ADMIN, "password": PASSWORD}
        async with api.post("/api/setup", json={"token": victim.link, **who}) as answer:
            answer.raise_for_status()
        async with api.post("/api/session", json=who) as answer:
            answer.raise_for_status()
        yield api


@asynccontextmanager
async def _other_page(api: aiohttp.ClientSession) -> AsyncIterator[None]:
    """A page that reads and draws nothing."""
    async with api.ws_connect("/api/live", max_msg_size=0) as page:

        async def read() -> None:
            async for _ in page:
                pass

        reading = asyncio.create_task(read())
        try:
            yield
        finally:
            reading.cancel()
            await asyncio.wait([reading])


@asynccontextmanager
async def chromium(root: str, api: aiohttp.ClientSession) -> AsyncIterator[Page]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    token = next(cookie.value for cookie in api.cookie_jar if cookie.key == COOKIE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        context = await browser.new_context(bypass_csp=True)
        await context.add_cookies([{"name": COOKIE, "value": token, "url": root}])
        page = await context.new_page()
        await page.goto(f"{root}/wall")
        await page.get_by_role("heading", name="Queues").wait_for()
        await page.evaluate(WATCH)
        yield page
        await browser.close()


@asynccontextmanager
async def _echo() -> AsyncIterator[str]:
    async def echo(request: web.Request) -> web.WebSocketResponse:
        ends = web.WebSocketResponse()
        await ends.prepare(request)
        async for message in ends:
            await ends.send_str(message.data)
        return ends

    app = web.Application()
    app.add_routes([web.get("/", echo)])
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"ws://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # What was started is ended then, too.
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--restart", action="store_true", help="how the pages come back from a restart, instead")
    return asyncio.run(bench_restart() if asked.parse_args().restart else bench())


if __name__ == "__main__":
    sys.exit(main())
