"""One way to save: compared, checked, kept in a history, and taken back."""

import asyncio

import msgspec
import pytest
from msgspec.structs import replace

from config.changes.difference import version_of
from config.changes.errors import InUse, Overtaken, Stale, Taken, Undone
from config.changes.ledger import Ledger
from config.changes.model import Change, Kept, Saved, Wanted
from config.changes.specs import AgentSpec, HoursSpec, InstallationSpec, QueueSpec
from config.store import load_catalog
from kernel.errors import BadInput, Conflict, NotFound
from store.pool import Database
from store.sealed import Seal
from telephony.provision.model import PhoneSpec
from tests.config.changes.kit import (
    ACME,
    ALL,
    AT,
    CARRIER,
    HOURS,
    NUMBER,
    OLENA,
    SALES,
    SEAL,
    furnished,
    ledger,
    new,
    now,
)

PASSWORD = 'it\'s "quoted"'


async def version(book: Ledger, section: str, key: str) -> str:
    return version_of((await book.things(section))[key])


async def edit(book: Ledger, section: str, key: str, spec: object, by: str = "Head") -> Saved:
    wanted = Wanted(section=section, key=key, version=await version(book, section, key), spec=spec)  # type: ignore[arg-type]
    (saved,) = await book.save([wanted], by)
    return saved


async def test_a_set_up_is_saved_at_once_and_reads_as_it_was_saved(database: Database) -> None:
    book, saved = await furnished(database)

    world, catalog = await book.world(), await load_catalog(database, AT)

    keys = ["kyiv", "Acme", "Olena", "Acme/Sales", "Acme", "+380441234567"]
    assert [each.difference.key for each in saved] == keys
    assert (world.projects["Acme"], world.queues["Acme/Sales"], world.numbers[NUMBER.did]) == (ACME, SALES, NUMBER)
    assert [project.name for project in catalog.projects.values()] == ["Acme"]
    assert SEAL.open(catalog.trunks["kyiv"].secret or b"", "trunk:kyiv").decode() == PASSWORD


@pytest.mark.parametrize("phone", ["web-7", "PJSIP/web-7", "kyiv"])
async def test_nobody_s_phone_is_a_page_or_a_trunk(database: Database, phone: str) -> None:
    book, _ = await furnished(database)

    with pytest.raises(BadInput, match="no page's and no trunk"):
        await book.save([new("agents", AgentSpec(name="Anna", phone=phone))], "Head")


@pytest.mark.parametrize("phone", ["1/x", "/x", "PJSIP/", "a b"])
def test_a_phone_is_named_as_the_switch_can_name_it(phone: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "Anna", "phone": phone}, AgentSpec)


async def test_what_is_saved_again_changes_nothing_and_leaves_no_history(database: Database) -> None:
    book, _ = await furnished(database)
    again = [now(each.section, None, each.spec, PASSWORD if each.section == "trunks" else None) for each in ALL]

    assert [each.change for each in await book.save(again, "Head")] == [None] * len(ALL)
    assert len(await book.history(None, None, None, None)) == len(ALL)


async def test_a_difference_says_what_a_save_would_do_and_does_nothing(database: Database) -> None:
    book, _ = await furnished(database)
    wanted = now("queues", "Acme/Sales", replace(SALES, ring_s=30, skills=("german",)))

    (difference,) = await book.difference([wanted])

    assert difference.changes == (Change("skills", ["orders"], ["german"]), Change("ring_s", 20, 30))
    assert [each.sentence for each in difference.warnings] == ["No agent of the project has all of these skills."]
    assert (await book.things("queues"))["Acme/Sales"] == Kept(SALES)
    with pytest.raises(BadInput, match="queue: got 'Nowhere', accepted is one of Sales"):
        await book.difference([now("numbers", NUMBER.did, replace(NUMBER, queue="Nowhere"))])


async def test_a_queue_of_a_project_without_agents_says_so_and_nothing_of_skills(database: Database) -> None:
    book, _ = await furnished(database)
    beach = replace(ACME, name="Beach")
    queue = new("queues", QueueSpec(project="Beach", name="Sales"))

    _, difference = await book.difference([new("projects", beach), queue])

    assert [each.sentence for each in difference.warnings] == [
        "No agent works for the project yet: nobody takes the calls of its queues."
    ]


@pytest.mark.parametrize(
    ("project", "section", "key", "spec", "told"),
    [
        ({"live": True}, "hours", "Acme", HoursSpec(project="Acme"), "The project takes calls, and would be closed"),
        ({"live": True}, "hours", "Acme", None, "The project takes calls, and would be closed"),
        ({"live": True, "active": False}, "hours", "Acme", HoursSpec(project="Acme"), None),
        ({}, "hours", "Acme", HoursSpec(project="Acme"), None),
        ({"live": True}, "projects", "Acme", replace(ACME, live=True, active=False), "The project takes calls: in the"),
        ({}, "projects", "Acme", replace(ACME, announce_outbound=False), "Calls that go out are not recorded"),
        ({}, "trunks", "kyiv", replace(CARRIER, name="lviv"), "The calls that are up stay under the former name"),
        ({"active": False}, "numbers", "100", replace(NUMBER, did="100"), "The project is in the archive: its numbers"),
        ({}, "queues", "Acme/Sales", replace(SALES, music_class="nope"), "Where the switch's own configuration has no"),
    ],
)
async def test_what_would_quietly_break_a_project_is_told_before_it_is_saved(
    database: Database, project: dict[str, bool], section: str, key: str, spec: msgspec.Struct | None, told: str | None
) -> None:
    book, _ = await furnished(database)
    await edit(book, "projects", "Acme", replace(ACME, **project))

    (difference,) = await book.difference([now(section, key, spec)])

    said = [each.sentence[: len(told or "")] for each in difference.warnings]
    assert said == ([] if told is None else [told])


async def test_where_there_is_nothing_to_choose_from_that_is_said(database: Database) -> None:
    book, _ = await furnished(database)

    with pytest.raises(BadInput, match=r"^overflow: got 'Other', accepted is nothing, as there is none to choose from"):
        await book.difference([now("queues", "Acme/Sales", replace(SALES, overflow="Other"))])


async def test_the_second_of_two_who_edit_the_same_is_told_who_was_quicker(database: Database) -> None:
    book, _ = await furnished(database)
    edited = await version(book, "queues", "Acme/Sales")
    await edit(book, "queues", "Acme/Sales", replace(SALES, ring_s=30), by="Iryna")
    late = Wanted(section="queues", key="Acme/Sales", version=edited, spec=replace(SALES, wrap_up_s=5))

    with pytest.raises(Stale, match=r"^Acme/Sales was changed by Iryna at 2026-11-22 10:00 UTC: look at it again"):
        await book.save([late], "Head")
    with pytest.raises(Taken, match=r"^There is another Acme/Sales already\.$"):
        await book.save([new("queues", SALES)], "Head")
    assert (await book.things("queues"))["Acme/Sales"] == Kept(replace(SALES, ring_s=30))


async def test_several_things_are_saved_together_or_not_at_all(database: Database) -> None:
    book, _ = await furnished(database)
    support = QueueSpec(project="Acme", name="Support", overflow="Sales")

    with pytest.raises(BadInput, match="did: got '12 ab'"):
        await book.save([new("queues", support), new("numbers", replace(NUMBER, did="12 ab"))], "Head")
    assert "Acme/Support" not in await book.things("queues")

    await book.save(
        [new("numbers", replace(NUMBER, did="044 123-45-68", queue="Support")), new("queues", support)], "Head"
    )
    assert (await book.things("numbers"))["+380441234568"].spec.queue == "Support"


async def test_what_has_another_name_is_still_the_same_one(database: Database) -> None:
    book, _ = await furnished(database)
    before = await database.fetchval("SELECT id FROM queues")
    await edit(book, "queues", "Acme/Sales", replace(SALES, name="Orders"))
    await edit(book, "projects", "Acme", replace(ACME, name="Acme Ltd", trunks=("kyiv",)))
    saved = await edit(book, "trunks", "kyiv", replace(CARRIER, name="odesa"))

    world = await book.world()

    assert saved.difference.changes == (Change("name", "kyiv", "odesa"),)
    assert await database.fetchval("SELECT id FROM queues") == before
    assert world.numbers[NUMBER.did] == replace(NUMBER, project="Acme Ltd", queue="Orders")
    assert world.projects["Acme Ltd"].trunks == ("odesa",)
    assert SEAL.open(world.things["trunks"]["odesa"].secret or b"", "trunk:odesa").decode() == PASSWORD
    assert [each.key for each in await book.history(None, "trunks", "odesa", None)] == ["odesa", "kyiv"]


async def test_a_history_goes_on_when_a_project_has_another_name(database: Database) -> None:
    book, _ = await furnished(database)
    await edit(book, "queues", "Acme/Sales", replace(SALES, ring_s=30))
    saved = await edit(book, "projects", "Acme", replace(ACME, name="Acme Ltd"))

    queue = await book.history(None, "queues", "Acme Ltd/Sales", None)
    hours = await book.history(None, "hours", "Acme Ltd", None)

    assert saved.difference.key == "Acme Ltd"
    assert [each.key for each in queue] == ["Acme Ltd/Sales", "Acme/Sales", "Acme/Sales"]
    assert [each.key for each in hours] == ["Acme Ltd", "Acme"]
    assert saved.change is not None
    await book.undo(saved.change, "Head")
    assert len(await book.history(None, "queues", "Acme/Sales", None)) == 4


async def test_who_takes_a_name_that_another_had_has_a_history_of_its_own(database: Database) -> None:
    book, _ = await furnished(database)
    await edit(book, "trunks", "kyiv", replace(CARRIER, name="odesa"))
    await book.save([new("trunks", CARRIER, PASSWORD)], "Iryna")

    told = {key: await book.history(None, "trunks", key, None) for key in ("odesa", "kyiv")}

    assert {key: [(each.key, each.by) for each in past] for key, past in told.items()} == {
        "odesa": [("odesa", "Head"), ("kyiv", "Head")],
        "kyiv": [("kyiv", "Iryna")],
    }


async def test_what_is_in_use_stays_and_says_by_what(database: Database) -> None:
    book, _ = await furnished(database)
    await edit(book, "projects", "Acme", replace(ACME, trunks=("kyiv",)))
    await edit(
        book,
        "installation",
        "installation",
        InstallationSpec(unknown_number="queue", unknown_project="Acme", unknown_queue="Sales"),
    )

    with pytest.raises(InUse, match=r"^Sales is in use and stays: \+380441234567, installation\.$"):
        await book.save([now("queues", "Acme/Sales", None)], "Head")
    with pytest.raises(InUse, match=r"^kyiv is in use and stays: Acme\.$"):
        await book.save([now("trunks", "kyiv", None)], "Head")
    with pytest.raises(InUse, match=r"^Acme is in use and stays: Acme/Sales, Olena\.$"):
        await book.save([now("projects", "Acme", None)], "Head")


async def test_what_others_know_is_not_removed_and_says_who_they_are(database: Database) -> None:
    book, _ = await furnished(database)
    bare = replace(ACME, name="Bare")
    await book.save([new("projects", bare), new("agents", AgentSpec(name="Iryna"))], "Head")
    await database.execute("INSERT INTO users (name, agent_id) SELECT 'iryna.k', id FROM agents WHERE name = 'Iryna'")
    for sql in (
        "INSERT INTO scripts SELECT id, 'en', 'Hello', now(), 'A' FROM projects WHERE name = 'Bare'",
        "INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, version)"
        " SELECT id, 'qa_inbound', 'en', 'a.wav', repeat('0', 64), 1, 3 FROM projects WHERE name = 'Bare'",
    ):
        await database.execute(sql)

    with pytest.raises(InUse, match=r"^Iryna is in use and stays: account iryna\.k\.$"):
        await book.save([now("agents", "Iryna", None)], "Head")
    with pytest.raises(InUse, match=r"^Bare is in use and stays: announcements, scripts\.$"):
        await book.save([now("projects", "Bare", None)], "Head")


async def test_a_removed_project_comes_back_with_its_hours_by_two_changes(database: Database) -> None:
    book, _ = await furnished(database)
    bare, hours = replace(ACME, name="Bare"), replace(HOURS, project="Bare")
    await book.save([new("projects", bare), now("hours", None, hours)], "Head")

    (saved,) = await book.save([now("projects", "Bare", None)], "Head")
    removed, emptied, *_ = await book.history(None, None, None, None)
    await book.undo(removed.id, "Head")
    await book.undo(emptied.id, "Head")

    assert (saved.change, emptied.section, emptied.key) == (removed.id, "hours", "Bare")
    world = await book.world()
    assert (world.projects["Bare"], world.hours["Bare"]) == (bare, hours)


async def test_a_change_is_undone_by_another_as_long_as_what_it_made_is_there(database: Database) -> None:
    book, _ = await furnished(database)
    longer = await edit(book, "queues", "Acme/Sales", replace(SALES, ring_s=30))
    gone = await book.save([now("numbers", NUMBER.did, None)], "Iryna")
    assert longer.change is not None
    assert gone[0].change is not None

    back = await book.undo(gone[0].change, "Head")
    await book.undo(longer.change, "Head")

    assert back.difference.changes[0] == Change("did", None, NUMBER.did)
    assert (await book.things("queues"))["Acme/Sales"] == Kept(SALES)
    with pytest.raises(Undone):
        await book.undo(longer.change, "Head")
    with pytest.raises(NotFound):
        await book.undo(10_000, "Head")
    past = await book.history(None, "queues", "Acme/Sales", None)
    assert [(each.undoes, each.undone_by is None) for each in past] == [
        (longer.change, True),
        (None, False),
        (None, True),
    ]


async def test_a_change_that_was_changed_again_is_not_undone(database: Database) -> None:
    book, _ = await furnished(database)
    first = await edit(book, "queues", "Acme/Sales", replace(SALES, ring_s=30))
    await edit(book, "queues", "Acme/Sales", replace(SALES, ring_s=30, wrap_up_s=1))
    assert first.change is not None

    with pytest.raises(Overtaken, match=r"^Acme/Sales was changed again since, so this cannot be undone: wrap_up_s\.$"):
        await book.undo(first.change, "Head")


async def test_a_password_is_kept_set_and_taken_away_and_never_told(database: Database) -> None:
    book, _ = await furnished(database)
    (other,) = await book.save([now("trunks", "kyiv", CARRIER, "пароль; x")], "Head")
    with pytest.raises(BadInput, match="secret: got nothing"):
        await book.save([now("trunks", "kyiv", CARRIER, "")], "Head")
    await book.save([now("trunks", "kyiv", replace(CARRIER, active=False), "")], "Head")

    rows = str([dict(row) for row in await database.fetch("SELECT before, after FROM setup_changes")])

    assert other.difference.changes == (Change("secret", True, True),)
    assert (await book.things("trunks"))["kyiv"].secret is None
    assert PASSWORD not in rows
    assert "пароль" not in rows


async def test_the_password_comes_back_with_an_undone_change_and_is_nothing_to_another_key(database: Database) -> None:
    book, _ = await furnished(database)
    (other,) = await book.save([now("trunks", "kyiv", CARRIER, "another")], "Head")
    assert other.change is not None
    stranger = ledger(database, seal=Seal(bytes([1]) * 32))

    with pytest.raises(Conflict, match="give it again"):
        await stranger.save([now("trunks", "kyiv", replace(CARRIER, name="odesa"))], "Head")
    await book.undo(other.change, "Head")
    kept = (await book.things("trunks"))["kyiv"]
    assert SEAL.open(kept.secret or b"", "trunk:kyiv").decode() == PASSWORD


async def test_a_phone_and_its_agent_say_the_same_of_one_another(database: Database) -> None:
    book, _ = await furnished(database)
    await book.save([new("phones", PhoneSpec(name="desk-1", agent="Olena"), "secret-secret-secret")], "Head")
    assert (await book.things("agents"))["Olena"].spec.phone == "desk-1"

    await book.save([new("agents", AgentSpec(name="Iryna", phone="desk-2"))], "Head")
    await book.save([new("phones", PhoneSpec(name="desk-2"))], "Head")
    await edit(book, "agents", "Olena", replace(OLENA, name="Olha", phone="desk-1"))
    catalog = await load_catalog(database, AT)

    assert {name: phone.spec.agent for name, phone in catalog.phones.items()} == {"desk-1": "Olha", "desk-2": ""}
    with pytest.raises(BadInput, match="phone: got 'desk-1', accepted is one that is nobody else's: it is Olha's"):
        await edit(book, "agents", "Iryna", AgentSpec(name="Iryna", phone="desk-1"))
    with pytest.raises(InUse):
        await book.save([now("phones", "desk-1", None)], "Head")


async def test_phones_and_extensions_change_hands_in_one_save(database: Database) -> None:
    book, _ = await furnished(database)
    olena = replace(OLENA, phone="agent-1", extension="11")
    iryna = AgentSpec(name="Iryna", phone="agent-2", extension="12")
    await book.save([now("agents", None, olena), new("agents", iryna)], "Head")

    swapped = (replace(olena, phone="agent-2", extension="12"), replace(iryna, phone="agent-1", extension="11"))
    await book.save([now("agents", None, each) for each in swapped], "Head")

    assert (await book.world()).agents == {"Iryna": swapped[1], "Olena": swapped[0]}


async def test_of_two_who_save_at_the_same_moment_one_is_told(database: Database) -> None:
    book, _ = await furnished(database)
    edited = await version(book, "queues", "Acme/Sales")
    asked = [replace(SALES, ring_s=seconds) for seconds in (30, 40)]
    wanted = [Wanted(section="queues", key="Acme/Sales", version=edited, spec=spec) for spec in asked]

    both = await asyncio.gather(*(book.save([each], "Head") for each in wanted), return_exceptions=True)

    assert sorted(type(each).__name__ for each in both) == ["Stale", "tuple"]
