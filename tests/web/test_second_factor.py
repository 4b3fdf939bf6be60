"""A second factor: turned on, asked for, and guessed at."""

import asyncio

import pyotp
import pytest

from kernel.permissions import Permission, Role
from tests.web.authenticator import MINE, SET_UP, STEP, Phone, post, status, turned_on, waiting
from tests.web.house import PASSWORD, House, sign_in
from tests.web.test_entrance import program, token_of
from web.factors import CodeRefused
from web.problems import TooManyTries

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


async def test_the_codes_that_turn_it_on_are_not_guessed_either(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    _, shown = await post(browser, MINE, password=PASSWORD)
    phone = Phone(house, shown["key"])

    tries = [(await post(browser, f"{MINE}/confirm", code="000000"))[0] for _ in range(11)]
    refused = (await post(browser, f"{MINE}/confirm", code=phone.code()))[0]
    house.clock.advance(seconds=301)
    await house.entrance.refusals.look()

    assert (tries, refused) == ([422] * 10 + [429], 429)
    assert [deed.detail["tries"] for deed in house.notes.deeds if deed.action == "code_refused"] == [12]
    assert (await post(browser, f"{MINE}/confirm", code=phone.code()))[0] == 200


async def test_the_owner_s_own_codes_give_who_guesses_no_more_tries_a_day(house: House) -> None:
    phone, _ = await turned_on(house, await house.signed_in(Role.SUPERVISOR))
    (user,) = await house.auth.users()

    async def guess() -> type[Exception]:
        house.clock.advance(seconds=31)
        with pytest.raises((CodeRefused, TooManyTries)) as refused:
            await house.entrance.factors.check(user.user_id, "not a code")
        return refused.type

    for _ in range(5):
        assert [await guess() for _ in range(9)] == [CodeRefused] * 9
        assert await house.entrance.factors.check(user.user_id, phone.next_code()) == "phone"

    assert [await guess() for _ in range(6)] == [CodeRefused] * 5 + [TooManyTries]


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
