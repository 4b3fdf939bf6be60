"""Roles per project: who gives and takes them, and that what changes counts at once."""

from collections.abc import Sequence
from typing import Any

import pytest

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Grant, Permission, Role, everywhere
from tests.grants import only_in
from tests.web.house import PASSWORD, Browser, House, sign_in
from tests.web.test_live import until_closed
from web.auth import SignedIn
from web.live import ROLES_CHANGED, SESSION_ENDED
from web.people import Asked, Assigned, User, after, check_change, sees

PROJECTS = "INSERT INTO projects (id, name, zone, region) VALUES (1, 'One', 'UTC', 'UA'), (2, 'Two', 'UTC', 'UA')"
LENT = """INSERT INTO loans (agent_id, project_id, at, by, until)
VALUES (1, 2, now(), 'Iryna', now() + interval '1 hour')"""
ALL_ADMIN = Assigned(Role.ADMIN)


def manager(grants: frozenset[Grant]) -> Actor:
    return Actor(UserId(1), "Iryna", grants, None)


HEAD = manager(everywhere(Role.ADMIN))
OF_ONE = manager(only_in([1], Role.ADMIN))
NOBODY = manager(everywhere(Role.SUPERVISOR))


def a(role: Role, project: int | None = None) -> Assigned:
    return Assigned(role, None if project is None else ProjectId(project))


def person(*roles: Assigned, agent: int | None = None, active: bool = True) -> User:
    return User(UserId(7), "Petro", frozenset(roles), None if agent is None else AgentId(agent), active, True)


@pytest.mark.parametrize(
    ("by", "before", "asked", "refused"),
    [
        (HEAD, person(a(Role.CLIENT)), Asked(roles=frozenset({ALL_ADMIN})), None),
        (HEAD, person(ALL_ADMIN), Asked(active=False), None),
        (OF_ONE, person(a(Role.CLIENT, 1)), Asked(roles=frozenset({a(Role.QUALITY, 1)})), None),
        (OF_ONE, person(a(Role.CLIENT, 1)), Asked(active=False), None),
        (OF_ONE, person(a(Role.CLIENT, 1)), Asked(roles=frozenset({a(Role.QUALITY, 2)})), Forbidden),
        (OF_ONE, person(a(Role.CLIENT, 1)), Asked(roles=frozenset({ALL_ADMIN})), Forbidden),
        (OF_ONE, person(a(Role.CLIENT, 2)), Asked(active=False), NotFound),
        (OF_ONE, person(ALL_ADMIN), Asked(active=False), NotFound),
        (OF_ONE, person(a(Role.CLIENT, 1), a(Role.ADMIN, 2)), Asked(active=False), Forbidden),
        (OF_ONE, person(a(Role.CLIENT, 1), a(Role.ADMIN, 2)), Asked(roles=frozenset({a(Role.ADMIN, 2)})), None),
        (OF_ONE, person(a(Role.CLIENT, 1), a(Role.ADMIN, 2)), Asked(roles=frozenset({a(Role.CLIENT, 1)})), Forbidden),
        (NOBODY, person(a(Role.CLIENT, 1)), Asked(active=False), NotFound),
    ],
)
def test_who_manages_a_project_gives_and_takes_what_lies_in_it(
    by: Actor, before: User, asked: Asked, refused: type[Exception] | None
) -> None:
    now = after(before, asked)

    if refused is None:
        check_change(by, before, now)
    else:
        with pytest.raises(refused):
            check_change(by, before, now)


@pytest.mark.parametrize(
    ("asked", "accepted"),
    [
        (Asked(roles=frozenset()), "one role at least"),
        (Asked(roles=frozenset({a(Role.AGENT)})), "the id of the agent whose calls this user takes"),
    ],
)
def test_nobody_is_without_a_role_and_no_agent_without_calls(asked: Asked, accepted: str) -> None:
    with pytest.raises(BadInput, match=accepted):
        after(person(a(Role.CLIENT)), asked)


def test_the_people_of_other_projects_are_not_seen() -> None:
    people = [person(ALL_ADMIN), person(a(Role.AGENT, 1), agent=1), person(a(Role.AGENT, 2), agent=2)]

    assert [sees(OF_ONE, each) for each in people] == [False, True, False]
    assert [sees(HEAD, each) for each in people] == [True] * 3


async def invited(house: House, name: str, *roles: Assigned) -> tuple[UserId, Browser]:
    user_id, token = await house.auth.invite(None, name, frozenset(roles), None)
    await house.auth.set_up(token, None, PASSWORD, name)
    browser = await house.visitor()
    await sign_in(browser, name)
    return user_id, browser


async def patched(browser: Browser, user_id: int, **changes: Any) -> tuple[int, Any]:
    answer = await browser.patch(f"/api/users/{user_id}", json=changes)
    return answer.status, await answer.json()


async def test_a_role_taken_away_counts_from_the_next_request_on(house: House) -> None:
    await house.database.execute(PROJECTS)
    head = await house.signed_in(Role.ADMIN)
    user_id, browser = await invited(house, "Petro", a(Role.SUPERVISOR, 1))

    before = (await browser.get("/api/for/listen")).status
    changed = await patched(head, user_id, roles=[{"role": "client", "project_id": 1}])
    me = await (await browser.get("/api/session")).json()

    assert (before, changed[0], (await browser.get("/api/for/listen")).status) == (200, 200, 403)
    assert (me["roles"], me["scopes"]["see_calls"]) == (["client"], [1])


async def test_an_open_page_is_told_that_its_owner_has_other_roles(house: House) -> None:
    head = await house.signed_in(Role.ADMIN)
    user_id, browser = await invited(house, "Petro", a(Role.SUPERVISOR))
    heard: list[tuple[UserId, Sequence[Role]]] = []
    house.auth.when_changed(lambda who, actor: heard.append((who, actor.roles if actor else ())))

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        await patched(head, user_id, roles=[{"role": "quality"}])

        assert await until_closed(socket) == ROLES_CHANGED
    assert heard == [(user_id, [Role.QUALITY])]


async def test_who_is_deactivated_is_out_at_once_and_back_when_activated(house: House) -> None:
    head = await house.signed_in(Role.ADMIN)
    user_id, browser = await invited(house, "Petro", a(Role.SUPERVISOR))

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        status, row = await patched(head, user_id, active=False)

        assert await until_closed(socket) == SESSION_ENDED
    assert (status, row["active"], (await browser.get("/api/session")).status) == (200, False, 401)
    assert await sign_in(browser, "Petro") == 401
    await patched(head, user_id, active=True)
    assert (await browser.get("/api/session")).status == 401
    assert await sign_in(browser, "Petro") == 200


async def test_a_link_of_who_is_deactivated_is_not_good(house: House) -> None:
    head = await house.user(Role.ADMIN)
    user_id, token = await house.auth.add_user("Petro", Role.SUPERVISOR, None)

    await house.auth.change(head, user_id, Asked(active=False))

    with pytest.raises(NotFound):
        await house.auth.set_up(token, None, PASSWORD, "peer")
    with pytest.raises(Conflict, match=r"^Petro is deactivated: activate them first\.$"):
        await house.auth.new_link(user_id, head)


@pytest.mark.parametrize("changes", [{"active": False}, {"roles": [{"role": "supervisor"}]}])
async def test_the_last_administrator_stays_one(house: House, changes: dict[str, Any]) -> None:
    head = await house.signed_in(Role.ADMIN)
    own = (await (await head.get("/api/session")).json())["id"]

    status, told = await patched(head, own, **changes)
    await invited(house, "Petro", ALL_ADMIN)

    assert (status, told["detail"]) == (
        409,
        "Nobody could administer all projects any more: first give somebody else who can sign in the role admin there.",
    )
    assert (await patched(head, own, **changes))[0] == 200


async def test_an_administrator_of_one_project_makes_nobody_more_than_that(house: House) -> None:
    await house.database.execute(PROJECTS)
    await house.user(Role.ADMIN)
    _, browser = await invited(house, "Petro", a(Role.ADMIN, 1))

    async def invites(role: str, project: int | None) -> int:
        body = {"name": f"{role} {project}", "roles": [{"role": role, "project_id": project}]}
        return (await browser.post("/api/users", json=body)).status

    assert [await invites("quality", 1), await invites("quality", 2), await invites("admin", None)] == [201, 403, 403]
    users = (await (await browser.get("/api/users")).json())["users"]
    assert [each["name"] for each in users] == ["Petro", "quality 1"]


async def test_roles_in_projects_that_are_not_there_are_refused(house: House) -> None:
    head = await house.signed_in(Role.ADMIN)

    answer = await head.post("/api/users", json={"name": "x", "roles": [{"role": "quality", "project_id": 9}]})

    assert (answer.status, (await answer.json())["field"]) == (422, "roles")


async def actor_of_agent(house: House) -> Actor:
    signed = await house.auth.sign_in("agent", PASSWORD, "peer")
    assert isinstance(signed, SignedIn)
    return signed.actor


async def test_an_agent_in_all_projects_is_one_in_those_they_work_for(house: House) -> None:
    await house.database.execute(PROJECTS)
    user = await house.user(Role.AGENT)
    await house.database.execute("UPDATE agents SET project_ids = '{2}'")

    actor = await actor_of_agent(house)

    assert (actor.user_id, actor.projects(Permission.SEE_CASES)) == (user.user_id, frozenset({ProjectId(2)}))


async def test_an_agent_on_loan_is_one_there_too_while_it_lasts(house: House) -> None:
    await house.database.execute(PROJECTS)
    await house.user(Role.AGENT)
    await house.database.execute(LENT)

    during = await actor_of_agent(house)
    await house.database.execute("UPDATE loans SET ended_at = now()")
    after_it = await actor_of_agent(house)

    assert [each.projects(Permission.SEE_CASES) for each in (during, after_it)] == [frozenset({2}), frozenset()]
