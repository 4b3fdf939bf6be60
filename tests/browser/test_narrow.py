"""The console on a phone, 390 pixels wide: nothing that one goes by is out of sight."""

import pytest
from playwright.async_api import expect

from kernel.permissions import Role
from lab.behaviours import Answers
from telephony.states import Talking
from tests.browser.conftest import Opening

pytestmark = [pytest.mark.browser, pytest.mark.switch]

PHONE = {"width": 390, "height": 844}
RENAMED = "UPDATE agents SET name = 'Grace Hopper' WHERE id = 1"
WHOLE = "each => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight"
HIDDEN = """nav => [...nav.children].filter(link => {
    const { left, right } = link.getBoundingClientRect();
    return left < 0 || right > window.innerWidth;
}).map(link => link.textContent)"""


async def test_on_a_phone_all_pages_are_in_sight_and_a_live_call_says_whose_it_is(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        await site.story.database.execute(RENAMED)
        admin = await site.signed_in("anna", Role.ADMIN, viewport=PHONE)
        async with site.story.customer():
            await site.story.reaches(await site.story.call(), Talking)
            await admin.open("/wall")
            whose = admin.section("Live calls").locator(".whose")
            await expect(whose).to_have_text("Grace Hopper")
            assert await whose.evaluate(WHOLE)
        nav = admin.page.get_by_role("navigation")
        await nav.get_by_role("link", name="Trail").click()

        await expect(nav.locator("[aria-current=page]")).to_have_text("Trail")
        assert await nav.evaluate(HIDDEN) == []
