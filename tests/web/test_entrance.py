"""Sessions that are seen and ended, tokens of programs, and what is written down of those who come and go."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from kernel.permissions import Permission, Role
from tests.web.house import PASSWORD, PROJECT, START, Browser, House, sign_in
from web.tokens import is_spelled

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
NEXT_YEAR = (START + timedelta(days=300)).isoformat()


async def sessions(browser: Browser, path: str = "/api/sessions") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await (await browser.get(path)).json())["sessions"]
    return found


async def again(house: House, role: Role, **headers: str) -> Browser:
    browser = await house.visitor(**headers)
    assert await sign_in(browser, role) == 200
    return browser


async def token_of(browser: Browser, *permissions: Permission, path: str = "/api/tokens") -> dict[str, Any]:
    body = {"name": "figures", "permissions": list(permissions), "expires_at": NEXT_YEAR}
    response = await browser.post(path, json=body)
    assert response.status == 201, await response.text()
    made: dict[str, Any] = await response.json()
    return made


async def program(house: House, token: str) -> Browser:
    """A client that knows nothing of cookies and of our header."""
    headers = {"Authorization": f"Bearer {token}"}
    return await house.stack.enter_async_context(TestClient(house.server, headers=headers))


# ---- sessions


async def test_somebody_sees_where_they_are_signed_in(house: House) -> None:
    await house.signed_in(Role.ADMIN)
    house.clock.advance(minutes=5)
    browser = await again(house, Role.ADMIN, **{"User-Agent": CHROME})

    newest, oldest = await sessions(browser)

    assert (newest["browser"], newest["system"], newest["this"]) == ("Chrome 141", "Linux", True)
    assert (oldest["this"], oldest["address"]) == (False, "127.0.0.1")
    assert oldest["since"] < newest["since"]


async def test_a_session_that_is_ended_elsewhere_is_over_at_once_and_its_page_is_closed(house: House) -> None:
    lost = await house.signed_in(Role.SUPERVISOR)
    page = await lost.ws_connect("/api/live")
    await page.receive_json()
    browser = await again(house, Role.SUPERVISOR)
    (other,) = [each["id"] for each in await sessions(browser) if not each["this"]]

    ended = await browser.delete(f"/api/sessions/{other}")

    assert (ended.status, (await lost.get("/api/session")).status) == (204, 401)
    assert (await page.receive()).data == 4401
    assert (await browser.get("/api/session")).status == 200


async def test_all_other_sessions_end_and_this_one_stays(house: House) -> None:
    others = [await house.signed_in(Role.ADMIN), await again(house, Role.ADMIN)]
    browser = await again(house, Role.ADMIN)

    ended = await (await browser.delete("/api/sessions")).json()

    assert ended == {"ended": 2}
    assert [(await each.get("/api/session")).status for each in (*others, browser)] == [401, 401, 200]


async def test_nobody_ends_the_session_of_another_by_its_name(house: House) -> None:
    admin, agent = await house.signed_in(Role.ADMIN), await house.signed_in(Role.AGENT)
    (theirs,) = await sessions(admin)

    assert (await agent.delete(f"/api/sessions/{theirs['id']}")).status == 404
    assert (await admin.get("/api/session")).status == 200


async def test_who_manages_people_ends_their_sessions(house: House) -> None:
    admin, agent = await house.signed_in(Role.ADMIN), await house.signed_in(Role.AGENT)
    users = (await (await admin.get("/api/users")).json())["users"]
    (theirs,) = [user["id"] for user in users if user["name"] == "agent"]

    seen = await sessions(admin, f"/api/users/{theirs}/sessions")
    ended = await (await admin.delete(f"/api/users/{theirs}/sessions")).json()

    assert ([each["this"] for each in seen], ended) == ([False], {"ended": 1})
    assert (await agent.get("/api/session")).status == 401


# ---- tokens


async def test_a_program_gets_in_with_its_token_and_does_no_more_than_it_says(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    made = await token_of(browser, Permission.SEE_CALLS)

    client = await program(house, made["token"])

    found = {each: (await client.get(f"/api/for/{each}")).status for each in ("see_calls", "see_floor", "signed_in")}
    assert found == {"see_calls": 200, "see_floor": 403, "signed_in": 200}
    refused = await (await client.get("/api/for/see_floor")).json()
    assert refused["detail"] == "The API token does not have the permission see_floor."


async def test_a_token_is_told_once_and_only_its_hash_is_kept(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    made = await token_of(browser, Permission.SEE_CALLS)

    kept = await house.database.fetchval("SELECT t::text FROM api_tokens t")
    listed = await (await browser.get("/api/tokens")).text()

    assert is_spelled(made["token"])
    assert made["token"].startswith("rb_")
    assert made["token"] not in kept + listed
    assert made["token"] not in str(house.notes.deeds)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"permissions": ["see_trail"]}, "permissions: got 'see_trail', accepted is some of"),
        ({"permissions": ["manage_people"]}, "permissions: got 'manage_people', accepted is some of"),
        ({"expires_at": "2026-11-22T09:00:00Z"}, "accepted is within 366 days from now"),
        ({"expires_at": "2029-11-22T09:00:00Z"}, "accepted is within 366 days from now"),
        ({"name": " "}, "accepted is a name by which you know the token again"),
    ],
)
async def test_a_token_is_no_wider_and_no_longer_than_may_be(
    house: House, changed: dict[str, Any], sentence: str
) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    body = {"name": "figures", "permissions": ["see_calls"], "expires_at": NEXT_YEAR} | changed

    refused = await browser.post("/api/tokens", json=body)

    assert refused.status == 422
    assert sentence in (await refused.json())["detail"]


async def test_what_its_owner_may_no_longer_do_a_token_may_not_either(house: House) -> None:
    admin, supervisor = await house.signed_in(Role.ADMIN), await house.signed_in(Role.SUPERVISOR)
    client = await program(house, (await token_of(supervisor, Permission.SEE_CALLS))["token"])
    users = (await (await admin.get("/api/users")).json())["users"]
    (owner,) = [user["id"] for user in users if user["name"] == "supervisor"]

    before = (await client.get("/api/for/see_calls")).status
    await admin.patch(f"/api/users/{owner}", json={"roles": [{"role": "support"}]})
    demoted = (await client.get("/api/for/see_calls")).status
    await admin.patch(f"/api/users/{owner}", json={"active": False})

    assert (before, demoted, (await client.get("/api/for/see_calls")).status) == (200, 403, 401)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/users"),
        ("POST", "/api/users"),
        ("GET", "/api/tokens"),
        ("POST", "/api/tokens"),
        ("DELETE", "/api/sessions"),
        ("DELETE", "/api/session"),
    ],
)
async def test_people_and_tokens_are_managed_in_person(house: House, method: str, path: str) -> None:
    admin = await house.signed_in(Role.ADMIN)
    client = await program(house, (await token_of(admin, Permission.SEE_CALLS))["token"])

    assert (await client.request(method, path)).status == 403


async def test_a_token_is_revoked_or_expires(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    first, second = await token_of(browser, Permission.SEE_CALLS), await token_of(browser, Permission.SEE_CALLS)
    clients = [await program(house, made["token"]) for made in (first, second)]

    good = [(await client.get("/api/for/see_calls")).status for client in clients]
    revoked = (await browser.delete(f"/api/tokens/{first['id']}")).status
    after = [(await client.get("/api/for/see_calls")).status for client in clients]
    house.clock.advance(days=301)

    assert (good, revoked, after) == ([200, 200], 204, [401, 200])
    assert (await clients[1].get("/api/for/see_calls")).status == 401


async def test_a_token_needs_no_header_and_a_cookie_beside_it_counts_for_nothing(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.session.cookie_jar)
    client = await program(house, (await token_of(browser, Permission.SEE_CALLS))["token"])

    changed = await client.post("/api/calls/7/hold")
    forged = await client.get("/api/session", headers={"Authorization": "Bearer rb_bad", "Cookie": cookies})

    assert (changed.status, forged.status) == (200, 401)


async def test_guessing_tokens_is_stopped_and_good_ones_go_on(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    good = await program(house, (await token_of(browser, Permission.SEE_CALLS))["token"])
    assert (await good.get("/api/for/see_calls")).status == 200
    guessing = await program(house, "rb_guess")

    tries = [(await guessing.get("/api/for/see_calls")).status for _ in range(32)]

    assert tries == [401] * 30 + [429] * 2
    assert (await good.get("/api/for/see_calls")).status == 200


# ---- what is written down


def told(house: House) -> list[tuple[str, str, int | None]]:
    return [(deed.action, deed.user_name, deed.status) for deed in house.notes.deeds]


async def test_a_change_and_who_made_it_are_written_down_and_a_plain_read_is_not(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    house.notes.deeds.clear()

    await browser.get("/api/for/see_calls")
    await browser.delete("/api/sessions/none")
    await browser.delete("/api/session")

    assert told(house) == [
        ("DELETE /api/sessions/{session}", "supervisor", 404),
        ("DELETE /api/session", "supervisor", 204),
    ]
    first = house.notes.deeds[0]
    assert (first.what, first.peer, first.through[:8]) == ("none", "127.0.0.1", "session:")


async def test_a_deed_names_the_project_that_it_was_done_in(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    house.notes.deeds.clear()

    assert (await browser.post("/api/calls/call-1/close")).status == 204

    (deed,) = house.notes.deeds
    assert (deed.what, deed.project, deed.detail) == ("call-1", PROJECT, {})


async def test_what_is_refused_is_written_down(house: House) -> None:
    browser = await house.signed_in(Role.AGENT)
    house.notes.deeds.clear()

    await browser.post("/api/users", json={"name": "Mallory", "roles": [{"role": "admin"}]})
    await browser.get("/api/trail.csv")

    assert told(house) == [("POST /api/users", "agent", 403), ("GET /api/trail.csv", "agent", 403)]


async def test_a_read_that_matters_is_one_row_for_a_sitting(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    house.notes.deeds.clear()

    for _ in range(4):
        await browser.get("/api/trail.csv")
        house.clock.advance(seconds=200)
    house.clock.advance(seconds=200)
    await browser.get("/api/trail.csv")

    assert told(house) == [("GET /api/trail.csv", "admin", 200)] * 2


async def test_what_cannot_be_written_down_is_not_shown(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    house.notes.full = True

    found = [(await browser.get(path)).status for path in ("/api/trail.csv", "/api/trail", "/api/for/see_calls")]

    assert found == [503, 200, 200]
    assert (await browser.post("/api/calls/call-1/close")).status == 503


async def test_of_what_was_asked_words_that_people_write_and_secrets_are_left_out(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    house.notes.deeds.clear()

    await browser.post("/api/users", json={"name": "Mallory", "roles": [{"role": "quality", "project_id": None}]})
    made = await token_of(browser, Permission.SEE_CALLS)

    invited, token = house.notes.deeds
    assert invited.detail == {"roles": [{"role": "quality"}], "user_id": 2}
    assert token.detail == {"permissions": ["see_calls"], "expires_at": NEXT_YEAR, "token": made["id"]}


async def test_coming_and_going_is_written_down(house: House) -> None:
    browser = await house.visitor()
    _, token = await house.auth.add_user("Petro", Role.QUALITY, None)

    await browser.post("/api/setup", json={"token": token, "password": PASSWORD})
    await sign_in(browser, "petro")
    await browser.delete("/api/session")

    assert told(house) == [
        ("password_set", "Petro", None),
        ("sign_in", "Petro", None),
        ("DELETE /api/session", "Petro", 204),
    ]
    assert house.notes.deeds[1].through == house.notes.deeds[2].through


async def test_a_hundred_wrong_passwords_are_one_row(house: House) -> None:
    await house.user(Role.ADMIN)
    house.notes.deeds.clear()
    browser = await house.visitor()

    tries = [await sign_in(browser, "admin", "wrong password") for _ in range(100)]
    await house.entrance.refusals.look()
    under_way = told(house)
    house.clock.advance(seconds=61)
    await house.entrance.refusals.look()

    assert (tries.count(401), tries.count(429), under_way) == (10, 90, [])
    (burst,) = house.notes.deeds
    assert (burst.action, burst.user_name, burst.peer) == ("sign_in_refused", "admin", "127.0.0.1")
    assert (burst.detail["tries"], burst.detail["names"]) == (100, ["admin"])


async def test_strangers_who_try_a_name_from_everywhere_do_not_shut_out_its_owner(house: House) -> None:
    await house.user(Role.ADMIN)
    await house.database.execute(
        "INSERT INTO trail (at, user_id, user_name, through, peer, action, what, detail)"
        " SELECT now(), id, name, '', 'home', 'sign_in', '', '{}' FROM users"
    )

    async def attempt(peer: str, password: str) -> str:
        try:
            await house.auth.sign_in("admin", password, peer)
        except Exception as error:
            return type(error).__name__
        return "in"

    strangers = [await attempt(f"stranger {at // 5}", "wrong password") for at in range(60)]

    assert (strangers.count("NotSignedIn"), strangers.count("TooManyTries")) == (50, 10)
    assert await attempt("a new place", PASSWORD) == "TooManyTries"
    assert await attempt("home", PASSWORD) == "in"
    house.clock.advance(seconds=301)
    assert await attempt("a new place", PASSWORD) == "in"


async def test_a_whole_shift_signs_in_from_one_address(house: House) -> None:
    await house.user(Role.ADMIN)

    found = [await sign_in(await house.visitor(), "admin") for _ in range(40)]

    assert found == [200] * 40
