"""Callers who are turned away, by one project or by all: rejected before anything is spent on them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from contacts.do_not_call import ListFilter
from contacts.ports import Hooks
from contacts.store import SQL
from kernel.errors import NotFound
from kernel.ids import ProjectId
from kernel.permissions import Scope, within
from kernel.phone import Phone
from store.pool import Queryable, Record

NO_SUCH_CALLER = "There is no such caller on the list."


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """An entry. `project` None: every project turns this number away. `until` None: until somebody takes it off."""

    id: int
    project: ProjectId | None
    phone: Phone
    why: str
    until: datetime | None
    added_by: str
    added_at: datetime


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Whom somebody wants to be turned away, where, why and for how long."""

    project: ProjectId | None
    phone: Phone
    why: str
    until: datetime | None
    by: str


async def put(tx: Queryable, wish: Wish, at: datetime, hooks: Hooks) -> Blocked:
    """Who is blocked already is so from now on as is wished now."""
    row = await tx.fetchrow(SQL["block"], wish.project, wish.phone.e164, wish.why, wish.until, wish.by, at)
    for blocked in hooks.blocked:
        await blocked(tx, wish.project, wish.phone, wish.by, wish.why)
    return _blocked(row)


async def find(db: Queryable, entry: int, scope: Scope) -> Blocked:
    """Raises `NotFound`, also for another project's; everybody sees what holds for all."""
    row = await db.fetchrow(SQL["one_blocked"], entry)
    if row is None or not (row["project_id"] is None or within(scope, row["project_id"])):
        raise NotFound(NO_SUCH_CALLER)
    return _blocked(row)


async def remove(tx: Queryable, entry: int) -> None:
    await tx.execute(SQL["unblock"], entry)


async def page(db: Queryable, wanted: ListFilter) -> Sequence[Blocked]:
    """Latest first, also those whose time is over."""
    at, key = wanted.before or (None, None)
    rows = await db.fetch(SQL["blocked_page"], wanted.projects, wanted.digits, at, key, wanted.limit)
    return [_blocked(row) for row in rows]


def _blocked(row: Record) -> Blocked:
    return Blocked(
        id=row["id"],
        project=row["project_id"],
        phone=Phone(row["number"]),
        why=row["why"],
        until=row["until"],
        added_by=row["added_by"],
        added_at=row["added_at"],
    )
