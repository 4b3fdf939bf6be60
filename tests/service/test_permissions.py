"""The table of who may do what, in the code and in the document."""

import re
from pathlib import Path

from kernel.permissions import GRANTED, Permission, Role

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
GIVEN = "yes"


def table() -> dict[str, dict[str, str]]:
    """By permission and role, as the document has it."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in DOCUMENT.read_text().partition("## The table")[2].splitlines()
        if re.match(r"\| *(`\w+`|permission) *\|", line)
    ]
    head = rows[0][1 : len(Role) + 1]
    return {row[0]: dict(zip(head, row[1:], strict=False)) for row in rows[1:]}


def test_the_document_says_what_the_code_grants() -> None:
    found = table()

    granted = {each.value: {role.value: GIVEN if each in GRANTED[role] else "" for role in Role} for each in Permission}
    assert {name: {role: row[role] for role in Role} for name, row in found.items()} == granted


def test_everybody_may_sign_in_and_an_administrator_may_do_all() -> None:
    assert all({Permission.PUBLIC, Permission.SIGNED_IN} <= granted for granted in GRANTED.values())
    assert GRANTED[Role.ADMIN] == frozenset(Permission)
