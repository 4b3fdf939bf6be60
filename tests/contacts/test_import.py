"""A file of contacts, shown first and then taken."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from contacts import do_not_call, store
from contacts.importing import Import
from contacts.joining import Fate, Joining
from contacts.model import Contact, Person, TypeSource
from contacts.people import People
from contacts.ports import Hooks
from kernel.ids import ContactId, ProjectId
from kernel.phone import Phone
from store.pool import Database, Queryable
from tests.contacts.kit import KYIV, LANDLINE, MOBILE, NOW, OTHERS, OURS, SECOND_MOBILE, new

FILE = f"""name;number;mobile;zone;do_not_call;notes
Olena;{LANDLINE.e164};{MOBILE.e164};Europe/Kyiv;;
Taras;{SECOND_MOBILE.e164};;;yes;"Rang twice.
Was cross."
Nobody;12;;;;
"""


async def take(db: Database, text: str = FILE, *, dry_run: bool = False, hooks: Hooks | None = None) -> Joining:
    return await Import(db, hooks or Hooks()).take(OURS, KYIV, text, "Iryna", NOW, dry_run)


async def of(db: Database, phone: Phone) -> Contact:
    contact = await store.find(db, OURS, phone)
    assert contact is not None
    return await store.one(db, contact)


async def an_open_case(db: Database, contact: ContactId) -> None:
    await db.execute(
        """
        INSERT INTO cases (project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at,
                           changed_at)
        VALUES (1, $1, 'planned', '{}'::jsonb, $2, $2, $2, $2)
        """,
        contact,
        NOW,
    )


async def test_a_dry_run_shows_what_would_be_done_and_does_nothing(db: Database) -> None:
    shown = await take(db, dry_run=True)
    assert await db.fetchval("SELECT count(*) FROM contacts") == 0
    done = await take(db)

    assert shown == done
    assert [(line.line, line.fate) for line in done.lines] == [(2, Fate.NEW), (3, Fate.NEW), (5, Fate.REFUSED)]


async def test_the_good_lines_are_taken(db: Database) -> None:
    await take(db)
    olena, taras = await of(db, MOBILE), await of(db, SECOND_MOBILE)

    assert (olena.name, olena.zone, taras.notes) == ("Olena", "Europe/Kyiv", "Rang twice.\nWas cross.")
    assert [(each.phone, each.main, each.line_type_from) for each in olena.numbers] == [
        (LANDLINE, True, TypeSource.NUMBERING),
        (MOBILE, False, TypeSource.CONTACT),
    ]
    assert [await do_not_call.is_listed(db, project, SECOND_MOBILE) for project in (OURS, OTHERS)] == [True, False]


async def test_a_known_number_is_joined_and_keeps_its_main_one(db: Database) -> None:
    known = await People(db, Hooks()).add(OURS, Person(), new(MOBILE), NOW)
    taken = await take(db)
    contact = await store.one(db, known.id)

    assert (taken.lines[0].fate, taken.lines[0].contact, contact.name) == (Fate.JOINED, known.id, "Olena")
    assert [(each.phone, each.main, each.line_type_from) for each in contact.numbers] == [
        (MOBILE, True, TypeSource.CONTACT),
        (LANDLINE, False, TypeSource.NUMBERING),
    ]


async def test_taking_a_file_again_changes_nothing(db: Database) -> None:
    await take(db)
    before = [await of(db, phone) for phone in (MOBILE, SECOND_MOBILE)]
    again = await take(db)

    assert [await of(db, phone) for phone in (MOBILE, SECOND_MOBILE)] == before
    assert (again.count(Fate.NEW), again.count(Fate.JOINED)) == (0, 2)


async def test_whose_case_is_open_is_told_of_and_others_are_not(db: Database) -> None:
    said: list[Any] = []

    async def barred(tx: Queryable, project: ProjectId | None, phone: Phone, at: datetime, by: str) -> None:
        said.append((project, phone, by))

    async def changed(tx: Queryable, contact: ContactId) -> None:
        said.append(contact)

    taras = await store.of_caller(db, OURS, SECOND_MOBILE, NOW)
    await store.of_caller(db, OURS, MOBILE, NOW)
    await an_open_case(db, taras)
    await take(db, hooks=Hooks(barred=(barred,), changed=(changed,)))

    assert said == [(OURS, SECOND_MOBILE, "Iryna"), taras]


async def test_a_call_that_comes_in_meanwhile_is_not_a_second_contact(db: Database) -> None:
    _, called = await asyncio.gather(take(db), store.of_caller(db, OURS, MOBILE, NOW))

    assert (await of(db, MOBILE)).id == called
    assert len((await store.one(db, called)).numbers) == 2


async def test_a_large_file_is_taken_whole(db: Database) -> None:
    lines = "".join(f"+38050{n:07}\n" for n in range(3000))
    taken = await take(db, f"number\n{lines}")

    assert taken.count(Fate.NEW) == 3000
    assert await db.fetchval("SELECT count(*) FROM contact_numbers WHERE main") == 3000


async def test_an_import_that_is_cut_leaves_whole_parts_and_the_same_file_takes_the_rest(db: Database) -> None:
    phones = [Phone(f"+38050{n:07}") for n in range(700)]
    text = "name,number\n" + "".join(f"Person {n},{phone.e164}\n" for n, phone in enumerate(phones))
    await an_open_case(db, await store.of_caller(db, OURS, phones[600], NOW))
    seen: list[tuple[int, int]] = []

    async def cut(tx: Queryable, contact: ContactId) -> None:
        seen.extend((each.taken, each.lines) for each in importing.running)
        raise ConnectionError

    importing = Import(db, Hooks(changed=(cut,)))
    with pytest.raises(ConnectionError):
        await importing.take(OURS, KYIV, text, "Iryna", NOW, dry_run=False)
    kept = await db.fetchval("SELECT count(*) FROM contact_numbers")
    again = await take(db, text)

    assert (seen, kept, importing.running) == ([(500, 700)], 501, ())
    assert (again.count(Fate.JOINED), again.count(Fate.NEW)) == (501, 199)
    assert (await of(db, phones[600])).name == "Person 600"


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_file_in_which_no_line_can_be_taken_is_shown_as_such(db: Database, dry_run: bool) -> None:
    taken = await take(db, "number\nx\n", dry_run=dry_run)

    assert [line.fate for line in taken.lines] == [Fate.REFUSED]
