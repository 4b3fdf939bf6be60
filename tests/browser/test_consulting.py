"""Asking a colleague before handing a caller over: with the buttons and keys of the desk, and the phone in the page."""

import pytest
from playwright.async_api import Browser, expect

from kernel.ids import AgentId
from kernel.permissions import Role
from lab.behaviours import Answers, Declines
from telephony import facts as fact
from telephony.outcome import ConsultEnd
from telephony.states import Consulting, OnHold, Talking
from tests.browser.conftest import Opening
from tests.browser.talking import PAGE_HZ, at_the_desk, hears, in_a_call, opened
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER, QueueSeed, Seed

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def is_in(agent: Viewer, state: str) -> None:
    await expect(agent.section("My state").get_by_role("status")).to_contain_text(state)


async def asks(agent: Viewer, colleague: str) -> None:
    await agent.press("Transfer")
    await agent.page.get_by_role("combobox", name="Agent").select_option(colleague)
    await agent.press("Ask first")


async def goes_to_and_fro(olena: Viewer, oleg: Viewer) -> None:
    """By key and by button; a page that is loaded again in between says the same."""
    mine, his = olena.section("The call"), oleg.section("The call")
    await olena.page.keyboard.press("Alt+s")
    await expect(mine).to_contain_text("You talk with the customer. Agent 2 hears music and neither of you.")
    await expect(his).to_contain_text("Agent 1 talks with the customer just now. You hear music until they are back.")
    await olena.page.reload()
    await expect(mine.get_by_role("button", name="Stay with the customer")).to_be_visible()
    await olena.press("Switch to Agent 2")
    await expect(mine).to_contain_text("You talk with Agent 2 alone.")
    await expect(mine.get_by_role("button", name="Switch to the customer")).to_be_visible()


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
            await goes_to_and_fro(olena, oleg)
            await olena.page.keyboard.press("Alt+b")
            await expect(mine.get_by_role("button", name="Hold", exact=True)).to_be_visible()
            await is_in(oleg, "Available")
            await asks(olena, "2")
            await expect(mine).to_contain_text("You talk with Agent 2 alone.")
            await olena.page.keyboard.press("Alt+h")
            await is_in(olena, "Wrap-up")
            await expect(his.get_by_role("button", name="Hang up")).to_be_visible()

            assert (await story.reaches(call, Talking)).agent == 2


CUSTOMER_HZ, OTHER_HZ = 440.0, 1000.0


@pytest.mark.usefixtures("patience")
@pytest.mark.sound
async def test_a_page_that_is_loaded_again_in_mid_consultation_finds_the_customer_on_hold_and_nobody_asked(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking, "agent-2") as site:
        story = site.story
        story.phone["agent-2"].behaviour = Answers(speaks=OTHER_HZ)
        story.sign_out("agent-2")
        olena = await at_the_desk(site)
        async with in_a_call(site, olena) as (call, caller):
            await caller.speak(CUSTOMER_HZ)
            story.ready("agent-2")
            await asks(olena, "2")
            await story.reaches(call, Consulting)
            second = await story.phone["agent-2"].answered()
            await hears(olena, OTHER_HZ)

            await olena.page.reload()
            await second.gone()
            await story.reaches(call, OnHold)
            await story.seated("agent-2", "available")
            mine = olena.section("The call")
            await expect(mine).to_contain_text("The phone of the agent who asked went away. The customer is on hold.")
            await olena.press("Resume")
            await story.reaches(call, Talking)
            await hears(olena, CUSTOMER_HZ)
            await caller.hears(PAGE_HZ)

        assert [each.why for each in story.heard(call, fact.ConsultEnded)] == [ConsultEnd.AGENT_LOST]
        assert await story.outcome(call) == ("answered", None)
