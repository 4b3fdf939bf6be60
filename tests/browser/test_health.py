"""The page Health in front of a service that runs."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opening

pytestmark = [pytest.mark.browser, pytest.mark.switch]

LOST = "INSERT INTO recordings (id, call_id, status, started_at) VALUES ('lost', 'lost', 'failed', now())"


async def test_what_is_wrong_comes_first_and_is_silenced_by_name(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/health")
        await expect(maria.section("Green").get_by_text("The service is connected to it.")).to_be_visible()
        await site.story.database.execute(LOST)
        await maria.press("Run the checks now")
        await expect(maria.section("To be seen to").get_by_text("of which there is no file: 1.")).to_be_visible()
        await maria.press("Silence Recordings")
        await expect(maria.section("Silenced").get_by_text("Silenced by maria until")).to_be_visible()
        await maria.press("Count it again")

        await expect(maria.section("To be seen to").get_by_text("Open Recordings: each says why.")).to_be_visible()
