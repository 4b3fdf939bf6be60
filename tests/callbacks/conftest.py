"""The cases of one test."""

import pytest

from store.pool import Database
from tests.callbacks.place import SETUP, Place
from tests.callbacks.town import Town


@pytest.fixture
async def place(database: Database) -> Place:
    await database.execute(SETUP)
    return Place(database)


@pytest.fixture
async def town(database: Database) -> Town:
    await database.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'Orders', 'Europe/Kyiv', 'UA')")
    town = Town(database)
    await town.rules()
    return town
