"""A supervisor whose right to listen is taken away while their page is open: its line ends, and does not come again."""

import pytest
from playwright.async_api import Browser, expect

from kernel.http import Actor
from kernel.ids import UserId
from kernel.permissions import Role, everywhere
from lab.behaviours import Answers
from telephony.states import Talking
from tests.browser.site import MARIA
from tests.browser.talking import opened
from tests.stories.conftest import Stage
from web.people import Asked, Assigned

pytestmark = [pytest.mark.browser, pytest.mark.switch]

HEAD = Actor(UserId(999), "Iryna", everywhere(Role.ADMIN), None)


async def test_the_page_of_who_may_listen_no_more_gets_no_line_again(stage: Stage, speaking: Browser) -> None:
    async with opened(stage, speaking, "agent-1") as site, site.story.customer() as caller:
        story = site.story
        story.phone["agent-1"].behaviour = Answers()
        await site.person("head", Role.ADMIN)
        await story.reaches(call := await story.call(), Talking)
        maria = await site.supervisor("/wall")
        maria.expected.update({"/api/live", "/api/contacts", "/api/blocked-callers", "/api/line"})
        await maria.page.get_by_role("button", name="Listen to").first.click()
        await expect(maria.panel).to_contain_text("You listen.")
        (user,) = [each.user_id for each in await site.auth.users() if each.name == MARIA]

        await site.auth.change(HEAD, user, Asked(roles=frozenset({Assigned(Role.ACCOUNT_MANAGER)})))

        await story.logged("line_closed")
        await story.logged("line_refused")
        await expect(maria.page.get_by_role("button", name="Listen to")).to_have_count(0)
        assert len(story.log_lines("line_opened")) == 1
        assert isinstance(story.state(call), Talking)
        await caller.hang_up()
