"""A database with two projects in it."""

import pytest

from store.pool import Database
from tests.contacts.kit import furnish


@pytest.fixture
async def db(database: Database) -> Database:
    await furnish(database)
    return database
