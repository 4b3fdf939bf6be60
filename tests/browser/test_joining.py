"""A supervisor joins live calls from the page: a real Chromium, the real switch, and what each party hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from kernel.ids import CallId
from kernel.permissions import Role
from lab.behaviours import Answers
from lab.leg import Leg
from telephony import facts as fact
from telephony.listener import WhyLeft
from telephony.states import OnHold, TakenOver, Talking
from tests.browser.site import MARIA, Site, serving
from tests.browser.talking import PAGE_HZ, TAP, hears
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER
from tests.stories.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.switch, pytest.mark.sound]

ONE_HZ, TWO_HZ = 440.0, 1000.0
ANOTHER = "+380441234568"
HEARD_DB, LEAK_DB = -40.0, -60.0


@asynccontextmanager
async def opened(stage: Stage, browser: Browser, *phones: str, codec: str = "alaw") -> AsyncIterator[Site]:
    """Nobody here is called as the lab's own phones web-1 and web-2 are."""
    async with stage.open(phones=phones or ("agent-1",), codec=codec) as story, serving(story, browser) as site:
        await story.database.execute("ALTER TABLE users ALTER COLUMN id RESTART WITH 101")
        for phone in story.phone.values():
            phone.behaviour = Answers()
        yield site


async def supervisor(site: Site, script: str = TAP) -> Viewer:
    """Maria, at the wall."""
    maria = await site.signed_in(MARIA, Role.SUPERVISOR)
    await maria.page.add_init_script(script)
    await maria.open("/wall")
    return maria


async def talks(story: Story, caller: Leg, number: str, hertz: float) -> CallId:
    """The caller speaks their tone to an agent who says nothing."""
    await caller.answered()
    call = await story.call(number)
    await story.reaches(call, Talking)
    await caller.speak(hertz)
    return call


async def listens(viewer: Viewer, agent: str) -> None:
    await viewer.press(f"Listen to {agent}")
    await expect(viewer.panel).to_contain_text("You listen.")


async def heard_by(viewer: Viewer, who: str) -> None:
    await expect(viewer.panel.locator(".join-heard")).to_contain_text(f"Heard by: {who}")


async def voice_in(*legs: Leg) -> list[bool]:
    """Who hears the supervisor, which must be plain to tell, once what was under way has arrived."""
    await asyncio.gather(*(leg.hear(0.4) for leg in legs))
    levels = [each.level(PAGE_HZ) for each in await asyncio.gather(*(leg.hear(0.5) for leg in legs))]
    assert all(level > HEARD_DB or level <= LEAK_DB for level in levels), levels
    return [level > HEARD_DB for level in levels]


@pytest.mark.parametrize("codec", ["alaw", "g722"])
async def test_a_supervisor_hears_the_right_call_and_is_heard_by_whom_the_page_says(
    stage: Stage, speaking: Browser, codec: str
) -> None:
    async with opened(stage, speaking, "agent-1", "agent-2", codec=codec) as site, AsyncExitStack() as callers:
        story, maria = site.story, await supervisor(site)
        one = await callers.enter_async_context(story.customer())
        await talks(story, one, CUSTOMER, ONE_HZ)
        two = await callers.enter_async_context(story.customer(ANOTHER))
        call = await talks(story, two, ANOTHER, TWO_HZ)
        name = f"Agent {(await story.reaches(call, Talking)).agent}"
        agent = await story.phone[name.lower().replace(" ", "-")].answered()

        await maria.row(CUSTOMER).get_by_role("button", name="Listen to").click()
        await heard_by(maria, "nobody")
        await hears(maria, ONE_HZ)
        await listens(maria, name)
        await hears(maria, TWO_HZ)
        assert await voice_in(one, two, agent) == [False, False, False]

        await maria.page.keyboard.press("2")
        await heard_by(maria, "the agent")
        await agent.hears(PAGE_HZ)
        assert await voice_in(one, two, agent) == [False, False, True]
        story.house.desk.hold(call)
        await story.reaches(call, OnHold)
        assert await voice_in(agent) == [True]
        assert (await two.hear(0.5)).level(PAGE_HZ) < HEARD_DB, "music alone, which has a little of every tone"
        story.house.desk.resume(call)
        await story.reaches(call, Talking)

        await maria.page.keyboard.press("3")
        await heard_by(maria, "both")
        await two.hears(PAGE_HZ)
        assert await voice_in(one, two, agent) == [False, True, True]

        await maria.page.keyboard.press("4")
        await expect(maria.panel.get_by_role("button", name="Press again")).to_be_visible()
        await maria.page.keyboard.press("4")
        await heard_by(maria, "the customer")
        await agent.gone()
        assert await voice_in(one, two) == [False, True]
        await hears(maria, TWO_HZ)
        maria.expected.add(f"/api/calls/{await story.call(CUSTOMER)}/join")
        await stays_with_the_customer(maria)
        assert isinstance(story.state(call), TakenOver)
        assert await voice_in(one, two) == [False, True]


async def stays_with_the_customer(maria: Viewer) -> None:
    """Neither a key for less, nor one press to leave, nor one click on another call takes her away."""
    await expect(maria.panel.get_by_role("button", name="Hold")).to_have_count(0)
    await expect(maria.panel.get_by_role("button", name="Transfer")).to_be_visible()
    await maria.page.keyboard.press("1")
    await maria.page.keyboard.press("Escape")
    await expect(maria.panel.get_by_role("button", name="Press again: leave the customer")).to_be_visible()
    await maria.row(CUSTOMER).get_by_role("button", name="Listen to").click()
    await expect(maria.panel).to_contain_text("You have taken another call over")


async def test_a_page_that_was_reloaded_can_join_again_and_one_that_is_closed_leaves_nothing_behind(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site, site.story.customer() as caller:
        story, maria = site.story, await supervisor(site)
        call = await talks(story, caller, CUSTOMER, ONE_HZ)
        agent = await story.phone["agent-1"].answered()
        await listens(maria, "Agent 1")
        await hears(maria, ONE_HZ)
        await maria.page.reload()
        await expect(maria.panel).to_contain_text("You are not on this call.")
        await maria.page.keyboard.press("2")
        await heard_by(maria, "the agent")
        await agent.hears(PAGE_HZ)
        await hears(maria, ONE_HZ)
        await maria.page.close()
        await story.hears(call, fact.JoinEnded, nth=2)

        assert [each.why for each in story.heard(call, fact.JoinEnded)] == [WhyLeft.LINE_GONE, WhyLeft.LINE_GONE]
        assert await voice_in(caller, agent) == [False, False]
        assert isinstance(story.state(call), Talking)


async def test_who_refuses_the_microphone_listens_all_the_same(stage: Stage, muzzled: Browser) -> None:
    async with opened(stage, muzzled) as site, site.story.customer() as caller:
        maria = await supervisor(site)
        await talks(site.story, caller, CUSTOMER, ONE_HZ)
        await listens(maria, "Agent 1")
        await hears(maria, ONE_HZ)
        await maria.page.keyboard.press("3")

        await expect(maria.panel).to_contain_text("The microphone is refused, so nobody could hear you.")
        await heard_by(maria, "nobody")
        await hears(maria, ONE_HZ)


async def test_a_browser_without_webrtc_says_so_and_shows_the_call(stage: Stage, speaking: Browser) -> None:
    async with opened(stage, speaking) as site, site.story.customer() as caller:
        maria = await supervisor(site, script="delete window.RTCPeerConnection")
        await talks(site.story, caller, CUSTOMER, ONE_HZ)
        await maria.press("Listen to Agent 1")

        await expect(maria.panel).to_contain_text("This browser cannot hear calls: it has no WebRTC.")
        await heard_by(maria, "nobody")


async def test_the_agent_is_told_and_the_next_call_of_who_is_followed_is_heard_too(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        story, maria, olena = site.story, await supervisor(site), await site.agent()
        async with story.customer() as caller:
            await talks(story, caller, CUSTOMER, ONE_HZ)
            await listens(maria, "Agent 1")
            await expect(olena.section("The call")).to_contain_text("maria listens")
            await maria.panel.get_by_label("Follow Agent 1").check()
            await hears(maria, ONE_HZ)
            await caller.hang_up()
        await expect(maria.panel).to_contain_text("Ended.")
        async with story.customer(ANOTHER) as next_one:
            call = await talks(story, next_one, ANOTHER, TWO_HZ)
            await hears(maria, TWO_HZ)
            await heard_by(maria, "nobody")
            await maria.page.keyboard.press("Escape")
            await story.hears(call, fact.JoinEnded)
            await expect(maria.panel).to_contain_text("You are not on this call.")
            await expect(maria.panel.get_by_role("region", name="Timeline")).to_contain_text(
                "Left the call: maria, left"
            )
            await maria.page.keyboard.press("Escape")
            await expect(maria.panel).to_have_count(0)
