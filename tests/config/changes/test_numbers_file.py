"""A file of numbers over HTTP: all of it or nothing, and nothing that its difference has not shown."""

from typing import Any

import pytest
from msgspec.structs import replace

from config.changes.errors import Outdated
from kernel.errors import BadInput
from store.pool import Database
from tests.clocks import HandClock
from tests.config.changes.kit import AT, NUMBER, furnished, ledger, now
from tests.config.changes.test_http import Door


@pytest.fixture
async def door(database: Database, tmp_path: Any) -> Door:
    await furnished(database)
    return Door(database, HandClock(AT), tmp_path)


async def test_a_file_of_numbers_is_taken_whole_or_not_at_all(door: Door) -> None:
    text = "did,project,queue,language\n0441234567,Acme,Sales,uk\n+380441234568,Acme,Sales,\n"
    tried = await door.ask("POST numbers/import", {"text": text, "dry_run": True})
    assert [each["key"] for each in tried["changed"]] == ["+380441234567", "+380441234568"]
    assert len((await door.ask("GET numbers", {}))["items"]) == 1

    with pytest.raises(BadInput, match=r"^line 3, queue: got 'Nowhere', accepted is one of Sales"):
        await door.ask("POST numbers/import", {"text": text.replace("568,Acme,Sales", "568,Acme,Nowhere")})
    with pytest.raises(BadInput, match=r"^line 4, did: got '\+380441234567', accepted is each value once\.$"):
        await door.ask("POST numbers/import", {"text": f"{text}00380441234567,Acme,Sales,"})
    await door.ask("POST numbers/import", {"text": text})
    again = await door.ask("POST numbers/import", {"text": text})

    assert (again["changed"], again["same"]) == ([], 2)


async def test_a_file_of_numbers_keeps_what_it_has_no_column_for(door: Door) -> None:
    with_menu = replace(NUMBER, menu=("uk", "en"), language="uk", note="the old one")
    await ledger(door.database).save([now("numbers", NUMBER.did, with_menu)], "Head")

    await door.ask("POST numbers/import", {"text": "did,project,queue,note\n0441234567,Acme,Sales,\n"})

    (item,) = (await door.ask("GET numbers", {}))["items"]
    assert (item["spec"]["menu"], item["spec"]["language"], item["spec"]["note"]) == (("uk", "en"), "uk", "")


async def test_a_file_of_numbers_does_not_write_over_what_its_difference_has_not_shown(door: Door) -> None:
    asked = {"text": "did,project,queue,note\n0441234567,Acme,Sales,mine\n"}
    tried = await door.ask("POST numbers/import", asked | {"dry_run": True})
    await ledger(door.database).save([now("numbers", NUMBER.did, replace(NUMBER, note="theirs"))], "Iryna")

    with pytest.raises(Outdated):
        await door.ask("POST numbers/import", asked | {"version": tried["version"]})
    again = await door.ask("POST numbers/import", asked | {"dry_run": True})
    saved = await door.ask("POST numbers/import", asked | {"version": again["version"]})

    assert saved["changed"][0]["changes"] == ({"field": "note", "before": "theirs", "after": "mine"},)
