"""Somebody's own new password, by the one they have."""

from typing import Any

from kernel.permissions import Permission, Role
from tests.web.house import PASSWORD, Browser, House, sign_in
from tests.web.test_entrance import program, token_of

NEW = "another horse battery"


async def change(browser: Browser, old: str = PASSWORD, new: str = NEW) -> tuple[int, Any]:
    response = await browser.put("/api/password", json={"password": old, "new_password": new})
    return response.status, await response.json()


async def test_the_new_password_counts_from_now_on_and_the_other_sessions_end(house: House) -> None:
    here = await house.signed_in(Role.SUPERVISOR)
    there = await house.visitor()
    await sign_in(there, "supervisor")

    changed = await change(here)

    assert changed == (200, {"ended": 1})
    assert [(await each.get("/api/session")).status for each in (here, there)] == [200, 401]
    assert [await sign_in(there, "supervisor", each) for each in (PASSWORD, NEW)] == [401, 200]


async def test_it_takes_the_old_password(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    status, said = await change(browser, old="wrong password")

    assert (status, said["field"], said["detail"]) == (422, "password", "This is not your password.")
    assert await sign_in(await house.visitor(), "supervisor") == 200


async def test_a_new_one_that_is_too_short_is_refused_by_its_own_name(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    status, said = await change(browser, new="short")

    assert (status, said["field"], said["accepted"]) == (422, "new_password", "10 to 256 characters")


async def test_who_has_stolen_a_session_guesses_as_slowly_as_at_the_sign_in(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    tries = [(await change(browser, old="wrong password"))[0] for _ in range(11)]

    assert tries == [422] * 10 + [429]


async def test_a_link_under_way_is_void_and_the_change_is_in_the_trail_without_the_passwords(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    (user,) = await house.auth.users()
    link = await house.auth.new_link(user.user_id)

    await change(browser)
    used = await browser.post("/api/setup", json={"token": link, "password": PASSWORD})

    (deed,) = [each for each in house.notes.deeds if each.action == "PUT /api/password"]
    assert (used.status, deed.user_name, deed.status, deed.detail) == (404, "supervisor", 200, {})


async def test_an_api_token_changes_no_password(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    made = await token_of(browser, Permission.SEE_CALLS)

    assert (await change(await program(house, made["token"])))[0] == 403
