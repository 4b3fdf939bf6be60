"""What goes over HTTP about contacts: the types, and what they are made of."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from contacts.history import CallThen, CaseThen, TextThen
from contacts.importing import Progress
from contacts.joining import Fate, Joining
from contacts.model import LONGEST_NAME, LONGEST_NOTES, MOST_NUMBERS, Consent, Contact, ContactNumber, Listed, Place
from contacts.standing import kind_of, zones_for
from contacts.table import MOST_BYTES
from kernel.errors import BadInput
from kernel.http import LARGEST_ID, Lines
from kernel.numbering import LineType

LARGEST_PAGE = 200
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE)]
Text = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
Notes = Annotated[Lines, msgspec.Meta(max_length=LONGEST_NOTES)]
Typed = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Said = Literal["mobile", "landline"]
"""What a contact may say of a line."""


class ContactsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`q` is any run of digits of any number, or a part of a name; `before` the `next` of the page before."""

    q: Text | None = None
    project: Id | None = None
    before: Text | None = None
    limit: Limit = 50


class HistoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    before: Text | None = None
    limit: Limit = 50


class NumberView(msgspec.Struct, frozen=True, kw_only=True):
    """`line_type_from`: who says so: `numbering`, `contact` or `lookup`."""

    number: str
    line_type: LineType
    line_type_from: str
    main: bool
    texts_stopped_at: datetime | None
    do_not_call: bool
    added_at: datetime


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """`zone` is what was written down, null where nothing was; `zones` are all that they may be in, by `zones_from`:
    `contact`, `number` (the main one) or `project`.
    """

    id: int
    project_id: int
    name: str
    language: str | None
    zone: str | None
    zones: list[str]
    zones_from: str
    consent: Consent
    do_not_call: bool
    notes: str
    numbers: list[NumberView]
    created_at: datetime
    changed_at: datetime


class ContactsPage(msgspec.Struct, frozen=True):
    """Latest change first. `next` is null on the last page."""

    contacts: list[ContactView]
    next: str | None


class NumberBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`number` as E.164 or as written in the project's country. `line_type` is the contact's word."""

    number: Typed
    line_type: Said | None = None


class ContactBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`zone` is an IANA name, null: inferred. `language` null: the project's. The first number is the main one."""

    project_id: Id
    numbers: Annotated[list[NumberBody], msgspec.Meta(min_length=1, max_length=MOST_NUMBERS)]
    name: Name = ""
    language: Typed | None = None
    zone: Typed | None = None
    consent: Consent = Consent.UNKNOWN
    notes: Notes = ""


class ContactPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays as it is."""

    name: Name | UnsetType = UNSET
    language: Typed | UnsetType | None = UNSET
    zone: Typed | UnsetType | None = UNSET
    consent: Consent | UnsetType = UNSET
    notes: Notes | UnsetType = UNSET


class NumberPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays as it is. `line_type` null takes the contact's word back. `main` can only be given.

    `texts` false stops texts to the contact, by their word; true allows them again.
    """

    line_type: Said | UnsetType | None = UNSET
    main: Literal[True] | UnsetType = UNSET
    texts: bool | UnsetType = UNSET


class MergeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contact that stays."""

    into: Id


class HistoryPage(msgspec.Struct, frozen=True):
    """Newest first. `next` is null on the last page."""

    history: list[CallThen | CaseThen | TextThen]
    next: str | None


class ImportBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`text` is the file, of at most 50,000 lines, of which the first names the columns. `dry_run` changes nothing."""

    project_id: Id
    text: Annotated[Lines, msgspec.Meta(max_length=MOST_BYTES)]
    dry_run: bool = True


class ImportLine(msgspec.Struct, frozen=True, kw_only=True):
    """Joined with `contact_id`, or with an earlier line of the file. `why`: what is refused, or not taken, and why."""

    line: int
    fate: Fate
    contact_id: int | None
    with_line: int | None
    why: str


class ImportReply(msgspec.Struct, frozen=True, kw_only=True):
    """`new`, `joined` and `refused` count lines. `lines` are those refused, and those joined; new ones are not listed.

    `ignored` are the columns that are not known.
    """

    dry_run: bool
    new: int
    joined: int
    refused: int
    ignored: list[str]
    lines: list[ImportLine]


class RunningImport(msgspec.Struct, frozen=True, kw_only=True):
    """Of `lines`, those that can be taken, `taken` are."""

    project_id: int
    by: str
    lines: int
    taken: int


class ImportsReply(msgspec.Struct, frozen=True):
    imports: list[RunningImport]


class ListedQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`q` is any run of digits. `project`: what holds for it, entries for all projects among them."""

    q: Text | None = None
    project: Id | None = None
    before: Text | None = None
    limit: Limit = 50


class ListedView(msgspec.Struct, frozen=True, kw_only=True):
    """`project_id` null: for every project."""

    id: int
    project_id: int | None
    number: str
    why: str
    added_by: str
    added_at: datetime


class ListedPage(msgspec.Struct, frozen=True):
    """Latest first. `next` is null on the last page."""

    numbers: list[ListedView]
    next: str | None


class ListBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project_id` null: for every project; then `number` must begin with its country code, as in +441632960111."""

    number: Typed
    project_id: Id | None = None
    why: Text = ""


def contact_view(contact: Contact, place: Place) -> ContactView:
    zones, zones_from = zones_of_contact(contact, place.zone)
    return ContactView(
        id=contact.id,
        project_id=contact.project,
        name=contact.name,
        language=contact.language,
        zone=contact.zone,
        zones=zones,
        zones_from=zones_from,
        consent=contact.consent,
        do_not_call=any(each.listed for each in contact.numbers),
        notes=contact.notes,
        numbers=[_number_view(each, place) for each in contact.numbers],
        created_at=contact.created_at,
        changed_at=contact.changed_at,
    )


def zones_of_contact(contact: Contact, project_zone: str) -> tuple[list[str], str]:
    if not contact.numbers:
        return [contact.zone or project_zone], "contact" if contact.zone else "project"
    zones, zones_from = zones_for(contact, contact.numbers[0].phone, project_zone)
    return list(zones), zones_from.value


def _number_view(number: ContactNumber, place: Place) -> NumberView:
    return NumberView(
        number=number.phone.e164,
        line_type=kind_of(number, place.known_prefixes),
        line_type_from=number.line_type_from.value,
        main=number.main,
        texts_stopped_at=number.texts_stopped_at,
        do_not_call=number.listed,
        added_at=number.added_at,
    )


def import_reply(joining: Joining, dry_run: bool) -> ImportReply:
    lines = [
        ImportLine(line=each.line, fate=each.fate, contact_id=each.contact, with_line=each.with_line, why=each.why)
        for each in joining.lines
        if each.fate is not Fate.NEW
    ]
    return ImportReply(
        dry_run=dry_run,
        new=joining.count(Fate.NEW),
        joined=joining.count(Fate.JOINED),
        refused=joining.count(Fate.REFUSED),
        ignored=list(joining.ignored),
        lines=lines,
    )


def imports_reply(running: Iterable[Progress]) -> ImportsReply:
    return ImportsReply(
        [RunningImport(project_id=each.project, by=each.by, lines=each.lines, taken=each.taken) for each in running]
    )


def listed_view(entry: Listed) -> ListedView:
    return ListedView(
        id=entry.id,
        project_id=entry.project,
        number=entry.phone.e164,
        why=entry.why,
        added_by=entry.added_by,
        added_at=entry.added_at,
    )


def cursor(at: datetime, key: object) -> str:
    """The place after this one in a list."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}~{key}"


def parse_cursor(text: str | None) -> tuple[datetime, str] | None:
    """Raises `BadInput`."""
    if text is None:
        return None
    at, separator, key = text.partition("~")
    try:
        if not separator:
            raise ValueError
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), key
    except ValueError:
        raise BadInput("before", text[:64], "the `next` of another page") from None


def parse_id_cursor(text: str | None) -> tuple[datetime, int] | None:
    """Raises `BadInput`."""
    found = parse_cursor(text)
    if found is None:
        return None
    at, key = found
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise BadInput("before", (text or "")[:64], "the `next` of another page")
    return at, int(key)
