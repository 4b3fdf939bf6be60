"""What the switch has against what it should have: what to put, what to take away, and what differed. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from typing import Any, NamedTuple

from telephony.provision.objects import HOST, MARK, ORDER
from telephony.webphone import Part

SECRET = "password"
HIDDEN = "(hidden)"
REPLACED = frozenset({"aor", "registration", "identify"})
"""The switch adds to what these have, or keeps it, when they are put again: they are taken away first.

A registration that is put over one that is there says the new host, and goes on asking the old one.
"""
NOT_KEPT = frozenset({"disallow", "callerid"})
"""What the switch does not give back as it was told: it has no value of the first, and makes the second shorter."""
_YES_OR_NO = {"yes": "true", "no": "false"}


class Key(NamedTuple):
    kind: str
    name: str


Kept = Mapping[str, str]
"""An object's attributes as the switch keeps them."""
Found = Mapping[Key, Kept]


class Difference(NamedTuple):
    """`has` None: it is not there. `wants` None: it should not be. Secrets are hidden."""

    kind: str
    name: str
    attribute: str
    has: str | None
    wants: str | None

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.attribute}: {self.has} → {self.wants}"


@dataclass(frozen=True, slots=True)
class Repair:
    """`deletes` and then `puts`, each in its order, make the switch's objects of one owner as they should be.

    `signed_out` are names under which whoever has registered did so with a password that is none any more.
    """

    deletes: tuple[Key, ...]
    puts: tuple[Part, ...]
    differences: tuple[Difference, ...]
    signed_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.deletes or self.puts)


def kept_objects(kind: str, tree: Mapping[str, str]) -> dict[Key, Kept]:
    """What AstDB holds of one kind, by `{kind}/{name}` → JSON. What cannot be read is left out."""
    found: dict[Key, Kept] = {}
    for path, text in tree.items():
        fields = _read(text)
        if fields is not None:
            found[Key(kind, path.removeprefix(f"{kind}/"))] = fields
    return found


def _read(text: str) -> Kept | None:
    try:
        fields: Any = json.loads(text)
    except ValueError:
        return None
    return {str(name): str(value) for name, value in fields.items()} if isinstance(fields, dict) else None


def owned(found: Found) -> dict[str, dict[Key, Kept]]:
    """Objects on the switch by whose they are: `trunk:{name}` or `phone:{name}`. Those of nobody are left out."""
    by_owner: dict[str, dict[Key, Kept]] = {}
    for key, kept in found.items():
        if kept.get(MARK):
            by_owner.setdefault(kept[MARK], {})[key] = kept
    return by_owner


def with_namesakes(own: Found, found: Found, wanted: Sequence[Part]) -> dict[Key, Kept]:
    """An owner's, and whatever else has one of the names that are wanted for it."""
    names = (Key(part.kind, part.name) for part in wanted)
    return {**own, **{key: found[key] for key in names if key in found}}


def hosts_of(found: Found) -> dict[str, set[str]]:
    """Addresses on the switch, by the host's name that led there when they were put."""
    by_name: dict[str, set[str]] = {}
    for key, kept in found.items():
        if key.kind == "identify" and kept.get(HOST):
            by_name.setdefault(kept[HOST], set()).add(kept.get("match", "").partition("/")[0])
    return by_name


def repair(have: Found, wanted: Sequence[Part]) -> Repair:
    """`have` are the owner's objects, see `with_namesakes`."""
    differences = {Key(part.kind, part.name): tuple(_differences(have, part)) for part in wanted}
    gone = sorted(have.keys() - differences.keys(), key=_last_first)
    signed_out = _signed_out(have, [*gone, *(key for key, found in differences.items() if found)])
    changed = [part for part in wanted if differences[Key(part.kind, part.name)] or _renewed(part, signed_out)]
    replaced = [Key(part.kind, part.name) for part in changed if part.kind in REPLACED]
    return Repair(
        deletes=(*gone, *(key for key in replaced if key in have)),
        puts=tuple(changed),
        differences=(*_of_gone(gone), *(each for found in differences.values() for each in found)),
        signed_out=signed_out,
    )


def _signed_out(have: Found, changed: Iterable[Key]) -> tuple[str, ...]:
    return tuple(key.name for key in changed if key.kind == "auth" and key in have)


def _renewed(part: Part, signed_out: Iterable[str]) -> bool:
    """Where phones register: the switch remembers who has, until the place itself goes.

    And what we register with: the switch shows the carrier another password only when it registers anew.
    """
    remembers = part.kind == "registration" or (part.kind == "aor" and "contact" not in dict(part.fields))
    return remembers and part.name in signed_out


def _last_first(key: Key) -> tuple[int, str]:
    return -ORDER.index(key.kind) if key.kind in ORDER else 1, key.name


def _of_gone(gone: Iterable[Key]) -> Iterable[Difference]:
    return (Difference(key.kind, key.name, "object", "there", None) for key in gone)


def _differences(have: Found, part: Part) -> Iterable[Difference]:
    kept = have.get(Key(part.kind, part.name))
    if kept is None:
        yield Difference(part.kind, part.name, "object", None, "there")
        return
    for attribute, value in part.fields:
        is_, wants = said(attribute, kept.get(attribute, "")), said(attribute, value)
        if attribute not in NOT_KEPT and is_ != wants:
            shown = (HIDDEN, HIDDEN) if attribute == SECRET else (is_, wants)
            yield Difference(part.kind, part.name, attribute, *shown)


def said(attribute: str, value: str) -> str:
    """One spelling for what the switch writes otherwise than it is told: yes and no, codecs, seconds, networks."""
    match attribute:
        case "password" | "username" | "realm":
            return value
        case "allow":
            return value.strip("()").replace("|", ",")
        case "match":
            return _network(value)
        case "qualify_timeout":
            return f"{float(value):g}" if value else value
        case _:
            return _YES_OR_NO.get(value, value)


def _network(value: str) -> str:
    """The switch writes masks out: `10.0.0.0/255.0.0.0`, `2001:db8::/ffff:ffff::`."""
    address, _, mask = value.partition("/")
    try:
        bits = str(int(IPv6Address(mask)).bit_count()) if ":" in mask else mask
        return str(ip_network(f"{address}/{bits}" if bits else address, strict=False))
    except ValueError:
        return value


def as_it_was(before: Found, done: Iterable[Key], wanted: Sequence[Part]) -> Repair:
    """What takes a half-made change back: objects that it made go, those that it changed become what they were.

    `done` in the order in which it was done; `before` holds the owner's objects as they were.
    """
    touched = list(dict.fromkeys(done))
    attributes = {Key(part.kind, part.name): [name for name, _ in part.fields] for part in wanted}
    deletes = [key for key in reversed(touched) if key not in before or key.kind in REPLACED]
    puts = [_restored(key, before[key], attributes.get(key)) for key in touched if key in before]
    return Repair(tuple(deletes), tuple(sorted(puts, key=lambda part: ORDER.index(part.kind))), ())


def _restored(key: Key, kept: Kept, attributes: Sequence[str] | None) -> Part:
    """Of the switch's own attributes only those that are set: it warns of some that it wrote itself."""
    names = attributes if attributes is not None else [name for name, value in kept.items() if value]
    fields = [(name, kept.get(name, "")) for name in names if name not in NOT_KEPT and name != "stir_shaken"]
    allow = [("disallow", "all")] if key.kind == "endpoint" else []
    codecs = [(name, said(name, value) if name == "allow" else value) for name, value in fields]
    return Part(key.kind, key.name, tuple(allow + codecs))
