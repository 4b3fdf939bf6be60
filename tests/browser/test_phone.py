"""The phone in the page: a whole day's work in a real Chromium, against the real switch."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from lab.behaviours import Answers
from telephony import coming_back
from telephony import facts as fact
from telephony.states import AwaitingAgent, OnHold, Talking, Waiting
from tests.browser.site import OLENA, PASSWORD, Site
from tests.browser.talking import PAGE_HZ, at_the_desk, hears, in_a_call, is_in, opened
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER
from tests.stories.story import agent_of
from workforce import model as m

pytestmark = [pytest.mark.browser, pytest.mark.switch]

CUSTOMER_HZ, COLLEAGUE_HZ = 440.0, 1000.0
CALLED = "+442079460123"


@pytest.mark.usefixtures("patience")
@pytest.mark.sound
async def test_an_agent_works_a_whole_call_in_the_page(stage: Stage, speaking: Browser) -> None:
    async with opened(stage, speaking, "agent-2") as site:
        story = site.story
        story.phone["agent-2"].behaviour = Answers(speaks=COLLEAGUE_HZ)
        await story_rests(site, "agent-2")
        olena = await at_the_desk(site)
        async with story.customer() as caller:
            await caller.answered()
            await caller.speak(CUSTOMER_HZ)
            bar = olena.page.get_by_role("region", name="Call in this page")
            await expect(bar).to_contain_text("Incoming call")
            await expect(bar).to_contain_text(CUSTOMER)
            await olena.page.keyboard.press("Alt+KeyA")
            call = await story.call()
            await story.reaches(call, Talking)
            await hears(olena, CUSTOMER_HZ)
            await caller.hears(PAGE_HZ)

            await olena.press("Hold")
            await story.reaches(call, OnHold)
            await asyncio.gather(caller.hear(0.4))
            assert (await caller.hear(0.5)).level(PAGE_HZ) < -50
            await olena.press("Resume")
            await story.reaches(call, Talking)
            await caller.hears(PAGE_HZ)

            await olena.page.reload()
            await story.reaches(call, AwaitingAgent)
            await story.hears(call, fact.AgentReturned)
            await hears(olena, CUSTOMER_HZ)
            await caller.hears(PAGE_HZ)

            story.ready("agent-2")
            await olena.press("Transfer")
            await olena.page.get_by_label("Agent", exact=True).last.select_option("2")
            await olena.page.locator("form.transfer").get_by_role("button", name="Transfer", exact=True).click()
            await story.hears(call, fact.AgentConnected, nth=2)
            await caller.hears(COLLEAGUE_HZ)
            await is_in(olena, "Wrap-up")
            await expect(olena.page.locator(".phone-bar")).to_have_count(0)
        await olena.press("Done")
        await is_in(olena, "Available")
        assert await story.outcome(call) == ("answered", None)


async def story_rests(site: Site, phone: str) -> None:
    """This agent takes no calls until told to."""
    site.story.house.floor.happened(agent_of(phone), m.SignOutAsked(at=site.story.now()))
    await site.story.seated(phone, "signed_out")


@pytest.mark.sound
async def test_an_agent_whose_microphone_is_refused_is_told_and_hears_the_caller(
    stage: Stage, muzzled: Browser
) -> None:
    async with opened(stage, muzzled) as site:
        olena = await at_the_desk(site)
        async with site.story.customer() as caller:
            await caller.answered()
            await caller.speak(CUSTOMER_HZ)
            await olena.press("Answer")
            call = await site.story.call()
            await site.story.reaches(call, Talking)
            await expect(olena.page.locator(".phone-bar")).to_contain_text("The microphone is refused")
            await hears(olena, CUSTOMER_HZ)
            await olena.press("Hang up")
            await caller.gone()
        assert await site.story.outcome(call) == ("answered", None)


async def test_a_call_dialled_at_the_desk_is_answered_by_the_page_itself(stage: Stage, speaking: Browser) -> None:
    async with opened(stage, speaking) as site, site.story.lab.callee(CALLED, Answers()) as callee:
        olena = await at_the_desk(site)
        await olena.fill("Number", CALLED)
        await olena.press("Dial")
        call = await site.story.any_call()
        await site.story.reaches(call, Talking)
        await expect(olena.page.locator(".phone-bar")).to_contain_text("On the phone")
        await olena.press("Keypad")
        await olena.press("5")
        await (await callee.called()).pressed("5")
        await olena.page.keyboard.press("Escape")
        await olena.press("Mute me")
        await expect(olena.page.locator(".phone-bar")).to_contain_text("You are muted")
        await olena.press("Hang up")
        await is_in(olena, "Wrap-up")


async def test_a_caller_whose_agent_does_not_come_back_goes_to_the_front_of_the_queue(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena, story = await at_the_desk(site), site.story
        async with in_a_call(site, olena) as (call, caller):
            await olena.page.close()
            await story.reaches(call, AwaitingAgent)
            await story.seated("agent-1", "device_lost")
            assert story.heard(call, fact.Queued)[-1].front
            await caller.hang_up()
        assert await story.outcome(call) == ("answered", "dropped_our_side")


@pytest.mark.usefixtures("patience")
async def test_the_newest_tab_has_the_phone_and_the_call_on_it_and_the_older_one_says_so(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena = await at_the_desk(site)
        async with in_a_call(site, olena) as (call, caller):
            newer = await olena.another_tab("/desk")
            await expect(olena.section("Phone")).to_contain_text("in another tab or window now")
            await site.story.hears(call, fact.AgentReturned)
            await expect(newer.page.locator(".phone-bar")).to_contain_text("On the phone")
            await caller.hang_up()
        await is_in(newer, "Wrap-up")
        await newer.press("Done")
        await olena.press("Use it here")
        await expect(olena.section("Phone")).to_contain_text("The phone in this page is ready.")
        await expect(newer.section("Phone")).to_contain_text("in another tab or window now")
        await site.story.seated("agent-1", "available")


async def test_who_signs_out_in_a_call_is_offered_no_more_of_them_whatever_the_switch_says(
    stage: Stage, speaking: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming_back, "PATIENCE_S", 1)
    async with opened(stage, speaking) as site:
        olena, story = await at_the_desk(site), site.story
        async with in_a_call(site, olena) as (call, caller):
            olena.expected |= {"/api/desk/callbacks", "/api/desk/today", "/api/phone", f"/api/calls/{call}/notes"}
            olena.expected.add("/api/desk/call")
            await is_in(olena, "Talking")
            await olena.page.get_by_role("banner").get_by_role("button", name="Sign out").click()
            await expect(olena.page.get_by_role("dialog")).to_contain_text("the customer hears music for 10 seconds")
            await expect(olena.page.get_by_role("button", name="Cancel")).to_be_focused()
            await olena.press("Sign out all the same")
            await story.logged("browser_phone_removed")
            await story.reaches(call, Waiting)
            for _ in range(3):
                await story.house.switchboard.look_at_devices()
                assert story.seat("agent-1") == "device_lost"
            assert len(story.heard(call, fact.AgentOffered)) == 1
            await caller.hang_up()
        assert await story.outcome(call) == ("answered", "dropped_our_side")
        await olena.sign_in(OLENA, PASSWORD)
        await olena.open("/desk")
        await is_in(olena, "Available")
        await olena.page.close()
        await story.seated("agent-1", "device_lost")


async def test_signing_out_takes_the_phone_off_the_switch_and_without_webrtc_there_is_none(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena = await at_the_desk(site)
        await olena.page.get_by_role("banner").get_by_role("button", name="Sign out").click()
        await site.story.logged("browser_phone_removed")
        assert await site.story.lab.phone_state("web-101") != "online"

        await olena.page.add_init_script("delete window.RTCPeerConnection")
        await olena.sign_in(OLENA, PASSWORD)
        await olena.open("/desk")
        await expect(olena.section("Phone")).to_contain_text("it has no WebRTC")
