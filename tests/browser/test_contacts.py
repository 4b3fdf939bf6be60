"""The people who call, as a supervisor and an agent see them and work on them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from contacts import store
from contacts.model import Person
from contacts.people import People
from contacts.ports import Hooks
from contacts.standing import new_number
from kernel.ids import AgentId, ContactId
from kernel.permissions import Role
from kernel.phone import Phone
from tests.browser.conftest import Opening
from tests.browser.kept import CALL, CALLER, kept
from tests.browser.rows import MOBILE, OTHER_MOBILE, PROJECT, missed, wrote
from tests.browser.site import MARIA, OLENA, Site
from tests.browser.viewer import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.switch]

LANDLINE = "+442079460123"


async def known(site: Site, name: str, *numbers: str, zone: str | None = None) -> ContactId:
    people = People(site.story.database, Hooks())
    phones = [new_number(Phone(number)) for number in numbers]
    return (await people.add(PROJECT, Person(name=name, zone=zone), phones, site.story.now())).id


async def confirm(viewer: Viewer, name: str) -> None:
    await viewer.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    await expect(viewer.page.get_by_role("dialog")).to_have_count(0)


async def test_where_there_is_nobody_the_page_says_how_contacts_come(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/contacts")

        await expect(maria.text("No contacts yet. The first call makes one")).to_be_visible()


async def test_contacts_are_found_by_digits_and_by_name_and_an_empty_list_names_what_hides_them(
    opening: Opening,
) -> None:
    async with opening() as site:
        await known(site, "Anna Smith", MOBILE, LANDLINE)
        await known(site, "Boris Shaw", OTHER_MOBILE, zone="America/New_York")
        maria = await site.supervisor("/contacts")
        await expect(maria.row("Anna Smith")).to_contain_text("+1")
        await expect(maria.row("Boris Shaw")).to_contain_text("America/New_York")
        await maria.page.get_by_label("Find a number").fill("207946 01")
        await expect(maria.row("Boris Shaw")).to_have_count(0)
        await expect(maria.row("Anna Smith")).to_be_visible()
        await maria.fill("Find a name or digits", "shaw")
        await expect(maria.row("Boris Shaw")).to_be_visible()
        await expect(maria.row("Anna Smith")).to_have_count(0)
        await maria.fill("Find a name or digits", "Zoe")
        await maria.field("Find a name or digits").press("Enter")
        await expect(maria.text("No contact passes “Zoe”.")).to_be_visible()
        await maria.press("Clear the filters")
        await expect(maria.row("Anna Smith")).to_be_visible()
        await maria.open("/agents")
        await maria.page.get_by_label("Find a number").fill("207946 01")
        await maria.page.get_by_label("Find a number").press("Enter")

        await expect(maria.page).to_have_url(re.compile(r"/calls\?q=207946\+01$"))


async def test_a_call_leads_to_who_called_with_their_time_and_what_else_there_was(opening: Opening) -> None:
    async with opening() as site:
        await known(site, "Anna Smith", CALLER, zone="Asia/Tokyo")
        await missed(site, CALLER, name="Anna Smith", ago=timedelta(hours=2))
        await kept(site)
        maria = await site.supervisor(f"/calls?call={CALL}")
        await expect(maria.panel).to_contain_text("in Asia/Tokyo")
        history = maria.panel.get_by_role("region", name="History")
        await history.get_by_role("button", name=re.compile("Case")).first.click()
        await expect(maria.panel).to_contain_text("What is next")
        await maria.page.go_back()
        await history.get_by_role("button", name="Open the contact Anna Smith").click()

        await expect(maria.panel.get_by_role("heading", name="Anna Smith")).to_be_focused()
        await expect(maria.panel).to_contain_text("Asia/Tokyo, from the contact")


async def test_a_contact_is_changed_by_keyboard_and_what_is_typed_outlives_other_changes(opening: Opening) -> None:
    async with opening() as site:
        anna = await known(site, "Anna Smith", MOBILE)
        maria = await site.supervisor("/contacts")
        await maria.page.get_by_role("button", name="Open the contact Anna Smith").press("Enter")
        await expect(maria.panel.get_by_role("heading", name="Anna Smith")).to_be_focused()
        await maria.fill("Notes", "Calls at noon")
        await maria.fill("Number", LANDLINE)
        await maria.press("Add a number")
        await expect(maria.panel).to_contain_text(f"{LANDLINE}landline (by the numbering plan)")
        zone = maria.panel.get_by_role("combobox", name="Time zone")
        await zone.fill("new york")
        await zone.press("ArrowDown")
        await zone.press("Enter")
        await expect(zone).to_have_value("America/New_York")
        await maria.panel.get_by_label("Consent").select_option("given")
        await expect(maria.field("Notes")).to_have_value("Calls at noon")
        await maria.press("Save")
        await expect(maria.text("Saved.")).to_be_visible()
        await expect(maria.panel).to_contain_text("America/New_York, from the contact")
        await maria.panel.press("Escape")
        await expect(maria.page.get_by_role("button", name="Open the contact Anna Smith")).to_be_focused()

        contact = await store.one(site.story.database, anna)
        assert (contact.zone, contact.consent, contact.notes) == ("America/New_York", "given", "Calls at noon")


async def test_what_a_number_is_goes_by_the_contacts_word(opening: Opening) -> None:
    async with opening() as site:
        anna = await known(site, "Anna Smith", LANDLINE, MOBILE)
        maria = await site.supervisor(f"/contacts?contact={anna}")
        await maria.press(f"Change {LANDLINE}")
        await maria.choose("They say it is a mobile")
        await expect(maria.panel).to_contain_text("mobile (by their word)")
        await maria.press(f"Change {MOBILE}")
        await maria.choose("Send no more texts")
        await expect(maria.panel).to_contain_text("no texts since")
        await maria.press(f"Change {MOBILE}")
        await maria.choose("Make it the main number")
        await expect(maria.panel.get_by_role("listitem").filter(has_text=MOBILE)).to_contain_text("main, mobile")
        await maria.press(f"Change {LANDLINE}")
        await maria.choose(f"Remove {LANDLINE}")
        await confirm(maria, f"Remove {LANDLINE}")

        await expect(maria.panel).not_to_contain_text(LANDLINE)


async def test_a_number_of_somebody_else_leads_to_them_and_to_one_contact(opening: Opening) -> None:
    async with opening() as site:
        anna = await known(site, "Anna Smith", MOBILE)
        boris = await known(site, "Boris Shaw", OTHER_MOBILE)
        maria = await site.supervisor(f"/contacts?contact={anna}")
        maria.expected.add(f"/api/contacts/{anna}/numbers")
        await maria.fill("Number", OTHER_MOBILE)
        await maria.press("Add a number")
        await expect(maria.panel).to_contain_text(f"This number belongs to contact {boris}")
        await maria.press(f"Merge Boris Shaw, {OTHER_MOBILE} into this contact")
        await expect(maria.page.get_by_role("dialog")).to_contain_text(
            "Boris Shaw, +447400654321 is no contact of its own"
        )
        await confirm(maria, "Merge")

        await expect(maria.panel.get_by_role("region", name="Numbers")).to_contain_text(OTHER_MOBILE)
        await expect(maria.row("Boris Shaw")).to_have_count(0)
        assert (await store.one(site.story.database, boris)).id == anna


async def test_a_contact_is_merged_into_another_that_is_looked_for(opening: Opening) -> None:
    async with opening() as site:
        anna = await known(site, "Anna Smith", MOBILE)
        boris = await known(site, "Boris Shaw", OTHER_MOBILE)
        maria = await site.supervisor(f"/contacts?contact={anna}")
        await maria.text("Merge into another contact").click()
        await maria.fill("Name or digits of the contact that stays", "bor")
        await maria.press(f"Merge into Boris Shaw, {OTHER_MOBILE}")
        await confirm(maria, "Merge")

        await expect(maria.panel.get_by_role("heading", name="Boris Shaw")).to_be_visible()
        await expect(maria.panel.get_by_role("region", name="Numbers")).to_contain_text(MOBILE)
        assert f"contact={boris}" in maria.page.url


async def test_who_is_put_on_the_list_is_called_no_more_until_taken_off(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, name="Anna Smith")
        maria = await site.supervisor("/contacts")
        await maria.press("Open the contact Anna Smith")
        await maria.press("Put on the do-not-call list")
        dialog = maria.page.get_by_role("dialog")
        await expect(dialog.get_by_role("button", name="Put on the list")).to_be_disabled()
        await dialog.get_by_label("Why").fill("Asked us not to call")
        await confirm(maria, "Put on the list")
        entry = maria.panel.get_by_role("region", name="Do not call")
        await expect(entry).to_contain_text(f"{MOBILE}: Asked us not to call")
        await expect(maria.row("Anna Smith")).to_contain_text("Do not call")
        assert await site.story.database.fetchval("SELECT close_reason FROM cases WHERE id = $1", case) == "do_not_call"
        await maria.press(f"Take {MOBILE} off the list")
        await confirm(maria, "Take off")

        await expect(entry.get_by_role("button", name="Put on the do-not-call list")).to_be_visible()


async def test_the_list_is_shown_added_to_and_taken_from(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/contacts?show=listed")
        maria.expected.add("/api/do-not-call")
        await expect(maria.text("No number is on the list.")).to_be_visible()
        await maria.fill("Number", "12")
        await maria.fill("Why", "A regulator's letter")
        await maria.press("Put on the list")
        await maria.page.get_by_role("dialog").get_by_role("button", name="Put on the list").click()
        await expect(maria.page.get_by_role("dialog")).to_contain_text(
            "a telephone number that begins with its country code"
        )
        await maria.press("Cancel")
        await maria.fill("Number", MOBILE)
        await maria.press("Put on the list")
        await confirm(maria, "Put on the list")
        await expect(maria.row(MOBILE)).to_contain_text("Every projectA regulator's letter")
        await maria.press(f"Take {MOBILE} off the list")
        await confirm(maria, "Take off")

        await expect(maria.text("No number is on the list.")).to_be_visible()


async def test_the_history_opens_the_case_the_texts_and_the_way_back(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, name="Anna Smith")
        await wrote(site, case, "Please call after six")
        contact = await site.story.database.fetchval("SELECT contact_id FROM cases WHERE id = $1", case)
        maria = await site.supervisor(f"/contacts?contact={contact}")
        await maria.panel.get_by_role("button", name=re.compile("Please call after six")).click()
        await expect(maria.panel.get_by_role("button", name="Close the thread")).to_be_visible()
        await maria.page.go_back()
        await maria.panel.get_by_role("button", name=re.compile("^Case: ")).click()

        await expect(maria.panel.get_by_role("button", name="Close the case", exact=True).first).to_be_visible()
        assert f"case={case}" in maria.page.url


async def test_a_file_is_shown_first_then_taken_and_every_refused_line_says_why(
    opening: Opening, tmp_path: Path
) -> None:
    async with opening() as site:
        await known(site, "Anna Smith", MOBILE)
        file = tmp_path / "people.csv"
        file.write_text(f"name;number;size\nAnnie;{MOBILE};1\nBoris;020 7946 0123;2\nNobody;12;3\n")
        maria = await site.supervisor("/contacts?show=import")
        await maria.page.get_by_label("CSV file").set_input_files(file)
        await expect(maria.text("people.csv, 3 lines")).to_be_visible()
        await maria.press("Show what would happen")
        await expect(maria.text("Nothing has changed yet.")).to_be_visible()
        await expect(maria.page.get_by_role("region", name="Lines that are refused")).to_contain_text(
            "4number: got '12'"
        )
        await expect(maria.page.get_by_role("region", name="Lines of which something")).to_contain_text(
            "'Anna Smith' stays, 'Annie' is not taken."
        )
        await expect(maria.text("Columns that are not known and were left out: size.")).to_be_visible()
        await maria.press("Import 2 lines")
        await expect(maria.text("Imported.")).to_be_visible()
        await maria.press("People")

        await expect(maria.row("Boris")).to_contain_text(LANDLINE)


async def test_a_file_that_could_not_be_taken_is_still_there(opening: Opening, tmp_path: Path) -> None:
    async with opening() as site:
        maria = await site.supervisor("/contacts?show=import")
        maria.expected.add("/api/contacts/import")
        await maria.fill("Or its text", f"number\n{MOBILE}\n")
        await maria.press("Show what would happen")
        await maria.page.route("**/api/contacts/import", lambda route: route.abort())
        await maria.press("Import 1 line")
        await expect(maria.text("Import again: what is there already is joined")).to_be_visible()
        await maria.page.unroute_all()
        await maria.press("Import 1 line")
        await expect(maria.text("Imported.")).to_be_visible()
        await maria.press("Import another file")
        foreign = tmp_path / "cp1251.csv"
        foreign.write_bytes("имя,телефон\n".encode("cp1251"))
        await maria.page.get_by_label("CSV file").set_input_files(foreign)

        await expect(maria.text("The file is not in UTF-8.")).to_be_visible()


async def test_how_far_an_import_is_shows_to_whoever_looks(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.signed_in(MARIA, Role.SUPERVISOR)
        running = {"imports": [{"project_id": PROJECT, "by": "head", "lines": 700, "taken": 500}]}
        await maria.page.route("**/api/contacts/import", lambda route: route.fulfill(json=running))
        await maria.open("/contacts?show=import")

        await expect(maria.text("head is importing into Story")).to_be_visible()
        await expect(maria.page.get_by_role("progressbar", name="500 of 700 lines imported")).to_be_visible()


async def test_an_agent_works_on_contacts_and_sees_nothing_of_what_is_not_theirs_to_do(opening: Opening) -> None:
    async with opening() as site:
        anna = await known(site, "Anna Smith", MOBILE)
        olena = await site.signed_in(OLENA, Role.AGENT, AgentId(1))
        await olena.open(f"/contacts?contact={anna}")
        await olena.fill("Name", "Anna Shaw")
        await olena.press("Save")
        await expect(olena.row("Anna Shaw")).to_be_visible()

        for hidden in ("Put on the do-not-call list", "Do not call", "Import"):
            await expect(olena.page.get_by_role("button", name=hidden, exact=True)).to_have_count(0)
        await expect(olena.text("Merge into another contact")).to_have_count(0)


async def test_a_contact_is_made_by_hand(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/contacts?show=new")
        maria.expected.add("/api/contacts")
        await maria.fill("Number", "1")
        await maria.fill("Name", "Anna Smith")
        await maria.press("Save")
        await expect(maria.page.get_by_label("Number", exact=True)).to_have_attribute("aria-invalid", "true")
        await maria.fill("Number", "07400 123456")
        await maria.press("Save")

        await expect(maria.panel.get_by_role("heading", name="Anna Smith")).to_be_visible()
        await expect(maria.row(MOBILE)).to_contain_text("mobile")
