"""The history of the set-up: one typed function for each query."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from config.changes.difference import fields_of
from config.changes.model import Kept
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)
ONE_AT_A_TIME = 0x52_42_53_55
"""The advisory lock ("RBSU") of who saves."""
PATIENCE_S = 15.0
"""For so long a turn is waited for."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """A row of the history. `before` and `after` as they were written; the types may have gained fields since.

    `resealed` in `after`: its secret is the one before, sealed for another name.
    """

    id: int
    at: datetime
    by: str
    section: str
    key: str
    project: int | None
    before: Row | None
    after: Row | None
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that is to be written; `key` is the one after it, or the last; `was` the one before, if another."""

    at: datetime
    by: str
    section: str
    key: str
    project: int | None
    before: Kept[Any] | None
    after: Kept[Any] | None
    undoes: int | None
    was: str | None = None
    resealed: bool = False


async def take_turn(tx: Queryable, patience_s: float = PATIENCE_S) -> None:
    """Waits for who saves before us, and has the turn until the transaction ends. Raises `Occupied`."""
    await tx.execute(SQL["patience"], f"{patience_s}s")
    await tx.execute(SQL["one_at_a_time"], ONE_AT_A_TIME)


async def project_ids(db: Queryable) -> Mapping[str, int]:
    return {row["name"]: row["id"] for row in await db.fetch(SQL["project_ids"])}


async def people(db: Queryable) -> frozenset[str]:
    return frozenset(row["name"] for row in await db.fetch(SQL["people"]))


async def add_change(tx: Queryable, fresh: Fresh) -> int:
    before, after = row_of(fresh.before), row_of(fresh.after)
    if after is not None and fresh.resealed:
        after["resealed"] = True
    head = (fresh.at, fresh.by, fresh.section, fresh.key, fresh.project)
    written: int = await tx.fetchval(SQL["add_change"], *head, before, after, fresh.undoes, fresh.was)
    return written


async def latest_change(db: Queryable, section: str, key: str) -> tuple[str, datetime] | None:
    """Who has saved it last, and when; None: nobody."""
    row = await db.fetchrow(SQL["latest_change"], section, key)
    return None if row is None else (row["by"], row["at"])


async def change(db: Queryable, id_: int) -> Past | None:
    row = await db.fetchrow(SQL["change"], id_)
    return None if row is None else _past(row)


async def changes(
    db: Queryable, before: int | None, section: str | None, key: str | None, projects: Sequence[int] | None, most: int
) -> list[Past]:
    """Latest first. `projects` leaves out what belongs to none."""
    return [_past(row) for row in await db.fetch(SQL["changes"], before, section, key, projects, most)]


def _past(row: Record) -> Past:
    names = ("id", "at", "by", "section", "key", "project_id", "before", "after", "undoes", "undone_by")
    return Past(*(row[name] for name in names))


def row_of(kept: Kept[Any] | None) -> Row | None:
    """How a thing stands in the history; its secret is sealed."""
    if kept is None:
        return None
    secret = None if kept.secret is None else base64.b64encode(kept.secret).decode()
    return {"spec": fields_of(kept), "secret": secret}


def kept_in(row: Row | None, kind: type[msgspec.Struct]) -> Kept[Any] | None:
    """Raises `msgspec.ValidationError` for what can be no such thing any more."""
    if row is None:
        return None
    secret = row.get("secret")
    spec = msgspec.convert(row["spec"], kind)
    return Kept(spec, None if secret is None else base64.b64decode(secret))
