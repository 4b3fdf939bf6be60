"""Calls as they are, as a supervisor sees them: nobody ever loads the page again."""

import pytest
from playwright.async_api import expect

from config.model import AnnouncementKind
from kernel.ids import AgentId
from lab.behaviours import Manual
from telephony.states import Waiting
from tests.browser.conftest import Opening
from tests.stories.seeds import CUSTOMER, NEVER, Seed
from workforce import model as m

pytestmark = [pytest.mark.browser, pytest.mark.switch]

LONG = Seed(spoken={AnnouncementKind.QA_INBOUND: 2.0, AnnouncementKind.OUT_OF_HOURS: 2.0})


async def test_a_call_is_followed_from_the_announcement_to_its_end(opening: Opening) -> None:
    async with opening(LONG, phones=["agent-1"]) as site:
        story = site.story
        story.phone["agent-1"].behaviour = Manual()
        story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
        maria = await site.supervisor("/wall")
        call = maria.section("Live calls").get_by_role("row").filter(has_text=CUSTOMER)
        tile = maria.page.get_by_role("listitem").filter(has_text="Agent 1")
        await expect(tile).to_contain_text("Break: Lunch")
        async with story.customer() as caller:
            await expect(call).to_contain_text("Announcement")
            waiting = maria.section("Waiting callers").get_by_role("row").filter(has_text=CUSTOMER)
            await expect(waiting).to_contain_text("Waiting")
            story.ready("agent-1")
            await expect(tile).to_contain_text("Ringing")
            await expect(waiting).to_contain_text("Offered")
            await story.phone["agent-1"].answer()
            await expect(call).to_contain_text("Talking")
            await expect(call).to_contain_text("Agent 1")
            await expect(call.get_by_role("img", name="Recording")).to_be_visible()
            await expect(tile).to_contain_text("Talking")
            await expect(waiting).to_have_count(0)
            await caller.hang_up()
        await expect(call).to_have_count(0)
        await expect(tile).to_contain_text("Wrap-up")
        await expect(maria.section("Live calls")).to_contain_text("No calls yet. Test number")


async def test_who_gives_up_is_under_calls_as_missed_with_the_reason(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/wall")
        async with site.story.customer() as caller:
            call = await site.story.call()
            await site.story.reaches(call, Waiting)
            await expect(maria.row("Orders").filter(has_text="nobody staffed")).to_be_visible()
            await maria.section("Waiting callers").get_by_role("button", name=CUSTOMER).click()
            await expect(maria.panel).to_contain_text("Entered the queue")
            await caller.hang_up()
        await expect(maria.panel).to_contain_text("The call ended: Missed, No agent available")
        await maria.press("Close the call")
        await maria.page.get_by_role("link", name="Calls").click()
        await maria.press("Missed")

        await expect(maria.row(CUSTOMER)).to_contain_text("MissedNo agent available")
        await expect(maria.row(CUSTOMER)).to_contain_text("Orders")


async def test_a_caller_out_of_hours_hears_so_and_is_listed_with_that_reason(opening: Opening) -> None:
    seed = Seed(hours=NEVER, spoken=LONG.spoken)
    async with opening(seed) as site:
        maria = await site.supervisor("/wall")
        await expect(maria.page.get_by_role("main")).to_contain_text("Nobody waits.")
        async with site.story.customer() as caller:
            await expect(maria.row(CUSTOMER)).to_contain_text("Closing message")
            await caller.gone()
        await maria.open("/calls?reason=out_of_hours")

        await expect(maria.row(CUSTOMER)).to_contain_text("MissedOut of hours")


async def test_a_name_in_the_number_search_is_answered_beside_the_field(
    opening: Opening,
) -> None:
    async with opening() as site:
        maria = await site.supervisor("/calls?q=67")
        search = maria.page.get_by_role("textbox", name="Find a number")
        await search.fill("Anna")
        await expect(maria.text("Type some digits of a number")).to_be_visible()
        await expect(maria.text("No calls yet.")).to_be_visible()
        await expect(search).to_have_value("Anna")
        await expect(maria.page.get_by_role("alert")).to_have_count(0)
        await search.fill("Anna 44")
        await expect(maria.text("No call passes the search “Anna 44”.")).to_be_visible()
        await expect(maria.text("Type some digits of a number")).to_have_count(0)
