"""How a reader goes through the facts of calls: its cursor, and what lies behind it."""

from datetime import datetime
from typing import Any

import msgspec

from callbacks.store import SQL
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from store.pool import Queryable, Record


class CallFact(msgspec.Struct, frozen=True, kw_only=True):
    """A call's beginning or end, with what its row says. `project` None: nobody's number was dialled."""

    id: int
    call: CallId
    kind: str
    at: datetime
    body: dict[str, Any]
    project: ProjectId | None
    direction: str | None
    caller: Any
    queue: QueueId | None
    agent: AgentId | None
    arrived_at: datetime | None
    answered_at: datetime | None
    language: str | None


class Cursor(msgspec.Struct, frozen=True):
    """Which fact a reader has read last, up to which it may read in one look, and the newest there is."""

    at: int
    upto: int
    newest: int


async def cursor(db: Queryable, name: str) -> Cursor:
    """Locked until the transaction ends."""
    row = await db.fetchrow(SQL["cursor"], name)
    if row is None:
        await db.execute(SQL["add_cursor"], name)
        row = await db.fetchrow(SQL["cursor"], name)
    assert row is not None
    return Cursor(row["last_id"], row["upto"], row["newest"])


async def move_cursor(db: Queryable, name: str, to: int) -> None:
    await db.execute(SQL["move_cursor"], name, to)


async def facts_of_calls(db: Queryable, cursor: Cursor, limit: int) -> tuple[list[CallFact], int]:
    """The next facts, and up to where the facts have been read with them."""
    if cursor.upto <= cursor.at:
        return [], cursor.at
    rows = await db.fetch(SQL["facts_of_calls"], cursor.at, cursor.upto, limit)
    facts = [_fact(row) for row in rows]
    return facts, facts[-1].id if len(facts) == limit else cursor.upto


async def lag(db: Queryable, name: str) -> int:
    return int(await db.fetchval(SQL["lag"], name))


def _fact(row: Record) -> CallFact:
    return CallFact(
        id=row["id"],
        call=row["call_id"],
        kind=row["kind"],
        at=row["at"],
        body=row["body"],
        project=row["project_id"],
        direction=row["direction"],
        caller=row["caller"],
        queue=row["queue_id"],
        agent=row["agent_id"],
        arrived_at=row["arrived_at"],
        answered_at=row["answered_at"],
        language=row["language"],
    )
