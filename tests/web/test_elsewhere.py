"""Sessions that are used elsewhere than where they began: stolen ones, for example."""

from kernel.permissions import Role
from tests.web.house import PASSWORD, House


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
