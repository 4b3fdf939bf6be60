"""Who may come in, where they are signed in, their tokens, and what everybody did, as seen by who manages it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from argon2 import PasswordHasher
from playwright.async_api import Browser, expect

from config.seed import seed_demo
from config.settings import Secret, Settings
from kernel.permissions import Role
from service.house import House, open_base
from service.site import open_site
from tests.browser.site import PASSWORD
from tests.browser.test_accessible import WINDOWS, Inspector, axe
from tests.browser.viewer import Viewer
from web.auth import Auth
from web.passwords import Passwords

__all__ = ["axe"]

pytestmark = pytest.mark.browser

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ADMIN, PETRO = "admin", "Petro"


class Office:
    """The service without a switch, which nobody here needs."""

    def __init__(self, auth: Auth, chromium: Browser, port: int, viewers: AsyncExitStack) -> None:
        self.auth, self.url = auth, f"http://127.0.0.1:{port}"
        self._chromium, self._viewers = chromium, viewers

    async def person(self, name: str, role: Role) -> None:
        _, token = await self.auth.add_user(name, role, None)
        await self.auth.set_up(token, None, PASSWORD, "test")

    async def visitor(self, **window: Any) -> Viewer:
        return await self._viewers.enter_async_context(Viewer.arrive(self._chromium, self.url, **window))

    async def signed_in(self, name: str, **window: Any) -> Viewer:
        viewer = await self.visitor(**window)
        await viewer.sign_in(name, PASSWORD)
        return viewer


Opening = Callable[[], AbstractAsyncContextManager[Office]]


@pytest.fixture
def opening(database_url: str, tmp_path: Path, chromium: Browser) -> Opening:
    @asynccontextmanager
    async def open_() -> AsyncIterator[Office]:
        async with open_base(settings_of(database_url, tmp_path), database_url) as base:
            await seed_demo(base.database)
            house = House(base, demo=False)
            await house.furnish()
            auth = Auth(base.database, base.clock, Passwords(QUICK))
            async with open_site(house, auth) as port, AsyncExitStack() as viewers:
                office = Office(auth, chromium, port, viewers)
                await office.person(ADMIN, Role.ADMIN)
                await office.person(PETRO, Role.QUALITY)
                yield office
            house.floor.close()

    return open_


def settings_of(database_url: str, home: Path) -> Settings:
    chosen: dict[str, Any] = {
        "data_dir": home / "data",
        "cache_dir": home / "cache",
        "database_url": Secret(database_url),
        "recordings_dir": home / "recordings",
        "archive_dir": home / "archive",
        "sounds_dir": home / "sounds",
        "http_port": 0,
    }
    return Settings(**chosen)


async def test_somebody_is_invited_comes_in_by_the_link_and_is_deactivated(opening: Opening) -> None:
    async with opening() as office:
        admin = await office.signed_in(ADMIN)
        await admin.open("/people")
        await admin.press("Invite")
        await admin.page.get_by_role("dialog").get_by_label("Name").fill("Olha")
        await admin.page.get_by_label("Role", exact=True).select_option("quality")
        await admin.page.get_by_role("dialog").get_by_role("button", name="Invite").click()
        link = await admin.field("The link, good once and for 24 hours").input_value()
        await admin.press("Done")
        await expect(admin.row("Olha")).to_contain_text("invited")

        olha = await office.visitor()
        await olha.page.goto(link)
        await olha.fill("Password", PASSWORD)
        await olha.fill("Password, once more", PASSWORD)
        await olha.press("Set the password")
        await expect(olha.text("The password is set.")).to_be_visible()
        await olha.sign_in("Olha", PASSWORD)
        await olha.open("/wall")
        await expect(olha.page.get_by_role("heading", name="The floor now")).to_be_visible()

        olha.expected.update({"/api/live", "/api/users", "/api/projects"})
        await admin.press("Open Olha")
        await expect(admin.panel.get_by_text("Chrome")).to_be_visible()
        await admin.press("Deactivate")
        await admin.page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
        await expect(olha.text("Your session has ended.")).to_be_visible()
        await expect(admin.row("Olha")).to_contain_text("deactivated")


async def test_a_token_is_made_shown_once_used_and_revoked(opening: Opening) -> None:
    async with opening() as office:
        petro = await office.signed_in(PETRO)
        await petro.open("/account")
        await petro.press("Make a token")
        await petro.fill("What it is for", "figures")
        await petro.page.get_by_label("See calls").check()
        await petro.page.get_by_role("dialog").get_by_role("button", name="Make a token").click()
        token = await petro.field("The token, shown this once").input_value()
        await petro.press("Done")

        assert await _asked(office, token) == 200
        await petro.press("Revoke the token figures")
        await petro.page.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
        await expect(petro.text("revoked, ")).to_be_visible()
        assert await _asked(office, token) == 401


async def _asked(office: Office, token: str) -> int:
    async with (
        aiohttp.ClientSession(office.url, headers={"Authorization": f"Bearer {token}"}) as session,
        session.get("/api/calls") as answer,
    ):
        return answer.status


async def test_other_sessions_are_ended_from_the_one_that_stays(opening: Opening) -> None:
    async with opening() as office:
        lost, petro = await office.signed_in(PETRO), await office.signed_in(PETRO)
        await lost.open("/wall")
        await expect(lost.page.get_by_role("heading", name="The floor now")).to_be_visible()
        lost.expected.update({"/api/live", "/api/projects"})
        await petro.open("/account")
        await petro.press("End all others")

        await expect(lost.text("Your session has ended.")).to_be_visible()
        await expect(petro.text("(this one)")).to_be_visible()
        await expect(petro.page.get_by_role("button", name="End all others")).to_have_count(0)


async def change_password(viewer: Viewer, old: str, new: str) -> None:
    await viewer.fill("Your password now", old)
    await viewer.fill("New password", new)
    await viewer.fill("New password, once more", new)
    await viewer.press("Change the password")


async def test_somebody_changes_their_own_password_and_their_other_sessions_end(opening: Opening, axe: str) -> None:
    async with opening() as office:
        petro = await office.signed_in(PETRO)
        elsewhere = await office.signed_in(PETRO)
        petro.expected.add("/api/password")
        await petro.open("/account")
        await change_password(petro, "wrong horse battery", "another horse battery")
        await expect(petro.text("This is not your password.")).to_be_visible()
        await expect(petro.field("New password")).to_have_value("another horse battery")
        await change_password(petro, PASSWORD, "short")
        await expect(petro.text("10 to 256 characters")).to_be_visible()
        await (inspector := Inspector(axe)).look(petro, "a new password")
        await change_password(petro, PASSWORD, "another horse battery")
        await expect(petro.text("The password is changed. 1 other session has ended.")).to_be_visible()
        await expect(petro.field("Your password now")).to_have_value("")

        await elsewhere.open("/account")
        await expect(elsewhere.page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
        await elsewhere.sign_in(PETRO, "another horse battery")
        assert inspector.found == []


async def test_what_was_done_is_found_in_the_trail_by_its_address(opening: Opening) -> None:
    async with opening() as office:
        petro = await office.signed_in(PETRO)
        answer = await petro.page.request.post("/api/users", data={}, headers={"X-Ringback": "1"})
        assert answer.status == 403
        admin = await office.signed_in(ADMIN)
        await admin.open("/trail")
        await expect(admin.row("Signed in").first).to_be_visible()
        await admin.fill("Who", PETRO)
        await admin.field("Who").press("Enter")

        await expect(admin.page).to_have_url(f"{office.url}/trail?who={PETRO}")
        refused = admin.row("Invited somebody")
        await expect(refused).to_contain_text("not allowed")
        await refused.get_by_role("button").click()
        await expect(admin.text("POST /api/users (403)")).to_be_visible()
        async with admin.page.expect_download() as saving:
            await admin.page.get_by_role("link", name="Download as CSV").click()
        saved = (await (await saving.value).path()).read_text()
        assert "POST /api/users" in saved
        assert ",admin," not in saved


async def test_the_pages_keep_nobody_out(opening: Opening, axe: str) -> None:
    inspector = Inspector(axe)
    async with opening() as office:
        for window in WINDOWS:
            admin = await office.signed_in(ADMIN, **window)
            for path, sight in (
                ("/people", "Petro"),
                ("/people?name=zoe", "Nobody passes"),
                ("/people?person=2", "API tokens"),
                ("/account", "(this one)"),
                ("/trail", "Signed in"),
                ("/trail?who=zoe", "Nothing passes"),
            ):
                await admin.open(path)
                await expect(admin.text(sight).first).to_be_visible()
                await inspector.look(admin, path)
            await admin.open("/people")
            await admin.press("Invite")
            await expect(admin.page.get_by_role("dialog")).to_be_visible()
            await inspector.look(admin, "an invitation")

    assert inspector.found == []
