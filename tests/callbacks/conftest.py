"""The cases of one test."""

import pytest

from store.pool import Database
from tests.callbacks.place import SETUP, Place


@pytest.fixture
async def place(database: Database) -> Place:
    await database.execute(SETUP)
    return Place(database)
