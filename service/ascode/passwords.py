"""Passwords of trunks and phones that come beside the set-up, in a file of their own. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from kernel.errors import HIDDEN, NOTHING, BadInput, Said
from service.ascode.text import FILE, read_text

OPTION = "--secrets"
_ACCEPTED = "names of trunks and phones, each with its password"
LONGEST, SHORTEST_OF_A_PHONE = 128, 12


def read_passwords(text: str) -> Mapping[str, str]:
    """By name, in the clear. Raises `BadInput`."""
    try:
        found = read_text(text)
    except BadInput as error:
        field = OPTION if error.field == FILE else f"{OPTION}, {error.field}"
        raise BadInput(field, Said(error.got or ""), error.accepted or "") from error
    if not isinstance(found, dict):
        raise BadInput(OPTION, NOTHING if found is None else Said("something else"), _ACCEPTED)
    return {name: _password(name, value) for name, value in found.items()}


def _password(name: str, value: Any) -> str:
    if not value or not isinstance(value, str):
        raise BadInput(f"{OPTION}, {name}", NOTHING if not value else Said("something else"), "its password")
    if len(value) > LONGEST or not value.isprintable():
        raise BadInput(f"{OPTION}, {name}", HIDDEN, f"a password of up to {LONGEST} characters in one line")
    return value


def check_names(passwords: Mapping[str, str], secretive: Mapping[str, str]) -> None:
    """`secretive`: by name, what in the file may have a password, trunk or phone. Raises `BadInput`."""
    if spare := sorted(passwords.keys() - secretive.keys()):
        raise BadInput(OPTION, ", ".join(spare), "names of trunks and phones in the file")
    for name in _short(passwords, [name for name, what in secretive.items() if what == "phone"]):
        accepted = f"a password of at least {SHORTEST_OF_A_PHONE} characters, as the whole Internet tries phones'"
        raise BadInput(f"{OPTION}, {name}", HIDDEN, accepted)


def _short(passwords: Mapping[str, str], phones: Collection[str]) -> list[str]:
    return [name for name in phones if name in passwords and len(passwords[name]) < SHORTEST_OF_A_PHONE]
