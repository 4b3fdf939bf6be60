"""A recording from the call to the ear of who listens to it, and the trail that leaves."""

import pytest
from playwright.async_api import expect

from lab.behaviours import Answers
from telephony.states import Talking
from tests.browser.conftest import Opening
from tests.browser.site import MARIA
from tests.browser.viewer import Viewer
from tests.stories.seeds import CUSTOMER

pytestmark = [pytest.mark.browser, pytest.mark.switch]

PLAYED = "() => document.querySelector('audio').currentTime > 0.3"
SIDES_DRAWN = """() => {
    const waves = [...document.querySelectorAll('.waves-body div')].find((each) => each.shadowRoot);
    const drawn = (canvas) => new Uint32Array(
        canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer).some(Boolean);
    const rows = [...(waves?.shadowRoot.querySelectorAll('.canvases > div') ?? [])];
    return rows.length === 2 && rows.every((row) => [...row.querySelectorAll('canvas')].some(drawn));
}"""
STYLED = """() => {
    const waves = [...document.querySelectorAll('.waves-body div')].find((each) => each.shadowRoot);
    return getComputedStyle(waves.shadowRoot.querySelector('.wrapper')).position === 'relative';
}"""

SAID = {"stored": "Stored", "short": "Too short"}
"""Whether it is as long as the call was is measured where no browser takes the processor from the phones."""


async def listens(viewer: Viewer) -> None:
    await viewer.press("Load and play")
    for script in (SIDES_DRAWN, STYLED, PLAYED):
        await viewer.page.wait_for_function(script)


async def test_a_recording_is_played_with_both_sides_drawn_and_the_listening_is_written_down(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        story = site.story
        story.phone["agent-1"].behaviour = Answers(speaks=1000)
        async with story.customer() as caller:
            call = await story.call()
            await story.reaches(call, Talking)
            await caller.speak(440)
            await caller.hear(1.5)
            await caller.hang_up()
        recording = await story.recording(call)
        maria = await site.supervisor("/recordings")
        await expect(maria.row(CUSTOMER)).to_contain_text(SAID[recording["status"]])
        await expect(maria.row(CUSTOMER)).to_contain_text("Agent 1")
        await maria.row(CUSTOMER).get_by_role("button").click()
        await expect(maria.panel).to_contain_text("nobody yet")
        await listens(maria)

        await expect(maria.panel.get_by_role("listitem").filter(has_text=f"{MARIA}, ")).to_have_count(1)
        await maria.page.reload()
        await expect(maria.panel.get_by_role("listitem").filter(has_text=f"{MARIA}, ")).to_have_count(1)
