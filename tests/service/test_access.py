"""Every route of the whole service, asked by every role about its own project and about another's."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from argon2 import PasswordHasher
from msgspec import inspect

from config.settings import Secret, Settings
from kernel.http import Route
from kernel.ids import AgentId, ProjectId
from kernel.permissions import GRANTED, Permission, Role
from service.house import House, open_base
from service.site import entrance_of, open_site, routes_of
from tests.service.access import ASKED
from tests.service.access_rows import NAMES, NUMBERS, SETUP, Place, furnish
from tests.service.filled import answers, is_json
from web.auth import Auth
from web.masking import digits_in, masked
from web.passwords import Passwords
from web.people import Assigned

OURS = {"X-Ringback": "1"}
PASSWORD = "correct horse battery"
SERVED, NOT_THERE, REFUSED, UNKNOWN, FAILED = "served", "not there", "refused", "who are you?", "failed"
NOBODYS = "999"
Told = tuple[str, str]


class Service:
    """The house without a switch, and the rows of two projects in it."""

    def __init__(self, url: str, house: House, auth: Auth, archive: Path) -> None:
        self.url, self.house, self._auth, self._archive = url, house, auth, archive
        every = {f"{each.method} {each.path}": each for each in routes_of(house, entrance_of(house, auth))}
        self.routes = every

    async def furnished(self) -> tuple[Place, Place]:
        base = self.house.base
        return await furnish(base.database, self.house.ladder, base.clock, self._archive)

    @asynccontextmanager
    async def asked_by(self, role: Role, project: int | None) -> AsyncIterator[aiohttp.ClientSession]:
        name = f"{role} of {project}"
        given = frozenset({Assigned(role, None if project is None else ProjectId(project))})
        _, token = await self._auth.invite(None, name, given, AgentId(1) if role is Role.AGENT else None)
        await self._auth.set_up(token, None, PASSWORD, name)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.url, headers=OURS, cookie_jar=jar) as session:
            async with session.post("/api/session", json={"name": name, "password": PASSWORD}) as answer:
                assert answer.status == 200
            yield session


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with open_base(settings(database_url, tmp_path), database_url) as base:
        await base.database.execute(SETUP)
        house = House(base, demo=False)
        await house.furnish()
        auth = Auth(base.database, base.clock, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
        (archive := base.settings.archive_dir).mkdir(parents=True, exist_ok=True)
        async with open_site(house, auth) as port:
            yield Service(f"http://127.0.0.1:{port}", house, auth, archive)
        house.floor.close()


def settings(database_url: str, home: Path) -> Settings:
    chosen: dict[str, Any] = {
        "data_dir": home / "data",
        "cache_dir": home / "cache",
        "database_url": Secret(database_url),
        "recordings_dir": home / "recordings",
        "archive_dir": home / "archive",
        "sounds_dir": home / "sounds",
        "http_port": 0,
    }
    return Settings(**chosen)


async def answer_to(session: aiohttp.ClientSession, operation: str, place: Place) -> Told:
    """What became of it, and all that was told."""
    ask, (method, path) = ASKED[operation], operation.split(" ")
    named = ask.path(place)
    path = re.sub(r"{(\w+)}", lambda found: str(named.get(found[1], NOBODYS)), path)
    body = ask.body(place)
    sent: dict[str, Any] = {} if body is None else {"data": msgspec.json.encode(body)}
    headers = {} if body is None else {"Content-Type": "application/json"}
    async with session.request(method, path, params=ask.query(place), headers=headers, **sent) as answer:
        told = (await answer.read()).decode(errors="replace")
        served = SERVED if answer.status < 500 or answer.status == 503 else FAILED
        return {401: UNKNOWN, 403: REFUSED, 404: NOT_THERE}.get(answer.status, served), told


def expected_of(route: Route, kind: str, role: Role, own: bool) -> frozenset[str]:
    if kind == "half":
        return frozenset({UNKNOWN})
    if route.permission not in GRANTED[role] or kind == "all":
        return frozenset({REFUSED})
    if kind in ("own", "public"):
        return frozenset({SERVED, NOT_THERE})
    return frozenset({NOT_THERE if kind == "gone" or (kind == "row" and not own) else SERVED})


def asked_of(service: Service, *kinds: str) -> list[str]:
    """What only looks comes first, what removes something last, and the session at the very end."""
    order = ("GET", "POST", "PUT", "PATCH", "DELETE")
    chosen = [operation for operation, ask in ASKED.items() if ask.kind in kinds and operation in service.routes]
    return sorted(chosen, key=lambda each: (each == "DELETE /api/session", order.index(each.split(" ")[0])))


def marks_of(project: int) -> tuple[str, ...]:
    """By which a row of the project is known wherever it stands."""
    return f"{NAMES[project]} customer", NUMBERS[project], f"{NAMES[project]} agent", f"{NAMES[project]} queue"


def wordless_patterns(kind: inspect.Type) -> Iterator[str]:
    """Those of all texts in it."""
    match kind:
        case inspect.Metadata(extra=extra) if "words" in (extra or {}):
            return
        case inspect.StrType(pattern=str(pattern)):
            yield pattern
            return
        case inspect.StructType(fields=fields):
            inner: Iterable[inspect.Type] = [field.type for field in fields]
        case inspect.UnionType(types=types):
            inner = types
        case inspect.DictType(key_type=key, value_type=value):
            inner = (key, value)
        case inspect.Metadata(type=one) | inspect.ListType(item_type=one) | inspect.VarTupleType(item_type=one):
            inner = (one,)
        case _:
            return
    for each in inner:
        yield from wordless_patterns(each)


async def test_every_route_has_its_line(service: Service) -> None:
    assert set(service.routes) == set(ASKED)


@pytest.mark.parametrize("role", Role)
async def test_a_role_counts_in_its_project_and_in_no_other(service: Service, role: Role) -> None:
    own, foreign = await service.furnished()
    leaked, wrong = [], {}

    async with service.asked_by(role, 1) as session:
        for operation in asked_of(service, "row", "gone", "list", "all", "own", "public", "half"):
            kind = ASKED[operation].kind
            for place in (own,) if kind in ("own", "public", "half") else (foreign, own):
                answer, told = await answer_to(session, operation, place)
                expected = expected_of(service.routes[operation], kind, role, place is own)
                if answer not in expected:
                    wrong[operation, place.name] = (answer, told)
                if any(mark in told for mark in marks_of(2)):
                    leaked.append(operation)

    assert (wrong, leaked) == ({}, [])


async def test_a_visitor_gets_to_what_is_public_and_to_nothing_else(service: Service) -> None:
    place, _ = await service.furnished()

    async with aiohttp.ClientSession(service.url, headers=OURS) as visitor:
        found = {each: (await answer_to(visitor, each, place))[0] for each in ASKED if each in service.routes}

    assert {each for each, answer in found.items() if answer != UNKNOWN} == {
        name for name, route in service.routes.items() if route.permission is Permission.PUBLIC and not is_half(name)
    }


def is_half(operation: str) -> bool:
    return operation in ASKED and ASKED[operation].kind == "half"


async def test_a_half_session_is_nobodys_session(service: Service) -> None:
    """Whose password was right, and who owes a code, gets no further than a visitor."""
    place, _ = await service.furnished()

    async with service.asked_by(Role.ADMIN, None) as admin:
        async with admin.put("/api/second_factor/roles", json={"roles": list(Role)}) as answer:
            assert answer.status == 200
        who = {"name": f"{Role.ADMIN} of None", "password": PASSWORD}
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(service.url, headers=OURS, cookie_jar=jar) as half:
            async with half.post("/api/session", json=who) as answer:
                assert answer.status == 202
            (token,) = [cookie.value for cookie in jar]
            half.headers["Cookie"] = f"ringback_session={token}; ringback_half={token}"
            asked = [each for each in ASKED if each in service.routes and ASKED[each].kind not in ("half", "public")]
            found = {each: (await answer_to(half, each, place))[0] for each in asked}
            step, _ = await answer_to(half, "POST /api/session/second_factor", place)

    assert {each for each, answer in found.items() if answer != UNKNOWN} == set()
    assert step == SERVED


async def test_who_has_a_role_everywhere_finds_the_rows_of_every_project(service: Service) -> None:
    _, foreign = await service.furnished()

    async with service.asked_by(Role.ADMIN, None) as session:
        found = {each: (await answer_to(session, each, foreign))[0] for each in asked_of(service, "row", "all")}

    assert found == dict.fromkeys(found, SERVED)


async def test_a_client_is_told_no_customers_number_by_any_route(service: Service) -> None:
    own, _ = await service.furnished()
    looks = [each for each in asked_of(service, "row", "list", "own") if each.startswith("GET ")]

    async with service.asked_by(Role.CLIENT, 1) as client, service.asked_by(Role.ACCOUNT_MANAGER, 1) as manager:
        hidden = {each: digits_in((await answer_to(client, each, own))[1]) for each in looks}
        shown = {each: digits_in((await answer_to(manager, each, own))[1]) for each in looks}

    number = own.number[-8:]
    assert [each for each, digits in hidden.items() if number in digits] == []
    assert {"GET /api/calls", "GET /api/calls/{id}", "GET /api/recordings", "GET /api/cases", "GET /api/texts"} <= {
        each for each, digits in shown.items() if number in digits
    }


async def test_no_field_of_a_route_answers_with_a_pattern(service: Service) -> None:
    """What a pattern takes is said in words: `msgspec.Meta(pattern=..., extra={"words": ...})`."""
    taken = [(name, kind) for name, each in service.routes.items() for kind in (each.query, each.request) if kind]
    found = {(name, pattern) for name, kind in taken for pattern in wordless_patterns(inspect.type_info(kind))}

    assert len(taken) > 50
    assert found == set()


async def test_no_response_has_a_place_in_which_a_number_stays_whole(service: Service) -> None:
    shown = [(name, each.response) for name, each in service.routes.items() if is_json(each.response)]
    whole = {
        name
        for name, response in shown
        for answer in answers(response, NUMBERS[1])
        if digits_in(NUMBERS[1]) in msgspec.json.encode(masked(answer)).decode()
    }

    assert len(shown) > 50
    assert whole == set()


async def test_who_sees_no_numbers_finds_nothing_by_them(service: Service) -> None:
    own, _ = await service.furnished()

    async with service.asked_by(Role.CLIENT, 1) as session:
        found = []
        for path in ("/api/calls", "/api/contacts", "/api/cases", "/api/recordings"):
            async with session.get(path, params={"q": own.number[-4:]}) as answer:
                found.append(answer.status)

    assert found == [403] * 4


async def test_the_floor_is_told_of_the_projects_of_who_looks(service: Service) -> None:
    await service.furnished()

    async with service.asked_by(Role.SUPERVISOR, 1) as session, session.ws_connect("/api/live") as live:
        board = (await live.receive_json(timeout=20))["board"]

    assert [each["name"] for each in board["queues"]] == ["Ours queue"]
    assert [each["name"] for each in board["agents"]] == ["Ours agent"]
