"""What saving a document takes: from its things to saves, with the secrets that can be opened here. Pure."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from config.changes.model import WHICHEVER, Change, Difference, Section, Wanted, World
from config.changes.specs import AgentSpec
from service.ascode.document import Document, Entry
from service.ascode.passwords import check_names
from store.sealed import SealBroken
from telephony.provision.model import PhoneSpec

Sections = Mapping[str, Section[Any]]
Opens = Callable[[bytes, str], bytes]
"""Opens what was sealed for something. Raises `SealBroken`."""
_SWITCHED_OFF = {"trunks": {"active": False}, "phones": {"locked": True}}
"""What a thing is whose password nobody knows yet."""
_SIGNS = {(False, True): "+", (True, True): "~", (True, False): "-"}
_LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """`locked_up`: the things whose sealed passwords were sealed with another key, and that got none instead.

    `unowned`: phones of people who are not here.
    """

    wanted: tuple[Wanted, ...]
    locked_up: tuple[str, ...]
    unowned: tuple[str, ...] = ()


def asked_by(
    document: Document,
    sections: Sections,
    world: World,
    opens: Opens,
    passwords: Mapping[str, str],
    *,
    people: Container[str],
    prune: bool = False,
) -> Asked:
    """`passwords` by the names of trunks and phones, in the clear. Raises `BadInput` for one that is nobody's, or weak.

    `people` may have phones, besides agents. `prune`: agents that the document's list leaves out will be gone.
    """
    owners = _owners(document, world, gone=prune and ("agents", None) in document.listed)
    saves = [(entry, *_secret(entry, sections[entry.section], opens, passwords)) for entry in document.entries]
    secretive = ((entry, sections[entry.section].secret) for entry in document.entries)
    check_names(passwords, {_key(entry, sections): what for entry, what in secretive if what})
    unowned = [entry for entry, _, _ in saves if _is_strangers(entry.spec, people)]
    wanted = tuple(
        _wanted(_let_be(entry, world) if entry in unowned else entry, sections, world, owners, secret, known)
        for entry, secret, known in saves
    )
    locked_up = tuple(entry.place for entry, _, known in saves if not known)
    return Asked(wanted, locked_up, tuple(entry.place for entry in unowned))


def _is_strangers(spec: msgspec.Struct, people: Container[str]) -> bool:
    return isinstance(spec, PhoneSpec) and spec.person != "" and spec.person not in people


def _let_be(entry: Entry, world: World) -> Entry:
    """A phone that stays whose it is here, if anybody's: the file brings no people."""
    phone = world.phones.get(getattr(entry.spec, "name", ""))
    person = "" if phone is None else phone.person
    return replace(entry, spec=msgspec.structs.replace(entry.spec, person=person))


def _secret(
    entry: Entry, section: Section[Any], opens: Opens, passwords: Mapping[str, str]
) -> tuple[str | bytes | None, bool]:
    """And whether all is known that the file knows."""
    name = section.key_of(entry.spec)
    if section.secret and name in passwords:
        return passwords[name], True
    if entry.secret is None:
        return None, True
    try:
        opens(entry.secret, f"{section.secret}:{name}")
    except SealBroken:
        return None, False
    return entry.secret, True


def _owners(document: Document, world: World, *, gone: bool) -> Mapping[str, str]:
    """Whose each phone is to be: the agents of the document say so, and those that it says nothing of."""
    named = [entry.spec for entry in document.entries if isinstance(entry.spec, AgentSpec)]
    names = {agent.name for agent in named}
    others = () if gone else (agent for agent in world.agents.values() if agent.name not in names)
    return {agent.phone.removeprefix("PJSIP/"): agent.name for agent in (*others, *named) if agent.phone}


def _wanted(
    entry: Entry,
    sections: Sections,
    world: World,
    owners: Mapping[str, str],
    secret: str | bytes | None,
    known: bool,
) -> Wanted:
    """Its key is told by the spec as it is kept, which may be written in another way than in the document."""
    spec = entry.spec
    there = world.things[entry.section].get(_key(entry, sections))
    if not known and (there is None or there.secret is None):
        spec = msgspec.structs.replace(spec, **_SWITCHED_OFF[entry.section])
    if isinstance(spec, PhoneSpec):
        spec = msgspec.structs.replace(spec, agent=owners.get(spec.name, ""))
    return Wanted(section=entry.section, key=None, version=WHICHEVER, spec=spec, secret=secret, place=entry.place)


def _key(entry: Entry, sections: Sections) -> str:
    return sections[entry.section].key_of(entry.spec)


def unnamed(
    document: Document, sections: Sections, world: World, told: Sequence[Difference], keep: frozenset[str]
) -> Iterator[Wanted]:
    """The removal of what a list of the document leaves out; `told` is what it names, `keep` sections that stay.

    A project that is left out goes with all that is its own.
    """
    named = {(each.section, each.key) for each in told}
    whole = ("projects", None) in document.listed
    goes = {name for name in world.projects if whole and ("projects", name) not in named}
    for name in sections:
        for key, kept in world.things[name].items():
            project = getattr(kept.spec, "project", None)
            listed = project in goes or (name, project) in document.listed
            if name not in keep and listed and (name, key) not in named:
                yield Wanted(section=name, key=key, version=WHICHEVER, spec=None)


# ---- told at the terminal


def lines(told: Sequence[Difference]) -> Iterator[str]:
    """What changes, thing by thing and field by field."""
    for each in told:
        if each.changes:
            there = not each.new
            yield f"{_SIGNS[there, each.version is not None]} {each.section}: {each.key}"
            if each.version is not None:
                yield from (_line(change, new=not there) for change in each.changes if _tells(change, there))
        yield from (f"  ! {warned.sentence}" for warned in each.warnings)


def _tells(change: Change, there: bool) -> bool:
    return there or change.after not in (None, "", [], ())


def _line(change: Change, *, new: bool) -> str:
    if change.before is True and change.after is True:  # Of a secret it is only told whether there is one.
        return f"    {change.field}: another one"
    if new:
        return f"    {change.field}: {_shown(change.after)}"
    return f"    {change.field}: {_shown(change.before)} → {_shown(change.after)}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) and value else msgspec.json.encode(value).decode()
    line = text.replace("\n", "⏎")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def summed_up(told: Sequence[Difference]) -> str:
    changed = sum(bool(each.changes) for each in told)
    if not changed:
        return "Nothing to change."
    return "1 thing differs." if changed == 1 else f"{changed} things differ."
