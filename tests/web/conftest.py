from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.pool import Database
from tests.web.house import House, open_house


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(database, tmp_path) as opened:
        yield opened
