"""A telephony admin sets a company up in the page, and two of them never overwrite each other."""

import re

import pytest
from playwright.async_api import Locator, expect

from kernel.permissions import Role
from tests.browser.conftest import Opening
from tests.browser.site import Site
from tests.browser.viewer import Viewer, at_midday

pytestmark = [pytest.mark.browser, pytest.mark.switch]

ANNA, BORYS = "anna", "borys"
PASSWORD = 'quotes "and" spaces'
RINGS = "UPDATE queues SET ring_s = 20"
LENT = "UPDATE agents SET project_ids = project_ids || (SELECT id FROM projects WHERE name = 'Clinic')"


async def admin(site: Site, name: str, path: str) -> Viewer:
    viewer = await site.signed_in(name, Role.ADMIN)
    await viewer.open(path)
    return viewer


def dialog(viewer: Viewer) -> Locator:
    return viewer.page.get_by_role("dialog")


async def save(viewer: Viewer, *changes: str) -> None:
    """What will change is shown first: a row of the difference for each of these."""
    await viewer.press("Save…")
    for change in changes:
        await expect(dialog(viewer).get_by_role("row", name=re.compile(change))).to_be_visible()
    await dialog(viewer).get_by_role("button", name="Save", exact=True).click()
    await expect(dialog(viewer)).to_have_count(0)


async def test_an_admin_leads_a_project_from_nothing_to_its_first_call(opening: Opening) -> None:
    async with opening() as site:
        anna = await admin(site, ANNA, "/projects")
        await anna.press("New project")
        await anna.fill("Name", "Clinic")
        await anna.fill("Country", "UA")
        await save(anna, "Name nothing Clinic")
        await anna.press("Begin with Monday to Friday, 9 to 18")
        await save(anna, "Weekly hours never open Mon–Fri 09:00–18:00")
        await anna.fill("Name", "Patients")
        await save(anna)
        await anna.fill("Number", "044 123 45 67")
        await save(anna, "Queue nothing Patients")
        await expect(anna.text("An agent who answers the queue Patients")).to_be_visible()
        await site.story.database.execute(LENT)
        await anna.page.reload()
        await anna.press("Go live")
        await dialog(anna).get_by_role("button", name="Go live").click()
        await expect(anna.text("This project takes calls.")).to_be_visible()
        await anna.open("/numbers")

        await expect(anna.row("+380441234567")).to_contain_text("Clinic")


async def test_of_two_admins_who_change_a_queue_the_second_is_told_and_nothing_is_lost(opening: Opening) -> None:
    async with opening() as site:
        await site.story.database.execute(RINGS)
        anna = await admin(site, ANNA, "/projects?open=Story&show=queues&part=Orders")
        borys = await admin(site, BORYS, "/projects?open=Story&show=queues&part=Orders")
        await borys.fill("An agent’s phone rings, s", "33")
        await anna.fill("Time for notes after a call, s", "44")
        await save(anna, "Time for notes after a call")
        borys.expected.add("/api/setup/queues/difference")
        await borys.press("Save…")
        await expect(dialog(borys)).to_contain_text("anna saved it")
        await dialog(borys).get_by_role("button", name="Go on with what is chosen").click()
        await save(borys, "An agent’s phone rings")

        await expect(borys.field("Time for notes after a call, s")).to_have_value("44")
        await anna.page.reload()
        await expect(anna.field("An agent’s phone rings, s")).to_have_value("33")


async def test_who_edits_what_another_admin_removes_is_told_by_whom_and_can_put_it_up_anew(opening: Opening) -> None:
    async with opening() as site:
        anna = await admin(site, ANNA, "/numbers?open=%2B442079460010")
        borys = await admin(site, BORYS, "/numbers?open=%2B442079460010")
        borys.expected |= {"/api/setup/numbers", "/api/setup/numbers/difference"}
        await borys.fill("Note", "On the van")
        await anna.press("Remove")
        await dialog(anna).get_by_role("button", name="Remove").click()
        await expect(dialog(anna)).to_have_count(0)
        await borys.press("Save…")
        await expect(dialog(borys)).to_contain_text("anna removed it")
        await borys.press("Put it up anew with mine")
        await save(borys, "Note nothing On the van")

        await expect(borys.field("Note")).to_have_value("On the van")


async def test_closed_today_is_one_button_and_its_undoing_another(opening: Opening) -> None:
    async with opening() as site:
        await site.story.database.execute("UPDATE projects SET zone = $1", at_midday(site.story.now())["timezone_id"])
        anna = await admin(site, ANNA, "/hours")
        await anna.press("Close today")
        await dialog(anna).get_by_role("button", name="Close today").click()
        now = anna.section("Now").get_by_role("status")
        await expect(now).to_contain_text("those who already wait are still served")
        await anna.section("Changes").get_by_text("changed").first.click()
        await anna.section("Changes").get_by_role("button", name="Undo").click()
        await dialog(anna).get_by_role("button", name="Undo").click()

        await expect(now).to_contain_text("by the weekly hours")


async def test_a_trunk_is_made_with_its_difference_says_a_wrong_password_and_never_shows_one(opening: Opening) -> None:
    async with opening() as site, site.story.lab.account("our-account", PASSWORD):
        place = site.story.lab.switches.place
        anna = await admin(site, ANNA, "/trunks")
        await anna.press("New trunk")
        await anna.fill("Name", "acme")
        await anna.fill("Host", place.trunk_address)
        await anna.fill("Port", str(place.trunk_port))
        await anna.fill("User", "our-account")
        await anna.page.get_by_role("combobox", name="Begin with").select_option("Twilio Elastic SIP Trunking")
        await expect(anna.field("Host")).to_have_value(place.trunk_address)
        await anna.page.get_by_role("combobox", name="Begin with").select_option("an empty form")
        await anna.fill("Password", "another one")
        await save(anna, f"Host nothing {place.trunk_address}", "Password")
        await expect(anna.row("acme")).to_be_visible()
        verdict = anna.section("Test").get_by_role("status")
        await anna.press("Are user and password right?")
        await expect(verdict).to_contain_text("Wrong password")
        await anna.fill("Password", PASSWORD)
        await save(anna, "Password yes a new one")
        await anna.press("Are user and password right?")
        await expect(verdict).to_contain_text("are accepted")
        await anna.page.reload()

        await expect(anna.text("One is kept. Leave this empty to keep it.")).to_be_visible()
        await expect(anna.field("Password")).to_have_value("")
        await anna.fill("Name", "acme-2")
        await save(anna, "Name acme acme-2")
        await expect(anna.page.get_by_role("heading", name="acme-2")).to_be_visible()
        await expect(anna.text("There is no such trunk.")).to_have_count(0)
