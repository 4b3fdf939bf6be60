"""What the server refuses is said in the language that the page speaks."""

import pytest
from playwright.async_api import Locator, expect

from kernel.permissions import Role
from tests.browser.test_people import ADMIN, Opening, opening
from tests.browser.viewer import Viewer
from web.people_http import link_to

__all__ = ["opening"]

pytestmark = pytest.mark.browser


def language_of(viewer: Viewer) -> Locator:
    return viewer.page.get_by_role("combobox")


async def test_a_refused_sign_in_is_said_in_the_language_that_is_chosen(opening: Opening) -> None:
    async with opening() as office:
        viewer = await office.visitor(locale="ru-RU")
        await viewer.open("/wall")
        await viewer.fill("Имя", ADMIN)
        await viewer.fill("Пароль", "wrong horse battery")
        await viewer.press("Войти")
        await expect(viewer.page.get_by_role("alert")).to_have_text("Имя или пароль неверны.")
        await language_of(viewer).select_option("uk")
        await expect(viewer.page.get_by_role("alert")).to_have_text("Ім’я або пароль неправильні.")


async def test_a_refused_field_says_what_would_do_and_not_what_was_typed(opening: Opening) -> None:
    async with opening() as office:
        _, token = await office.auth.add_user("Olha", Role.QUALITY, None)
        viewer = await office.visitor(locale="uk-UA")
        viewer.expected.add("/api/setup")
        await viewer.open(link_to(token))
        await viewer.fill("Пароль", "abc")
        await viewer.fill("Пароль ще раз", "abc")
        await viewer.press("Задати пароль")

        await expect(viewer.text("Отримано символів: 3; підходить: від 10 до 256 символів.")).to_be_visible()
        assert "abc" not in await viewer.page.locator("main").inner_text()
