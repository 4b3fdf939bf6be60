"""An agent's own page: the day at the desk, done with the buttons."""

import pytest
from playwright.async_api import Locator, expect

from kernel.ids import AgentId
from lab.behaviours import Answers, Busy, Manual
from tests.browser.conftest import Opening
from tests.browser.viewer import Viewer
from tests.stories.seeds import CUSTOMER, OTHER_NUMBER, QueueSeed, Seed
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.switch]

CALLED = "+442079460123"
ANOTHER_PROJECT = """
INSERT INTO projects (id, name, zone, region) VALUES (2, 'Other', 'Europe/London', 'GB');
INSERT INTO queues (project_id, name) VALUES (2, 'Other queue');
UPDATE agents SET project_ids = '{1,2}' WHERE id = 1;
"""
CONTROLS = ("Hold", "Resume", "Mute the recording", "Record again", "Transfer", "Hang up")


async def is_in(agent: Viewer, state: str) -> None:
    await expect(agent.section("My state").get_by_role("status")).to_contain_text(state)


async def has_ended(call: Locator) -> None:
    """Nothing can be done with the call any more."""
    await expect(call).to_contain_text("Ended")
    for button in CONTROLS:
        await expect(call.get_by_role("button", name=button, exact=True)).to_have_count(0)


async def test_an_agent_becomes_ready_serves_a_call_and_says_what_came_of_it(opening: Opening) -> None:
    async with opening(Seed(queues=[QueueSeed(wrap_up_s=60)]), phones=["agent-1"]) as site:
        story = site.story
        story.phone["agent-1"].behaviour = Manual()
        olena = await site.agent()
        await olena.section("My state").get_by_role("button", name="Sign out").click()
        await is_in(olena, "Signed out")
        await olena.press("Ready")
        await is_in(olena, "Available")
        async with story.customer() as caller:
            await is_in(olena, "Ringing")
            await story.phone["agent-1"].answer()
            await is_in(olena, "Talking")
            mine = olena.section("The call")
            await expect(mine).to_contain_text(CUSTOMER)
            await olena.press("Hold")
            await expect(mine).to_contain_text("On hold")
            await olena.press("Resume")
            await expect(mine).to_contain_text("Talking")
            await olena.press("Mute the recording")
            await expect(mine).to_contain_text("Recording muted")
            await olena.press("Record again")
            await expect(mine.get_by_text("Recording", exact=True)).to_be_visible()
            await olena.press("Break")
            await olena.choose("Lunch")
            await expect(olena.section("My state")).to_contain_text("then: break")
            await olena.press("Take it back")
            await expect(olena.section("My state")).not_to_contain_text("then: break")
            await caller.hang_up()
        await is_in(olena, "Wrap-up")
        await has_ended(mine)
        await olena.press("Solved")
        await expect(mine).to_contain_text("Saved: Solved")
        await olena.press("Break")
        await olena.choose("Lunch")
        await expect(olena.section("My state")).to_contain_text("then: break")
        await olena.press("Done")
        await is_in(olena, "Break: Lunch")

        row = await story.row(await story.call())
        assert (row["outcome"], row["disposition"]) == ("answered", "Solved")


async def test_an_agent_hands_the_caller_on_and_their_page_knows_of_the_call_however_often_it_is_loaded(
    opening: Opening,
) -> None:
    orders = QueueSeed(skills=("orders",), wrap_up_s=60)
    queues = [orders, QueueSeed(name="Help", number=OTHER_NUMBER, skills=("help",))]
    seed = Seed(queues=queues, agents=[("orders",), ("help",)])
    async with opening(seed, phones=["agent-1", "agent-2"]) as site:
        for phone in site.story.phone.values():
            phone.behaviour = Answers()
        olena = await site.agent()
        async with site.story.customer():
            await is_in(olena, "Talking")
            await olena.press("Solved")
            mine, solved = olena.section("The call"), olena.page.get_by_role("button", name="Solved", pressed=True)
            await expect(mine).to_contain_text("Saved: Solved")
            await olena.page.reload()
            await expect(solved).to_be_visible()
            await olena.press("Transfer")
            await olena.page.get_by_text("Queue", exact=True).click()
            await olena.page.get_by_role("combobox", name="Queue").select_option("Help")
            await olena.page.locator("form.transfer").get_by_role("button", name="Transfer").click()
            await is_in(olena, "Wrap-up")
            await site.story.seated("agent-2", "talking")
            await expect(mine).to_contain_text("The call goes on: Agent 2 is with the customer now.")
            await olena.page.reload()
            await expect(mine).to_contain_text("The call goes on: Agent 2 is with the customer now.")
            await expect(mine).to_contain_text(CUSTOMER)
            await expect(solved).to_be_visible()
        await has_ended(mine)
        await expect(solved).to_be_visible()


async def test_who_declines_reads_who_has_the_customer_and_is_not_asked_what_came_of_it(opening: Opening) -> None:
    async with opening(Seed(queues=[QueueSeed(ring_s=60)]), phones=["agent-1", "agent-2"]) as site:
        site.story.phone["agent-1"].behaviour = Manual()
        site.story.phone["agent-2"].behaviour = Answers()
        olena = await site.agent()
        mine, outcome = olena.section("The call"), olena.page.get_by_role("group", name="Disposition")
        site.story.sign_out("agent-2")
        async with site.story.customer():
            await expect(mine).to_contain_text("Offered")
            await expect(outcome).to_have_count(0)
            await site.story.phone["agent-1"].decline()
            site.story.ready("agent-2")
            await expect(mine).to_contain_text("The call goes on: Agent 2 is with the customer now.")
            await expect(outcome).to_have_count(0)
        await has_ended(mine)


async def test_an_agent_of_two_projects_chooses_for_which_one_their_desk_phone_dials(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        setup = site.story.house.setup
        await site.story.database.execute(ANOTHER_PROJECT)
        await until(lambda: len(setup.catalog().dialling(setup.catalog().agent(AgentId(1)))) == 2)
        olena = await site.agent()
        await is_in(olena, "Available")
        chooser = olena.page.get_by_role("combobox", name="For the project")
        await expect(chooser).to_have_value("1")
        await chooser.select_option("Other")
        await expect(chooser).to_have_value("2")
        await until(lambda: setup.catalog().agent(AgentId(1)).dials_for == 2)
        await olena.page.reload()
        await expect(chooser).to_have_value("2")
        async with site.story.lab.callee(CALLED, Answers()):
            phone = await site.story.phone["agent-1"].dial(CALLED)
            await is_in(olena, "Talking")
            await phone.hang_up()
            row = await site.story.ended(await site.story.call(CALLED))

        assert (row["project_id"], row["customer"]) == (2, CALLED)


async def test_an_agent_dials_out_on_a_break_that_goes_on_after_and_reads_what_came_of_it(
    opening: Opening,
) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        olena = await site.agent()
        olena.expected.add("/api/calls")
        await is_in(olena, "Available")
        await olena.press("Break")
        await olena.choose("Lunch")
        await is_in(olena, "Break: Lunch")
        await olena.fill("Number", "12")
        await olena.press("Dial")
        await expect(olena.field("Number")).to_have_value("12")
        await expect(olena.section("Dial out")).to_contain_text("12")
        async with site.story.lab.callee(CALLED, Answers()):
            await olena.fill("Number", CALLED)
            await olena.press("Dial")
            mine = olena.section("The call")
            await expect(mine).to_contain_text("Talking")
            await expect(mine).to_contain_text(CALLED)
            await olena.press("Hang up")
            await is_in(olena, "Break: Lunch")
            await has_ended(mine)
        async with site.story.lab.callee(CALLED, Busy()):
            await olena.fill("Number", CALLED)
            await olena.press("Dial")
            await expect(mine).to_contain_text("The number is busy.")
            await expect(olena.section("Dial out")).not_to_contain_text("Dialling")
            await is_in(olena, "Break: Lunch")
