"""A tab that crashes with a phone in it: its process is killed, it says nothing, and the switch's word has to do."""

import asyncio

import pytest
from playwright.async_api import Browser

from kernel.permissions import Role
from lab.behaviours import Answers
from telephony import facts as fact
from telephony.states import AwaitingAgent, Talking
from tests.browser.site import MARIA
from tests.browser.talking import at_the_desk, in_a_call, is_in, opened
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.switch]

BEFORE_RTP_TIMEOUT_S = 25.0
"""A phone in a page is given up for lack of sound after 30 s: what is seen before that was seen by its connection."""


async def crash(viewer: Viewer) -> None:
    """Its renderer is killed. Whoever asks for that gets no answer."""
    crashed = asyncio.Event()
    viewer.page.once("crash", lambda _page: crashed.set())
    session = await viewer.page.context.new_cdp_session(viewer.page)
    asking = asyncio.create_task(session.send("Page.crash"))
    async with asyncio.timeout(20):
        await crashed.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


@pytest.mark.usefixtures("patience")
async def test_a_caller_whose_agents_tab_crashes_gets_music_and_the_agent_back_in_the_next_tab(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena, story = await at_the_desk(site), site.story
        async with in_a_call(site, olena) as (call, caller):
            await crash(olena)
            await story.reaches(call, AwaitingAgent, within=BEFORE_RTP_TIMEOUT_S)

            await olena.another_tab("/desk")
            await story.hears(call, fact.AgentReturned)
            await caller.hang_up()
        assert await story.outcome(call) == ("answered", None)


async def test_an_idle_agent_whose_tab_crashes_is_lost_and_is_ready_again_in_the_next_tab(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena = await at_the_desk(site)
        await crash(olena)
        await site.story.seated("agent-1", "device_lost", within=BEFORE_RTP_TIMEOUT_S)

        newer = await olena.another_tab("/desk")
        await site.story.seated("agent-1", "available")
        await is_in(newer, "Available")


async def test_a_line_whose_tab_crashes_as_soon_as_it_is_up_is_hung_up(stage: Stage, speaking: Browser) -> None:
    async with opened(stage, speaking, "agent-1") as site:
        story = site.story
        story.phone["agent-1"].behaviour = Answers()
        async with story.customer() as caller:
            await caller.answered()
            call = await story.call()
            await story.reaches(call, Talking)
            maria = await site.signed_in(MARIA, Role.SUPERVISOR)
            await maria.open("/wall")
            await maria.page.get_by_role("button", name="Listen to").first.click()
            await story.logged("line_opened")
            await crash(maria)
            await story.logged("line_closed", within=BEFORE_RTP_TIMEOUT_S)

            assert isinstance(story.state(call), Talking)
            await caller.hang_up()
        await story.ended(call)
