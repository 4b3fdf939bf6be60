"""Contacts as the ladder sees them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from callbacks.ports import ContactCard, ProjectCard
from callbacks.rules import ZoneSource
from config.model import Hours
from contacts import store
from contacts.model import Person
from contacts.people import People
from contacts.ports import Hooks
from contacts.standing import new_number
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.phone import Phone
from service.contacts import ContactBook
from store.pool import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PROJECT = ProjectId(1)
LANDLINE, MOBILE, RUSSIAN, FICTIONAL = (
    Phone(number) for number in ("+380441234567", "+380501234567", "+79161234567", "+447700900123")
)
CARD = ProjectCard(
    id=PROJECT,
    name="ours",
    region="UA",
    language="uk",
    hours=Hours(ZoneInfo("Europe/Kyiv"), {}, {}),
    numbers=frozenset(),
    did="",
    queue=None,
)


async def a_contact(db: Database, *numbers: Phone) -> ContactId:
    await db.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'ours', 'Europe/Kyiv', 'UA')")
    made = await People(db, Hooks()).add(
        PROJECT, Person(name="Olena", language="uk"), [new_number(each) for each in numbers], NOW
    )
    return made.id


async def card(db: Database, contact: ContactId, number: Phone, book: ContactBook | None = None) -> ContactCard:
    return await (book or ContactBook()).card(db, CARD, contact, number, False)


async def test_a_landline_caller_with_a_mobile_on_file_is_textable(database: Database) -> None:
    found = await card(database, await a_contact(database, LANDLINE, MOBILE), LANDLINE)

    assert (found.name, found.language) == ("Olena", "uk")
    assert (found.customer.number, found.customer.text_to, found.customer.no_text) == (LANDLINE, MOBILE, "")
    assert (found.customer.zones, found.customer.zone_source) == (("Europe/Kyiv",), ZoneSource.NUMBER)
    assert not found.customer.one_way


async def test_no_reply_comes_back_from_a_russian_mobile_which_has_sixteen_zones(database: Database) -> None:
    found = await card(database, await a_contact(database, RUSSIAN), RUSSIAN)

    assert (found.customer.one_way, len(found.customer.zones)) == (True, 16)


@pytest.mark.parametrize(("sender", "one_way"), [("+380800000001", False), ("MG1", False), ("Acme", True), ("", False)])
async def test_no_reply_comes_back_where_texts_are_sent_from_a_name(
    database: Database, sender: str, one_way: bool
) -> None:
    book = ContactBook(sender=lambda _project: sender)
    found = await card(database, await a_contact(database, MOBILE), MOBILE, book)

    assert found.customer.one_way == one_way


async def test_a_prefix_that_the_project_knows_is_believed(database: Database) -> None:
    contact = await a_contact(database, FICTIONAL)
    book = ContactBook(lambda project: {"+447700900": LineType.MOBILE})

    assert (await card(database, contact, FICTIONAL)).customer.no_text == "no_mobile"
    assert (await card(database, contact, FICTIONAL, book)).customer.text_to == FICTIONAL


async def test_stop_is_kept_and_start_takes_it_back(database: Database) -> None:
    contact, book = await a_contact(database, MOBILE), ContactBook()
    await book.stop_texts(database, [PROJECT], MOBILE, NOW)
    assert (await card(database, contact, MOBILE)).customer.no_text == "stopped"

    await book.allow_texts(database, [PROJECT], MOBILE)
    assert (await card(database, contact, MOBILE)).customer.text_to == MOBILE


async def test_the_caller_is_the_contact_that_is_found(database: Database) -> None:
    await a_contact(database, LANDLINE)
    book = ContactBook()
    called = await book.of_caller(database, CARD, MOBILE, NOW)

    assert await book.find(database, PROJECT, MOBILE) == called
    assert (await store.one(database, called)).created_at == NOW
