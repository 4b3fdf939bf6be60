"""Contacts in Postgres: made from the first call, found, changed, merged."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from contacts import do_not_call, store
from contacts.merge import merge
from contacts.model import Consent, Person, TypeSource
from contacts.people import NumberChange, People
from contacts.ports import Hooks
from contacts.standing import NoText, standing
from kernel.errors import Conflict, NotFound
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.phone import Phone
from store.pool import Database, Queryable
from tests.contacts.kit import (
    AMERICAN,
    LANDLINE,
    MOBILE,
    NOW,
    OTHERS,
    OURS,
    SECOND_MOBILE,
    new,
)

LATER = NOW + timedelta(minutes=1)


class Heard:
    """Hooks that write down what they are told."""

    def __init__(self) -> None:
        self.said: list[tuple[Any, ...]] = []
        self.hooks = Hooks((self._moved,), (self._barred,), (self._changed,))

    async def _moved(self, tx: Queryable, one: ContactId, into: ContactId) -> None:
        self.said.append(("moved", one, into))

    async def _barred(self, tx: Queryable, project: ProjectId | None, phone: Phone, at: datetime, by: str) -> None:
        self.said.append(("barred", project, phone, at, by))

    async def _changed(self, tx: Queryable, contact: ContactId) -> None:
        self.said.append(("changed", contact))


async def made(db: Database, *phones: Phone, project: ProjectId = OURS, **person: Any) -> ContactId:
    contact = await People(db, Hooks()).add(project, Person(**person), new(*phones), NOW)
    return contact.id


async def numbers(db: Database, contact: ContactId) -> list[tuple[Phone, bool]]:
    return [(each.phone, each.main) for each in (await store.one(db, contact)).numbers]


async def test_the_first_call_makes_a_contact_and_the_next_finds_it(db: Database) -> None:
    first = await store.of_caller(db, OURS, LANDLINE, NOW)
    again = await store.of_caller(db, OURS, LANDLINE, LATER)
    contact = await store.one(db, first)

    assert first == again
    assert (contact.project, contact.created_at, contact.changed_at) == (OURS, NOW, NOW)
    [number] = contact.numbers
    assert (number.phone, number.line_type, number.line_type_from) == (
        LANDLINE,
        LineType.LANDLINE,
        TypeSource.NUMBERING,
    )
    assert number.main


async def test_the_same_number_is_another_contact_in_another_project(db: Database) -> None:
    ours, others = [await store.of_caller(db, project, MOBILE, NOW) for project in (OURS, OTHERS)]

    assert ours != others
    assert await store.find(db, OTHERS, MOBILE) == others


async def test_many_calls_at_once_from_a_new_number_make_one_contact(db: Database) -> None:
    async def call() -> ContactId:
        async with db.transaction() as tx:
            return await store.of_caller(tx, OURS, MOBILE, NOW)

    found = await asyncio.gather(*(call() for _ in range(8)))

    assert len(set(found)) == 1
    assert await db.fetchval("SELECT count(*) FROM contacts") == 1


async def test_a_number_that_nobody_has_is_found_to_be_nobodys(db: Database) -> None:
    assert await store.find(db, OURS, MOBILE) is None


async def test_contacts_are_found_by_any_digits_of_any_number(db: Database) -> None:
    olena = await made(db, LANDLINE, MOBILE)
    await made(db, SECOND_MOBILE)
    await made(db, MOBILE, project=OTHERS)

    async def found(*digits: str, projects: list[ProjectId] | None = None) -> list[ContactId]:
        return [each.id for each in await store.page(db, store.Filter(projects, digits))]

    assert await found("5012", projects=[OURS]) == [olena]
    assert await found("4412345", "50123", projects=[OURS]) == [olena]
    assert len(await found("01")) == 2
    assert len(await found("1234567")) == 3
    assert await found("999") == []


async def test_contacts_are_found_by_a_part_of_the_name(db: Database) -> None:
    olena = await made(db, LANDLINE, name="Олена Ко_валенко")
    await made(db, MOBILE, name="Taras")

    assert [each.id for each in await store.page(db, store.Filter(name="ко_вал"))] == [olena]
    assert await store.page(db, store.Filter(name="%")) == []


async def test_pages_follow_each_other_without_a_gap_or_a_repeat(db: Database) -> None:
    ids = [await made(db, Phone(f"+38050123456{n}")) for n in range(5)]
    seen: list[ContactId] = []
    before = None
    for _ in range(3):
        page = await store.page(db, store.Filter([OURS], before=before, limit=2))
        seen += [each.id for each in page]
        before = (page[-1].changed_at, int(page[-1].id))

    assert seen == ids[::-1]


async def test_whose_number_it_is_stays_so_until_the_asker_is_done(db: Database) -> None:
    one, into = await made(db, MOBILE), await made(db, LANDLINE)

    async def merged() -> None:
        async with db.transaction() as tx:
            await merge(tx, one, into, LATER, Hooks())

    async with db.transaction() as tx:
        found = await store.of_caller(tx, OURS, MOBILE, NOW)
        merging = asyncio.create_task(merged())
        done, _ = await asyncio.wait([merging], timeout=0.2)

        assert (found, done) == (one, set())
    await merging
    assert await store.of_caller(db, OURS, MOBILE, NOW) == into


# ---- numbers


async def test_a_number_of_somebody_else_is_a_conflict_that_names_them(db: Database) -> None:
    one, other = await made(db, MOBILE), await made(db, LANDLINE)

    with pytest.raises(Conflict, match=f"belongs to contact {other}: merge the two"):
        await People(db, Hooks()).add_number(one, None, new(LANDLINE)[0], NOW)
    with pytest.raises(Conflict, match=f"belongs to contact {other}"):
        await made(db, SECOND_MOBILE, LANDLINE)
    assert await store.find(db, OURS, SECOND_MOBILE) is None


async def test_another_number_becomes_the_main_one_when_the_main_one_goes(db: Database) -> None:
    contact, people = await made(db, LANDLINE, MOBILE), People(db, Hooks())
    await people.add_number(contact, None, new(SECOND_MOBILE)[0], LATER)
    await people.change_number(contact, None, SECOND_MOBILE, NumberChange(main=True), LATER)

    assert (await numbers(db, contact))[0] == (SECOND_MOBILE, True)
    await people.remove_number(contact, None, SECOND_MOBILE, LATER)
    assert await numbers(db, contact) == [(LANDLINE, True), (MOBILE, False)]


async def test_the_only_number_stays(db: Database) -> None:
    contact = await made(db, MOBILE)

    with pytest.raises(Conflict, match="only number"):
        await People(db, Hooks()).remove_number(contact, None, MOBILE, NOW)
    with pytest.raises(NotFound):
        await People(db, Hooks()).remove_number(contact, None, LANDLINE, NOW)


async def test_the_contacts_word_outweighs_a_look_up_and_can_be_taken_back(db: Database) -> None:
    contact, people = await made(db, AMERICAN), People(db, Hooks())

    async def kind() -> tuple[LineType, TypeSource]:
        [number] = (await store.one(db, contact)).numbers
        return number.line_type, number.line_type_from

    await store.keep_line_type(db, OURS, AMERICAN, LineType.VOIP)
    assert await kind() == (LineType.VOIP, TypeSource.LOOKUP)
    await people.change_number(contact, None, AMERICAN, NumberChange(line_type=LineType.MOBILE), NOW)
    await store.keep_line_type(db, OURS, AMERICAN, LineType.LANDLINE)
    assert await kind() == (LineType.MOBILE, TypeSource.CONTACT)
    await people.change_number(contact, None, AMERICAN, NumberChange(line_type=None), NOW)
    assert await kind() == (LineType.MOBILE_OR_LANDLINE, TypeSource.NUMBERING)


async def test_stop_ends_texts_in_every_project_that_uses_the_sender_and_start_allows_them(db: Database) -> None:
    contact = await made(db, MOBILE)
    for at in (NOW, LATER):
        await store.stop_texts(db, [OURS, OTHERS], MOBILE, at)

    async def stopped() -> list[datetime | None]:
        ids = [await store.of_caller(db, project, MOBILE, LATER) for project in (OURS, OTHERS)]
        return [number.texts_stopped_at for each in ids for number in (await store.one(db, each)).numbers]

    assert await stopped() == [NOW, NOW]
    found = standing(await store.one(db, contact), MOBILE, listed=False, project_zone="Europe/Kyiv")
    assert found.no_text is NoText.STOPPED
    await store.allow_texts(db, [OURS, OTHERS], MOBILE)
    assert await stopped() == [None, None]


async def test_who_calls_and_texts_a_contact_hears_of_each_change(db: Database) -> None:
    contact, heard = await made(db, MOBILE), Heard()
    people = People(db, heard.hooks)
    await people.change(contact, None, lambda known: Person(name="Olena", zone="Asia/Omsk"), LATER)
    await people.add_number(contact, None, new(LANDLINE)[0], LATER)
    await people.change_number(contact, None, MOBILE, NumberChange(texts=False), LATER)

    known = await store.one(db, contact)
    assert heard.said == [("changed", contact)] * 3
    assert (known.name, known.zone, known.changed_at) == ("Olena", "Asia/Omsk", LATER)


# ---- merged


async def test_two_contacts_become_one_with_all_that_was_known_of_either(db: Database) -> None:
    one = await made(db, MOBILE, name="Lena", zone="Europe/Kyiv", consent=Consent.REFUSED, notes="Second note.")
    into = await made(db, LANDLINE, name="Olena", consent=Consent.GIVEN, notes="First note.")
    heard = Heard()
    await People(db, heard.hooks).merge(one, into, None, LATER)

    contact = await store.one(db, one)
    assert (contact.id, contact.name, contact.zone) == (into, "Olena", "Europe/Kyiv")
    assert (contact.consent, contact.notes) == (Consent.REFUSED, "First note.\n\nSecond note.")
    assert await numbers(db, one) == [(LANDLINE, True), (MOBILE, False)]
    assert heard.said == [("moved", one, into), ("changed", into)]
    assert [each.id for each in await store.page(db, store.Filter())] == [into]


async def test_one_that_was_merged_twice_over_answers_as_the_last(db: Database) -> None:
    first, second, third = [await made(db, phone) for phone in (MOBILE, LANDLINE, SECOND_MOBILE)]
    people = People(db, Hooks())
    await people.merge(first, second, None, LATER)
    await people.merge(first, third, None, LATER)

    assert [(await store.one(db, each)).id for each in (first, second, third)] == [third] * 3
    assert len(await numbers(db, first)) == 3
    await people.change(first, None, lambda known: Person(name="Olena"), LATER)
    assert (await store.one(db, third)).name == "Olena"


async def test_contacts_that_cannot_be_one_are_not_merged(db: Database) -> None:
    ours, others = await made(db, MOBILE), await made(db, MOBILE, project=OTHERS)
    people = People(db, Hooks())

    with pytest.raises(Conflict, match="two projects"):
        await people.merge(ours, others, None, NOW)
    with pytest.raises(Conflict, match="already"):
        await people.merge(ours, ours, None, NOW)
    with pytest.raises(NotFound):
        await people.merge(ours, ContactId(999), None, NOW)


async def test_two_who_merge_the_same_contacts_both_ways_end_with_one(db: Database) -> None:
    one, other = await made(db, MOBILE), await made(db, LANDLINE)
    people = People(db, Hooks())
    ended = await asyncio.gather(
        people.merge(one, other, None, NOW), people.merge(other, one, None, NOW), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in ended) in (["Conflict", "Contact"], ["Contact", "NotFound"])
    assert (await store.one(db, one)).id == (await store.one(db, other)).id


async def test_a_hook_that_fails_leaves_both_as_they_were(db: Database) -> None:
    async def fails(tx: Queryable, one: ContactId, into: ContactId) -> None:
        raise Conflict("Both have a case in hand.")

    one, into = await made(db, MOBILE), await made(db, LANDLINE)
    with pytest.raises(Conflict, match="in hand"):
        await People(db, Hooks(moved=(fails,))).merge(one, into, None, NOW)

    assert await numbers(db, one) == [(MOBILE, True)]


# ---- do-not-call


async def put(db: Database, project: ProjectId | None, phone: Phone, hooks: Hooks | None = None) -> int:
    async with db.transaction() as tx:
        return (await do_not_call.put(tx, project, phone, "asked", "Iryna", NOW, hooks or Hooks())).id


async def test_a_listed_number_is_listed_for_its_project_or_for_all(db: Database) -> None:
    await put(db, OURS, MOBILE)
    await put(db, None, LANDLINE)

    asked = [(project, phone) for phone in (MOBILE, LANDLINE) for project in (OURS, OTHERS)]
    assert [await do_not_call.is_listed(db, *each) for each in asked] == [True, False, True, True]


async def test_a_contact_says_that_its_number_is_listed(db: Database) -> None:
    contact = await made(db, MOBILE, LANDLINE)
    entry = await put(db, OURS, LANDLINE)

    assert [each.listed for each in (await store.one(db, contact)).numbers] == [False, True]
    await do_not_call.remove(db, entry)
    assert not any(each.listed for each in (await store.one(db, contact)).numbers)
    with pytest.raises(NotFound):
        await do_not_call.remove(db, entry)


async def test_a_number_is_put_on_the_list_once_and_told_once(db: Database) -> None:
    heard = Heard()
    first, again = [await put(db, None, MOBILE, heard.hooks) for _ in range(2)]

    assert first == again
    assert heard.said == [("barred", None, MOBILE, NOW, "Iryna")]


async def test_the_list_is_narrowed_by_project_and_digits(db: Database) -> None:
    ours, everywhere, others = [
        await put(db, project, phone) for project, phone in ((OURS, MOBILE), (None, LANDLINE), (OTHERS, SECOND_MOBILE))
    ]

    async def found(**wanted: Any) -> list[int]:
        return [each.id for each in await do_not_call.page(db, do_not_call.ListFilter(**wanted))]

    assert await found() == [others, everywhere, ours]
    assert await found(projects=[OURS]) == [everywhere, ours]
    assert await found(digits="44") == [everywhere]
    assert await found(before=(NOW, everywhere)) == [ours]
