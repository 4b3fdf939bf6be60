"""What a file of contacts would change: decided before anything is written, and the same when it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from contacts.model import Consent, NewNumber, Person, joined_notes, stronger
from contacts.table import Entry, Table
from kernel.ids import ContactId
from kernel.phone import Phone


class Owner(msgspec.Struct, frozen=True, gc=False):
    """A contact that has a number of the file already."""

    id: ContactId
    person: Person


class Fate(StrEnum):
    NEW = "new"
    JOINED = "joined"
    REFUSED = "refused"


class LineFate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`contact` is whom the line joins, or `with_line` an earlier line of the file.

    `why` says what is refused or not taken.
    """

    line: int
    fate: Fate
    contact: ContactId | None = None
    with_line: int | None = None
    why: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The lines of one person, the first of which is `line`. `contact` None: there is none yet.

    `before` is what was known of them, None of a new contact.
    """

    line: int
    contact: ContactId | None = None
    before: Person | None = None
    person: Person = Person()
    numbers: tuple[NewNumber, ...] = ()
    listed: tuple[Phone, ...] = ()


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """`lines` in the order of the file."""

    groups: tuple[Group, ...]
    lines: tuple[LineFate, ...]
    ignored: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        return sum(line.fate is fate for line in self.lines)


def join(table: Table, owners: Mapping[str, Owner]) -> Joining:
    """`owners`, by number in E.164, are those of the file's numbers that have a contact.

    What the file says fills what is empty, and is never written over what is there: the line's fate names it.
    """
    groups: dict[int, Group] = {}
    of_number: dict[str, int] = {}
    lines = [LineFate(line=each.line, fate=Fate.REFUSED, why=each.why) for each in table.refused]
    for entry in table.entries:
        found = _found(entry, groups, of_number, owners)
        if len(found) > 1:
            lines.append(_torn(entry, found))
            continue
        group = found[0] if found else Group(line=entry.line, person=entry.person)
        lines.append(_fate(entry, group))
        groups[_key(group)] = _with(group, entry)
        of_number.update((number.phone.e164, _key(group)) for number in entry.numbers)
    lines.sort(key=lambda each: each.line)
    return Joining(groups=tuple(groups.values()), lines=tuple(lines), ignored=table.ignored)


def whole_parts(entries: Sequence[Entry], joining: Joining, lines: int) -> Iterator[Sequence[Entry]]:
    """What `joining` takes of a file, in parts of `lines` or somewhat more: the lines of one person stay together.

    Each part, joined for itself, comes to the same.
    """
    fates = {each.line: each for each in joining.lines}
    people: dict[int, list[Entry]] = {}
    for entry in entries:
        fate = fates[entry.line]
        if fate.fate is not Fate.REFUSED:
            people.setdefault(fate.contact or -(fate.with_line or entry.line), []).append(entry)
    part: list[Entry] = []
    for theirs in people.values():
        part += theirs
        if len(part) >= lines:
            yield part
            part = []
    if part:
        yield part


def _key(group: Group) -> int:
    """Contacts count upwards, lines without one downwards."""
    return -group.line if group.contact is None else group.contact


def _found(
    entry: Entry, groups: Mapping[int, Group], of_number: Mapping[str, int], owners: Mapping[str, Owner]
) -> Sequence[Group]:
    """Each once."""
    found: dict[int, Group] = {}
    for number in entry.numbers:
        e164 = number.phone.e164
        if owner := owners.get(e164):
            known = Group(line=entry.line, contact=owner.id, before=owner.person, person=owner.person)
            found[owner.id] = groups.get(owner.id, known)
        elif (key := of_number.get(e164)) is not None:
            found[key] = groups[key]
    return list(found.values())


def _torn(entry: Entry, found: Sequence[Group]) -> LineFate:
    return LineFate(line=entry.line, fate=Fate.REFUSED, why=_torn_sentence(found))


def _torn_sentence(found: Sequence[Group]) -> str:
    whose = " and ".join(map(_whose, found))
    return f"Its numbers belong to {whose}: merge these first, or divide the line."


def _whose(group: Group) -> str:
    return f"line {group.line}" if group.contact is None else f"contact {group.contact}"


def _fate(entry: Entry, group: Group) -> LineFate:
    if group.contact is None and group.line == entry.line:
        return LineFate(line=entry.line, fate=Fate.NEW)
    earlier = group.line if group.line != entry.line else None
    why = " ".join(_not_taken(entry.person, group.person))
    return LineFate(line=entry.line, fate=Fate.JOINED, contact=group.contact, with_line=earlier, why=why)


def _not_taken(said: Person, known: Person) -> Iterable[str]:
    for field in ("name", "language", "zone"):
        there, new = getattr(known, field), getattr(said, field)
        if there and new and there != new:
            yield f"{field}: {there!r} stays, {new!r} is not taken."
    if said.consent is not Consent.UNKNOWN and stronger(known.consent, said.consent) is not said.consent:
        yield f"consent: {known.consent.value!r} stays, {said.consent.value!r} is not taken."


def _with(group: Group, entry: Entry) -> Group:
    numbers = {each.phone: each for each in group.numbers}
    for number in entry.numbers:
        if number.said or number.phone not in numbers:
            numbers[number.phone] = number
    barred = tuple(number.phone for number in entry.numbers) if entry.do_not_call else ()
    return msgspec.structs.replace(
        group,
        person=_filled(group.person, entry.person),
        numbers=tuple(numbers.values()),
        listed=tuple(dict.fromkeys(group.listed + barred)),
    )


def _filled(known: Person, said: Person) -> Person:
    return Person(
        name=known.name or said.name,
        language=known.language or said.language,
        zone=known.zone or said.zone,
        consent=stronger(known.consent, said.consent),
        notes=joined_notes(known.notes, said.notes),
    )
