"""What is shown while the service cannot be heard, and that it is right again without anybody's help."""

import json
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, WebSocketRoute, expect

from kernel.permissions import Role
from tests.browser.conftest import Opening
from tests.browser.site import MARIA, PASSWORD, serving
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER

pytestmark = [pytest.mark.browser, pytest.mark.switch]


KNOWN = "No calls yet. Test number"


async def test_the_page_says_that_it_is_stale_and_is_right_again_after_a_restart(
    stage: Stage, chromium: Browser
) -> None:
    async with stage.prepare(phones=()) as story, AsyncExitStack() as windows:
        async with story.service(), serving(story, chromium) as site:
            await site.person(MARIA, Role.SUPERVISOR)
            maria = await windows.enter_async_context(Viewer.arrive(chromium, site.url))
            maria.expected.add("/api/live")
            await maria.sign_in(MARIA, PASSWORD)
            await maria.open("/wall")
            await expect(maria.section("Live calls")).to_contain_text(KNOWN)
        await expect(maria.lost).to_contain_text("showing the state of")
        await expect(maria.section("Live calls")).to_contain_text(KNOWN)
        async with story.service(http_port=site.port), serving(story, chromium), story.customer():
            await expect(maria.row(CUSTOMER)).to_contain_text("Waiting")
            await expect(maria.lost).to_have_count(0)


async def test_a_page_that_misses_a_change_asks_for_the_whole_floor(opening: Opening) -> None:
    async with opening() as site:
        await site.person(MARIA, Role.SUPERVISOR)
        maria = await site.visitor()
        await maria.sign_in(MARIA, PASSWORD)
        line = Leaky()
        await maria.page.route_web_socket("**/api/live", line.connect)
        await maria.open("/wall")
        await expect(maria.section("Live calls")).to_contain_text(KNOWN)
        async with site.story.customer():
            await expect(maria.row(CUSTOMER)).to_contain_text("Waiting")

        assert line.lost == 1
        assert line.asked == [{"type": "snapshot"}]


class Leaky:
    """A line between page and service on which the first delta is lost."""

    def __init__(self) -> None:
        self.lost = 0
        self.asked: list[object] = []

    def connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if self.lost == 0 and json.loads(message)["type"] == "delta":
                self.lost = 1
            else:
                page.send(message)

        def to_server(message: str | bytes) -> None:
            self.asked.append(json.loads(message))
            server.send(message)

        server.on_message(to_page)
        page.on_message(to_server)
