"""The set-up as one document: what things it names, and where they stand in it. Pure.

What belongs to a project stands under it and does not name it again. A secret stands beside the fields of its thing,
sealed as it is in the database.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from config.changes.model import Kept
from config.changes.placing import InPlace
from kernel.errors import BadInput, Said
from service.ascode.kinds import Kind
from web.parse import texts

FORMAT = "1"
SEALED = "sealed: "
_FORMAT, _PROJECTS, _PROJECT = "ringback", "projects", "project"
_SECRET, _SOUND, _AUDIO = "secret", "sound", "audio"
_AT_AGENTS = ("phones", "agent")
"""A phone is an agent's who names it: said twice, it could be said differently."""
_LABELS, _OF_SOUND = ("name", "did", "number", "language"), ("kind", "language", "name")

Things = Mapping[str, Mapping[str, Kept[Any]]]
"""By section and key."""


@dataclass(frozen=True)
class Entry:
    """One thing that a document names. `place` is where: `projects[Travel].queues[Sales]`."""

    section: str
    spec: msgspec.Struct
    place: str
    secret: bytes | None = field(default=None, repr=False)
    audio: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Document:
    """`listed` are the sections of which the document has a list, with the project it stands under, if any: what such
    a list does not name may be meant to go.
    """

    entries: tuple[Entry, ...]
    listed: frozenset[tuple[str, str | None]]


# ---- from things to a document


def document_of(things: Things, kinds: Sequence[Kind], audio: Callable[[str], str | None]) -> dict[str, Any]:
    """In the order of the sections, and of the keys in them. `audio` says what a sound holds, where that is wanted."""
    found: dict[str, Any] = {_FORMAT: FORMAT}
    projects: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for _, kept in sorted(things.get(kind.name, {}).items()):
            fields = _fields_of(kept, audio)
            if kind.name == _AT_AGENTS[0]:
                fields.pop(_AT_AGENTS[1])
            owner = fields.pop(_PROJECT, None) if kind.of_project else None
            if kind.name == _PROJECTS:
                projects[fields["name"]] = fields
            _put(found if owner is None else projects[owner], kind, fields)
    return found


def _fields_of(kept: Kept[Any], audio: Callable[[str], str | None]) -> dict[str, Any]:
    fields: dict[str, Any] = _in_lists(msgspec.to_builtins(kept.spec))
    if kept.secret is not None:
        fields[_SECRET] = SEALED + base64.b64encode(kept.secret).decode()
    if _SOUND in fields and (told := audio(fields[_SOUND])) is not None:
        fields[_AUDIO] = told
    return fields


def _in_lists(value: Any) -> Any:
    match value:
        case dict():
            return {name: _in_lists(each) for name, each in value.items()}
        case list() | tuple():
            return [_in_lists(each) for each in value]
        case _:
            return value


def _put(parent: dict[str, Any], kind: Kind, fields: dict[str, Any]) -> None:
    if kind.single:
        parent[kind.name] = fields
    else:
        parent.setdefault(kind.name, []).append(fields)


# ---- from a document to things


def read_document(value: Any, kinds: Sequence[Kind]) -> Document:
    """Raises `BadInput`, which names the place in the document."""
    top = _object(value, "")
    if top.get(_FORMAT) != FORMAT:
        raise BadInput(_FORMAT, _shown(top.get(_FORMAT)), f"{FORMAT}, the only form of this file that there is")
    within = [kind for kind in kinds if kind.of_project]
    _expect_known(top, {_FORMAT, *(kind.name for kind in kinds if kind.top)}, "")
    entries: list[Entry] = []
    listed: set[tuple[str, str | None]] = set()
    for kind in (kind for kind in kinds if kind.top and kind.name in top):
        listed.add((kind.name, None))
        for raw, place in _items(top[kind.name], kind, ""):
            inner = {each.name: raw.pop(each.name) for each in within if kind.name == _PROJECTS and each.name in raw}
            entries.append(entry := _entry(kind, raw, place))
            for each in (each for each in within if each.name in inner):
                name: str = getattr(entry.spec, "name", "")
                listed.add((each.name, name))
                entries += _nested(each, inner[each.name], place, name)
    return Document(tuple(entries), frozenset(listed))


def _nested(kind: Kind, value: Any, place: str, project: str) -> Iterator[Entry]:
    for raw, inner in _items(value, kind, f"{place}."):
        if _PROJECT in raw:
            raise BadInput(f"{inner}.{_PROJECT}", raw[_PROJECT], "nothing: it is the one that this stands under")
        yield _entry(kind, {**raw, _PROJECT: project}, inner)


def _items(value: Any, kind: Kind, before: str) -> Iterator[tuple[dict[str, Any], str]]:
    place = f"{before}{kind.name}"
    if kind.single:
        yield dict(_object(value, place)), place
        return
    if not isinstance(value, list | None):
        raise BadInput(place, _shown(value), "a list")
    for index, each in enumerate(value or ()):
        here = f"{place}[{index + 1}]"
        raw = dict(_object(each, here))
        yield raw, f"{place}[{_label(raw) or index + 1}]"


def _label(raw: Mapping[str, Any]) -> str:
    """What people know it by."""
    labels = _OF_SOUND if _OF_SOUND[0] in raw else _LABELS
    told = [raw[name] for name in labels if isinstance(raw.get(name), str) and raw[name]]
    return " ".join(told if labels is _OF_SOUND else told[:1])[:64]


def _entry(kind: Kind, raw: dict[str, Any], place: str) -> Entry:
    if kind.name == _AT_AGENTS[0] and (name := _AT_AGENTS[1]) in raw:
        raise BadInput(f"{place}.{name}", raw[name], "nothing: whose phone it is stands at the agent, as `phone`")
    secret = _secret(raw.pop(_SECRET, None), place) if kind.secret else None
    audio = _audio(raw.pop(_AUDIO, None), place) if _SOUND in kind.spec.__struct_fields__ else None
    try:
        return Entry(kind.name, texts(raw, kind.spec), place, secret, audio)
    except BadInput as error:
        raise InPlace(place, error) from error


def _secret(value: Any, place: str) -> bytes | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else ""
    try:
        if text.startswith(SEALED):
            return base64.b64decode(text.removeprefix(SEALED), validate=True)
    except binascii.Error:
        pass
    accepted = "a sealed one as `ringback config export` writes it; give passwords with --secrets"
    raise BadInput(f"{place}.{_SECRET}", Said("something else"), accepted)


def _audio(value: Any, place: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f"{place}.{_AUDIO}", _shown(value), "FLAC in base64")


def _object(value: Any, place: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise BadInput(place or "the file", _shown(value), "names, each with a colon and what it is")


def _expect_known(found: Iterable[str], known: set[str], place: str) -> None:
    for name in found:
        if name not in known:
            raise BadInput(f"{place}{name}", Said("an unknown part"), f"one of {', '.join(sorted(known))}")


def _shown(value: Any) -> object:
    match value:
        case None:
            return None
        case dict():
            return Said("an object")
        case list():
            return Said("a list")
        case _:
            return str(value)[:64]
