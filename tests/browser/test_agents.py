"""Who is here and can be reached, and how a supervisor moves them."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def test_a_supervisor_sends_an_agent_to_a_break_and_back(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        maria = await site.supervisor("/agents")
        agent = maria.row("Agent 1")
        await expect(agent).to_contain_text("Available")
        await maria.press("Change the state of Agent 1")
        await maria.choose("Send to a break")
        await expect(maria.field("Reason")).to_have_value("Lunch")
        await maria.press("Send to a break")
        await expect(agent).to_contain_text("Break: Lunch")
        await expect(maria.page.get_by_role("dialog")).to_have_count(0)
        assert site.story.seat("agent-1") == "break"

        await maria.press("Change the state of Agent 1")
        await maria.choose("Make ready")
        await maria.press("Make ready")
        await expect(agent).to_contain_text("Available")
        assert site.story.seat("agent-1") == "available"


async def test_a_phone_that_signs_out_is_shown_as_gone_and_back_when_it_returns(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        maria = await site.supervisor("/agents")
        agent = maria.row("Agent 1")
        await expect(agent).to_contain_text("Phone registered")
        await site.story.phone["agent-1"].unregister()
        await expect(agent).to_contain_text("Phone lost")
        await expect(agent).to_contain_text("Phone gone")
        await site.story.phone["agent-1"].register()

        await expect(agent).to_contain_text("Phone registered")
        await expect(agent).to_contain_text("Available")
