"""Customers' telephone numbers taken out of whatever goes to somebody who may not see them. Pure.

It is done to every answer as a whole, whatever the route: what is added later is masked without anybody thinking of it.
"""

import re
from collections.abc import Container

from kernel.http import Actor
from kernel.permissions import Permission
from kernel.phone import MASKED_DIGITS

FEWEST_DIGITS = 7
"""Shorter ones are extensions, amounts and the like."""
NEXT = "next"
"""Where a page of a list has the place at which the next one begins."""
ADDRESSES = frozenset({"address", "addresses", "host", "peer", "where"})
"""Keys of addresses in the network, or of lists of them."""
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}(?:/\d\d?|:\d{{1,5}})?")
"""Or a network, or with a port."""
_DIGIT = re.compile(r"\d")
_NAME = r"(?:1[5-9]\d{8}\.\d+|out-[0-9a-f]{16}|cb-\d{1,10})(?:~\w{1,4})?"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ID = re.compile(f"(?:[a-z]+-)?{_NAME}|{_UUID}")
"""What the switch and we call things by: as a whole value only."""
_MOMENT = r"\d{8}T\d{6}\.\d{6}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_PLACE = re.compile(rf"(?:{_MOMENT})[~|](?:\d{{1,10}}|(?:[a-z]+:)?(?:[a-z]+-)?{_NAME}|[a-z]+:\d{{1,10}})")
"""A place in a list: a time, and what stands there by its id."""
_DAY = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d"
_TIME = rf"(?<!\d){_DAY}(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?(?![- ./]?\d)"
_BETWEEN = "[ ()./\u00a0\u2010-\u2015\u202f\u2212-]{0,3}"
_WRITTEN = rf"\+?\d(?:{_BETWEEN}\d){{{FEWEST_DIGITS - 1},}}"
_FOUND = re.compile(f"(?P<time>{_TIME})|(?P<number>{_WRITTEN})")

Ours = Container[str]
"""Numbers of ours, as digits alone: they are no customer's."""


def hides(actor: Actor, permission: Permission) -> bool:
    """Whether what they see by `permission` is to be masked: it reaches further than their sight of numbers.

    What takes no more than a sign-in is one's own: it is masked for those who see no numbers anywhere.
    """
    if permission is Permission.SIGNED_IN:
        return not actor.may(Permission.SEE_NUMBERS)
    numbers, seen = actor.projects(Permission.SEE_NUMBERS), actor.projects(permission)
    return numbers is not None and (seen is None or not seen <= numbers)


def masked(answer: object, ours: Ours = ()) -> object:
    """`answer`, which is built of what JSON knows, with every number in it masked, whatever its key is called.

    Where it is a page of a list, the place of the next one stays.
    """
    told = _masked(answer, ours)
    if isinstance(answer, dict) and isinstance(told, dict) and _is_place(answer.get(NEXT)):
        told[NEXT] = answer[NEXT]
    return told


def _masked(value: object, ours: Ours) -> object:
    match value:
        case str():
            return masked_text(value, ours)
        case list() | tuple():
            return [_masked(each, ours) for each in value]
        case dict():
            return {masked_text(str(key), ours): _under(key, each, ours) for key, each in value.items()}
        case _:
            return value


def _under(key: object, value: object, ours: Ours) -> object:
    if key not in ADDRESSES:
        return _masked(value, ours)
    if isinstance(value, list | tuple):
        return [each if _is_address(each) else _masked(each, ours) for each in value]
    return value if _is_address(value) else _masked(value, ours)


def _is_place(value: object) -> bool:
    return isinstance(value, str) and _PLACE.fullmatch(value) is not None


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _IP.fullmatch(value) is not None


def masked_text(text: str, ours: Ours = ()) -> str:
    """The text with the last digits of each number in it masked; times and ids stay."""
    if _ID.fullmatch(text):
        return text
    return _FOUND.sub(lambda found: _replacement(found, ours), text)


def _replacement(found: re.Match[str], ours: Ours) -> str:
    written = found.group()
    if found["time"] or digits_in(written) in ours:
        return written
    return masked_number(written)


def digits_in(text: str) -> str:
    return "".join(_DIGIT.findall(text))


def masked_number(written: str) -> str:
    """However it is written, with its last digits gone."""
    places = [found.start() for found in _DIGIT.finditer(written)][-MASKED_DIGITS:]
    return "".join("•" if at in places else each for at, each in enumerate(written))
