"""Callers who are turned away, over HTTP: who is, by whom and why, one more, one less."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from contacts import blocking, views
from contacts.blocking import Blocked, Wish
from contacts.do_not_call import ListFilter
from contacts.model import Place
from contacts.ports import Hooks, Projects
from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from kernel.http import Request, Route
from kernel.ids import ProjectId
from kernel.permissions import Permission, narrowed
from kernel.phone import Anonymous, Phone, digits_of, parse_caller, parse_phone
from store.pool import Database

LONGEST = timedelta(days=3660)
A_NUMBER = "a telephone number, such as +441632960111, or a national one where a project is named"
WITHHELD = "a telephone number: callers who withhold theirs cannot be told from one another, and so cannot be blocked"
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class BlockBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project_id` null: every project turns the number away. `until` null: until somebody takes it off the list."""

    number: views.Typed
    why: Why
    project_id: views.Id | None = None
    until: Moment | None = None


class BlockedView(msgspec.Struct, frozen=True, kw_only=True):
    """`over`: the time has passed, and they are let in again."""

    id: int
    project_id: int | None
    number: str
    why: str
    until: datetime | None
    over: bool
    added_by: str
    added_at: datetime


class BlockedPage(msgspec.Struct, frozen=True):
    """Latest first. `next` is null on the last page."""

    callers: list[BlockedView]
    next: str | None


class BlockingRoutes:
    def __init__(self, database: Database, projects: Projects, hooks: Hooks, clock: Clock) -> None:
        self._database = database
        self._projects = projects
        self._hooks = hooks
        self._clock = clock

    async def page(self, request: Request[views.ListedQuery, None]) -> BlockedPage:
        asked, now = request.query, self._clock.now()
        before = views.parse_id_cursor(asked.before)
        chosen = narrowed(request.scope, asked.project)
        found = await blocking.page(
            self._database, ListFilter(chosen, digits_of("q", asked.q), before, asked.limit + 1)
        )
        shown = found[: asked.limit]
        more = views.cursor(shown[-1].added_at, shown[-1].id) if len(found) > asked.limit else None
        return BlockedPage([_view(each, now) for each in shown], more)

    async def put(self, request: Request[None, BlockBody]) -> BlockedView:
        body, now = request.body, self._clock.now()
        project = None if body.project_id is None else ProjectId(body.project_id)
        request.expect(project)
        number = _parsed(body.number, _region(self._projects.places(), project))
        until = _checked(body.until, now)
        wish = Wish(project=project, phone=number, why=_said(body.why), until=until, by=request.actor.name)
        async with self._database.transaction() as tx:
            return _view(await blocking.put(tx, wish, now, self._hooks), now)

    async def remove(self, request: Request[None, None]) -> None:
        async with self._database.transaction() as tx:
            entry = await blocking.find(tx, request.number("id"), request.scope)
            request.expect(entry.project)
            await blocking.remove(tx, entry.id)


def _region(places: Mapping[ProjectId, Place], project: ProjectId | None) -> str:
    """Raises `NotFound`."""
    if project is None:
        return ""
    if project not in places:
        raise NotFound("There is no such project.")
    return places[project].region


def _parsed(text: str, region: str) -> Phone:
    if isinstance(parse_caller(text, region), Anonymous):
        raise BadInput("number", text[:64], WITHHELD)
    phone = parse_phone(text, region)
    if phone is None:
        raise BadInput("number", text[:64], A_NUMBER)
    return phone


def _said(why: str) -> str:
    if not why.strip():
        raise BadInput("why", why[:64], "a reason")
    return why.strip()


def _checked(until: datetime | None, now: datetime) -> datetime | None:
    if until is not None and not now < until <= now + LONGEST:
        raise BadInput("until", until.isoformat(), "a moment that is still to come, within ten years")
    return until


def _view(entry: Blocked, now: datetime) -> BlockedView:
    return BlockedView(
        id=entry.id,
        project_id=entry.project,
        number=entry.phone.e164,
        why=entry.why,
        until=entry.until,
        over=entry.until is not None and entry.until <= now,
        added_by=entry.added_by,
        added_at=entry.added_at,
    )


def routes(database: Database, projects: Projects, clock: Clock, hooks: Hooks | None = None) -> tuple[Route, ...]:
    """`hooks` hear of who is blocked, in its transaction."""
    on = BlockingRoutes(database, projects, hooks or Hooks(), clock)
    run, path = Permission.RUN_CALLS, "/api/blocked-callers"
    listed = Route("GET", path, run, on.page, "Whose calls are turned away", response=BlockedPage, errors=(BadInput,))
    put = Route("POST", path, run, on.put, "Turn a caller away from now on", BlockBody, BlockedView)
    return (
        replace(listed, query=views.ListedQuery),
        replace(put, errors=(BadInput, NotFound)),
        Route("DELETE", f"{path}/{{id}}", run, on.remove, "Let them in again", status=204, errors=(BadInput, NotFound)),
    )
