"""The do-not-call list: numbers that a project, or nobody here, may call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contacts.model import Listed
from contacts.ports import Hooks
from contacts.store import SQL
from kernel.errors import NotFound
from kernel.ids import ProjectId
from kernel.permissions import Scope, within
from kernel.phone import Phone
from store.pool import Queryable, Record

NO_SUCH_ENTRY = "There is no such entry on the do-not-call list."


@dataclass(frozen=True, slots=True)
class ListFilter:
    """None is no condition. `projects`: theirs, and what holds for all. `before`: time and id of the last one seen."""

    projects: Sequence[int] | None = None
    digits: str | None = None
    before: tuple[datetime, int] | None = None
    limit: int = 50


async def is_listed(db: Queryable, project: ProjectId, number: Phone) -> bool:
    """For this project, or for all."""
    found: bool = await db.fetchval(SQL["is_listed"], project, number.e164)
    return found


async def put(
    tx: Queryable, project: ProjectId | None, number: Phone, why: str, by: str, at: datetime, hooks: Hooks
) -> Listed:
    """Who is on the list already keeps the first entry."""
    new = await tx.fetchval(SQL["list_number"], project, number.e164, why, by, at)
    if new is not None:
        await tell_barred(hooks, tx, project, number, at, by)
    return _listed(await tx.fetchrow(SQL["listed_entry"], project, number.e164))


async def tell_barred(
    hooks: Hooks, tx: Queryable, project: ProjectId | None, number: Phone, at: datetime, by: str
) -> None:
    for barred in hooks.barred:
        await barred(tx, project, number, at, by)


async def remove(tx: Queryable, entry: int) -> Listed:
    """Raises `NotFound`."""
    row = await tx.fetchrow(SQL["unlist_number"], entry)
    if row is None:
        raise NotFound(NO_SUCH_ENTRY)
    return _listed(row)


def check_seen(entry: Listed, scope: Scope) -> None:
    """Raises `NotFound` for another project's; everybody sees what holds for all."""
    if entry.project is not None and not within(scope, entry.project):
        raise NotFound(NO_SUCH_ENTRY)


async def page(db: Queryable, wanted: ListFilter) -> Sequence[Listed]:
    """Latest first."""
    at, key = wanted.before or (None, None)
    rows = await db.fetch(SQL["listed_page"], wanted.projects, wanted.digits, at, key, wanted.limit)
    return [_listed(row) for row in rows]


def _listed(row: Record) -> Listed:
    return Listed(
        id=row["id"],
        project=row["project_id"],
        phone=Phone(row["number"]),
        why=row["why"],
        added_by=row["added_by"],
        added_at=row["added_at"],
    )
