"""The recording room of one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from recordings.encoder import Encoder
from store.pool import Database
from tests.recordings.room import Room, furnish


@pytest.fixture
async def encoder() -> AsyncIterator[Encoder]:
    async with Encoder() as process:
        yield process


@pytest.fixture
async def room(database: Database, tmp_path: Path, encoder: Encoder) -> Room:
    await furnish(database)
    return Room(database, tmp_path, encoder)
