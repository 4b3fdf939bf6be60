"""The service killed under load, as the recovery bench does it fifty times: nothing is lost, doubled or cut."""

import os
from pathlib import Path

import pytest

from bench.kills import storm
from lab.lab import Lab
from tests.stories.conftest import forget_other_stories

pytestmark = [
    pytest.mark.switch,
    pytest.mark.skipif("RINGBACK_KILLS" not in os.environ, reason="RINGBACK_KILLS=3: needs a machine of its own"),
]
KILLS = int(os.environ.get("RINGBACK_KILLS", "3"))


async def test_kills_under_load_lose_double_and_cut_nothing(lab: Lab, database_url: str, tmp_path: Path) -> None:
    await forget_other_stories(lab)

    found = await storm(lab, database_url, tmp_path, kills=KILLS, seed=5)

    assert found.lost == []
