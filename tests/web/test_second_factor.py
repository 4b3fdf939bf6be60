"""A second factor: turned on, asked for, guessed at, lost, turned off, reset, and demanded of some roles."""

import asyncio
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from kernel.errors import Conflict
from kernel.permissions import Permission, Role
from store.sealed import KEY_BYTES, Seal
from tests.web.house import PASSWORD, Browser, House, sign_in
from tests.web.test_entrance import program, token_of, told
from web.factors import CodeRefused, Factors
from web.problems import TooManyTries

MINE, STEP = "/api/second_factor", "/api/session/code"
SET_UP = "/api/session/second_factor"


class Phone:
    """An authenticator application that goes by the house's clock."""

    def __init__(self, house: House, key: str) -> None:
        self._house, self.key = house, key

    def code(self, **off: float) -> str:
        return pyotp.TOTP(self.key).at(self._house.clock.now() + timedelta(**off))

    def next_code(self) -> str:
        """One that was not used yet."""
        self._house.clock.advance(seconds=30)
        return self.code()


async def post(browser: Browser, path: str, **body: object) -> tuple[int, Any]:
    response = await browser.post(path, json=body)
    return response.status, await response.json() if response.status != 204 else None


async def turned_on(house: House, browser: Browser) -> tuple[Phone, list[str]]:
    """The phone, and the recovery codes."""
    status, shown = await post(browser, MINE, password=PASSWORD)
    assert status == 200, shown
    phone = Phone(house, shown["key"])
    status, made = await post(browser, f"{MINE}/confirm", code=phone.code())
    assert status == 200, made
    return phone, made["codes"]


async def waiting(house: House, name: str = "supervisor", **headers: str) -> Browser:
    """Somebody whose password was right, and who owes a code."""
    browser = await house.visitor(**headers)
    assert await sign_in(browser, name) == 202
    return browser


async def status(browser: Browser, path: str = "/api/session") -> int:
    return (await browser.get(path)).status


# ---- turning it on, signing in


async def test_with_a_second_factor_a_password_is_half_the_way_and_a_code_the_other(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    browser = await house.visitor()

    half = await post(browser, "/api/session", name="supervisor", password=PASSWORD)
    before = await status(browser)
    whole, who = await post(browser, STEP, code=phone.next_code())

    assert (half, before) == ((202, {"me": None, "needs": "code"}), 401)
    assert (whole, who["me"]["name"], await status(browser)) == (200, "supervisor", 200)


async def test_the_picture_is_a_drawing_and_the_key_can_be_typed(house: House) -> None:
    _, shown = await post(await house.signed_in(Role.ADMIN), MINE, password=PASSWORD)

    assert shown["picture"].startswith("data:image/svg+xml")
    assert len(shown["key"]) == 32


async def test_nothing_is_on_before_a_code_has_been_confirmed(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    await post(browser, MINE, password=PASSWORD)

    refused, problem = await post(browser, f"{MINE}/confirm", code="000000")

    assert (refused, problem["field"]) == (422, "code")
    assert await sign_in(await house.visitor(), "admin") == 200
    assert (await (await browser.get(MINE)).json())["since"] is None


async def test_what_was_begun_is_over_after_a_quarter_of_an_hour(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    _, shown = await post(browser, MINE, password=PASSWORD)
    house.clock.advance(minutes=15, seconds=1)

    refused, problem = await post(browser, f"{MINE}/confirm", code=Phone(house, shown["key"]).code())

    assert (refused, problem["detail"]) == (
        409,
        "There is nothing to confirm: begin to set the second factor up again.",
    )


async def test_a_stolen_session_sets_nothing_up_without_the_password(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)

    found = [await post(browser, MINE, password="wrong password") for _ in range(11)]

    assert [code for code, _ in found] == [422] * 10 + [429]
    assert (found[0][1]["field"], found[0][1]["detail"]) == ("password", "This is not your password.")


async def test_turning_it_on_ends_the_sessions_that_began_without_it(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    other = await house.visitor()
    await sign_in(other, "admin")

    await turned_on(house, browser)

    assert (await status(browser), await status(other)) == (200, 401)


async def test_of_keys_and_recovery_codes_nothing_legible_is_kept(house: House) -> None:
    phone, paper = await turned_on(house, await house.signed_in(Role.ADMIN))

    rows = await house.database.fetch(
        "SELECT f::text AS kept FROM second_factors f UNION ALL SELECT r::text FROM recovery_codes r"
    )

    kept, key = " ".join(row["kept"] for row in rows), pyotp.TOTP(phone.key).byte_secret()
    assert key.hex() not in kept
    assert not [code for code in paper if code in kept or code.replace("-", "").encode().hex() in kept]
    assert phone.key not in str(house.notes.deeds)


# ---- the half session


async def test_a_half_session_opens_nothing(house: House) -> None:
    await turned_on(house, await house.signed_in(Role.ADMIN))
    browser = await waiting(house, "admin")
    (half,) = [each.value for each in browser.session.cookie_jar if each.key == "ringback_half"]
    thief = await house.visitor(Cookie=f"ringback_session={half}")
    machine = await program(house, half)

    doors = [(each, permission) for each in (browser, thief, machine) for permission in Permission]
    opened = {permission for each, permission in doors if await status(each, f"/api/for/{permission}") != 401}

    assert opened == {Permission.PUBLIC}


async def test_its_cookie_goes_to_the_sign_in_alone_and_lasts_ten_minutes(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.ADMIN))
    browser = await house.visitor()
    response = await browser.post("/api/session", json={"name": "admin", "password": PASSWORD})

    name, *attributes = response.headers["Set-Cookie"].split("; ")
    house.clock.advance(minutes=10, seconds=1)

    assert name.startswith("ringback_half=")
    assert attributes == ["Path=/api/session", "Max-Age=600", "HttpOnly", "SameSite=Strict"]
    assert (await post(browser, STEP, code=phone.code()))[0] == 401


async def test_who_owes_a_code_sets_up_no_other_phone_instead(house: House) -> None:
    await turned_on(house, await house.signed_in(Role.ADMIN))
    browser = await waiting(house, "admin")

    assert (await browser.post(SET_UP)).status == 401
    assert (await post(browser, f"{SET_UP}/confirm", code="123456"))[0] == 401


async def test_a_half_session_is_good_for_one_step(house: House) -> None:
    phone, paper = await turned_on(house, await house.signed_in(Role.ADMIN))
    browser = await waiting(house, "admin")
    kept = {each.key: each.value for each in browser.session.cookie_jar}

    first = (await post(browser, STEP, code=phone.next_code()))[0]
    thief = await house.visitor(Cookie=f"ringback_half={kept['ringback_half']}")

    assert (first, (await post(thief, STEP, code=paper[0]))[0]) == (200, 401)


async def test_a_new_password_ends_half_sessions_too(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    browser = await waiting(house)
    (user,) = await house.auth.users()

    await house.auth.set_up(await house.auth.new_link(user.user_id), None, "another password", "peer")

    assert (await post(browser, STEP, code=phone.next_code()))[0] == 401


# ---- codes


async def test_a_code_is_taken_once(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    first, second = await waiting(house), await waiting(house)
    code = phone.next_code()

    both = await asyncio.gather(post(first, STEP, code=code), post(second, STEP, code=code))

    assert sorted(found for found, _ in both) == [200, 422]


async def test_the_code_that_turned_it_on_is_used_up(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))

    assert (await post(await waiting(house), STEP, code=phone.code()))[0] == 422


@pytest.mark.parametrize(("off", "answer"), [(-60, 422), (-30, 200), (30, 200), (60, 422)])
async def test_a_phone_may_be_half_a_minute_off_and_the_sentence_says_so(house: House, off: int, answer: int) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    house.clock.advance(minutes=5)

    found, problem = await post(await waiting(house), STEP, code=phone.code(seconds=off))

    assert found == answer
    if answer == 422:
        assert problem["detail"] == (
            "The code is not right, has passed, or was used before. Here it is 10:05:00 UTC: "
            "a phone whose clock is more than half a minute off makes other codes."
        )


async def test_each_recovery_code_is_good_once(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    _, paper = await turned_on(house, browser)

    found = [(await post(await waiting(house), STEP, code=code))[0] for code in (paper[0].lower(), paper[0], paper[1])]

    assert (len(set(paper)), found) == (10, [200, 422, 200])
    assert (await (await browser.get(MINE)).json())["codes_left"] == 8


async def test_new_recovery_codes_take_a_code_and_make_the_old_ones_void(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    phone, old = await turned_on(house, browser)

    refused = (await post(browser, f"{MINE}/codes", code="ABCD-EFGH-IJKL-MNOP"))[0]
    _, made = await post(browser, f"{MINE}/codes", code=phone.next_code())

    assert (refused, set(made["codes"]) & set(old)) == (422, set())
    found = [(await post(await waiting(house), STEP, code=code))[0] for code in (old[0], made["codes"][0])]
    assert found == [422, 200]


async def test_codes_are_not_guessed_and_the_guessing_is_one_row(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    browser = await waiting(house)
    house.notes.deeds.clear()

    tries = [(await post(browser, STEP, code="000000"))[0] for _ in range(12)]
    refused = (await post(browser, STEP, code=phone.next_code()))[0]
    house.clock.advance(seconds=301)
    await house.entrance.refusals.look()

    assert (tries, refused) == ([422] * 10 + [429] * 2, 429)
    assert [(deed.action, deed.user_name, deed.detail["tries"]) for deed in house.notes.deeds] == [
        ("code_refused", "supervisor", 13)
    ]
    assert (await post(browser, STEP, code=phone.code()))[0] == 200


async def test_fifty_wrong_codes_are_enough_for_a_day(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    (user,) = await house.auth.users()
    found = []

    for _ in range(60):
        house.clock.advance(seconds=31)
        with pytest.raises((CodeRefused, TooManyTries)) as refused:
            await house.entrance.factors.check(user.user_id, "not a code")
        found.append(refused.type)

    assert (found.count(CodeRefused), found[-1]) == (50, TooManyTries)
    house.clock.advance(hours=24)
    assert await house.entrance.factors.check(user.user_id, phone.code()) == "phone"


async def test_a_right_password_does_not_give_back_tries_of_codes(house: House) -> None:
    await turned_on(house, await house.signed_in(Role.SUPERVISOR))

    found = [(await post(await waiting(house), STEP, code="000000"))[0] for _ in range(11)]

    assert found == [422] * 10 + [429]


async def test_how_somebody_came_in_is_in_the_trail(house: House) -> None:
    phone, paper = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    house.notes.deeds.clear()

    await post(await waiting(house), STEP, code=phone.next_code())
    await post(await waiting(house), STEP, code=paper[0])

    assert [(deed.action, deed.detail) for deed in house.notes.deeds] == [
        ("sign_in", {"second_factor": "phone"}),
        ("sign_in", {"second_factor": "recovery code"}),
    ]


async def test_tokens_of_programs_are_asked_for_no_code(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    await turned_on(house, browser)
    made = await token_of(browser, Permission.SEE_CALLS)
    client = await program(house, made["token"])

    assert await status(client, "/api/for/see_calls") == 200
    assert [(await client.get(MINE)).status, (await client.post(f"{MINE}/off", json={"code": "1"})).status] == [
        403,
        403,
    ]


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


# ---- sessions that are used elsewhere


async def test_a_session_that_is_used_elsewhere_shows_it_to_its_owner(house: House) -> None:
    owner = await house.signed_in(Role.ADMIN)
    (token,) = [each.value for each in owner.session.cookie_jar]
    thief = await house.visitor(**{"Cookie": f"ringback_session={token}", "User-Agent": "Mozilla/5.0 Firefox/140.0"})

    await thief.get("/api/users")
    await owner.get("/api/users")
    (seen,) = (await (await owner.get("/api/sessions")).json())["sessions"]

    assert seen["elsewhere"] == {
        "browser": "Firefox 140",
        "system": "",
        "address": "127.0.0.1",
        "at": "2026-11-22T10:00:00Z",
    }


async def test_a_session_that_stays_where_it_began_shows_nothing(house: House) -> None:
    owner = await house.signed_in(Role.ADMIN)
    house.clock.advance(hours=1)

    (seen,) = (await (await owner.get("/api/sessions")).json())["sessions"]

    assert seen["elsewhere"] is None


async def test_a_planted_cookie_is_not_the_session_that_somebody_signs_in_to(house: House) -> None:
    await house.user(Role.ADMIN)
    stranger = await house.signed_in(Role.SUPERVISOR)
    (planted,) = [each.value for each in stranger.session.cookie_jar]
    browser = await house.visitor(Cookie=f"ringback_session={planted}")

    response = await browser.post("/api/session", json={"name": "admin", "password": PASSWORD})

    assert planted not in response.headers["Set-Cookie"]
    assert (await (await stranger.get("/api/session")).json())["name"] == "supervisor"
