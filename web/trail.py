"""Who did what, in rows that nothing here can change: written through the journal, read page by page.

The database numbers the rows and links each to the one before; see the migration `v0004_trail.sql`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kernel.clock import Clock
from kernel.http import Actor
from kernel.ids import ProjectId, UserId
from store.journal import Journal, Row, Write
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__, "queries_trail.sql")
_KEY = "trail"


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written down. `action` is a request's method and route, or a word such as `sign_in`.

    `through` names a session or token and cannot be used to enter; `what` is the thing it was done to; `status` is of
    HTTP, None where no request was answered. `detail` holds no password, no token and no text of a message.
    """

    action: str
    what: str = ""
    user_id: UserId | None = None
    user_name: str = ""
    through: str = ""
    peer: str = ""
    project: ProjectId | None = None
    status: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A row. `at` is UTC."""

    id: int
    at: datetime
    deed: Deed


@dataclass(frozen=True, slots=True)
class Filter:
    """Each may be None: then it leaves nothing out. `action` is a part of it; `since` is in, `until` is not.

    `projects` leaves out rows of no project too.
    """

    before: int | None = None
    who: str | None = None
    action: str | None = None
    what: str | None = None
    projects: Sequence[int] | None = None
    since: datetime | None = None
    until: datetime | None = None


class Trail:
    """Durable when it returns. While the database is away the journal's spool has it.

    Raises what the journal raises when neither takes it.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock

    async def note(
        self,
        actor: Actor,
        action: str,
        what: str,
        project: ProjectId | None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """What a person did that is no request, or is more than one: who listened to whom, from when to when."""
        await self.write(Deed(action, what, actor.user_id, actor.name, project=project, detail=detail or {}))

    async def write(self, deed: Deed) -> None:
        await self._journal.write(Write(rows=(Row(SQL["add"], row_of(deed, self._clock.now()), key=_KEY),)))


def row_of(deed: Deed, at: datetime) -> tuple[object, ...]:
    """What the query `add` takes."""
    return (
        at,
        deed.user_id,
        deed.user_name,
        deed.through,
        deed.peer,
        deed.action,
        deed.what,
        deed.project,
        deed.status,
        dict(deed.detail),
    )


async def page(db: Queryable, wanted: Filter, limit: int) -> list[Written]:
    """Latest first."""
    rows = await db.fetch(
        SQL["page"],
        wanted.before,
        wanted.who,
        wanted.action,
        wanted.what,
        wanted.projects,
        wanted.since,
        wanted.until,
        limit,
    )
    return [_written(row) for row in rows]


def _written(row: Record) -> Written:
    deed = Deed(
        row["action"],
        row["what"],
        row["user_id"],
        row["user_name"],
        row["through"],
        row["peer"],
        row["project_id"],
        row["status"],
        row["detail"],
    )
    return Written(row["id"], row["at"], deed)
