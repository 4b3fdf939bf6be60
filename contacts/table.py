"""A file of contacts, read line by line: what can be taken, and one sentence for each line that cannot.

The first line names the columns, in any order; upper and lower case, spaces, `_` and `-` make no difference:

    name                the person's name; or first_name and last_name
    number, number2 …   telephone numbers, E.164 or as written in the project's country; also phone, telephone
    mobile, mobile2 …   the same, of which the contact says that they are mobile; also cell
    language            ISO 639, such as en; of en-GB the first part is taken
    zone                IANA, such as Europe/Kyiv; also time_zone
    consent             given, refused or unknown; also yes and no
    notes               free text; also note, comment
    do_not_call         yes or no; also dnc

Their Russian and Ukrainian names are known as well (`_NAMES`). Columns of other names are not taken, and are listed.
Comma, semicolon or tab divide the cells, which may stand in double quotes.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from contacts.model import (
    LONGEST_NAME,
    LONGEST_NOTES,
    MOST_NUMBERS,
    Consent,
    NewNumber,
    Person,
    checked_language,
    checked_zone,
)
from contacts.standing import new_number
from kernel.errors import BadInput, Said
from kernel.numbering import LineType
from kernel.phone import parse_phone

MOST_LINES = 50_000
MOST_BYTES = 10 * 1024 * 1024
_DELIMITERS = ",;\t"
_NUMBERED = re.compile(r"(\D+)\d{0,2}")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "contact", "customer", "имя", "фио", "імя", "піб", "клиент", "клієнт"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "surname", "familyname", "фамилия", "прізвище"),
    "number": ("number", "phone", "telephone", "tel", "phonenumber", "телефон", "номер"),
    "mobile": ("mobile", "cell", "mobilephone", "cellphone", "мобильный", "мобільний"),
    "language": ("language", "lang", "язык", "мова"),
    "zone": ("zone", "timezone", "tz", "часовойпояс", "часовийпояс"),
    "consent": ("consent", "согласие", "згода"),
    "notes": ("notes", "note", "comment", "comments", "примечание", "примечания", "примітка", "примітки"),
    "do_not_call": ("donotcall", "dnc", "незвонить", "недзвонити", "нетелефонувати"),
}
_COLUMNS = {spelled: column for column, names in _NAMES.items() for spelled in names}
_MANY = frozenset({"number", "mobile"})
_YES = frozenset({"yes", "y", "true", "1", "x", "да", "так"})
_NO = frozenset({"no", "n", "false", "0", "", "нет", "ні"})
_CONSENTS = (
    dict.fromkeys((*_YES, "given"), Consent.GIVEN)
    | dict.fromkeys((*_NO, "refused"), Consent.REFUSED)
    | dict.fromkeys(("", "unknown"), Consent.UNKNOWN)
)


# A large file is a hundred thousand values, which hold no cycles: the collector would stop calls to look for some
# (`gc=False`, here and in what they are made of).


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one line says of a contact. `line` counts from 1, which names the columns."""

    line: int
    person: Person
    numbers: tuple[NewNumber, ...]
    do_not_call: bool = False


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A line that cannot be taken, and one sentence why."""

    line: int
    why: str


class Table(msgspec.Struct, frozen=True):
    """`ignored` are the names of the columns that are not taken."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    ignored: tuple[str, ...]


class _Row(msgspec.Struct, frozen=True, gc=False):
    line: int
    cells: list[str]


def read_table(text: str, region: str) -> Table:
    """`region` reads national numbers. Takes seconds for a large file: not on the event loop.

    Raises `BadInput` where the file is too large or its first line names no column for numbers.
    """
    _refuse_large(text)
    rows = _rows(text.removeprefix("\ufeff"))
    first = next(rows, None)
    header = first.cells if isinstance(first, _Row) else []
    columns = _columns(header)
    if not _MANY & set(columns):
        got = ", ".join(header)[:64]
        raise BadInput("text", got or None, "a first line that names the columns, among them number or mobile")
    read = [_read(row, columns, region) for row in rows]
    return Table(
        tuple(each for each in read if isinstance(each, Entry)),
        tuple(each for each in read if isinstance(each, Refused)),
        tuple(name for name, column in zip(header, columns, strict=True) if column is None),
    )


def _refuse_large(text: str) -> None:
    size = len(text.encode())
    if size > MOST_BYTES:
        raise BadInput("text", Said(f"{size} bytes"), f"at most {MOST_BYTES} bytes")
    lines = max(text.count("\n"), text.count("\r"))
    if lines > MOST_LINES:
        raise BadInput("text", Said(f"{lines} lines"), f"at most {MOST_LINES} lines: divide the file")


def _rows(text: str) -> Iterator[_Row | Refused]:
    """Every line that is not empty, with the number at which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(line, _unreadable(error))
        else:
            if any(cells):
                yield _Row(line, cells)


def _unreadable(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "A quotation mark is opened here and never closed: nothing from here on could be read."
    return f"The line cannot be divided into cells: {error}."


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _columns(header: Sequence[str]) -> list[str | None]:
    """None for a name that is not known, and for a second column of what there can be but one."""
    found: list[str | None] = []
    for name in header:
        column = _column(name)
        found.append(None if column in found and column not in _MANY else column)
    return found


def _column(name: str) -> str | None:
    plain = re.sub(r"[\s_'’ʼ-]", "", name.casefold())
    if found := _COLUMNS.get(plain):
        return found
    numbered = _NUMBERED.fullmatch(plain)
    found = _COLUMNS.get(numbered[1]) if numbered else None
    return found if found in _MANY else None


def _read(row: _Row | Refused, columns: Sequence[str | None], region: str) -> Entry | Refused:
    if isinstance(row, Refused):
        return row
    if len(row.cells) > len(columns) and any(row.cells[len(columns) :]):
        return Refused(row.line, f"The line has {len(row.cells)} cells, and the first line names {len(columns)}.")
    named = [(column, cell) for column, cell in zip(columns, row.cells, strict=False) if column and cell]
    try:
        return _entry(row.line, named, region)
    except BadInput as refused:
        return Refused(row.line, str(refused))


def _entry(line: int, named: Sequence[tuple[str, str]], region: str) -> Entry:
    """Raises `BadInput`."""
    cells = dict(named)
    numbers = _numbers(named, region)
    name = cells.get("name") or " ".join(filter(None, (cells.get("first_name"), cells.get("last_name"))))
    language = cells.get("language")
    person = Person(
        name=_short("name", name, LONGEST_NAME),
        language=checked_language(re.split("[-_]", language.lower())[0]) if language else None,
        zone=checked_zone(cells.get("zone")),
        consent=_consent(cells.get("consent", "")),
        notes=_short("notes", cells.get("notes", ""), LONGEST_NOTES),
    )
    return Entry(line=line, person=person, numbers=numbers, do_not_call=_is_yes(cells.get("do_not_call", "")))


def _numbers(named: Sequence[tuple[str, str]], region: str) -> tuple[NewNumber, ...]:
    """Each once; of one that comes twice, that it is mobile counts."""
    found: dict[str, NewNumber] = {}
    for column, cell in named:
        if column not in _MANY:
            continue
        phone = parse_phone(cell, region)
        if phone is None:
            raise BadInput(column, cell[:64], "a telephone number, such as +441632960111 or a national one")
        if column == "mobile" or phone.e164 not in found:
            found[phone.e164] = new_number(phone, LineType.MOBILE if column == "mobile" else None)
    if not found:
        raise BadInput("number", None, "at least one telephone number")
    if len(found) > MOST_NUMBERS:
        raise BadInput("number", Said(f"{len(found)} numbers"), f"at most {MOST_NUMBERS} numbers")
    return tuple(found.values())


def _consent(cell: str) -> Consent:
    found = _CONSENTS.get(cell.casefold())
    if found is None:
        raise BadInput("consent", cell[:64], "given, refused or unknown")
    return found


def _is_yes(cell: str) -> bool:
    if cell.casefold() in _YES | _NO:
        return cell.casefold() in _YES
    raise BadInput("do_not_call", cell[:64], "yes or no")


def _short(field: str, cell: str, longest: int) -> str:
    if len(cell) > longest:
        raise BadInput(field, Said(f"{len(cell)} characters"), f"at most {longest} characters")
    return cell
