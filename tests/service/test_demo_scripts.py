"""The demo's agents have something before them, whatever language their customer has called in."""

from datetime import UTC, datetime

import pytest

from config.model import FALLBACK_LANGUAGE
from config.scripts import LONGEST
from config.seed import OPEN_PROJECT, seed_demo
from service.demo_scripts import DEMO_SCRIPTS, seed_scripts
from store.pool import Database

pytestmark = pytest.mark.postgres


async def test_every_project_has_a_script_in_english_and_the_open_one_in_each_language_of_ours(
    database: Database,
) -> None:
    await seed_demo(database)
    await seed_scripts(database, datetime(2026, 11, 23, 12, tzinfo=UTC))

    sql = "SELECT p.name, s.language, s.text FROM projects p LEFT JOIN scripts s ON s.project_id = p.id"
    rows = await database.fetch(sql)
    assert {name for name, language, _ in rows if language == FALLBACK_LANGUAGE} == {name for name, _, _ in rows}
    assert {language for name, language, _ in rows if name == OPEN_PROJECT} == {"en", "ru", "uk"}
    assert {(name, language): text for name, language, text in rows} == {
        key: text.strip() for key, text in DEMO_SCRIPTS.items()
    }
    assert all("# " in text and len(text) < LONGEST for _, _, text in rows)
