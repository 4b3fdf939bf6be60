"""What people write on a call for those who come after them: added, never changed, with author and time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Forbidden, Lines, Request, Route
from kernel.ids import CallId
from kernel.permissions import Permission
from store.journal import FactRow, Journal, Write
from store.pool import Database, Queryable
from store.queries import load_queries
from telephony.store import SUBJECT, one_call

SQL = load_queries(__file__, "queries_notes.sql")
ADDED = "NoteAdded"
"""Its fact: the note stands on the call's timeline."""
LONGEST = 2000


class NoteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=LONGEST)]


class CallNote(msgspec.Struct, frozen=True, kw_only=True):
    call_id: str
    at: datetime
    by: str
    text: str


class CallNotes(msgspec.Struct, frozen=True):
    """The first first."""

    notes: list[CallNote]


class NoteRoutes:
    """The handlers. An agent writes on calls that they have spoken on, who runs calls on all of the project."""

    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock

    async def add(self, request: Request[None, NoteBody]) -> None:
        """Durable when this returns, also while the database is away."""
        call, text = await self._own(request), request.body.text.strip()
        if not text:
            raise BadInput("text", request.body.text[:64], "some text")
        body = {"text": text, "by": request.actor.name}
        await self._journal.write(Write((FactRow(SUBJECT, call, ADDED, self._clock.now(), body),), ()))

    async def list(self, request: Request[None, None]) -> CallNotes:
        return CallNotes(notes_in(await self._database.fetch(SQL["notes_of_call"], await self._own(request))))

    async def _own(self, request: Request[None, Any]) -> CallId:
        """Raises `NotFound`, `Forbidden`."""
        call = CallId(request.path["id"])
        row = await one_call(self._database, call)
        sees = request.about(row["project_id"])
        if await was_theirs(self._database, request.actor, row):
            return call
        if sees:
            raise Forbidden("An agent works only on their own calls.")
        raise NotFound(f"There is no call {call}.")


async def was_theirs(database: Queryable, actor: Actor, row: Mapping[str, Any]) -> bool:
    """Whether it is their call, was so for a while, or they run the calls of its project."""
    if actor.may_in(Permission.RUN_CALLS, row["project_id"]):
        return True
    mine = actor.agent_id
    if mine is None or row["agent_id"] == mine:
        return mine is not None
    spoke: bool = await database.fetchval(SQL["spoke_on"], row["call_id"], mine)
    return spoke


async def was_asked(database: Queryable, actor: Actor, call: CallId) -> bool:
    """Whether the agent of the call asked them about it, before handing it on or without."""
    asked: bool = await database.fetchval(SQL["asked_on"], call, actor.agent_id)
    return asked


def notes_in(rows: Sequence[Mapping[str, Any]]) -> list[CallNote]:
    return [
        CallNote(call_id=row["call_id"], at=row["at"], by=row["body"]["by"], text=row["body"]["text"]) for row in rows
    ]


def routes(database: Database, journal: Journal, clock: Clock) -> tuple[Route, ...]:
    on, path, work = NoteRoutes(database, journal, clock), "/api/calls/{id}/notes", Permission.WORK_CALLS
    errors = (NotFound, Forbidden)
    return (
        Route("GET", path, work, on.list, "What people wrote on a call", response=CallNotes, errors=errors),
        Route("POST", path, work, on.add, "Write on a call", NoteBody, status=204, errors=(BadInput, *errors)),
    )
