"""The set-up saved in a running service: in force with the answer, and a password that is nowhere to be read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from argon2 import PasswordHasher

from kernel.permissions import Role
from service.house import House, open_base
from service.site import open_site
from tests.service.test_access import OURS, PASSWORD, settings
from web.auth import Auth
from web.passwords import Passwords
from web.people import Assigned

SECRET = 'it\'s a "very" secret word'
CARRIER = {"name": "kyiv", "way": "registration", "host": "192.0.2.1", "username": "acme"}


@dataclass
class Admin:
    """Somebody who has signed in."""

    house: House
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, **told: Any) -> tuple[int, Any]:
        async with self.session.request(method, f"/api/setup/{path}", **told) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def admin(database_url: str, tmp_path: Path) -> AsyncIterator[Admin]:
    async with open_base(settings(database_url, tmp_path), database_url) as base:
        house = House(base, demo=False)
        await house.furnish()
        auth = Auth(base.database, base.clock, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
        _, token = await auth.invite(None, "Head", frozenset({Assigned(Role.ADMIN)}), None)
        await auth.set_up(token, None, PASSWORD, "Head")
        jar = aiohttp.CookieJar(unsafe=True)
        async with open_site(house, auth) as port:
            url = f"http://127.0.0.1:{port}"
            async with aiohttp.ClientSession(url, headers=OURS, cookie_jar=jar) as session:
                await (await session.post("/api/session", json={"name": "Head", "password": PASSWORD})).release()
                yield Admin(house, session)
        house.floor.close()


async def test_what_is_saved_is_in_force_with_the_answer(admin: Admin) -> None:
    project = {"name": "Acme", "zone": "Europe/Kyiv", "region": "UA"}
    queue = {"project": "Acme", "name": "Sales"}

    await admin.ask("PUT", "trunks", json={"spec": CARRIER, "secret": SECRET})
    trunks = set(admin.house.setup.catalog().trunks)
    await admin.ask("PUT", "projects", json={"spec": project})
    saved = await admin.ask("PUT", "queues", json={"spec": queue})

    assert (trunks, saved[0], saved[1]["key"]) == ({"kyiv"}, 200, "Acme/Sales")
    assert [each.name for each in admin.house.setup.catalog().queues.values()] == ["Sales"]
    assert (await admin.ask("PUT", "queues", json={"spec": queue}))[0] == 409


async def test_a_password_is_in_no_answer_no_trail_and_no_table_in_clear(admin: Admin) -> None:
    refused = await admin.ask("PUT", "trunks", json={"spec": CARRIER, "secret": SECRET * 20})
    control = await admin.ask("PUT", "trunks", json={"spec": CARRIER, "secret": f"{SECRET}\n"})
    saved = await admin.ask("PUT", "trunks", json={"spec": CARRIER, "secret": SECRET})
    seen = await admin.ask("GET", "trunks"), await admin.ask("GET", "changes")
    database = admin.house.base.database
    rows = [
        [dict(row) for row in await database.fetch(f"SELECT * FROM {table}")]
        for table in ("trail", "setup_changes", "trunks")
    ]

    assert [refused[0], control[0], saved[0]] == [422, 422, 200]
    assert refused[1]["got"] == "a hidden value"
    assert seen[0][1]["items"][0]["has_secret"]
    assert "very" not in str((refused, control, saved, seen, rows))
    assert "PUT /api/setup/trunks" in str(rows[0])
