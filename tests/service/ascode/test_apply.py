"""An installation is written into a file and made again from it."""

import re
from pathlib import Path
from typing import Any

import pytest

from config.announcements import shelf
from config.announcements.model import Slot
from config.announcements.store import key_of
from config.changes.errors import NotAnnounced
from config.changes.http_past import PastRoutes
from config.changes.ledger import Ledger
from config.changes.saving import Office
from config.changes.shapes import ChangesQuery
from config.model import AnnouncementKind
from config.seed import OPEN_PROJECT
from kernel.errors import BadInput, Conflict
from kernel.http import Actor, Request
from kernel.ids import UserId
from kernel.permissions import Permission, Role, everywhere
from service.ascode.run import NotCurrent, exported
from service.sections import sections_of
from store.errors import DatabaseAway
from store.pool import Database, open_database
from tests.clocks import HandClock
from tests.config.changes.kit import nothing_lacks
from tests.service.ascode.place import AT, PASSWORD, SCRIPT, Place, elsewhere, rich


@pytest.fixture
async def here(database: Database, database_url: str, tmp_path: Path) -> Place:
    return await rich(database, database_url, tmp_path / "here")


async def test_a_file_makes_the_same_installation_elsewhere_and_applied_again_nothing(
    here: Place, server_url: str, tmp_path: Path
) -> None:
    text = await exported(here.settings)
    async with elsewhere(server_url, tmp_path, here, same_key=True) as there:
        with pytest.raises(BadInput):
            await there.apply(text.replace("zone: Europe/London", "zone: Mars"))
        left = list((there.settings.sounds_dir / shelf.OWN).glob("*"))
        dry = await there.apply(text)
        again = await there.apply(text)
        copied = await exported(there.settings)
        async with open_database(there.settings.database_url.reveal()) as db:
            blocked = await db.fetch("SELECT number, until FROM blocked_callers ORDER BY number")

    assert left == []
    assert [tuple(row) for row in blocked] == [("+447700900001", AT), ("+447700900002", None)]
    assert copied == text
    assert dry[-1] == "Applied."
    assert {"+ trunks: acme", "+ phones: desk-1"} <= set(dry), "a password makes a new thing no other"
    assert again == ["Nothing to change."]
    assert PASSWORD not in text
    assert await here.apply(text) == ["Nothing to change."]


async def test_a_dry_run_shows_what_would_change_and_changes_nothing(here: Place) -> None:
    text = await exported(here.settings)
    changed = text.replace("ring_s: 15", "ring_s: 25", 1).replace("host: sip.acme.example", "host: sip2.acme.example")

    said = await here.apply(changed, dry_run=True)

    assert said == [
        "~ trunks: acme",
        "    host: sip.acme.example → sip2.acme.example",
        "~ queues: Harbour Dental/Reception",
        "    ring_s: 15 → 25",
        "2 things differ.",
        "Nothing was changed: this was a dry run.",
    ]
    assert await exported(here.settings) == text


async def test_what_the_file_leaves_out_stays_unless_its_list_is_the_whole_list(
    here: Place, database: Database
) -> None:
    text = await exported(here.settings)
    start = text.index("      - language: en\n        text: |") - len("    scripts:\n")
    shorter = text[:start] + "    scripts: []\n" + text[text.index("    callback_rules:") :]

    kept = await here.apply(shorter)
    gone = await here.apply(shorter, prune=True)

    assert kept == ["Nothing to change."]
    assert gone == [f"- scripts: {OPEN_PROJECT}/en", "1 thing differs.", "Applied."]
    by = await database.fetchval("SELECT by FROM setup_changes ORDER BY id DESC LIMIT 1")
    assert by.startswith("ringback config apply (")


async def test_where_the_key_is_another_the_passwords_are_asked_for_and_the_rest_is_applied(
    here: Place, server_url: str, tmp_path: Path
) -> None:
    text = await exported(here.settings)
    (secrets := tmp_path / "secrets.yaml").write_text("acme: 4711-abc\n")
    async with elsewhere(server_url, tmp_path, here, same_key=False) as there:
        first = await there.apply(text)
        async with open_database(there.settings.database_url.reveal()) as db:
            off = await db.fetchval("SELECT spec->>'active' FROM trunks")
        second = await there.apply(text, secrets=str(secrets))
        async with open_database(there.settings.database_url.reveal()) as db:
            row = await db.fetchrow("SELECT spec->>'active' AS active, secret FROM trunks")
        secrets.write_text("acme: 4711-abcd\n")
        third = await there.apply(text, secrets=str(secrets), dry_run=True)

    assert [line.split(":")[0] for line in first if "another installation" in line] == [
        "! trunks[acme]",
        "! phones[desk-1]",
    ]
    assert row is not None
    assert off == "false"
    assert [line for line in second if line.startswith("~")] == ["~ trunks: acme"]
    assert third[:2] == ["~ trunks: acme", "    secret: another one"]
    assert (row["active"], there.seal.open(row["secret"], "trunk:acme")) == ("true", b"4711-abc")


async def test_a_number_is_written_as_people_write_it_and_applied_again_nothing(here: Place) -> None:
    text = (await exported(here.settings)).replace("did: '+442079460030'", "did: 020 7946 0031")

    first = await here.apply(text)
    again = await here.apply(text)

    assert first[0] == "+ numbers: +442079460031"
    assert again == ["Nothing to change."]


async def test_an_announcement_has_one_history_for_its_page_and_the_file(here: Place, database: Database) -> None:
    text = await exported(here.settings)
    other = re.search(r"kind: out_of_hours\n +language: en\n +name: ''\n +sound: (\w+)", text)
    assert other is not None

    said = await here.apply(re.sub(r"(kind: qa_callback\n(.*\n){2} +sound: )\w+", rf"\g<1>{other[1]}", text, count=1))

    first = await database.fetchrow("SELECT key, project_id FROM setup_changes WHERE section = 'announcements'")
    assert said[0] == "~ announcements: Harbour Dental/qa_callback/en"
    assert first is not None
    slot = Slot(first["project_id"], AnnouncementKind.QA_CALLBACK, "en")
    assert first["key"] == key_of(slot)


async def test_a_phone_stays_whose_it_is_where_the_file_names_somebody_who_is_not_here(
    here: Place, database: Database
) -> None:
    await database.execute("INSERT INTO users (id, name, created_at) VALUES (70, 'maria', now())")
    await database.execute("UPDATE phones SET user_id = 70")
    text = await exported(here.settings)

    assert "person: maria" in text
    assert await here.apply(text) == ["Nothing to change."]
    assert await here.apply(text.replace("person: maria", "person: ivan")) == [
        "! phones[desk-1]: its person has no account here, or is an agent. Choose in the page whose it is.",
        "Nothing to change.",
    ]
    assert await database.fetchval("SELECT user_id FROM phones") == 70


async def test_two_who_swap_phones_and_extensions_do_so_in_one_file(here: Place, database: Database) -> None:
    await database.execute("UPDATE agents SET extension = '102' WHERE name = 'Ben Carter'")
    await database.execute("UPDATE agents SET endpoint = 'PJSIP/desk-1' WHERE name = 'Anna Kovalenko'")
    text = await exported(here.settings)
    swapped = text
    for anna, ben in (("phone: desk-1", "phone: agent-2"), ("extension: '101'", "extension: '102'")):
        swapped = swapped.replace(anna, "...").replace(ben, anna).replace("...", ben)

    await here.apply(swapped)
    again = await here.apply(swapped)

    rows = await database.fetch("SELECT endpoint, extension FROM agents ORDER BY name LIMIT 2")
    assert [tuple(row) for row in rows] == [("PJSIP/agent-2", "102"), ("PJSIP/desk-1", "101")]
    assert again == ["Nothing to change."]
    assert await exported(here.settings) == swapped


MINE = """\
projects:
  - name: Mine
    zone: Europe/Kyiv
    region: UA
    hours: {weekly: [{day: monday, opens: '09:00', closes: '17:00'}]}
    queues: [{name: A}]
    numbers: [{did: '0441234567', queue: A}]
"""


async def test_what_must_be_said_is_not_pruned(here: Place, database: Database) -> None:
    await database.execute("DELETE FROM announcements WHERE kind = 'qa_inbound' AND project_id IS NOT NULL")
    text = await exported(here.settings)
    start = text.index("  - kind: qa_inbound\n    language: en")
    fewer = text[:start] + text[text.index("\n  - ", start) + 1 :]

    with pytest.raises(NotAnnounced, match="takes calls and must announce: The announcement qa_inbound is missing"):
        await here.apply(fewer, prune=True)
    assert await exported(here.settings) == text


async def test_a_project_that_the_list_leaves_out_goes_with_all_that_is_its_own(here: Place) -> None:
    text = await exported(here.settings)
    await here.apply(text.replace("projects:\n", MINE, 1))

    gone = await here.apply(text, prune=True)

    assert [line for line in gone if line.startswith("-")] == [
        "- projects: Mine",
        "- queues: Mine/A",
        "- numbers: +380441234567",
    ]
    assert await exported(here.settings) == text


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "zone: Europe/London",
            "zone: Mars",
            "projects[Harbour Dental].zone: got 'Mars', accepted is the name of a time",
        ),
        (
            "queue: Reception",
            "queue: No",
            "[Harbour Dental].numbers[+442079460030].queue: got 'No', accepted is one of",
        ),
        (
            "sound: ",
            "sound: 0123456789abcdef #",
            "announcements[qa_callback en].audio: got nothing, accepted is the sound",
        ),
        (
            "did: '+442079460020'",
            "did: '+442079460010'",
            ".numbers[+442079460010].key: got '+442079460010', accepted is each value once.",
        ),
    ],
)
async def test_what_cannot_be_is_refused_whole(here: Place, old: str, new: str, sentence: str) -> None:
    text = await exported(here.settings)

    with pytest.raises((BadInput, Conflict)) as refused:
        await here.apply(text.replace("ring_s: 15", "ring_s: 25").replace(old, new, 1))

    assert sentence in str(refused.value)
    assert await exported(here.settings) == text


async def test_a_file_that_is_refused_leaves_an_empty_database_empty(
    here: Place, server_url: str, tmp_path: Path
) -> None:
    async with elsewhere(server_url, tmp_path, here, same_key=True) as there:
        with pytest.raises(BadInput):
            await there.apply("projects: 7\n")
        with pytest.raises(NotCurrent, match=r"^The database is empty"):
            await there.apply(await exported(here.settings), dry_run=True)
        async with open_database(there.settings.database_url.reveal()) as db:
            made = await db.fetchval("SELECT to_regclass('projects')::text")

    assert made is None


async def test_a_database_of_an_older_version_is_not_migrated_under_a_service_that_may_work_on_it(
    here: Place, database: Database
) -> None:
    text = await exported(here.settings)
    await database.execute("UPDATE alembic_version SET version_num = '0014'")

    with pytest.raises(NotCurrent):
        await here.apply(text)

    assert await database.fetchval("SELECT version_num FROM alembic_version") == "0014"


async def test_sounds_stay_where_the_answer_to_the_commit_was_lost(
    here: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, save = await exported(here.settings), Ledger.save
    (file,) = (here.settings.sounds_dir / shelf.OWN).glob("*")
    await database.execute("DELETE FROM announcements WHERE file = $1", f"{shelf.OWN}/{file.name}")
    file.unlink()

    async def lost(*asked: Any, **wishes: Any) -> None:
        await save(*asked, **wishes)
        raise DatabaseAway("cut off")

    monkeypatch.setattr(Ledger, "save", lost)
    with pytest.raises(DatabaseAway):
        await here.apply(text)

    assert await database.fetchval("SELECT count(*) FROM announcements WHERE file LIKE 'own/%'") == 1
    assert file.exists()


async def test_what_a_file_changed_of_scripts_rules_and_blocked_callers_is_taken_back_in_the_page(
    here: Place, database: Database
) -> None:
    before = await exported(here.settings)
    text = before.replace("Say who you are", "Ask who they are").replace("max_attempts: 9", "max_attempts: 5")
    await here.apply(text.replace("why: Robot", "why: A machine").replace("Shouts", "Sings"))
    ledger = Ledger(database, sections_of("carrier"), here.seal, HandClock(AT), nothing_lacks)
    past = PastRoutes(Office(database, ledger, _nothing))

    found = await past.look(_asking(query=ChangesQuery()))
    for each in found.changes:
        await past.undo(_asking(path={"id": str(each.id)}))

    assert sorted((each.section, each.can_undo) for each in found.changes) == [
        ("blocked_callers", True),
        ("blocked_callers", True),
        ("callback_rules", True),
        ("scripts", True),
    ]
    assert await exported(here.settings) == before
    assert await database.fetchval("SELECT changed_by FROM scripts WHERE text = $1", SCRIPT) == "Head"


def _asking(path: dict[str, str] | None = None, query: Any = None) -> Request[Any, Any]:
    head = Actor(UserId(1), "Head", everywhere(Role.ADMIN), None)
    return Request(path or {}, query, None, head, permission=Permission.ADMINISTER)


async def _nothing() -> None:
    """Puts nothing in force."""
