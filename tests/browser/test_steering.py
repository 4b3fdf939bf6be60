"""What a supervisor does with an agent without leaving the wall, with the keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.site import Site
from tests.browser.viewer import Viewer, at_midday
from tests.stories.seeds import CUSTOMER, QueueSeed, Seed
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.switch]

STEPS = 20
"""More than twice round the menu."""
GERMAN = Seed(queues=(QueueSeed(skills=("german",)),), agents=((),))


async def wants(maria: Viewer, item: str) -> None:
    """From the agent's row by Enter, arrows and Enter."""
    await maria.page.get_by_role("button", name="Change the state of Agent 1").focus()
    await maria.page.keyboard.press("Enter")
    chosen = maria.page.get_by_role("menuitem", name=item, exact=True)
    await expect(maria.page.locator("[role=menu]:focus-within")).to_be_visible()
    for _ in range(STEPS):
        if await chosen.evaluate("(item) => item === document.activeElement"):
            break
        await maria.page.keyboard.press("ArrowDown")
    await expect(chosen).to_be_focused()
    await maria.page.keyboard.press("Enter")


async def test_an_agent_is_moved_written_to_and_taught_from_the_wall(opening: Opening) -> None:
    async with opening(GERMAN, phones=["agent-1"]) as site:
        maria, olena = await site.supervisor("/wall"), await site.agent()
        tile = maria.page.get_by_role("listitem").filter(has_text="Agent 1")
        dialog = maria.page.get_by_role("dialog")
        await wants(maria, "Send to a break")
        await expect(dialog.get_by_role("button", name="Send to a break")).to_be_focused()
        await maria.page.keyboard.press("Enter")
        await expect(tile).to_contain_text("Break: Lunch")

        await wants(maria, "Write to them")
        await expect(maria.field("Text")).to_be_focused()
        await maria.page.keyboard.type("Come and see me.")
        await maria.press("Send")
        said = olena.page.get_by_role("log", name="Broadcasts to you")
        await expect(said).to_contain_text("Come and see me.")
        await expect(said).to_contain_text("to you alone")
        await olena.press("I have read it")
        await expect(said).to_be_empty()

        await wants(maria, "Make ready")
        await expect(dialog.get_by_role("button", name="Make ready")).to_be_focused()
        await maria.page.keyboard.press("Enter")
        await expect(tile).to_contain_text("Available")
        await _is_offered_whom_they_can_serve_now(site, maria)


async def _is_offered_whom_they_can_serve_now(site: Site, maria: Viewer) -> None:
    """A caller waits for somebody who speaks German; then the agent does, and is offered them at once."""
    async with site.story.customer():
        await expect(maria.section("Waiting callers")).to_contain_text(CUSTOMER)
        await expect(maria.row("nobody staffed")).to_contain_text("Orders")
        await wants(maria, "Skills")
        await maria.page.get_by_role("checkbox", name="german").check()
        await maria.press("Save")
        await until(lambda: site.story.seat("agent-1") != "available", within=20)
    assert await site.story.database.fetchval("SELECT skills FROM agents WHERE id = 1") == ["german"]


async def test_the_agents_page_says_what_each_has_done_today_and_opens_it(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        await site.story.database.execute(ANSWERED, site.story.now())
        await site.story.database.execute(RANG_OUT, site.story.now())
        maria = await site.supervisor("/agents", **at_midday(site.story.now()))
        agent = maria.row("Agent 1")
        await expect(agent.get_by_role("cell", name="1", exact=True)).to_be_visible()
        await agent.get_by_role("link", name="1 · 1:15").click()

        await expect(maria.row("+447400123456")).to_contain_text("Answered")
        await expect(maria.page.get_by_role("button", name="Show calls without: Agent: Agent 1")).to_be_visible()


ANSWERED = """INSERT INTO calls (call_id, project_id, agent_id, direction, customer, dialled, arrived_at, answered_at,
ended_at, outcome, talk_seconds)
VALUES ('1772442000.9', 1, 1, 'inbound', '+447400123456', '+442079460010', $1, $1, $1, 'answered', 75)"""
RANG_OUT = """INSERT INTO facts (subject_kind, subject_id, kind, at, body)
VALUES ('agent', '1', 'NotAnswering', $1, '{}')"""
