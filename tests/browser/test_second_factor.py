"""A code besides the password: turned on with a phone, asked for, demanded, counted and reset, in the pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Browser, expect

from config.seed import seed_demo
from kernel.permissions import Role
from service.house import House, open_base
from service.site import open_site
from tests.browser.site import PASSWORD
from tests.browser.test_accessible import WINDOWS, Inspector, axe
from tests.browser.test_people import ADMIN, PETRO, QUICK, Office, settings_of
from tests.browser.test_sign_in import fill_sign_in
from tests.browser.viewer import Viewer
from tests.clocks import HandClock
from tests.web.house import START
from web.auth import Auth
from web.passwords import Passwords

__all__ = ["axe"]

pytestmark = pytest.mark.browser


class Authenticator:
    """The application on somebody's phone; each code that it gives is a new one."""

    def __init__(self, key: str, clock: HandClock) -> None:
        self._codes, self._clock = pyotp.TOTP(key), clock

    def code(self) -> str:
        self._clock.advance(seconds=30)
        return self._codes.at(self._clock.now())


Opening = Callable[[], AbstractAsyncContextManager[tuple[Office, HandClock]]]


@pytest.fixture
def opening(database_url: str, tmp_path: Path, chromium: Browser) -> Opening:
    """An office whose clock is in our hands: a code is as good when the machine is slow."""

    @asynccontextmanager
    async def open_() -> AsyncIterator[tuple[Office, HandClock]]:
        clock = HandClock(START)
        async with open_base(settings_of(database_url, tmp_path), database_url) as opened:
            await seed_demo(opened.database)
            base = replace(opened, clock=clock)
            house = House(base, demo=False)
            await house.furnish()
            auth = Auth(base.database, clock, Passwords(QUICK))
            async with open_site(house, auth) as port, AsyncExitStack() as viewers:
                office = Office(auth, chromium, port, viewers)
                await office.person(ADMIN, Role.ADMIN)
                await office.person(PETRO, Role.QUALITY)
                yield office, clock
            house.floor.close()

    return open_


async def set_up(viewer: Viewer, clock: HandClock, inspector: Inspector) -> tuple[Authenticator, list[str]]:
    """From the picture to the recovery codes, which are kept."""
    await expect(viewer.page.get_by_role("img", name="QR code")).to_be_visible()
    await inspector.look(viewer, "setting a phone up")
    phone = Authenticator(await viewer.field("Key").input_value(), clock)
    await viewer.fill("The six digits that the phone shows now", phone.code())
    await viewer.press("Confirm")
    paper = viewer.page.locator(".paper-codes li")
    await expect(paper).to_have_count(10)
    await inspector.look(viewer, "the recovery codes")
    codes = await paper.all_inner_texts()
    await viewer.press("I have kept them")
    return phone, codes


async def test_it_is_turned_on_asked_for_and_turned_off(opening: Opening, axe: str) -> None:
    inspector, window = Inspector(axe), WINDOWS[0]
    async with opening() as (office, clock):
        petro = await office.signed_in(PETRO, **window)
        await petro.open("/account")
        await petro.press("Turn on")
        await petro.fill("Your password", PASSWORD)
        await petro.press("Go on")
        phone, codes = await set_up(petro, clock, inspector)
        await expect(petro.text("10 recovery codes left.")).to_be_visible()
        await inspector.look(petro, "/account")

        other = await office.visitor(**window)
        other.expected.add("/api/session/code")
        await other.open("/account")
        await fill_sign_in(other, PETRO, PASSWORD)
        await other.fill("Code", "000000")
        await other.press("Go on")
        await expect(other.text("The code is not right, has passed, or was used before.")).to_be_visible()
        await inspector.look(other, "the second step")
        await other.fill("Code", phone.code())
        await other.press("Go on")
        await expect(other.text("(this one)")).to_be_visible()

        third = await office.visitor(**window)
        await third.open("/account")
        await fill_sign_in(third, PETRO, PASSWORD)
        await third.fill("Code", codes[0].lower())
        await third.press("Go on")
        await expect(third.text("9 recovery codes left.")).to_be_visible()
        await third.press("Turn off")
        await third.fill("Code", phone.code())
        await third.press("Go on")
        await expect(third.text("Off: your password alone lets you in.")).to_be_visible()

    assert inspector.found == []


async def test_who_is_without_is_counted_found_told_to_have_one_and_reset(opening: Opening, axe: str) -> None:
    inspector, window = Inspector(axe), WINDOWS[1]
    async with opening() as (office, clock):
        admin = await office.signed_in(ADMIN, **window)
        figure, dialog = admin.page.locator(".page-figure-value"), admin.page.get_by_role("dialog")
        await admin.open("/people")
        await expect(figure).to_have_text("2")
        await inspector.look(admin, "/people")
        await admin.press("Who must have one")
        await dialog.get_by_label("quality").check()
        await inspector.look(admin, "who must have one")
        await admin.press("Save")
        await expect(dialog).to_have_count(0)

        petro = await office.visitor(**window)
        await petro.open("/account")
        await fill_sign_in(petro, PETRO, PASSWORD)
        await expect(petro.text("Somebody with your role must have a second factor.")).to_be_visible()
        await set_up(petro, clock, inspector)
        await expect(petro.text("Your role must have one.")).to_be_visible()
        await expect(petro.page.get_by_role("button", name="Turn off")).to_have_count(0)

        await admin.open("/people?show=without_second_factor")
        await expect(figure).to_have_text("1")
        await expect(admin.row(ADMIN)).to_be_visible()
        await expect(admin.row(PETRO)).to_have_count(0)
        await admin.page.get_by_label("without a second factor").uncheck()
        await admin.press(f"Open {PETRO}")
        petro.expected.update({"/api/live", "/api/projects", "/api/second_factor", "/api/sessions", "/api/tokens"})
        await admin.press("Reset the second factor")
        await dialog.get_by_role("button", name="Reset the second factor").click()
        await expect(figure).to_have_text("2")
        await expect(petro.text("Your session has ended.")).to_be_visible()

    assert inspector.found == []
