"""Every route asks for its permission, of everybody."""

import re

import pytest

from kernel.permissions import GRANTED, Permission, Role
from tests.web.house import Browser, House

VISITOR = "visitor"
OWN_ROUTES: dict[tuple[str, str], tuple[Permission, int]] = {
    ("GET", "/healthz"): (Permission.PUBLIC, 200),
    ("GET", "/readyz"): (Permission.PUBLIC, 200),
    ("GET", "/metrics"): (Permission.PUBLIC, 200),
    ("GET", "/api/openapi.json"): (Permission.PUBLIC, 200),
    ("POST", "/api/setup"): (Permission.PUBLIC, 400),
    ("POST", "/api/session"): (Permission.PUBLIC, 400),
    ("POST", "/api/session/code"): (Permission.PUBLIC, 400),
    ("POST", "/api/session/second_factor"): (Permission.PUBLIC, 401),
    ("POST", "/api/session/second_factor/confirm"): (Permission.PUBLIC, 400),
    ("GET", "/api/second_factor"): (Permission.SIGNED_IN, 200),
    ("POST", "/api/second_factor"): (Permission.SIGNED_IN, 400),
    ("POST", "/api/second_factor/confirm"): (Permission.SIGNED_IN, 400),
    ("POST", "/api/second_factor/codes"): (Permission.SIGNED_IN, 400),
    ("POST", "/api/second_factor/off"): (Permission.SIGNED_IN, 400),
    ("DELETE", "/api/users/99/second_factor"): (Permission.MANAGE_PEOPLE, 404),
    ("GET", "/api/second_factor/roles"): (Permission.MANAGE_PEOPLE, 200),
    ("PUT", "/api/second_factor/roles"): (Permission.MANAGE_PEOPLE, 400),
    ("GET", "/api/live"): (Permission.SIGNED_IN, 400),
    ("GET", "/api/users"): (Permission.MANAGE_PEOPLE, 200),
    ("POST", "/api/users"): (Permission.MANAGE_PEOPLE, 400),
    ("PATCH", "/api/users/99"): (Permission.MANAGE_PEOPLE, 400),
    ("POST", "/api/users/99/setup_link"): (Permission.MANAGE_PEOPLE, 404),
    ("GET", "/api/users/99/sessions"): (Permission.MANAGE_PEOPLE, 404),
    ("DELETE", "/api/users/99/sessions"): (Permission.MANAGE_PEOPLE, 404),
    ("DELETE", "/api/users/99/sessions/99"): (Permission.MANAGE_PEOPLE, 404),
    ("GET", "/api/users/99/tokens"): (Permission.MANAGE_PEOPLE, 404),
    ("POST", "/api/users/99/tokens"): (Permission.MANAGE_PEOPLE, 400),
    ("DELETE", "/api/users/99/tokens/99"): (Permission.MANAGE_PEOPLE, 404),
    ("GET", "/api/trail"): (Permission.SEE_TRAIL, 200),
    ("GET", "/api/trail.csv"): (Permission.SEE_TRAIL, 200),
    ("PUT", "/api/password"): (Permission.SIGNED_IN, 400),
    ("GET", "/api/sessions"): (Permission.SIGNED_IN, 200),
    ("DELETE", "/api/sessions"): (Permission.SIGNED_IN, 200),
    ("DELETE", "/api/sessions/99"): (Permission.SIGNED_IN, 404),
    ("GET", "/api/tokens"): (Permission.SIGNED_IN, 200),
    ("POST", "/api/tokens"): (Permission.SIGNED_IN, 400),
    ("DELETE", "/api/tokens/99"): (Permission.SIGNED_IN, 404),
    ("GET", "/api/session"): (Permission.SIGNED_IN, 200),
    ("DELETE", "/api/session"): (Permission.SIGNED_IN, 204),
}
"""What each takes, and what it answers to an empty question of somebody who may ask."""
FLOORS = tuple(f"/api/{each}" for each in ("search", "dial", "audio", "slow", "fail", "calls", "echo"))
"""Where the test's own routes lie."""
TABLE = {("GET", f"/api/for/{each}"): (each, 200) for each in Permission} | OWN_ROUTES


def expected(permission: Permission, answer: int, who: str) -> int:
    if permission is Permission.PUBLIC:
        return answer
    if who == VISITOR:
        return 401
    return answer if permission in GRANTED[Role(who)] else 403


async def browser_of(house: House, who: str) -> Browser:
    return await house.visitor() if who == VISITOR else await house.signed_in(Role(who))


@pytest.mark.parametrize("who", [VISITOR, *Role])
async def test_each_role_gets_what_it_may_and_nothing_else(house: House, who: str) -> None:
    browser = await browser_of(house, who)

    found = {(method, path): (await browser.request(method, path)).status for method, path in TABLE}

    assert {operation: expected(*row, who) for operation, row in TABLE.items()} == found


async def test_no_route_of_web_is_missing_in_the_table(house: House) -> None:
    described = await (await (await house.visitor()).get("/api/openapi.json")).json()
    operations = {
        (method.upper(), re.sub(r"{\w+}", "99", path))
        for path, methods in described["paths"].items()
        for method in methods
        if not path.startswith(FLOORS)
    }

    assert operations == set(TABLE)


async def test_a_refusal_says_which_permission_is_missing(house: House) -> None:
    browser = await house.signed_in(Role.AGENT)

    refused = await (await browser.get("/api/users")).json()

    assert refused["detail"] == "The role agent does not have the permission manage_people."
