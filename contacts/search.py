"""What was typed into the search: digits of a number, as people write it, or a part of a name."""

from collections.abc import Iterable

from kernel.phone import parse_phone

_SURE = 6
"""Digits, so many that a leading zero or two are a prefix for dialling and not part of what is looked for."""


def runs_of(typed: str, regions: Iterable[str]) -> tuple[str, ...] | None:
    """The runs of digits, of which a number found must hold one; None where a name was typed.

    `regions` (ISO 3166) read a number in its national spelling: 8 916 … is +7 916 … in Russia.
    """
    digits = "".join(each for each in typed if each.isascii() and each.isdigit())
    if not digits or any(each.isalpha() for each in typed):
        return None
    short = digits.lstrip("0")
    read = (parse_phone(typed, region) for region in sorted(set(regions)))
    runs = [short if len(short) >= _SURE else digits, *(phone.e164[1:] for phone in read if phone)]
    return tuple(dict.fromkeys(runs))
