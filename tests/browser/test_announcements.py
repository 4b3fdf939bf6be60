"""What callers hear, set up in the page: from a file, from a microphone, put in force, withdrawn."""

import io
import re

import pytest
import soundfile
from playwright.async_api import Browser, FilePayload, Locator, expect

from kernel.permissions import Role
from lab.tones import tone
from tests.browser.site import serving
from tests.browser.talking import TAP
from tests.browser.test_accessible import WINDOWS, Inspector, axe
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage
from tests.waiting import until

__all__ = ["axe"]

pytestmark = [pytest.mark.browser, pytest.mark.switch]

PAGE = "/announcements?project=1&open=qa_inbound%2Fen"
RUSSIAN = "+380440000999"
"""A number of the project whose callers are spoken to in another language than its own."""
ANOTHER_NUMBER = """
    INSERT INTO numbers (did, project_id, queue_id, language)
    SELECT $1, 1, min(id), 'ru' FROM queues WHERE project_id = 1
"""
PREVIEW = "/api/announcements/1/qa_inbound/en/preview"
SECONDS = re.compile(r"0:0[2-9]|0:[1-5]\d")
CHOOSE = "input[type=file]"
AT_FULL_LEVEL = "() => Number(document.querySelector('meter')?.value) > 0.3"


def mp3(level: float = 1.0) -> FilePayload:
    """So long that it is still being played when somebody stops it."""
    made = io.BytesIO()
    soundfile.write(made, level * tone(600, 30.0, rate=44100) / 32768, 44100, format="MP3")
    return {"name": "hello.mp3", "mimeType": "audio/mpeg", "buffer": made.getvalue()}


def version(viewer: Viewer, number: int) -> Locator:
    """Of the project's own."""
    return viewer.section("Versions").get_by_role("listitem").filter(has_text=f"Version {number}")


async def test_an_administrator_takes_announcements_from_a_file_and_a_microphone_and_takes_one_back(
    stage: Stage, speaking: Browser, axe: str
) -> None:
    inspector = Inspector(axe)
    async with stage.open(phones=()) as story, serving(story, speaking) as site:
        await story.database.execute(ANOTHER_NUMBER, RUSSIAN)
        await until(lambda: RUSSIAN in story.house.setup.catalog().numbers)
        head = await site.signed_in("head", Role.ADMIN)
        await head.page.add_init_script(TAP)
        head.expected.add(PREVIEW)
        await head.open("/announcements?project=1")
        await expect(head.page.locator(".page-figure-value")).to_have_text("0")
        await expect(head.row("calls in").get_by_role("button")).to_have_count(2)
        await head.row("calls in").get_by_role("button").first.click()
        await expect(head.page).to_have_url(re.compile(re.escape(PAGE)))

        await head.page.set_input_files(CHOOSE, mp3(level=0))
        await head.press("Hear it as a caller does")
        await expect(head.panel.get_by_role("alert")).to_contain_text("got silence")
        await head.page.set_input_files(CHOOSE, mp3())
        await head.press("Hear it as a caller does")
        await head.press("Stop")
        await head.press("Use it from now on")
        await expect(head.panel.get_by_role("status")).to_have_text("Version 1 is kept.")

        await head.press("Record here")
        await head.page.wait_for_function(AT_FULL_LEVEL)
        await expect(head.panel.get_by_role("meter")).to_be_visible()
        await expect(head.panel.locator(".timer")).to_have_text(SECONDS)
        await head.press("Stop")
        await head.press("Use it from now on")
        await expect(version(head, 2)).to_contain_text("in force")
        await expect(version(head, 1)).to_contain_text("earlier")
        await expect(version(head, 1)).to_contain_text("hello.mp3, head")

        await head.press("Withdraw version 2")
        await expect(head.page.get_by_role("dialog")).to_contain_text("Then version 1 is heard again.")
        await head.press("Withdraw")
        await expect(version(head, 1)).to_contain_text("in force")
        await head.press("Undo")
        await expect(version(head, 2)).to_contain_text("in force")
        await expect(head.row("calls in").locator("td").first).to_contain_text("Version 2")
        await inspector.look(head, "announcements")

    assert inspector.found == []


async def test_who_refuses_the_microphone_is_told_where_to_allow_it(stage: Stage, muzzled: Browser, axe: str) -> None:
    inspector = Inspector(axe)
    async with stage.open(phones=()) as story, serving(story, muzzled) as site:
        head = await site.signed_in("head", Role.ADMIN, **WINDOWS[1])
        await head.open(PAGE)
        await head.press("Record here")

        await expect(head.panel.get_by_role("alert")).to_contain_text("allow it beside the address")
        await inspector.look(head, "announcements on a phone")
    assert inspector.found == []
