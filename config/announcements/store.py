"""Versions of announcements as rows: one typed function for each query."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from config.announcements.model import Slot, Version
from config.model import AnnouncementKind
from kernel.errors import NotFound
from kernel.ids import ProjectId
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)
_KINDS = frozenset(kind.value for kind in AnnouncementKind)
EVERYBODYS = "all"


class New(msgspec.Struct, frozen=True, kw_only=True):
    """A sound that is to be the next version. `file` is in the sounds directory; `in_force_from` None: always."""

    file: str
    sha256: str
    seconds: float
    in_force_from: datetime | None
    original: str


async def versions(db: Queryable, projects: Sequence[int] | None) -> Sequence[Version]:
    """Those of the projects and everybody's; None: all."""
    rows = await db.fetch(SQL["versions"], None if projects is None else list(projects))
    return [_version(row) for row in rows if row["kind"] in _KINDS]


async def version(db: Queryable, id_: int) -> Version:
    """Raises `NotFound`."""
    row = await db.fetchrow(SQL["one"], id_)
    if row is None or row["kind"] not in _KINDS:
        raise NotFound("There is no such announcement.")
    return _version(row)


async def of_slot(db: Queryable, slot: Slot) -> Sequence[Version]:
    rows = await db.fetch(SQL["of_slot"], slot.project, slot.kind.value, slot.language, slot.name)
    return [_version(row) for row in rows]


async def add(tx: Queryable, slot: Slot, new: New, by: str, at: datetime) -> Version:
    """The next version of the slot. Call `take_turn` before."""
    place = (slot.project, slot.kind.value, slot.language, slot.name)
    sound = (new.file, new.sha256, new.seconds, new.in_force_from)
    made = await version(tx, await tx.fetchval(SQL["add"], *place, *sound, at, by, new.original))
    await _note(tx, None, made, by, at)
    return made


async def put(
    tx: Queryable, before: Version, in_force_from: datetime | None, withdrawn_at: datetime | None, by: str, at: datetime
) -> Version:
    """The version as it is placed now. Call `take_turn` before."""
    await tx.execute(SQL["place"], before.id, in_force_from, withdrawn_at)
    after = await version(tx, before.id)
    await _note(tx, before, after, by, at)
    return after


async def _note(tx: Queryable, before: Version | None, after: Version, by: str, at: datetime) -> None:
    told = (None if before is None else _told(before), _told(after))
    await tx.execute(SQL["note"], at, by, key_of(after.slot), after.slot.project, *told)


def _told(version: Version) -> dict[str, Any]:
    """What of it may change, and what tells it from the others, as the history has all things."""
    fields = ("id", "number", "sha256", "seconds", "original", "in_force_from", "withdrawn_at")
    return {"spec": msgspec.to_builtins({name: getattr(version, name) for name in fields})}


def key_of(slot: Slot) -> str:
    """By which its changes are found: project, kind, language, and the name where it has one."""
    owner = EVERYBODYS if slot.project is None else str(slot.project)
    return "/".join(part for part in (owner, slot.kind.value, slot.language, slot.name) if part)


def _version(row: Record) -> Version:
    project = None if row["project_id"] is None else ProjectId(row["project_id"])
    return Version(
        id=row["id"],
        slot=Slot(project, AnnouncementKind(row["kind"]), row["language"], row["name"]),
        number=row["version"],
        file=row["file"],
        sha256=row["sha256"],
        seconds=row["seconds"],
        in_force_from=row["in_force_from"],
        withdrawn_at=row["withdrawn_at"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        original=row["original"],
    )
