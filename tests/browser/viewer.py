"""Somebody in front of the console, and everything that went wrong in their browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

DEADLINE_MS = 20_000
HEADER = {"X-Ringback": "1"}
REFUSED = "Failed to load resource"
ASKED_BY_ALL = frozenset({"/api/session"})
"""Every page asks first who is signed in; 401 is the answer of nobody, and Chromium calls that an error."""

DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "reduced_motion": "reduce",
}


def at_midday(now: datetime) -> dict[str, Any]:
    """A window whose zone has noon in this hour: in the middle of a test today does not become yesterday."""
    east = 12 - now.astimezone(UTC).hour
    return {"timezone_id": f"Etc/GMT{-east:+}"}


class Viewer:
    """One browser window. On leaving, no error, warning or violated policy may have been told by its console."""

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self._context = context
        self.page = page
        self.url = url
        self.expected: set[str] = set(ASKED_BY_ALL)
        """Paths of requests that may fail in this test."""
        self._troubles: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._troubles.append(f"thrown: {error}"))

    @classmethod
    @asynccontextmanager
    async def arrive(cls, chromium: Browser, url: str, **window: Any) -> AsyncIterator[Self]:
        """`window` overrides what `DESKTOP` says of the window."""
        context = await chromium.new_context(base_url=url, **(DESKTOP | window))
        context.set_default_timeout(DEADLINE_MS)
        async with context:
            viewer = cls(context, await context.new_page(), url)
            yield viewer
        assert viewer._troubles == [], viewer._troubles

    async def another_tab(self, path: str) -> Self:
        """The same person's, in the same browser; what goes wrong in it is not looked at."""
        tab = type(self)(self._context, await self._context.new_page(), self.url)
        await tab.open(path)
        return tab

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if not self._foreseen(message.text, urlsplit(message.location.get("url", "")).path):
            self._troubles.append(f"{message.type}: {message.text} ({message.location})")

    def _foreseen(self, text: str, path: str) -> bool:
        if text.startswith("WebSocket connection to"):
            return "/api/live" in self.expected
        return text.startswith(REFUSED) and path in self.expected

    # ---- what they do

    async def sign_in(self, name: str, password: str) -> None:
        """Without the form, for tests that are about something else."""
        who = {"name": name, "password": password}
        answer = await self._context.request.post("/api/session", data=who, headers=HEADER)
        assert answer.status == 200, await answer.text()

    async def open(self, path: str) -> None:
        await self.page.goto(path)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def choose(self, name: str) -> None:
        await self.page.get_by_role("menuitem", name=name, exact=True).click()

    async def fill(self, label: str, text: str) -> None:
        await self.field(label).fill(text)

    # ---- what they see

    def field(self, label: str) -> Locator:
        """The input with this label; a star at its end says that it is required."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$"))

    def section(self, title: str) -> Locator:
        """The part of the page under that heading."""
        heading = self.page.get_by_role("heading", name=title)
        return self.page.get_by_role("region").filter(has=heading)

    def row(self, text: str) -> Locator:
        """The table rows that hold the text."""
        return self.page.get_by_role("row").filter(has_text=text)

    @property
    def panel(self) -> Locator:
        """The call beside the page."""
        return self.page.get_by_role("complementary")

    @property
    def lost(self) -> Locator:
        """What says that the page is not current."""
        return self.page.locator(".lost-banner")

    def text(self, text: str) -> Locator:
        return self.page.get_by_text(text)
