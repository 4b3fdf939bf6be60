"""Every route asks for its permission, of everybody."""

import pytest

from kernel.permissions import Role
from tests.web.house import Browser, House

VISITOR = "visitor"
SLICE_ROUTES = {
    "public": {VISITOR: 200, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "signed_in": {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "see_floor": {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "work_calls": {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "see_cases": {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "work_cases": {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "run_cases": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "see_calls": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "hear_recordings": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "steer_agents": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "run_floor": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "listen": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "whisper": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "barge": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    "manage_people": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 200},
    "see_trail": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 200},
    "administer": {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 200},
}
OWN_ROUTES = {
    ("GET", "/healthz"): {VISITOR: 200, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    ("GET", "/readyz"): {VISITOR: 200, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    ("GET", "/metrics"): {VISITOR: 200, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    ("GET", "/api/openapi.json"): {VISITOR: 200, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    ("POST", "/api/setup"): {VISITOR: 400, Role.AGENT: 400, Role.SUPERVISOR: 400, Role.ADMIN: 400},
    ("POST", "/api/session"): {VISITOR: 400, Role.AGENT: 400, Role.SUPERVISOR: 400, Role.ADMIN: 400},
    ("GET", "/api/live"): {VISITOR: 401, Role.AGENT: 400, Role.SUPERVISOR: 400, Role.ADMIN: 400},
    ("GET", "/api/users"): {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 200},
    ("POST", "/api/users"): {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 400},
    ("POST", "/api/users/99/setup_link"): {VISITOR: 401, Role.AGENT: 403, Role.SUPERVISOR: 403, Role.ADMIN: 404},
    ("GET", "/api/session"): {VISITOR: 401, Role.AGENT: 200, Role.SUPERVISOR: 200, Role.ADMIN: 200},
    ("DELETE", "/api/session"): {VISITOR: 401, Role.AGENT: 204, Role.SUPERVISOR: 204, Role.ADMIN: 204},
}
TABLE = {("GET", f"/api/for/{permission}"): row for permission, row in SLICE_ROUTES.items()} | OWN_ROUTES


async def browser_of(house: House, who: str) -> Browser:
    return await house.visitor() if who == VISITOR else await house.signed_in(Role(who))


@pytest.mark.parametrize("who", [VISITOR, *Role])
async def test_each_role_gets_what_it_may_and_nothing_else(house: House, who: str) -> None:
    browser = await browser_of(house, who)

    found = {(method, path): (await browser.request(method, path)).status for method, path in TABLE}

    assert {operation: row[who] for operation, row in TABLE.items()} == found


async def test_no_route_of_web_is_missing_in_the_table(house: House) -> None:
    described = await (await (await house.visitor()).get("/api/openapi.json")).json()
    operations = {
        (method.upper(), path.replace("{id}", "99"))
        for path, methods in described["paths"].items()
        for method in methods
        if not path.startswith(("/api/search", "/api/dial", "/api/audio", "/api/slow", "/api/fail", "/api/calls"))
    }

    assert operations == set(TABLE)


async def test_a_refusal_says_which_permission_is_missing(house: House) -> None:
    browser = await house.signed_in(Role.AGENT)

    refused = await (await browser.get("/api/users")).json()

    assert refused["detail"] == "The role agent does not have the permission administer."
