from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.pool import Database
from tests.web.house import House, open_house


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(database, tmp_path) as opened:
        yield opened


@pytest.fixture
async def bare_house(tmp_path: Path) -> AsyncIterator[House]:
    """A house without a database, for those who only ring at the door."""
    async with open_house(Database("", None), tmp_path) as opened:
        yield opened
