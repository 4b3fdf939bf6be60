"""Whose number was dialled: one that is listed before any pattern, the narrower pattern before the wider one. Pure."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kernel.phone import parse_phone

T = TypeVar("T")

WILD = "X"
"""Stands for any one digit, at the end of a number."""
MOST_WILD = 9
_WRITTEN = f"0123456789{WILD}"


def whose(numbers: Mapping[str, T], dialled: str, regions: Sequence[str]) -> T | None:
    """`numbers` by how they are listed; `dialled` as the trunk sent it: +…, 00…, national in a region, or as listed."""
    tried: list[str] = []
    for written in readings(dialled.strip(), regions):
        if WILD not in written and (exact := numbers.get(written)) is not None:
            return exact
        tried.append(written)
    return next((found for number in tried if (found := by_pattern(numbers, number)) is not None), None)


def readings(text: str, regions: Sequence[str]) -> Iterator[str]:
    """What can be meant. Many carriers send E.164 without its plus; what can be read both ways is national first."""
    yield text
    for region in regions:
        for phone in (parse_phone(text, region), parse_phone("+" + text, region)):
            if phone is not None:
                yield phone.e164


def by_pattern(numbers: Mapping[str, T], number: str) -> T | None:
    """Of the patterns that cover it the one that leaves the least open."""
    patterns = (numbers.get(pattern) for pattern in covering(number))
    return next((found for found in patterns if found is not None), None)


def covering(number: str) -> Iterator[str]:
    """The patterns that would cover a number, the narrowest first: `+4420X`, `+442XX`."""
    for open_ in range(1, min(MOST_WILD, len(number) - 1) + 1):
        if number[-open_] not in "0123456789":
            return
        yield number[:-open_] + WILD * open_


class OwnNumbers(Container[str]):
    """The digits of numbers, of which some are patterns."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._listed = frozenset("".join(each for each in number if each in _WRITTEN) for number in listed)

    def __contains__(self, digits: object) -> bool:
        """Of a pattern also what it begins with, as it is listed itself."""
        if not isinstance(digits, str):
            return False
        patterns = (digits + WILD * open_ for open_ in range(MOST_WILD + 1))
        return any(each in self._listed for each in (*patterns, *covering(digits)))


def wild_of(did: str) -> int:
    """How many digits a listed number leaves open."""
    return len(did) - len(did.rstrip(WILD))
