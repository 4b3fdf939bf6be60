"""What the wall counts, it opens: the cases that are due, the calls of the service level; and its alarms on a phone."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from callbacks import worker
from lab.behaviours import Answers
from monitoring import alarms
from telephony.states import Talking, Waiting
from tests.browser.conftest import Opening
from tests.browser.rows import MOBILE, OTHER_MOBILE, missed
from tests.stories.seeds import CUSTOMER, OTHER_NUMBER, QueueSeed, Seed

pytestmark = [pytest.mark.browser, pytest.mark.switch]

PHONE = {"width": 390, "height": 844}
ONE_LINE = 64
"""Pixels, with the space below it."""
IMPATIENT = "+380441230009"
LONG_AGO = timedelta(minutes=20)
"""A call back is due after a few minutes; nobody is there to make it."""


async def test_cases_due_opens_exactly_the_cases_that_it_counts(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LEASES_S", 0.2)
    async with opening() as site:
        maria = await site.supervisor("/wall")
        due = maria.section("Cases due")
        await expect(due).to_contain_text("No case is due now")
        await missed(site, MOBILE, name="Olena", ago=LONG_AGO)
        await missed(site, OTHER_MOBILE, name="Petro")
        await expect(due.get_by_role("heading")).to_have_text("Cases due1")
        await due.get_by_role("link", name="Open the cases").click()

        await expect(maria.row("Olena")).to_be_visible()
        await expect(maria.row("Petro")).to_have_count(0)
        await expect(maria.page.get_by_role("button", name="Due now")).to_have_attribute("aria-pressed", "true")


async def test_the_service_level_opens_the_calls_that_it_counts_and_no_others(opening: Opening) -> None:
    async with opening(Seed(short_abandon_s=60), phones=["agent-1"]) as site:
        story = site.story
        story.phone["agent-1"].behaviour = Answers()
        story.sign_out("agent-1")
        async with story.customer(IMPATIENT) as short:
            call = await story.call(IMPATIENT)
            await story.reaches(call, Waiting)
            await short.hang_up()
            assert await story.outcome(call) == ("missed", "short_abandoned")
        story.ready("agent-1")
        maria = await site.supervisor("/wall")
        async with story.customer() as caller:
            await story.reaches(await story.call(), Talking)
            await caller.hang_up()
        level = maria.row("Orders").get_by_role("link", name="%")
        await level.click()

        await expect(maria.page.locator("tbody tr")).to_have_count(1)
        await expect(maria.row(CUSTOMER)).to_be_visible()
        await maria.press("Show calls without: Queue: Orders, Counted in: the service level now")
        await expect(maria.page.locator("tbody tr")).to_have_count(2)


async def test_on_a_phone_alarms_are_one_line_until_it_is_pressed(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LASTING", timedelta(0))
    two_queues = Seed(queues=[QueueSeed(), QueueSeed(name="Support", number=OTHER_NUMBER)])
    async with opening(two_queues) as site:
        maria = await site.supervisor("/wall", viewport=PHONE)
        shown = maria.page.get_by_role("log", name="Alarms")
        fold = shown.get_by_role("button", name="2 alarms")
        await expect(fold).to_have_attribute("aria-expanded", "false")
        await expect(shown).to_contain_text("Nobody is there who could take the callers of Support.")
        await expect(shown.get_by_role("button", name="I see it")).to_have_count(0)
        folded = await shown.bounding_box()
        await fold.click()
        await expect(shown.get_by_role("button", name="I see it")).to_have_count(2)

        assert folded is not None
        assert folded["height"] < ONE_LINE
