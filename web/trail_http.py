"""The trail over HTTP: filtered, page by page, and as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kernel.errors import BadInput
from kernel.http import Request, Route, TextReply
from kernel.ids import ProjectId
from kernel.permissions import Permission
from store.pool import Database
from web import trail
from web.trail import Filter, Written

LARGEST_PAGE = 200
LARGEST_FILE = 20_000
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Text = Annotated[str, msgspec.Meta(max_length=200)]
_COLUMNS = ("id", "at", "user_id", "user", "through", "peer", "action", "what", "project_id", "status", "detail")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TrailFilter(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """`who` is a whole name, `action` a part of one, `what` a whole one; `from` is in, `to` is not."""

    who: Text | None = None
    action: Text | None = None
    what: Text | None = None
    project: int | None = None
    from_: Instant | None = None
    to: Instant | None = None


class TrailQuery(TrailFilter, frozen=True, rename={"from_": "from"}):
    """`before` is the `next` of the page before."""

    before: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE)] = 50


class TrailRow(msgspec.Struct, frozen=True):
    """`through` names the session or API token; `status` is of HTTP, null for what is no request: 403 and 409 are
    refusals. `detail` depends on the action, and holds no secrets.
    """

    id: int
    at: Instant
    user_id: int | None
    user: str
    through: str
    peer: str
    action: str
    what: str
    project_id: int | None
    status: int | None
    detail: dict[str, Any]


class TrailPage(msgspec.Struct, frozen=True):
    """Latest first. `next` is null on the last page."""

    rows: list[TrailRow]
    next: int | None


class _Routes:
    """The handlers. Who sees the trail of some projects sees the rows of those."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(self, request: Request[TrailQuery, None]) -> TrailPage:
        asked = request.query
        found = await trail.page(self._db, _wanted(request, asked, asked.before), asked.limit + 1)
        shown = [_row(each) for each in found[: asked.limit]]
        return TrailPage(shown, shown[-1].id if len(found) > asked.limit else None)

    async def file(self, request: Request[TrailFilter, None]) -> TextReply:
        found = await trail.page(self._db, _wanted(request, request.query, None), LARGEST_FILE)
        request.remarks["rows"] = len(found)
        return TextReply(written_out(_row(each) for each in found), "text/csv; charset=utf-8")


def _wanted(
    request: Request[TrailFilter, None] | Request[TrailQuery, None], asked: TrailFilter, before: int | None
) -> Filter:
    scope = request.scope
    projects = None if scope is None else sorted(scope)
    if asked.project is not None:
        projects = [ProjectId(asked.project)] if request.sees(asked.project) else []
    return Filter(before, asked.who, asked.action, asked.what, projects, asked.from_, asked.to)


def _row(written: Written) -> TrailRow:
    deed = written.deed
    return TrailRow(
        id=written.id,
        at=written.at,
        user_id=deed.user_id,
        user=deed.user_name,
        through=deed.through,
        peer=deed.peer,
        action=deed.action,
        what=deed.what,
        project_id=deed.project,
        status=deed.status,
        detail=dict(deed.detail),
    )


def written_out(rows: Iterable[TrailRow]) -> str:
    """The rows as CSV with a head line. What a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        detail = msgspec.json.encode(row.detail).decode() if row.detail else ""
        values = (row.user, row.through, row.peer, row.action, row.what)
        texts = [_plain(value) for value in values]
        writer.writerow([row.id, row.at.isoformat(), row.user_id, *texts, row.project_id, row.status, detail])
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def routes(db: Database) -> tuple[Route, ...]:
    handle, see = _Routes(db), Permission.SEE_TRAIL
    return (
        Route(
            "GET",
            "/api/trail",
            see,
            handle.page,
            "Who did what, latest first",
            response=TrailPage,
            query=TrailQuery,
            errors=(BadInput,),
        ),
        Route(
            "GET",
            "/api/trail.csv",
            see,
            handle.file,
            f"The same as CSV, {LARGEST_FILE} rows at most",
            response=TextReply,
            query=TrailFilter,
            errors=(BadInput,),
            sensitive=True,
        ),
    )
