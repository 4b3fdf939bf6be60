"""The bodies and replies of `/api/setup/...`: the same for every section, but for the spec in them.

Each section has three of its own, named after it: `TrunkItem`, `TrunkItems`, `SaveTrunk`, made by `shapes_of`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from config.changes.model import Change, Warned
from config.changes.specs import Note, ProjectName
from kernel.http import LARGEST_ID, Lines

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
Version = Annotated[str, msgspec.Meta(max_length=40)]
Secret = Annotated[str, msgspec.Meta(max_length=128)]


class KeyQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key`: this one alone; none: all that the asker may see."""

    key: Key | None = None


class RemoveQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`version` is that of what was looked at."""

    key: Key
    version: Version


class DifferenceView(msgspec.Struct, frozen=True):
    """What a save would change, and what is perhaps not meant by it; no changes: it is so already."""

    key: str
    changes: tuple[Change, ...]
    warnings: tuple[Warned, ...]


class SavedView(msgspec.Struct, frozen=True):
    """`version` null: it is removed. `change` is the id in the history; null: nothing was different.

    `secret` is told once, and only where it was made by us.
    """

    key: str
    version: str | None
    change: int | None
    changes: tuple[Change, ...]
    warnings: tuple[Warned, ...]
    secret: str | None = None


class ChangesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project` by its id. `before` is the `id` of the last one that was shown."""

    section: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    key: Key | None = None
    project: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None = None
    before: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None = None


class SetupChange(msgspec.Struct, frozen=True, kw_only=True):
    """A save in the history. `key` is the one after it, or the last. `removed` and `added` tell of the whole thing.

    `undone_by` is the change that has taken it back, `undoes` the one that it takes back. `can_undo`: what it made is
    what there is, so that it can be taken back.
    """

    id: int
    at: datetime
    by: str
    section: str
    key: str
    project_id: int | None
    added: bool
    removed: bool
    changes: tuple[Change, ...]
    undoes: int | None
    undone_by: int | None
    can_undo: bool


class SetupChanges(msgspec.Struct, frozen=True):
    """Latest first. `more`: there are older ones."""

    changes: list[SetupChange]
    more: bool


@dataclass(frozen=True, slots=True)
class Shapes:
    """`item` has key, version, spec and has_secret; `items` a list of those; `save` is the body of a PUT.

    `attempt`, of a difference, takes a spec that is null: the thing would be removed.
    """

    item: type[msgspec.Struct]
    items: type[msgspec.Struct]
    save: type[msgspec.Struct]
    attempt: type[msgspec.Struct]


def shapes_of(noun: str, kind: type[msgspec.Struct]) -> Shapes:
    """`noun` is in the singular and capitalised, such as Trunk."""
    item = _made(f"{noun}Item", [("key", str), ("version", str), ("spec", kind), ("has_secret", bool)])
    items = _made(f"{noun}Items", [("items", list[item])])  # type: ignore[valid-type]  # made just now
    asked = [("key", Key | None, None), ("version", Version | None, None), ("secret", Secret | None, None)]
    save = _made(f"Save{noun}", [("spec", kind), *asked])
    attempt = _made(f"Try{noun}", [("spec", kind | None), *asked])
    return Shapes(item, items, save, attempt)


def _made(name: str, fields: list[Any]) -> type[msgspec.Struct]:
    return msgspec.defstruct(name, fields, frozen=True, kw_only=True, forbid_unknown_fields=True, module=__name__)


class KeyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: Key


class CopyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is the project that is copied, `name` the new one's."""

    key: Key
    name: ProjectName


class TodayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is the project's name. Today is the date in its zone."""

    key: Key
    closed: bool
    note: Note = ""


class AtQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is the project's name; `at` is now where it is left out."""

    key: Key
    at: datetime | None = None


class ImportBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`text` as in `config.changes.listed`. `dry_run`: nothing is saved.

    `version` as a dry run has told it: nothing is saved either where one of the numbers was changed since.
    """

    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=1_000_000)]
    dry_run: bool = False
    version: Version | None = None


class ImportView(msgspec.Struct, frozen=True):
    """What changes, or would; `same` is how many numbers are so already. `version` is that of all that were there."""

    changed: list[DifferenceView]
    same: int
    saved: bool
    version: str
