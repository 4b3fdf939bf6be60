"""What one field of a spec may be, where its type alone cannot tell. Pure, but for the zones that the system knows."""

import difflib
import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import available_timezones

import phonenumbers

from config.changes.specs import ProjectSpec
from config.dialled import MOST_WILD, WILD, covering, wild_of
from kernel.errors import NOTHING, BadInput
from kernel.phone import parse_phone

ANY_ZONE = "Europe/Kyiv"
ONCE = "each value once"
RESERVED = frozenset({"global", "system", "anonymous", "udp", "tcp", "tls", "ws", "wss"})
"""Words that the switch's configuration has for other things."""
LONGEST_SHORT = 6
"""Digits of an internal number or a short code, which is no number anywhere else."""
_IN_PAGE = re.compile(r"web-[0-9]+", re.IGNORECASE)
_AS_DIALLED = re.compile(r"[0-9*#]+")
_SEPARATORS = re.compile("[ ()./\u00a0\u2010-\u2015\u202f\u2212-]")


_NO_ZONES = frozenset({"localtime", "Factory", "posixrules"})
"""Names that a system's directory of zones has for what is none, or is another one elsewhere."""
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])0?([0-9]{1,2})(?::?00)?", re.IGNORECASE)


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() - _NO_ZONES}


@cache
def _renamed() -> Mapping[str, str]:
    """Former names of zones and what they are called now, where tzdata has both in one part of the world.

    A place of its own is none, though its clock goes as another's: Oslo.
    """
    told = resources.files("tzdata") / "zoneinfo"
    lines = [line.split() for line in (told / "zone.tab").read_text().splitlines() if not line.startswith("#")]
    places = {name for _, _, name, *_ in lines}
    links = (line.split() for line in (told / "tzdata.zi").read_text().splitlines() if line.startswith("L "))
    return {old: now for _, now, old in links if now in places and old not in places and _part(old) == _part(now)}


def _part(zone: str) -> str:
    return zone.partition("/")[0]


def zone(text: str) -> str:
    """By the name that it has now. Raises `BadInput`, which names the zone that is most like it."""
    if text in _zones().values():
        return _renamed().get(text, text)
    nearest = _nearest(text)
    raise BadInput("zone", text, f"the name of a time zone, such as {_renamed().get(nearest, nearest)}")


def _nearest(text: str) -> str:
    """Of an offset the zone that means it: in such a name the sign is turned round. No half an hour has one."""
    if offset := _OFFSET.fullmatch(text):
        name = f"etc/gmt{'-' if offset[1] == '+' else '+'}{offset[2]}"
        return _zones().get(name, ANY_ZONE)
    digits = any(map(str.isdigit, text))
    near = [] if digits else difflib.get_close_matches(text.casefold(), _zones(), n=1, cutoff=0.5)
    return _zones()[near[0]] if near else ANY_ZONE


def region(text: str) -> str:
    """In capitals, as it is kept."""
    if text.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise BadInput("region", text, "a country's code of two letters, such as UA")
    return text.upper()


def caller_id(text: str | None, where: str) -> str | None:
    """In E.164."""
    phone = None if text is None else parse_phone(text, where)
    if text is not None and phone is None:
        raise BadInput("caller_id", text, "a telephone number, such as +441632960111 or a national one")
    return None if phone is None else phone.e164


def dialled(text: str, where: str) -> str:
    """As it is kept: E.164 where it is public, digits as dialled where it is short; X at the end is any one digit."""
    where = where.upper()  # Of a project of the same save, that is, as it came.
    bare = _SEPARATORS.sub("", text).upper()
    wild = wild_of(bare)
    if wild <= MOST_WILD and (found := _e164(bare, wild, where) or _short(bare, wild)):
        return found
    raise BadInput("did", text, "a telephone number, up to six digits as they are dialled, or one with X at its end")


def _e164(bare: str, wild: int, where: str) -> str | None:
    phone = parse_phone(bare[: len(bare) - wild] + "0" * wild, where)
    return None if phone is None else phone.e164[: len(phone.e164) - wild] + WILD * wild


def _short(bare: str, wild: int) -> str | None:
    head = bare[: len(bare) - wild]
    return bare if _AS_DIALLED.fullmatch(head) and (len(bare) <= LONGEST_SHORT or set(head) & set("*#")) else None


def patterns_over(did: str, listed: Collection[str]) -> list[str]:
    """Of the listed ones the patterns of which this is a part, and what lies in it where it is a pattern."""
    bare, wild = did.rstrip(WILD), wild_of(did)
    within = (
        [each for each in listed if each != did and len(each) == len(did) and each.startswith(bare)] if wild else []
    )
    return sorted({*patterns_around(did, listed), *within})


def patterns_around(did: str, listed: Collection[str]) -> list[str]:
    """Of the listed ones the patterns of which this is a part: it takes its calls from them."""
    bare, wild = did.rstrip(WILD), wild_of(did)
    return [each for each in covering(bare + "0" * wild) if wild_of(each) > wild and each in listed]


def project(name: str, projects: Mapping[str, ProjectSpec], field: str = "project") -> ProjectSpec:
    if name not in projects:
        raise BadInput(field, name, "the name of a project that there is")
    return projects[name]


def one_of(field: str, text: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if text not in names:
        accepted = f"one of {', '.join(names)}" if names else "nothing, as there is none to choose from"
        raise BadInput(field, text, accepted)
    return text


def once(field: str, values: Sequence[Any]) -> None:
    """Raises `BadInput` where a value comes twice."""
    for each in values:
        if values.count(each) > 1:
            raise BadInput(field, each, ONCE)


def on_the_switch(name: str, taken: Iterable[str]) -> str:
    """A name for a trunk or a phone, which is no word of the switch and nobody else's."""
    if name.casefold() in RESERVED or _IN_PAGE.fullmatch(name):
        raise BadInput("name", name, "a name that is no word of the switch's own")
    if name in set(taken):
        raise BadInput("name", name, "a name that no trunk and no phone has")
    return name


def own_phone(name: str, trunks: Container[str]) -> str:
    """An agent's own phone: at somebody's page or at a trunk others would be rung. Raises `BadInput`."""
    if _IN_PAGE.fullmatch(name) or name in trunks:
        raise BadInput("phone", name, "the name of a phone that is no page's and no trunk")
    return name


def needed(field: str, text: str, why: str) -> None:
    if not text:
        raise BadInput(field, NOTHING, why)
