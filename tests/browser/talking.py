"""An agent whose phone is the page: what they say is a tone from a file, what they hear is measured in the page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, async_playwright, expect

from kernel.ids import CallId
from lab.leg import Leg
from lab.tones import tone, write_wav
from telephony.states import Talking
from tests.browser.site import Site, serving
from tests.browser.viewer import DEADLINE_MS, Viewer
from tests.stories.conftest import Stage
from tests.stories.seeds import QueueSeed, Seed
from tests.waiting import until

PAGE_HZ = 700.0
"""What every page says into its microphone."""
SEED = Seed(queues=[QueueSeed(wrap_up_s=60, ring_s=20)])
_RATE = 48_000
DEVICE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"

TAP = """
window.tapped = [];
const Peer = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Peer {
  constructor(...given) {
    super(...given);
    this.addEventListener("track", ({ track }) => window.tapped.push(track));
  }
};
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = ({ audio }) =>
  ask({ audio: { ...audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
"""
"""Keeps what comes in, and lets a pure tone through the microphone, which a browser takes for noise."""

LISTEN = """
async () => {
  const track = window.tapped.findLast((each) => each.readyState === "live");
  if (track === undefined) return [0, -100];
  const context = (window.ear ??= new AudioContext());
  const meter = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(new MediaStream([track])).connect(meter);
  await new Promise((done) => setTimeout(done, 250));
  const bins = new Float32Array(meter.frequencyBinCount);
  meter.getFloatFrequencyData(bins);
  const loudest = bins.reduce((best, level, at) => (level > bins[best] ? at : best), 0);
  return [(loudest * context.sampleRate) / meter.fftSize, bins[loudest]];
}
"""


@asynccontextmanager
async def browser_with_voice(path: str, flags: tuple[str, ...], home: Path, *, allowed: bool) -> AsyncIterator[Browser]:
    """A Chromium whose microphone is a tone; `allowed` without asking anybody, or refused."""
    voice = home / "voice.wav"
    write_wav(voice, tone(PAGE_HZ, 2.0, rate=_RATE).astype(np.int16), _RATE)
    more = (DEVICE, f"--use-file-for-fake-audio-capture={voice}", *((ALLOWED,) if allowed else ()))
    expect.set_options(timeout=DEADLINE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*flags, *more])
        yield browser
        await browser.close()


async def hears(viewer: Viewer, hertz: float, above_db: float = -50.0) -> None:
    """Once the loudest thing that the page hears is this tone."""

    async def heard() -> bool:
        loudest, level = await viewer.page.evaluate(LISTEN)
        return bool(abs(loudest - hertz) < 20 and level > above_db)

    await until(heard, within=15)


async def choose_the_page(viewer: Viewer) -> None:
    """My calls ring in this page from now on, and it is there."""
    await viewer.page.get_by_text("in this page", exact=True).click()
    await expect(viewer.section("Phone")).to_contain_text("The phone in this page is ready.")


async def is_in(viewer: Viewer, state: str) -> None:
    await expect(viewer.section("My state").get_by_role("status").first).to_contain_text(re.compile(state))


@asynccontextmanager
async def opened(stage: Stage, browser: Browser, *phones: str) -> AsyncIterator[Site]:
    """Nobody here is called as the lab's phones web-1 and web-2 are."""
    async with stage.open(SEED, phones) as story, serving(story, browser) as site:
        await story.database.execute("ALTER TABLE users ALTER COLUMN id RESTART WITH 101")
        yield site


async def at_the_desk(site: Site) -> Viewer:
    """Olena, agent 1, ready for calls in her page."""
    olena = await site.agent(script=TAP)
    await choose_the_page(olena)
    await olena.press("Ready")
    await is_in(olena, "Available")
    return olena


@asynccontextmanager
async def in_a_call(site: Site, agent: Viewer) -> AsyncIterator[tuple[CallId, Leg]]:
    """A customer whom this agent has answered in their page."""
    async with site.story.customer() as caller:
        await agent.press("Answer")
        call = await site.story.call()
        await site.story.reaches(call, Talking)
        yield call, caller
