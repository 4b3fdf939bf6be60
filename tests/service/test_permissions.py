"""Every route of the whole service, asked over HTTP by everybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from argon2 import PasswordHasher

from config.settings import Secret, Settings
from kernel.http import Route
from kernel.ids import AgentId
from kernel.permissions import GRANTED, Permission, Role
from service.house import House, open_base
from service.site import entrance_of, open_site, routes_of
from web.auth import Auth
from web.passwords import Passwords

VISITOR = "visitor"
PASSWORD = "correct horse battery"
OURS = {"X-Ringback": "1"}
NOBODYS = "999"
"""Stands for every id in a path: what is asked of it is answered only to those who may ask."""
REFUSED = {401: "who are you?", 403: "you may not"}


class Service:
    """The house without a switch, which nobody calls, behind its web server."""

    def __init__(self, url: str, auth: Auth, routes: tuple[Route, ...]) -> None:
        self.url = url
        self.routes = sorted(routes, key=lambda route: (route.method, route.path) == ("DELETE", "/api/session"))
        """Signing out comes last."""
        self._auth = auth

    @asynccontextmanager
    async def asked_by(self, who: str) -> AsyncIterator[aiohttp.ClientSession]:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.url, headers=OURS, cookie_jar=jar) as session:
            if who != VISITOR:
                await self._let_in(session, Role(who))
            yield session

    async def _let_in(self, session: aiohttp.ClientSession, role: Role) -> None:
        _, token = await self._auth.add_user(role, role, AgentId(1) if role is Role.AGENT else None)
        await self._auth.set_up(token, None, PASSWORD, "test")
        async with session.post("/api/session", json={"name": role, "password": PASSWORD}) as answer:
            assert answer.status == 200


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with open_base(settings(database_url, tmp_path), database_url) as base:
        await base.database.execute("INSERT INTO agents (id, name, endpoint) VALUES (1, 'Olena', 'PJSIP/agent-1')")
        house = House(base, demo=False)
        await house.furnish()
        auth = Auth(base.database, base.clock, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
        async with open_site(house, auth) as port:
            yield Service(f"http://127.0.0.1:{port}", auth, routes_of(house, entrance_of(house, auth)))
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


async def answer_to(session: aiohttp.ClientSession, route: Route) -> str:
    path = route.path
    for name in route.parameters:
        path = path.replace(f"{{{name}}}", NOBODYS)
    async with session.request(route.method, path) as answer:
        return REFUSED.get(answer.status, "served")


def expected_of(route: Route, who: str) -> str:
    if who == VISITOR:
        return "served" if route.permission is Permission.PUBLIC else REFUSED[401]
    return "served" if route.permission in GRANTED[Role(who)] else REFUSED[403]


@pytest.mark.parametrize("who", [VISITOR, *Role])
async def test_everybody_gets_to_what_their_role_may_and_to_nothing_else(service: Service, who: str) -> None:
    async with service.asked_by(who) as session:
        found = {f"{route.method} {route.path}": await answer_to(session, route) for route in service.routes}

    assert {f"{route.method} {route.path}": expected_of(route, who) for route in service.routes} == found
    assert len(found) > 20
