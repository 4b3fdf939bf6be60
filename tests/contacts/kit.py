"""Contacts of one project, as values and in a database."""

from collections.abc import Mapping
from datetime import UTC, datetime

from contacts.model import Contact, ContactNumber, NewNumber, Person, Place, TypeSource
from contacts.standing import new_number
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType, line_type_of
from kernel.phone import Phone
from store.pool import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OURS, OTHERS = ProjectId(1), ProjectId(2)
KYIV = Place("UA", "Europe/Kyiv")
LANDLINE = Phone("+380441234567")
MOBILE = Phone("+380501234567")
SECOND_MOBILE = Phone("+380671234567")
RUSSIAN_MOBILE = Phone("+79161234567")
AMERICAN = Phone("+12025550123")
UNKNOWN = Phone("+447700900123")


class TwoProjects:
    def places(self) -> Mapping[ProjectId, Place]:
        return {OURS: KYIV, OTHERS: Place("GB", "Europe/London")}


def a_number(
    phone: Phone, said: LineType | None = None, *, stopped: bool = False, listed: bool = False
) -> ContactNumber:
    return ContactNumber(
        phone=phone,
        line_type=said or line_type_of(phone),
        line_type_from=TypeSource.CONTACT if said else TypeSource.NUMBERING,
        texts_stopped_at=NOW if stopped else None,
        added_at=NOW,
        listed=listed,
    )


def a_contact(*numbers: ContactNumber, person: Person | None = None) -> Contact:
    known = person or Person()
    return Contact(
        id=ContactId(1),
        project=OURS,
        zone=known.zone,
        consent=known.consent,
        numbers=numbers,
        created_at=NOW,
        changed_at=NOW,
    )


def new(*phones: Phone) -> list[NewNumber]:
    return [new_number(phone) for phone in phones]


async def furnish(database: Database) -> None:
    for project, name, place in ((OURS, "ours", KYIV), (OTHERS, "others'", Place("GB", "Europe/London"))):
        await database.execute(
            "INSERT INTO projects (id, name, zone, region) VALUES ($1, $2, $3, $4)",
            project,
            name,
            place.zone,
            place.region,
        )
