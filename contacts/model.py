"""A person who calls, with all their numbers. All times are UTC instants."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from kernel.errors import BadInput
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.phone import Phone

LONGEST_NAME = 200
LONGEST_NOTES = 20_000
MOST_NUMBERS = 20
_LANGUAGE = re.compile("[a-z]{2,3}")


class Consent(StrEnum):
    """To being called and texted about their own call. Unknown is enough to return one."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    REFUSED = "refused"


class TypeSource(StrEnum):
    """Who says of what kind a line is. The contact's word is never overwritten by the others."""

    NUMBERING = "numbering"
    CONTACT = "contact"
    LOOKUP = "lookup"


class ContactNumber(msgspec.Struct, frozen=True, kw_only=True):
    """`main` is the one a person would name first. `texts_stopped_at`: STOP came from it, or the carrier says so.

    `listed`: on the do-not-call list, of the contact's project or of all.
    """

    phone: Phone
    line_type: LineType
    line_type_from: TypeSource = TypeSource.NUMBERING
    main: bool = False
    texts_stopped_at: datetime | None = None
    added_at: datetime
    listed: bool = False


class NewNumber(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    phone: Phone
    kind: LineType
    source: TypeSource = TypeSource.NUMBERING

    @property
    def said(self) -> bool:
        """Whether its kind is the contact's word."""
        return self.source is TypeSource.CONTACT


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that is known of a contact but the numbers.

    `language` None: the project's. `zone` is an IANA name; None: inferred from the number.
    """

    name: str = ""
    language: str | None = None
    zone: str | None = None
    consent: Consent = Consent.UNKNOWN
    notes: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """As `Person`. `numbers`: the main one first, then in the order in which they became known."""

    id: ContactId
    project: ProjectId
    name: str = ""
    language: str | None = None
    zone: str | None = None
    consent: Consent = Consent.UNKNOWN
    notes: str = ""
    numbers: tuple[ContactNumber, ...] = ()
    created_at: datetime
    changed_at: datetime


class Place(msgspec.Struct, frozen=True):
    """Where a project is: `region` (ISO 3166) reads national numbers, `zone` (IANA) is the last resort.

    `known_prefixes` are the ranges of which an admin knows the kind of line better than the numbering plan.
    """

    region: str
    zone: str
    known_prefixes: Mapping[str, LineType] = {}


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the do-not-call list. `project` None: nobody of any project calls this number."""

    id: int
    project: ProjectId | None
    phone: Phone
    why: str
    added_by: str
    added_at: datetime


def checked_zone(zone: str | None) -> str | None:
    """Raises `BadInput` for what is no IANA zone."""
    if zone is None:
        return None
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise BadInput("zone", zone[:64], "an IANA time zone such as Europe/Kyiv") from None
    return zone


def checked_language(language: str | None) -> str | None:
    """Raises `BadInput` for what is no ISO 639 code."""
    if language is None or _LANGUAGE.fullmatch(language):
        return language
    raise BadInput("language", language[:64], "a language code such as en or uk")


def stronger(one: Consent, other: Consent) -> Consent:
    """Of two words of the same person: a refusal outweighs consent, and either outweighs silence."""
    order = (Consent.REFUSED, Consent.GIVEN, Consent.UNKNOWN)
    return min(one, other, key=order.index)


def joined_notes(first: str, second: str) -> str:
    """Nothing is lost, and nothing is there twice."""
    if second.strip() in first:
        return first
    return f"{first.rstrip()}\n\n{second.strip()}" if first.strip() else second
