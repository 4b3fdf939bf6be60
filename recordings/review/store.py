"""Rows of marks and of legal holds: a typed function for each thing that is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.ids import RecordingId, UserId
from store.pool import Database, Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)

MOST_MARKS = 200
"""On one recording: what somebody reads through beside a call."""


@dataclass(frozen=True, slots=True)
class Mark:
    """At `seconds` from the recording's beginning; `by` is who left it."""

    id: int
    seconds: float
    kind: str
    text: str
    user_id: UserId
    by: str
    at: datetime


async def marks(db: Queryable, recording: RecordingId) -> Sequence[Mark]:
    return [Mark(**row) for row in await db.fetch(SQL["marks_of"], recording)]


async def add_mark(
    db: Queryable, recording: RecordingId, seconds: float, kind: str, text: str, user: UserId, now: datetime
) -> int | None:
    """Its id; None where the recording has `MOST_MARKS` already."""
    given = (recording, seconds, kind, text, user, now, MOST_MARKS)
    added: int | None = await db.fetchval(SQL["add_mark"], *given)
    return added


async def author_of(db: Queryable, recording: RecordingId, mark: int) -> UserId | None:
    """None where there is no such mark on this recording."""
    author: UserId | None = await db.fetchval(SQL["mark_of"], recording, mark)
    return author


async def remove_mark(db: Queryable, recording: RecordingId, mark: int) -> None:
    await db.execute(SQL["remove_mark"], recording, mark)


async def holds(db: Queryable, recording: RecordingId) -> Sequence[Record]:
    return await db.fetch(SQL["holds_of"], recording)


async def hold(db: Database, recording: RecordingId, why: str, user: UserId, now: datetime) -> bool:
    """False where it is held already, or where there is no sound to keep."""
    async with db.transaction() as tx:
        if await tx.fetchval(SQL["keep"], recording) is None:
            return False
        await tx.execute(SQL["add_hold"], recording, why, now, user)
        return True


async def lift(db: Database, recording: RecordingId, user: UserId, now: datetime) -> bool:
    """False where no hold is on."""
    async with db.transaction() as tx:
        if await tx.fetchval(SQL["let_go"], recording) is None:
            return False
        await tx.execute(SQL["lift_hold"], recording, now, user)
        return True
