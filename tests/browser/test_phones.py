"""A telephony admin makes a phone in the page."""

import re

import pytest
from playwright.async_api import Locator, expect

from kernel.permissions import Role
from tests.browser.conftest import Opening
from tests.browser.viewer import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.switch]


def dialog(viewer: Viewer) -> Locator:
    return viewer.page.get_by_role("dialog")


async def test_a_phone_of_somebody_who_is_no_agent_is_made_and_its_password_shown_once(
    opening: Opening,
) -> None:
    async with opening() as site:
        anna = await site.signed_in("anna", Role.ADMIN)
        await anna.open("/phones")
        await anna.press("New phone")
        await anna.fill("Name", "desk-9")
        await anna.fill("What it is", "Reception")
        await anna.page.get_by_label("Whose").select_option(label="anna")
        await anna.fill("Extension", "71")
        await anna.press("Save…")
        await dialog(anna).get_by_role("button", name="Save", exact=True).click()
        shown = dialog(anna).get_by_role("textbox", name="Password")
        await expect(shown).to_have_value(re.compile(r"\S{20,}"))
        password = await shown.input_value()
        await expect(dialog(anna).get_by_role("img", name="A picture to scan")).to_be_visible()
        await dialog(anna).get_by_label("Settings for").select_option("baresip")
        line = await dialog(anna).get_by_label(re.compile("A line of its file")).input_value()
        await dialog(anna).get_by_role("button", name="It is noted").click()
        await expect(anna.row("Reception · anna")).to_be_visible()
        await anna.press("What to type into the phone")
        await expect(anna.page.get_by_text("desk-9@127.0.0.1", exact=False)).to_be_visible()

        assert f"auth_pass={password};" in line
        await expect(anna.page.get_by_text(password)).to_have_count(0)


async def test_an_agent_s_projects_are_picked_by_key_also_one_with_a_comma_in_its_name(opening: Opening) -> None:
    async with opening() as site:
        await site.story.database.execute("UPDATE projects SET name = 'Smith, Jones' WHERE name = 'Story'")
        await site.story.database.execute("UPDATE agents SET project_ids = '{}' WHERE name = 'Agent 1'")
        anna = await site.signed_in("anna", Role.ADMIN)
        await anna.open("/phones?open=Agent+1&part=agent")
        await anna.page.get_by_role("combobox", name="Projects").press_sequentially("jones")
        offered = anna.page.get_by_role("listbox", name="Projects").get_by_role("option")
        await expect(offered).to_have_text(["Smith, Jones"])
        await anna.page.keyboard.press("ArrowDown")
        await anna.page.keyboard.press("Enter")
        await anna.press("Save…")
        await dialog(anna).get_by_role("button", name="Save", exact=True).click()
        await expect(dialog(anna)).to_have_count(0)

        assert (
            await site.story.database.fetchval(
                "SELECT p.name FROM agents a JOIN projects p ON p.id = ANY(a.project_ids) WHERE a.name = 'Agent 1'"
            )
            == "Smith, Jones"
        )
