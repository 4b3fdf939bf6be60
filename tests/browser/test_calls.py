"""Calls as a supervisor and an agent work on them: callers blocked, notes written, the script read."""

import pytest
from playwright.async_api import expect

from kernel.permissions import Role
from lab.behaviours import Answers
from telephony.states import Talking
from tests.browser.conftest import Opening
from tests.browser.rows import answered_by_agent_1, missed
from tests.browser.site import Site
from tests.browser.viewer import Viewer, at_midday
from tests.stories.seeds import CUSTOMER
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.switch]

SCRIPT = "# Greeting\nGood day, this is Story.\n\n- Ask for the name\n- <b>Never</b> promise a date"


async def confirm(viewer: Viewer, name: str) -> None:
    await viewer.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    await expect(viewer.page.get_by_role("dialog")).to_have_count(0)


async def nobody_is_blocked(site: Site) -> bool:
    return site.story.house.blocked.all() == frozenset()


async def test_a_supervisor_blocks_a_caller_sees_who_is_blocked_and_lets_them_in_again(opening: Opening) -> None:
    async with opening() as site:
        story = site.story
        async with story.customer():
            call = await story.call()
        await story.ended(call)
        maria = await site.supervisor(f"/calls?call={call}")
        await maria.panel.get_by_role("button", name="Block caller").click()
        await maria.fill("Why", "Shouts at everybody")
        await confirm(maria, "Block caller")
        await expect(maria.panel).to_contain_text("Blocked by Story: maria")
        await until(lambda: bool(story.house.blocked.all()))
        async with story.customer() as caller:
            await caller.gone()
            await story.ended(await story.call(nth=2))
        await maria.open("/calls?reason=blocked")
        await expect(maria.row(CUSTOMER)).to_contain_text("Caller blocked")
        await maria.page.get_by_role("link", name="Blocked callers").click()
        await expect(maria.row(CUSTOMER)).to_contain_text("Shouts at everybody")
        await maria.press(f"Unblock {CUSTOMER}")
        await confirm(maria, "Unblock")

        await expect(maria.page.get_by_text("Nobody is blocked.")).to_be_visible()
        await until(lambda: nobody_is_blocked(site))


async def test_an_agent_has_the_script_before_them_and_writes_notes_that_supervisors_read(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        root = await site.signed_in("root", Role.ADMIN)
        await root.open("/wall")
        await root.press("Scripts")
        await root.fill("Text", SCRIPT)
        await root.press("Save")
        await expect(root.page.get_by_text("Saved.", exact=True)).to_be_visible()
        olena, maria = await site.agent(), await site.supervisor("/wall")
        async with site.story.customer() as caller:
            mine = olena.section("The call").first
            await expect(mine.get_by_role("heading", name="Greeting")).to_be_visible()
            await expect(mine.get_by_role("listitem").filter(has_text="<b>Never</b> promise")).to_be_visible()
            await olena.fill("A note on this call", "Wants the blue one.\nKnows the price.")
            await olena.press("Add the note")
            await expect(mine.get_by_text("Wants the blue one.")).to_be_visible()
            await expect(olena.field("A note on this call")).to_have_value("")
            await maria.open(f"/wall?call={await site.story.call()}")
            await expect(maria.panel).to_contain_text("Wants the blue one.")
            await maria.fill("A note on this call", "Offer her the green one.")
            await maria.press("Add the note")
            await expect(maria.panel.get_by_role("list").first).to_contain_text("Offer her the green one.")
            await caller.hang_up()
        await expect(mine).to_contain_text("Ended")
        await expect(maria.section("Timeline")).to_contain_text("Note (olena): Wants the blue one.")


async def test_a_desk_shows_whom_i_still_owe_a_call_what_was_before_and_my_day(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        case = await missed(site, CUSTOMER, name="Anna Smith")
        await answered_by_agent_1(site, case)
        olena = await site.agent(**at_midday(site.story.now()))
        await expect(olena.section("My callbacks")).to_contain_text("Anna Smith")
        await expect(olena.section("My day")).to_contain_text("Calls0")
        async with site.story.customer() as caller:
            before = olena.page.get_by_role("region", name="What was before")
            await expect(before).to_contain_text("Case")
            await site.story.reaches(await site.story.call(), Talking)
            await caller.hang_up()
        await expect(olena.section("My day")).to_contain_text("Calls1")
        await expect(olena.section("My callbacks")).to_contain_text("None of yours is open")
