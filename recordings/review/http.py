"""Marks and legal holds over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden, Lines, Request, Route
from kernel.permissions import Permission
from recordings import http
from recordings.archive import Archive
from recordings.errors import NothingToHear
from recordings.review import store
from store.pool import Database

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Kind = Literal["good", "mistake", "critical", "question", "remark"]
LONGEST_TEXT = 500
ROUNDING_S = 0.5
"""How far beyond the end a mark may lie, so that one at the very end is taken: players and files differ a little."""


class MarkBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`seconds` from the recording's beginning; `kind` is the word, `text` what there is to say besides."""

    seconds: Annotated[float, msgspec.Meta(ge=0)]
    kind: Kind
    text: Annotated[Lines, msgspec.Meta(max_length=LONGEST_TEXT)] = ""


class MarkRow(msgspec.Struct, frozen=True, kw_only=True):
    """`removable`: by who asks."""

    id: int
    seconds: float
    kind: Kind
    text: str
    by: str
    at: Instant
    removable: bool


class Marks(msgspec.Struct, frozen=True):
    """In the order in which they are heard."""

    marks: list[MarkRow]


class NewMark(msgspec.Struct, frozen=True):
    id: int


class HoldBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`why`: whose matter it is, so that somebody else knows when it may end."""

    why: Annotated[
        Lines,
        msgspec.Meta(
            min_length=1,
            max_length=LONGEST_TEXT,
            pattern=r"\S",
            extra={"lines": True, "words": f"text of 1 to {LONGEST_TEXT} characters that are not all spaces"},
        ),
    ]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """`lifted_at` is null while it is on."""

    why: str
    at: Instant
    by: str
    lifted_at: Instant | None
    lifted_by: str | None


class Holds(msgspec.Struct, frozen=True):
    """Latest first; one at most is on."""

    holds: list[Hold]


class Review:
    """The handlers."""

    def __init__(self, db: Database, archive: Archive, clock: Clock) -> None:
        self._db = db
        self._archive = archive
        self._clock = clock

    async def marks(self, request: Request[None, None]) -> Marks:
        file = await http.known_file(self._db, request)
        known = await store.marks(self._db, file.id)
        return Marks([_row(each, request.actor, file.project_id) for each in known])

    async def add_mark(self, request: Request[None, MarkBody]) -> NewMark:
        file, asked = await http.known_file(self._db, request), request.body
        await http.present(self._archive, file)
        if file.seconds is not None and asked.seconds > file.seconds + ROUNDING_S:
            raise BadInput("seconds", asked.seconds, f"0 to {file.seconds:.1f}, the length of the recording")
        given = (asked.seconds, asked.kind, asked.text.strip(), request.actor.user_id, self._clock.now())
        added = await store.add_mark(self._db, file.id, *given)
        if added is None:
            raise Conflict(f"The recording has {store.MOST_MARKS} marks already: remove one first.")
        return NewMark(added)

    async def remove_mark(self, request: Request[None, None]) -> None:
        file, mark = await http.known_file(self._db, request), request.number("mark")
        author = await store.author_of(self._db, file.id, mark)
        if author is None:
            raise NotFound("There is no such mark.")
        if not _may_remove(request.actor, author, file.project_id):
            raise Forbidden("A mark is removed by who left it, or by a supervisor.")
        await store.remove_mark(self._db, file.id, mark)

    async def holds(self, request: Request[None, None]) -> Holds:
        file = await http.known_file(self._db, request)
        return Holds([Hold(**row) for row in await store.holds(self._db, file.id)])

    async def hold(self, request: Request[None, HoldBody]) -> None:
        """Nobody is told that something is kept which the archive has lost."""
        file, why = await http.known_file(self._db, request), request.body.why.strip()
        if file.path is not None:
            await http.present(self._archive, file)
        if not await store.hold(self._db, file.id, why, request.actor.user_id, self._clock.now()):
            raise Conflict("It cannot be put under a legal hold: it is under one already, or has no file to keep.")

    async def lift(self, request: Request[None, None]) -> None:
        file = await http.known_file(self._db, request)
        if not await store.lift(self._db, file.id, request.actor.user_id, self._clock.now()):
            raise Conflict("The recording is under no legal hold.")


def _may_remove(actor: Actor, author: int, project: int | None) -> bool:
    """Its author, and who may work on everybody's calls there."""
    return actor.user_id == author or actor.may_in(Permission.RUN_CALLS, project)


def _row(mark: store.Mark, actor: Actor, project: int | None) -> MarkRow:
    removable = actor.may_in(Permission.MARK_RECORDINGS, project) and _may_remove(actor, mark.user_id, project)
    kind = msgspec.convert(mark.kind, Kind)
    return MarkRow(
        id=mark.id,
        seconds=mark.seconds,
        kind=kind,
        text=mark.text,
        by=mark.by,
        at=mark.at,
        removable=removable,
    )


def routes(db: Database, archive: Archive, clock: Clock) -> tuple[Route, ...]:
    """Marks and holds are seen by who may hear the recording."""
    handle = Review(db, archive, clock)
    marks, hold = "/api/recordings/{id}/marks", "/api/recordings/{id}/hold"
    return (
        _seen(marks, handle.marks, "Its marks, in the order in which they are heard", Marks),
        Route(
            "POST",
            marks,
            Permission.MARK_RECORDINGS,
            handle.add_mark,
            "Leave a mark at a second of it",
            request=MarkBody,
            response=NewMark,
            status=201,
            errors=(NotFound, NothingToHear, BadInput, Conflict),
        ),
        Route(
            "DELETE",
            f"{marks}/{{mark}}",
            Permission.MARK_RECORDINGS,
            handle.remove_mark,
            "Remove a mark of one's own, or as a supervisor anybody's",
            status=204,
            errors=(NotFound, Forbidden),
        ),
        _seen("/api/recordings/{id}/holds", handle.holds, "Its legal holds, past ones too", Holds),
        Route(
            "POST",
            hold,
            Permission.HOLD_RECORDINGS,
            handle.hold,
            "Put it under a legal hold: it is not deleted until that is lifted",
            request=HoldBody,
            status=204,
            errors=(NotFound, Conflict),
        ),
        Route(
            "DELETE",
            hold,
            Permission.HOLD_RECORDINGS,
            handle.lift,
            "Lift the legal hold",
            status=204,
            errors=(NotFound, Conflict),
        ),
    )


def _seen(path: str, handler: Any, summary: str, response: type) -> Route:
    return Route("GET", path, Permission.HEAR_RECORDINGS, handler, summary, response=response, errors=(NotFound,))
