"""Asking a colleague before handing a caller over, with the buttons and the keys of the desk."""

import pytest
from playwright.async_api import expect

from kernel.ids import AgentId
from kernel.permissions import Role
from lab.behaviours import Answers, Declines
from telephony.states import Consulting, Talking
from tests.browser.conftest import Opening
from tests.browser.viewer import Viewer
from tests.stories.seeds import CUSTOMER, QueueSeed, Seed

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def is_in(agent: Viewer, state: str) -> None:
    await expect(agent.section("My state").get_by_role("status")).to_contain_text(state)


async def asks(agent: Viewer, colleague: str) -> None:
    await agent.press("Transfer")
    await agent.page.get_by_role("combobox", name="Agent").select_option(colleague)
    await agent.press("Ask first")


async def test_an_agent_asks_is_declined_asks_again_goes_back_and_hands_over_by_key(opening: Opening) -> None:
    async with opening(Seed(queues=[QueueSeed(wrap_up_s=60)]), phones=["agent-1", "agent-2"]) as site:
        story = site.story
        story.sign_out("agent-2")
        story.phone["agent-1"].behaviour = Answers()
        story.phone["agent-2"].behaviour = Declines()
        olena = await site.agent()
        oleg = await site.signed_in("oleg", Role.AGENT, AgentId(2))
        await oleg.open("/desk")
        async with story.customer():
            await is_in(olena, "Talking")
            call, mine, his = await story.call(), olena.section("The call"), oleg.section("The call")
            story.ready("agent-2")
            await asks(olena, "2")
            await expect(mine).to_contain_text("Whoever was asked declined. You are with the customer.")
            story.ready("agent-2")
            story.phone["agent-2"].behaviour = Answers()
            await asks(olena, "2")
            await story.reaches(call, Consulting)
            await expect(mine).to_contain_text("You talk with Agent 2 alone.")
            await expect(mine.get_by_role("button", name="Hang up")).to_have_count(0)
            await expect(his).to_contain_text("Agent 1 asks you about this caller")
            await expect(his).to_contain_text(CUSTOMER)
            await expect(his.get_by_role("button")).to_have_count(1)
            await olena.page.keyboard.press("Alt+b")
            await expect(mine.get_by_role("button", name="Hold", exact=True)).to_be_visible()
            await is_in(oleg, "Available")
            await asks(olena, "2")
            await expect(mine).to_contain_text("You talk with Agent 2 alone.")
            await olena.page.keyboard.press("Alt+h")
            await is_in(olena, "Wrap-up")
            await expect(his.get_by_role("button", name="Hang up")).to_be_visible()

            assert (await story.reaches(call, Talking)).agent == 2
