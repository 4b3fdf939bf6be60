"""Whether a save says that callers of a number would not be asked which language they speak."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from config.directory import Setup
from config.prompts import Prompts
from config.store import load_catalog
from store.pool import Database
from tests.clocks import HandClock
from tests.config.changes.kit import AT, NUMBER, furnished
from tests.config.changes.test_http import Door


async def test_a_menu_of_languages_that_cannot_be_said_is_told_before_it_is_saved(
    database: Database, tmp_path: Path
) -> None:
    await furnished(database)
    door, catalog = Door(database, HandClock(AT), tmp_path), await load_catalog(database, AT)
    door.setup = Setup(catalog, Prompts(catalog, tmp_path))
    specs = [msgspec.to_builtins(replace(NUMBER, menu=menu, did="100")) for menu in (("en", "uk"), ())]

    told = [await door.ask("POST numbers/difference", {"spec": spec}) for spec in specs]

    mute = "The menu of languages cannot be said: the announcement language_menu is missing in en."
    assert [[each["sentence"] for each in one["warnings"]] for one in told] == [[mute], []]
