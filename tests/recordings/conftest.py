"""The recording room of one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from recordings.encoder import Encoder
from store.pool import Database
from tests.recordings.room import Room, furnish


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> AsyncIterator[Room]:
    await furnish(database)
    async with Encoder() as encoder:
        yield Room(database, tmp_path, encoder)
