"""A second factor that somebody has: moved to another phone, turned off, reset; and roles that must have one."""

import pytest

from kernel.errors import Conflict
from kernel.permissions import Role
from store.sealed import KEY_BYTES, Seal
from tests.web.authenticator import MINE, SET_UP, STEP, Phone, post, status, turned_on, waiting
from tests.web.house import PASSWORD, House, sign_in
from tests.web.test_entrance import told
from web.factors import Factors

# ---- another phone, none at all


async def test_another_phone_takes_the_place_of_the_first_by_a_code_of_it(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    old, _ = await turned_on(house, browser)

    refused = (await post(browser, MINE, password=PASSWORD))[0]
    _, shown = await post(browser, MINE, code=old.next_code())
    new = Phone(house, shown["key"])
    meanwhile = (await post(await waiting(house), STEP, code=old.next_code()))[0]
    await post(browser, f"{MINE}/confirm", code=new.code())

    assert (refused, meanwhile) == (422, 200)
    found = [(await post(await waiting(house), STEP, code=phone.next_code()))[0] for phone in (old, new)]
    assert found == [422, 200]


async def test_turning_it_off_takes_a_code(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    phone, _ = await turned_on(house, browser)

    refused = (await post(browser, f"{MINE}/off", code="000000"))[0]
    done = (await post(browser, f"{MINE}/off", code=phone.next_code()))[0]

    assert (refused, done) == (422, 204)
    assert await sign_in(await house.visitor(), "supervisor") == 200


async def test_who_manages_people_resets_it_which_ends_all_sessions_and_is_in_the_trail(house: House) -> None:
    admin, browser = await house.signed_in(Role.ADMIN), await house.signed_in(Role.SUPERVISOR)
    await turned_on(house, browser)
    half = await waiting(house)
    users = {user.name: user.user_id for user in await house.auth.users()}
    house.notes.deeds.clear()

    reset = (await admin.delete(f"/api/users/{users['supervisor']}/second_factor")).status

    assert (reset, await status(browser)) == (204, 401)
    assert told(house) == [("DELETE /api/users/{id}/second_factor", "admin", 204)]
    assert (await post(half, STEP, code="000000"))[0] == 401
    assert await sign_in(await house.visitor(), "supervisor") == 200
    assert (await admin.delete(f"/api/users/{users['supervisor']}/second_factor")).status == 409


async def test_nobody_resets_their_own(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    await turned_on(house, browser)
    (user,) = await house.auth.users()

    response = await browser.delete(f"/api/users/{user.user_id}/second_factor")

    assert response.status == 409
    assert (await response.json())["detail"].startswith("Your own second factor takes a code")


async def test_the_list_of_people_says_who_has_one(house: House) -> None:
    admin = await house.signed_in(Role.ADMIN)
    await turned_on(house, await house.signed_in(Role.SUPERVISOR))

    users = (await (await admin.get("/api/users")).json())["users"]

    assert {user["name"]: user["second_factor"] for user in users} == {"admin": False, "supervisor": True}


async def test_with_another_key_of_the_installation_recovery_codes_still_work(house: House) -> None:
    phone, paper = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    (user,) = await house.auth.users()
    lost = Factors(house.database, house.clock, Seal(bytes([1]) * KEY_BYTES))

    with pytest.raises(Conflict, match="Use a recovery code, or have the second factor reset"):
        await lost.check(user.user_id, phone.next_code())

    assert (await lost.unreadable(), await house.entrance.factors.unreadable()) == (1, 0)
    assert await lost.check(user.user_id, paper[0]) == "recovery code"


# ---- who must have one


async def test_who_must_have_one_sets_it_up_before_anything_else(house: House) -> None:
    admin = await house.signed_in(Role.ADMIN)
    await house.user(Role.SUPERVISOR)
    assert (await admin.put("/api/second_factor/roles", json={"roles": ["supervisor"]})).status == 200
    browser, house.notes.deeds = await house.visitor(), []

    half = await post(browser, "/api/session", name="supervisor", password=PASSWORD)
    before = (await status(browser), (await post(browser, STEP, code="000000"))[0])
    shown = await (await browser.post(SET_UP)).json()
    phone = Phone(house, shown["key"])
    wrong = (await post(browser, f"{SET_UP}/confirm", code="000000"))[0]
    done, made = await post(browser, f"{SET_UP}/confirm", code=phone.code())

    assert (half, before, wrong) == ((202, {"me": None, "needs": "set_up"}), (401, 401), 422)
    assert (done, len(made["codes"]), made["me"]["name"], await status(browser)) == (200, 10, "supervisor", 200)
    assert [deed.action for deed in house.notes.deeds] == ["second_factor_on", "sign_in"]
    assert (await post(await waiting(house), STEP, code=phone.next_code()))[0] == 200


async def test_who_need_not_have_one_comes_in_as_before(house: House) -> None:
    admin = await house.signed_in(Role.ADMIN)
    await house.user(Role.SUPERVISOR)
    await admin.put("/api/second_factor/roles", json={"roles": ["admin", "agent"]})

    assert await sign_in(await house.visitor(), "supervisor") == 200
    assert await sign_in(await house.visitor(), "admin") == 202
    assert await status(admin) == 200


async def test_who_must_have_one_does_not_turn_it_off(house: House) -> None:
    admin = await house.signed_in(Role.ADMIN)
    phone, _ = await turned_on(house, admin)
    await admin.put("/api/second_factor/roles", json={"roles": ["admin", "admin"]})

    refused, problem = await post(admin, f"{MINE}/off", code=phone.next_code())

    assert (refused, problem["detail"]) == (
        409,
        "Somebody with your role must have a second factor: set up another in its place.",
    )
    assert (await (await admin.get(MINE)).json())["required"]


async def test_what_must_be_had_is_chosen_for_all_projects_at_once(house: House) -> None:
    await house.database.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'One', 'UTC', 'UA')")
    admin = await house.signed_in(Role.ADMIN)
    body = {"name": "Petro", "roles": [{"role": "admin", "project_id": 1}]}
    made = await (await admin.post("/api/users", json=body)).json()
    await house.auth.set_up(made["link"].removeprefix("/setup?token="), None, PASSWORD, "peer")
    petro = await house.visitor()
    await sign_in(petro, "Petro")

    refused = await petro.put("/api/second_factor/roles", json={"roles": []})

    assert refused.status == 403
    assert (await (await petro.get("/api/second_factor/roles")).json()) == {"roles": []}
