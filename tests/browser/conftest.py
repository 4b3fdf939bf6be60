"""A real Chromium before the real service: its switch, its database, its calls and its built console."""

import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

from service.site import CONSOLE
from telephony import coming_back
from tests.browser.site import Site, serving
from tests.browser.talking import browser_with_voice
from tests.browser.viewer import DEADLINE_MS
from tests.stories.conftest import Stage, lab, place, stage
from tests.stories.seeds import Seed

__all__ = ["lab", "place", "stage"]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
Opening = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture(scope="session")
def console() -> None:
    """The built console."""
    if not (CONSOLE / "index.html").exists():
        pytest.fail("The console is not built: run `make console`.", pytrace=False)


@pytest.fixture(scope="session")
def browser_path() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("There is no Chromium: install the package chromium.", pytrace=False)
    return found


@pytest.fixture(scope="session")
async def chromium(console: None, browser_path: str) -> AsyncIterator[Browser]:
    """One for all tests: each visitor has a profile of their own in it."""
    expect.set_options(timeout=DEADLINE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def speaking(
    console: None, browser_path: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    """One for all who talk in their page."""
    async with browser_with_voice(browser_path, FLAGS, tmp_path_factory.mktemp("voice"), allowed=True) as browser:
        yield browser


@pytest.fixture(scope="session")
async def muzzled(console: None, browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A Chromium in which nobody allows the microphone."""
    async with browser_with_voice(browser_path, FLAGS, tmp_path_factory.mktemp("voice"), allowed=False) as browser:
        yield browser


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer waits for an agent's page for as long as this machine takes to open it."""
    monkeypatch.setattr(coming_back, "PATIENCE_S", 60)
    monkeypatch.setattr(coming_back, "RETURN_RING_S", 60)


@pytest.fixture
def opening(stage: Stage, chromium: Browser) -> Opening:
    """Opens a site: `opening(seed, phones)`. Agents who have a phone are signed in."""

    @asynccontextmanager
    async def open_(seed: Seed | None = None, phones: Sequence[str] = ()) -> AsyncIterator[Site]:
        async with stage.open(seed, phones) as story, serving(story, chromium) as site:
            yield site

    return open_
