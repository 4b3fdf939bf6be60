"""A file of numbers, read line by line. The first line names the columns did, project, queue, language and note. Pure.

Comma, semicolon or tab divide the cells, which may stand in double quotes. Language and note may be left out: a number
that is there keeps its own then, and always its menu.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from config.changes.specs import NumberSpec
from kernel.errors import NOTHING, BadInput, Said

COLUMNS = ("did", "project", "queue", "language", "note")
NEEDED = COLUMNS[:3]
_REST = frozenset(NumberSpec.__struct_fields__) - {*NEEDED}
MOST = 5_000
_DELIMITERS = ",;\t"
_AS_A_TABLE = "short cells with commas, semicolons or tabs between them"


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1, which names the columns; `columns` are those that there are."""

    number: int
    spec: NumberSpec
    columns: frozenset[str] = frozenset(COLUMNS)

    def over(self, spec: NumberSpec, before: NumberSpec | None) -> NumberSpec:
        """The line's spec as it is kept: what it has no column for stays as it was."""
        stays = {} if before is None else {name: getattr(before, name) for name in _REST - self.columns}
        return msgspec.structs.replace(spec, **stays)


def read_numbers(text: str) -> list[Line]:
    """Raises `BadInput`, which names the line."""
    lines = text.lstrip("\ufeff").splitlines()
    head = lines[0] if lines else ""
    divider = max(_DELIMITERS, key=head.count)
    rows = _rows(lines, divider)
    columns = _columns(rows[0] if rows else [])
    filled = ((at, row) for at, row in enumerate(rows[1:], start=2) if any(map(str.strip, row)))
    found = [Line(at, _spec(at, columns, row), frozenset(columns)) for at, row in filled]
    if not 0 < len(found) <= MOST:
        raise BadInput("text", f"{len(found)} numbers", "1 to 5000 numbers")
    return found


def _rows(lines: list[str], divider: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=divider)
    try:
        return list(reader)
    except csv.Error as error:
        raise BadInput(f"line {reader.line_num}", Said("cells that cannot be told apart"), _AS_A_TABLE) from error


def _columns(head: list[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in head]
    if not set(NEEDED) <= set(names) or not set(names) <= set(COLUMNS):
        shown = ", ".join(names) or NOTHING
        raise BadInput("line 1", shown, "the columns did, project, queue and perhaps language and note")
    return names


def _spec(at: int, columns: list[str], row: list[str]) -> NumberSpec:
    if any(map(str.strip, row[len(columns) :])):
        accepted = "as many cells as the first line names, commas within in quotes"
        raise BadInput(f"line {at}", f"{len(row)} cells", accepted)
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False)}
    told = {name: cell for name, cell in cells.items() if cell}
    for name in NEEDED:
        if name not in told:
            raise BadInput(f"line {at}, {name}", NOTHING, "a value in each of the columns did, project and queue")
    try:
        return msgspec.convert(told, NumberSpec)
    except msgspec.ValidationError as error:
        raise BadInput(f"line {at}", ", ".join(_shown(cells)), "a number as in the set-up") from error


def _shown(cells: dict[str, str]) -> Iterator[str]:
    return (cell[:64] for cell in cells.values())
