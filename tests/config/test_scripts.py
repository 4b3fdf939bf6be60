"""What agents read from: kept for each language, and chosen by what the customer called."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from config.catalog import Catalog
from config.scripts import ScriptBody, ScriptRoutes, ScriptsQuery, choose
from config.seed import ORDERS_DID, seed_demo
from config.store import load_catalog
from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Request
from kernel.ids import UserId
from kernel.permissions import Permission, Role, everywhere
from store.pool import Database
from tests.clocks import HandClock
from tests.grants import only_in

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ADMIN = Actor(UserId(1), "Head", everywhere(Role.ADMIN), None)
ELSEWHERE = Actor(UserId(2), "Hugo", only_in([99], Role.ADMIN), None)


@pytest.fixture
async def catalog(database: Database) -> Catalog:
    await seed_demo(database)
    await database.execute("UPDATE numbers SET language = 'uk' WHERE did = $1", ORDERS_DID)
    return await load_catalog(database, AT)


class Desk:
    def __init__(self, db: Database, catalog: Catalog) -> None:
        self.project = catalog.numbers[ORDERS_DID].project
        self._on = ScriptRoutes(db, lambda: catalog, HandClock(AT))

    async def put(self, text: str, language: str = "en", by: Actor = ADMIN) -> None:
        await self._on.put(self._asked(ScriptBody(text), by, language=language))

    async def remove(self, language: str) -> None:
        await self._on.remove(self._asked(None, ADMIN, language=language))

    async def read(self, dialled: str | None = None) -> tuple[Mapping[str, str], str | None]:
        found = await self._on.list(self._asked(None, ADMIN, ScriptsQuery(dialled)))
        return {each.language: each.text for each in found.scripts}, found.chosen

    def _asked(self, body: Any, by: Actor, query: Any = None, **path: str) -> Request[Any, Any]:
        return Request({"id": str(self.project)} | path, query, body, by, permission=Permission.ADMINISTER)


@pytest.mark.parametrize(
    ("there", "dialled", "chosen"),
    [
        ({"en", "uk"}, ORDERS_DID, "uk"),
        ({"en", "uk"}, None, "en"),
        ({"en", "uk"}, "+442079460030", "en"),
        ({"en", "uk"}, "nonsense", "en"),
        ({"en"}, ORDERS_DID, "en"),
        ({"ru", "de"}, ORDERS_DID, "de"),
        (set(), ORDERS_DID, None),
    ],
)
async def test_the_language_of_the_number_comes_first_then_the_project_s_then_english(
    catalog: Catalog, there: set[str], dialled: str | None, chosen: str | None
) -> None:
    project = catalog.project(catalog.numbers[ORDERS_DID].project)

    assert choose(catalog, project, dialled, there) == chosen


async def test_a_script_is_kept_for_each_language_changed_and_taken_away(database: Database, catalog: Catalog) -> None:
    desk = Desk(database, catalog)
    await desk.put("# Hello\n\n- <b>name</b>")
    await desk.put("Добрий день", "uk")
    await desk.put(" # Hello again ")

    assert await desk.read(ORDERS_DID) == ({"en": "# Hello again", "uk": "Добрий день"}, "uk")
    await desk.remove("uk")
    assert await desk.read(ORDERS_DID) == ({"en": "# Hello again"}, "en")
    with pytest.raises(NotFound):
        await desk.remove("uk")


async def test_a_script_needs_words_a_language_and_a_project_that_one_administers(
    database: Database, catalog: Catalog
) -> None:
    desk = Desk(database, catalog)
    for text, language in ((" \n", "en"), ("x", "English"), ("x", "e/n")):
        with pytest.raises(BadInput):
            await desk.put(text, language)
    with pytest.raises(NotFound):
        await desk.put("x", by=ELSEWHERE)
