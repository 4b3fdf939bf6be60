"""How soon a click in a real Chromium is heard, with the line already up: part of `make bench-listen`."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bench.figures import Figure, note, percentile, spread
from bench.installation import Ringback, ringback
from bench.switch import agent_names
from bench.waiting import until
from config.seed import ORDERS_DID
from lab.behaviours import Answers
from lab.lab import Lab
from lab.switches import Switches, installed
from web.door import COOKIE

ROUNDS = 40
GOAL_MS = 100
CUSTOMER, CUSTOMER_HZ = "+380441234567", 440.0
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"),
    "--autoplay-policy=no-user-gesture-required",
)
WATCH = """
window.clicked = null; window.onset = null;
document.addEventListener("click", () => { window.clicked = performance.now(); window.onset = null; }, true);
const Peer = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Peer {
  constructor(...given) {
    super(...given);
    window.peer = this;
    this.addEventListener("track", ({ track }) => {
      const context = new AudioContext();
      const ear = context.createScriptProcessor(256, 1, 1);
      ear.onaudioprocess = ({ inputBuffer }) => {
        const loudest = inputBuffer.getChannelData(0).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
        window.loudest = loudest;
        if (loudest > 0.01) window.onset ??= performance.now();
      };
      context.createMediaStreamSource(new MediaStream([track])).connect(ear).connect(context.destination);
    });
  }
};
"""
"""Notes each click, and the first block of 5 ms after it in which something is heard."""

DELAY = """async () => {
  const stats = [...(await window.peer.getStats()).values()];
  const heard = stats.find((each) => each.type === "inbound-rtp");
  const way = stats.find((each) => each.type === "candidate-pair" && each.nominated);
  return 1000 * (heard.jitterBufferDelay / heard.jitterBufferEmittedCount + way.currentRoundTripTime / 2);
}"""
"""What the line itself takes, in ms, as the browser measures it: half its echo, and the wait in the jitter buffer."""


async def onset(rounds: int) -> Figure:
    async with _opened() as page:
        await _listen(page)
        raw = [await _round(page) for _ in range(rounds)]
        own = await page.evaluate(DELAY)
    note(f"click to sound, ms, min / median / max: {spread(raw)}; the line's own delay {own:.3g}")
    return Figure("listen_onset_ms", percentile([each - own for each in raw], 95), "ms", GOAL_MS, "lower")


async def _listen(page: Page) -> float:
    """Milliseconds from the click to the sound."""
    await page.locator(".join-depth").first.click()
    await page.wait_for_function("window.onset !== null", polling=20, timeout=20_000)
    taken: float = await page.evaluate("window.onset - window.clicked")
    return taken


async def _round(page: Page) -> float:
    """Off the call until all is silent, for a different time in each round, to meet every phase; and on again."""
    await page.keyboard.press("0")
    await expect(page.locator(".join-how")).to_have_text("You are not on this call.", timeout=20_000)
    await page.wait_for_function("window.loudest < 0.001", polling=20, timeout=20_000)
    await asyncio.sleep(0.3 + random.random() / 10)
    return await _listen(page)


@asynccontextmanager
async def _opened() -> AsyncIterator[Page]:
    """A supervisor's page with a call open that talks."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        folder = stack.enter_context(_folder())
        [name] = agent_names(1)
        switches = await enter(Switches(installed(), phones=(name,)))
        lab = await enter(Lab(switches))
        [agent] = await enter(lab.phones(name))
        agent.behaviour = Answers()
        under_test = await enter(ringback(folder, switches.switch, 1))
        caller = await enter(lab.customer(CUSTOMER, ORDERS_DID))
        await caller.answered()
        await caller.speak(CUSTOMER_HZ)
        yield await enter(_page(under_test, await _talking(under_test)))


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary, and passable: Postgres and Asterisk run as users of their own."""
    with tempfile.TemporaryDirectory(prefix="ringback-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def _talking(under_test: Ringback) -> str:
    found: list[str] = []

    async def there() -> bool:
        found[:] = await under_test.calls_in("talking")
        return bool(found)

    await until(there, "a call in conversation", 60.0)
    return found[0]


@asynccontextmanager
async def _page(under_test: Ringback, call: str) -> AsyncIterator[Page]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = await browser.new_context(bypass_csp=True)
        await context.add_cookies([{"name": COOKIE, "value": under_test.session, "url": under_test.url}])
        page = await context.new_page()
        await page.add_init_script(WATCH)
        await page.goto(f"{under_test.url}/wall?call={call}")
        yield page
        await browser.close()
