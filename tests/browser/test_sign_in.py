"""Who comes in, and who has to again."""

import pytest
from playwright.async_api import expect

from kernel.permissions import Role
from tests.browser.conftest import Opening
from tests.browser.site import MARIA, PASSWORD
from tests.browser.viewer import Viewer
from web.people_http import link_to

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def fill_sign_in(viewer: Viewer, name: str, password: str) -> None:
    await viewer.fill("Name", name)
    await viewer.fill("Password", password)
    await viewer.press("Sign in")


async def test_the_first_administrator_sets_a_password_by_the_link_signs_in_and_out(opening: Opening) -> None:
    async with opening() as site:
        token = await site.auth.first_link()
        assert token is not None
        viewer = await site.visitor()
        await viewer.open(link_to(token))
        await viewer.fill("Your name for signing in", "admin")
        await viewer.fill("Password", PASSWORD)
        await viewer.fill("Password, once more", PASSWORD)
        await viewer.press("Set the password")
        await expect(viewer.text("The password is set.")).to_be_visible()
        await viewer.page.get_by_role("link", name="Sign in").click()
        await fill_sign_in(viewer, "admin", PASSWORD)
        await expect(viewer.page).to_have_title("Wall · Ringback")
        await expect(viewer.text("admin, administrator")).to_be_visible()
        await leave(viewer)
        await viewer.open("/calls")
        await expect(viewer.page).to_have_title("Ringback")
        await expect(viewer.page.get_by_role("button", name="Sign in")).to_be_visible()


async def leave(viewer: Viewer) -> None:
    """Signs out. What was on the page is then nowhere in it."""
    await viewer.press("Sign out")
    await expect(viewer.page).to_have_url(f"{viewer.url}/sign-in")
    await expect(viewer.page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    await expect(viewer.page.get_by_role("dialog")).to_have_count(0)
    await expect(viewer.page.locator(".shell")).to_have_count(0)


async def test_who_signs_out_leaves_nothing_of_the_page_in_any_tab_and_asks_nothing_more(opening: Opening) -> None:
    async with opening() as site:
        viewer = await site.supervisor("/contacts?q=380671110077")
        other = await viewer.another_tab("/cases")
        await expect(other.page.locator(".shell")).to_be_visible()
        await viewer.page.get_by_role("link", name="Calls", exact=True).click()
        await expect(viewer.text("No call passes")).to_be_visible()
        await viewer.press("Dark colours")
        await expect(viewer.page.get_by_role("button", name="Light colours")).to_be_visible()
        await leave(viewer)
        await expect(other.page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
        await expect(other.page.locator(".shell")).to_have_count(0)
        asked: list[str] = []
        viewer.page.on("request", lambda request: asked.append(request.url))
        await viewer.page.go_back()
        await expect(viewer.page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
        await expect(viewer.text(MARIA)).to_have_count(0)
        await fill_sign_in(viewer, MARIA, PASSWORD)
        await expect(viewer.text(f"{MARIA}, supervisor")).to_be_visible()

        assert next(each for each in asked if "/api/" in each) == f"{site.url}/api/session"


async def test_the_link_works_once(opening: Opening) -> None:
    async with opening() as site:
        _, token = await site.auth.add_user(MARIA, Role.SUPERVISOR, None)
        await site.auth.set_up(token, None, PASSWORD, "test")
        viewer = await site.visitor()
        viewer.expected.add("/api/setup")
        await viewer.open(link_to(token))
        await viewer.fill("Password", PASSWORD)
        await viewer.fill("Password, once more", PASSWORD)
        await viewer.press("Set the password")

        await expect(viewer.page.get_by_role("alert")).to_contain_text("This link is not good: it was used")


async def test_a_wrong_password_gets_one_sentence_and_the_name_stays(opening: Opening) -> None:
    async with opening() as site:
        await site.person(MARIA, Role.SUPERVISOR)
        viewer = await site.visitor()
        await viewer.open("/calls?outcome=missed")
        await fill_sign_in(viewer, MARIA, "wrong horse battery")
        await expect(viewer.page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
        await expect(viewer.field("Name")).to_have_value(MARIA)
        await viewer.fill("Password", PASSWORD)
        await viewer.press("Sign in")

        await expect(viewer.page).to_have_url(f"{site.url}/calls?outcome=missed")
        await expect(viewer.text("No call passes Outcome: Missed.")).to_be_visible()


async def test_a_session_that_was_ended_elsewhere_is_renewed_over_the_page(opening: Opening) -> None:
    async with opening() as site:
        viewer = await site.supervisor("/wall")
        await expect(viewer.page.get_by_role("heading", name="The floor now")).to_be_visible()
        viewer.expected.add("/api/live")
        [session] = await site.story.database.fetch("SELECT token_hash FROM sessions")
        await site.auth.sign_out(session["token_hash"])
        await expect(viewer.text("Your session has ended.")).to_be_visible()
        await fill_sign_in(viewer, MARIA, PASSWORD)

        await expect(viewer.text("Your session has ended.")).to_have_count(0)
        await expect(viewer.lost).to_have_count(0)
        await expect(viewer.page.get_by_role("heading", name="The floor now")).to_be_visible()
