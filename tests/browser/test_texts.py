"""What customers write, what is in doubt, and the wordings of what we write."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening
from tests.browser.rows import MOBILE, missed, sent_in_doubt, wrote

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def test_a_text_waits_until_somebody_has_dealt_with_it(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, name="Anna")
        text = await wrote(site, case, "Please call me after five")
        maria = await site.supervisor("/texts")
        await expect(maria.row("Please call me after five")).to_be_visible()
        await maria.press("Open the thread with Anna")
        await maria.panel.get_by_label("Whose it is").select_option("Agent 1")
        await expect(maria.row("Please call me after five")).to_contain_text("Agent 1")
        await maria.press("Needs no answer")
        await expect(maria.panel).to_contain_text("dealt with by maria")
        await expect(maria.text("No text here.")).to_be_visible()
        await maria.open("/texts?show=all")
        await expect(maria.row("Please call me after five")).to_contain_text("dealt with by maria")

        assert await site.story.database.fetchval("SELECT answered_by FROM texts WHERE id = $1", text) == "maria"


async def test_a_text_that_belongs_to_nobody_is_settled_in_its_row(opening: Opening) -> None:
    async with opening() as site:
        await site.story.database.execute(
            "INSERT INTO texts (direction, customer, ours, body, status, at)"
            " VALUES ('in', $1, '+15550000000', 'Who are you?', 'received', $2)",
            MOBILE,
            site.story.now(),
        )
        maria = await site.supervisor("/texts")
        await maria.row("Who are you?").get_by_role("button", name="Needs no answer").click()
        await expect(maria.text("No text here.")).to_be_visible()


async def test_without_an_account_a_reply_says_why_it_is_not_sent_and_keeps_what_was_typed(opening: Opening) -> None:
    """Through a reload too, and while the contact is looked at."""
    async with opening() as site:
        case = await missed(site, name="Anna")
        await wrote(site, case, "Hello?")
        maria = await site.supervisor("/texts")
        maria.expected.add("/api/texts")
        await maria.press("Open the thread with Anna")
        await maria.fill("Your text", "We call you at five.")
        await maria.press("Reply")

        await expect(maria.panel.get_by_role("alert")).to_contain_text("Twilio")
        await expect(maria.field("Your text")).to_have_value("We call you at five.")
        await maria.page.reload()
        await expect(maria.field("Your text")).to_have_value("We call you at five.")
        await maria.press("Open the contact")
        await expect(maria.field("Notes")).to_be_visible()
        await maria.page.go_back()
        await expect(maria.field("Your text")).to_have_value("We call you at five.")


async def test_a_text_in_doubt_is_settled_by_a_person(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site)
        text = await sent_in_doubt(site, case, "Sorry we missed your call")
        maria = await site.supervisor("/texts?show=unknown")
        await maria.press(f"Open the thread with {MOBILE}")
        await maria.press("It was not sent")
        await expect(maria.panel.get_by_text("It was not sent", exact=True)).to_have_count(0)

        assert await site.story.database.fetchval("SELECT status FROM texts WHERE id = $1", text) == "refused"


async def test_a_wording_is_checked_before_it_is_saved(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/texts?show=templates")
        maria.expected |= {"/api/text-templates", "/api/text-templates/preview"}
        wording = maria.page.locator("form.template").first
        await wording.get_by_role("textbox").fill("{company}: call {numbr}")
        await wording.get_by_role("button", name="Check").click()
        await expect(wording).to_contain_text("{numbr}")
        await expect(wording).to_contain_text("accepted is")
        await wording.get_by_role("textbox").fill("{company}: please call {number}")
        await wording.get_by_role("button", name="Check").click()
        await expect(wording).to_contain_text("Story: please call +442079460010")
        await expect(wording).to_contain_text("1 segment")
        await wording.get_by_role("button", name="Save").click()

        await expect(wording).to_contain_text("the project’s own, maria")
