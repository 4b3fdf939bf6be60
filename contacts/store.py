"""Contacts in Postgres: one typed function for each query. What belongs together is one transaction of the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from contacts.model import Consent, Contact, ContactNumber, NewNumber, Person
from contacts.standing import new_number
from kernel.errors import Conflict, NotFound
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.phone import Phone
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)
NO_SUCH_CONTACT = "There is no such contact."
_OVERTAKEN_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Filter:
    """None is no condition. `digits` are runs of which a number must have one.

    `before`: change and id of the last one seen.
    """

    projects: Sequence[int] | None = None
    digits: Sequence[str] | None = None
    name: str | None = None
    before: tuple[datetime, int] | None = None
    limit: int = 50


# ---- reading


async def one(db: Queryable, contact: ContactId) -> Contact:
    """One that was merged answers as the one it went into. Raises `NotFound`."""
    row = await db.fetchrow(SQL["one_contact"], contact)
    if row is None:
        raise NotFound(NO_SUCH_CONTACT)
    return _contact(row)


async def page(db: Queryable, wanted: Filter) -> Sequence[Contact]:
    """Latest change first."""
    at, key = wanted.before or (None, None)
    projects = None if wanted.projects is None else list(wanted.projects)
    if wanted.digits is not None:
        asked: tuple[object, ...] = (projects, list(wanted.digits), at, key, wanted.limit)
        return [_contact(row) for row in await db.fetch(SQL["contacts_by_digits"], *asked)]
    asked = (projects, wanted.name, at, key, wanted.limit)
    return [_contact(row) for row in await db.fetch(SQL["contacts_page"], *asked)]


async def find(db: Queryable, project: ProjectId, number: Phone) -> ContactId | None:
    """In a transaction: the number stays theirs until it ends."""
    found: ContactId | None = await db.fetchval(SQL["owner_of"], project, number.e164)
    return found


def _contact(row: Record) -> Contact:
    return Contact(
        id=ContactId(row["id"]),
        project=ProjectId(row["project_id"]),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        numbers=msgspec.convert(row["numbers"], tuple[ContactNumber, ...]),
        **msgspec.structs.asdict(person_of(row)),
    )


def person_of(row: Record) -> Person:
    return Person(
        name=row["name"],
        language=row["language"],
        zone=row["zone"],
        consent=Consent(row["consent"]),
        notes=row["notes"],
    )


# ---- made, changed


async def of_caller(tx: Queryable, project: ProjectId, number: Phone, at: datetime) -> ContactId:
    """The contact with this number, made if there is none. Two that ask at the same moment get the same one."""
    for _ in range(_OVERTAKEN_AT_MOST):
        if (found := await find(tx, project, number)) is not None:
            return found
        made = await add(tx, project, Person(), at)
        if await add_number(tx, project, made, new_number(number), at):
            return made
        await tx.execute(SQL["drop_contact"], made)
    raise Conflict("Somebody else is changing this contact: try again.")


async def lock(tx: Queryable, contact: ContactId) -> ContactId:
    """The contact, or the one it went into, is this transaction's to change. Raises `NotFound`."""
    for _ in range(_OVERTAKEN_AT_MOST):
        found: ContactId | None = await tx.fetchval(SQL["lock_contact"], contact)
        if found is not None:
            return found
    raise NotFound(NO_SUCH_CONTACT)


async def add(tx: Queryable, project: ProjectId, person: Person, at: datetime) -> ContactId:
    return ContactId(await tx.fetchval(SQL["add_contact"], project, *_columns(person), at))


async def change(tx: Queryable, contact: ContactId, person: Person, at: datetime) -> None:
    await tx.execute(SQL["change_contact"], contact, *_columns(person), at)


def _columns(person: Person) -> tuple[object, ...]:
    return person.name, person.language, person.zone, person.consent.value, person.notes


async def touch(tx: Queryable, contact: ContactId, at: datetime) -> None:
    await tx.execute(SQL["touch_contact"], contact, at)


# ---- numbers


async def add_number(tx: Queryable, project: ProjectId, contact: ContactId, number: NewNumber, at: datetime) -> bool:
    """False where another contact has it."""
    row = (project, number.phone.e164, contact, number.kind.value, number.source.value, at)
    return await tx.fetchval(SQL["add_number"], *row) is not None


async def remove_number(tx: Queryable, contact: ContactId, number: Phone) -> bool:
    gone = await tx.fetchval(SQL["remove_number"], contact, number.e164) is not None
    await choose_main(tx, contact)
    return gone


async def choose_main(tx: Queryable, contact: ContactId, number: Phone | None = None) -> None:
    """None: the one that is, else the first that was known."""
    await tx.execute(SQL["choose_main"], contact, number.e164 if number else None)


async def say_line_type(tx: Queryable, contact: ContactId, number: Phone, said: LineType | None) -> None:
    """By the contact's word; None takes it back, and the numbering plan is asked again."""
    new = new_number(number, said)
    await tx.execute(SQL["set_line_type"], contact, number.e164, new.kind.value, new.source.value)


async def keep_line_type(tx: Queryable, project: ProjectId, number: Phone, found: LineType) -> None:
    """By a look-up. Nothing happens where no contact has the number, or the contact's word is known."""
    await tx.execute(SQL["keep_line_type"], project, number.e164, found.value)


async def stop_texts(tx: Queryable, projects: Sequence[ProjectId], number: Phone, at: datetime) -> None:
    """A number that a project does not know yet becomes a contact there, so that its STOP is not lost."""
    for project in projects:
        await of_caller(tx, project, number, at)
        await tx.execute(SQL["stop_texts"], project, number.e164, at)


async def allow_texts(tx: Queryable, projects: Sequence[ProjectId], number: Phone) -> bool:
    """Whether they had been stopped."""
    return bool(await tx.fetch(SQL["allow_texts"], list(projects), number.e164))
