"""The first link, passwords, sessions."""

import asyncio
from typing import Any

import msgspec
import pytest

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import NotSignedIn
from kernel.permissions import Role
from tests.web.house import PASSWORD, Browser, House, sign_in


async def set_up(browser: Browser, token: str | None, **more: str) -> tuple[int, str]:
    body = {"token": token, "name": "Iryna", "password": PASSWORD} | more
    response = await browser.post("/api/setup", json=body)
    return response.status, (await response.json())["detail"] if response.status != 204 else ""


async def me(browser: Browser) -> tuple[int, Any]:
    response = await browser.get("/api/session")
    return response.status, await response.json()


async def test_the_first_link_makes_the_administrator_who_can_then_sign_in(house: House) -> None:
    browser = await house.visitor()

    made = await set_up(browser, await house.auth.first_link())
    signed = await sign_in(browser, "IRYNA")

    assert (made, signed) == ((204, ""), 200)
    status, who = await me(browser)
    assert (status, who["name"], who["role"], who["agent_id"]) == (200, "Iryna", "admin", None)
    assert "administer" in who["permissions"]


async def test_a_link_works_once(house: House) -> None:
    token, browser = await house.auth.first_link(), await house.visitor()

    first, second = await set_up(browser, token), await set_up(browser, token, name="Mallory")

    assert first == (204, "")
    assert second == (404, "This link is not good: it was used, has expired, or a newer one was made.")


async def test_of_two_who_use_a_link_at_the_same_time_one_is_refused(house: House) -> None:
    token, browser = await house.auth.first_link(), await house.visitor()

    both = await asyncio.gather(set_up(browser, token), set_up(browser, token, name="Mallory"))

    assert sorted(status for status, _ in both) == [204, 404]


async def test_a_link_that_was_refused_for_its_password_can_still_be_used(house: House) -> None:
    token, browser = await house.auth.first_link(), await house.visitor()

    short = await set_up(browser, token, password="123456789")

    assert short == (422, "password: got 9 characters, accepted is 10 to 256 characters.")
    assert await set_up(browser, token) == (204, "")


async def test_a_link_expires_after_a_day(house: House) -> None:
    token, browser = await house.auth.first_link(), await house.visitor()

    house.clock.advance(hours=24, seconds=1)

    assert (await set_up(browser, token))[0] == 404


async def test_each_start_without_an_administrator_makes_a_new_link_and_voids_the_old_one(house: House) -> None:
    old, new = await house.auth.first_link(), await house.auth.first_link()
    browser = await house.visitor()

    assert (await set_up(browser, old))[0] == 404
    assert await set_up(browser, new) == (204, "")
    assert await house.auth.first_link() is None


async def test_of_tokens_and_passwords_only_hashes_are_kept(house: House) -> None:
    token = await house.auth.first_link()
    assert token is not None
    await house.auth.set_up(token, "Iryna", PASSWORD, "peer")
    signed = await house.auth.sign_in("Iryna", PASSWORD, "peer")

    rows = await house.database.fetch(
        "SELECT u::text AS kept FROM users u UNION ALL SELECT s::text FROM sessions s"
        " UNION ALL SELECT t::text FROM setup_tokens t"
    )

    kept = " ".join(row["kept"] for row in rows)
    assert not [secret for secret in (token, PASSWORD, signed.token) if secret in kept]


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    await house.user(Role.ADMIN)
    browser = await house.visitor()

    response = await browser.post("/api/session", json={"name": "admin", "password": PASSWORD})

    name, *attributes = response.headers["Set-Cookie"].split("; ")
    assert name.startswith("ringback_session=")
    assert attributes == ["Path=/", "Max-Age=604800", "HttpOnly", "SameSite=Strict"]


@pytest.mark.parametrize("name", ["admin", "nobody"])
async def test_a_wrong_password_and_an_unknown_name_are_told_the_same(house: House, name: str) -> None:
    await house.user(Role.ADMIN)

    with pytest.raises(NotSignedIn, match=r"^The name or the password is wrong\.$"):
        await house.auth.sign_in(name, "wrong password", "peer")


async def test_a_user_without_a_password_cannot_sign_in(house: House) -> None:
    await house.auth.add_user("Petro", Role.SUPERVISOR, None)

    with pytest.raises(NotSignedIn):
        await house.auth.sign_in("Petro", "nobody has this password", "peer")


async def test_signing_out_ends_the_session_here_and_now(house: House) -> None:
    browser, ended = await house.signed_in(Role.ADMIN), list[bytes]()
    house.auth.when_ended(ended.append)
    cookies = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}

    await browser.delete("/api/session")

    thief = await house.visitor(Cookie="; ".join(f"{key}={value}" for key, value in cookies.items()))
    assert ((await me(thief))[0], len(ended)) == (401, 1)


async def test_a_session_lasts_twelve_hours_from_its_last_use(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)

    house.clock.advance(hours=11)
    used = (await me(browser))[0]
    house.clock.advance(hours=11)
    used_again = (await me(browser))[0]
    house.clock.advance(hours=12, seconds=1)

    assert (used, used_again, (await me(browser))[0]) == (200, 200, 401)


async def test_no_session_lasts_longer_than_a_week(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)

    found = []
    for _ in range(15):
        house.clock.advance(hours=11.5)
        found.append((await me(browser))[0])

    assert found == [200] * 14 + [401]


async def test_a_new_password_ends_the_sessions_opened_with_the_old_one(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    user = (await house.auth.users())[0]

    await house.auth.set_up(await house.auth.new_link(user.user_id), None, "another password", "peer")

    assert (await me(browser))[0] == 401
    assert await sign_in(browser, "supervisor") == 401
    assert await sign_in(browser, "supervisor", "another password") == 200


async def test_ten_wrong_tries_of_one_name_are_enough_for_five_minutes(house: House) -> None:
    await house.user(Role.ADMIN)
    browser = await house.visitor()

    tries = [await sign_in(browser, "admin", "wrong password") for _ in range(10)]
    refused = await browser.post("/api/session", json={"name": "Admin", "password": PASSWORD})
    house.clock.advance(seconds=301)

    assert (tries, refused.status, refused.headers["Retry-After"]) == ([401] * 10, 429, "300")
    assert await sign_in(browser, "admin") == 200


async def test_other_spellings_of_a_name_are_no_names_of_their_own(house: House) -> None:
    await house.user(Role.ADMIN)
    browser = await house.visitor()
    wide, dotted = "\N{FULLWIDTH LATIN SMALL LETTER A}", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
    spellings = ["admin", "ADMIN ", f"{wide}dmin", f"ADM{dotted}N"]

    tries = [await sign_in(browser, spellings[at % 4], "wrong password") for at in range(10)]

    assert tries == [401] * 10
    assert [await sign_in(browser, each) for each in spellings] == [429] * 4


async def test_thirty_tries_from_one_address_are_enough_whatever_the_names(house: House) -> None:
    browser = await house.visitor()

    tries = [await sign_in(browser, f"name {at}", "wrong password") for at in range(31)]

    assert tries == [401] * 30 + [429]


async def guess(browser: Browser, tries: int = 30) -> list[int]:
    """Names that nobody has."""
    return [await sign_in(browser, f"name {at}", "wrong password") for at in range(tries)]


CAME_IN = """INSERT INTO trail (at, user_id, user_name, through, peer, action, what, detail)
SELECT now(), id, name, '', '127.0.0.1', 'sign_in', '', '{}' FROM users"""


async def known_admin(house: House) -> Browser:
    """Somebody who has come in from the tests' address before, and who sits there."""
    browser = await house.signed_in(Role.ADMIN)
    await house.database.execute(CAME_IN)
    return browser


async def test_who_guesses_in_an_office_shuts_nobody_out_who_comes_in_from_there(house: House) -> None:
    browser = await known_admin(house)
    _, link = await house.auth.add_user("Petro", Role.SUPERVISOR, None)
    visitor = await house.visitor()
    assert await guess(visitor) == [401] * 30

    assert await sign_in(visitor, "admin") == 200
    assert await guess(visitor, 1) == [429]
    assert await set_up(visitor, link, name="Petro") == (204, "")
    assert (await me(browser))[0] == 200


async def test_a_name_known_at_an_address_is_guessed_ten_times_there_at_most(house: House) -> None:
    await known_admin(house)
    visitor = await house.visitor()
    await guess(visitor)

    assert [await sign_in(visitor, "admin", "wrong password") for _ in range(11)] == [401] * 10 + [429]


async def test_a_good_sign_in_gives_nobody_a_guess_back(house: House) -> None:
    await known_admin(house)
    visitor = await house.visitor()
    await guess(visitor)

    assert [await sign_in(visitor, "admin"), *await guess(visitor, 1)] == [200, 429]


async def test_thirty_bad_links_from_an_address_are_enough_and_hold_up_no_good_one(house: House) -> None:
    _, link = await house.auth.add_user("Petro", Role.SUPERVISOR, None)
    browser = await house.visitor()

    tries = [(await set_up(browser, f"no link {at}"))[0] for at in range(31)]

    assert tries == [404] * 30 + [429]
    assert await set_up(browser, link, name="Petro") == (204, "")


async def test_an_admin_makes_a_user_who_sets_the_password_with_the_link(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    await house.agent()

    response = await browser.post("/api/users", json={"name": "Olena", "roles": [{"role": "agent"}], "agent_id": 1})
    made = await response.json()
    token = made["link"].removeprefix("/setup?token=")
    await house.auth.set_up(token, "olena", PASSWORD, "peer")

    assert response.status == 201
    users = await (await browser.get("/api/users")).json()
    assert users["users"][1] == {
        "id": made["user_id"],
        "name": "Olena",
        "roles": [{"role": "agent", "project_id": None}],
        "agent_id": 1,
        "active": True,
        "can_sign_in": True,
        "second_factor": False,
    }


async def test_a_link_made_for_one_user_is_not_good_for_another(house: House) -> None:
    _, token = await house.auth.add_user("Petro", Role.SUPERVISOR, None)

    with pytest.raises(BadInput, match="the name of the user for whom the link was made"):
        await house.auth.set_up(token, "admin", PASSWORD, "peer")


async def test_a_newer_link_of_a_user_voids_the_older_one(house: House) -> None:
    user_id, old = await house.auth.add_user("Petro", Role.SUPERVISOR, None)

    await house.auth.new_link(user_id)

    with pytest.raises(NotFound):
        await house.auth.set_up(old, None, PASSWORD, "peer")


async def test_a_name_is_taken_in_any_letter_case(house: House) -> None:
    await house.auth.add_user("Petro", Role.SUPERVISOR, None)

    with pytest.raises(Conflict, match="There is a user PETRO already"):
        await house.auth.add_user("PETRO", Role.ADMIN, None)


@pytest.mark.parametrize(("agent_id", "accepted"), [(None, "the id of the agent whose"), (7, "the id of an agent")])
async def test_an_agent_needs_an_agent(house: House, agent_id: Any, accepted: str) -> None:
    with pytest.raises(BadInput, match=accepted):
        await house.auth.add_user("Petro", Role.AGENT, agent_id)


async def status_of(house: House, request: bytes, header: bytes, body: bytes = b"") -> bytes:
    """A client of ours would not send such a header."""
    ours = b"Host: x\r\nX-Ringback: 1\r\nConnection: close\r\nContent-Type: application/json\r\n"
    reader, writer = await asyncio.open_connection(house.server.host, house.server.port)
    writer.write(b"%b HTTP/1.1\r\n%b%b\r\nContent-Length: %d\r\n\r\n%b" % (request, ours, header, len(body), body))
    answer = await reader.read()
    writer.close()
    return answer.split()[1]


async def test_headers_that_are_no_text_are_no_failure_of_ours(house: House) -> None:
    user = await house.user(Role.ADMIN)
    body = msgspec.json.encode({"name": user.name, "password": PASSWORD})

    assert await status_of(house, b"POST /api/session", b"User-Agent: \xff", body) == b"200"
    assert await status_of(house, b"GET /api/session", b"Cookie: ringback_session=\xff") == b"401"
