"""Joining a live call, leaving it, and who has heard whom."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import LARGEST_ID, Forbidden, Request, Route
from kernel.ids import CallId
from kernel.permissions import Permission, narrowed
from monitoring.store import ListeningFilter, listenings, project_of, tell_agents, tells_agents
from monitoring.supervise import Supervision
from store.pool import Database
from telephony.listener import Depth

PAGE = 50
MOST_OF_A_CALL = 200
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]


class JoinBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same request changes the depth of who is on the call already."""

    depth: Depth


class OwnLine(msgspec.Struct, frozen=True):
    """Whether the switch has a line of the asker's that is up, and whether `at_phone`, or else in a page.

    `phone` is their own phone, where that can be rung for it. `ringing`: it has been, and was neither declined nor left
    to ring out.
    """

    up: bool
    at_phone: bool
    phone: str | None
    ringing: bool


class ListeningSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tell_agents_heard`: agents see on their page who hears their call. A change is for calls that begin after it."""

    tell_agents_heard: bool


class ListeningsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`before` is the `next` of the page before."""

    call: str | None = None
    user: Id | None = None
    agent: Id | None = None
    project: Id | None = None
    before: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = PAGE


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time at one depth with one agent. `to_at` None: it goes on; `why` is how it ended."""

    id: int
    call_id: str
    project_id: int | None
    project: str | None
    user_id: int
    user: str
    agent_id: int | None
    agent: str | None
    depth: Depth
    from_at: datetime
    to_at: datetime | None
    why: str | None


class ListeningList(msgspec.Struct, frozen=True):
    listenings: list[Listening]
    next: str | None


class ListeningRoutes:
    def __init__(self, database: Database, supervision: Supervision) -> None:
        self._database = database
        self._supervision = supervision

    async def join(self, request: Request[None, JoinBody]) -> None:
        request.remarks["depth"] = request.body.depth.value
        await self._supervision.join(request.actor, CallId(request.path["id"]), request.body.depth)

    async def leave(self, request: Request[None, None]) -> None:
        self._supervision.leave(request.actor, CallId(request.path["id"]))

    async def line(self, request: Request[None, None]) -> OwnLine:
        rings = await self._supervision.line_rings(request.actor)
        up, at_phone, endpoint = self._supervision.line_of(request.actor)
        return OwnLine(up, at_phone, None if endpoint is None else endpoint.partition("/")[2], rings and not at_phone)

    async def ring_line(self, request: Request[None, None]) -> None:
        await self._supervision.ring_line(request.actor)

    async def settings(self, request: Request[None, None]) -> ListeningSettings:
        project = request.number("id")
        request.expect(project)
        return ListeningSettings(await tells_agents(self._database, project))

    async def change_settings(self, request: Request[None, ListeningSettings]) -> None:
        project = request.number("id")
        request.expect(project)
        await tell_agents(self._database, project, told=request.body.tell_agents_heard)

    async def list(self, request: Request[ListeningsQuery, None]) -> ListeningList:
        query = request.query
        wanted = ListeningFilter(
            projects=narrowed(request.scope, query.project),
            call=query.call,
            user=query.user,
            agent=query.agent,
            before=_cursor_of(query.before),
            limit=query.limit + 1,
        )
        rows = await listenings(self._database, wanted)
        page = rows[: query.limit]
        more = f"{page[-1]['from_at'].isoformat()}|{page[-1]['id']}" if len(rows) > query.limit else None
        return ListeningList([_listening(row) for row in page], more)

    async def of_call(self, request: Request[None, None]) -> ListeningList:
        """None for those who are not to know: as the floor, which shows them nobody."""
        call = CallId(request.path["id"])
        of = await project_of(self._database, call)
        told = self._supervision.is_told(request.actor, call, of)
        if not told and not request.sees(of):
            raise NotFound(f"There is no call {call}.")
        if not told:
            return ListeningList([], None)
        rows = await listenings(self._database, ListeningFilter(call=call, limit=MOST_OF_A_CALL))
        return ListeningList([_listening(row) for row in rows], None)


def _listening(row: Mapping[str, Any]) -> Listening:
    return Listening(**{("user" if key == "user_name" else key): value for key, value in row.items()})


def _cursor_of(text: str | None) -> tuple[datetime, int] | None:
    """Raises `BadInput`."""
    if text is None:
        return None
    at, _, id_ = text.partition("|")
    try:
        when = datetime.fromisoformat(at)
        if when.tzinfo is None or not 0 < int(id_) < 2**63:
            raise ValueError("no place")
        return when.astimezone(UTC), int(id_)
    except (ValueError, OverflowError) as error:
        raise BadInput("before", text[:64], "the `next` of an earlier page") from error


def routes(database: Database, supervision: Supervision) -> tuple[Route, ...]:
    on = ListeningRoutes(database, supervision)
    path, listen = "/api/calls/{id}/join", Permission.LISTEN
    wrong = (NotFound, Conflict, Forbidden, Unavailable)
    return (
        Route("POST", path, listen, on.join, "Hear a live call, or be heard on it", JoinBody, status=204, errors=wrong),
        Route("DELETE", path, listen, on.leave, "Leave a live call", status=204, errors=(NotFound,)),
        Route(
            *("GET", "/api/line", listen, on.line, "Whether one's own line is up, and where"),
            response=OwnLine,
            errors=(Unavailable,),
        ),
        Route(
            *("POST", "/api/line", listen, on.ring_line, "Ring one's own phone, to listen there"),
            status=202,
            errors=(Conflict, Unavailable),
        ),
        *_settings_routes(on),
        Route(
            "GET",
            "/api/listenings",
            Permission.SEE_TRAIL,
            on.list,
            "Who listened to whom, newest first",
            query=ListeningsQuery,
            response=ListeningList,
        ),
        Route(
            "GET",
            "/api/calls/{id}/listenings",
            Permission.SEE_FLOOR,
            on.of_call,
            "Who has listened to a call, for those who are told, newest first",
            response=ListeningList,
            errors=(NotFound,),
        ),
    )


def _settings_routes(on: ListeningRoutes) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/api/projects/{id}/listening",
            Permission.SEE_SETTINGS,
            on.settings,
            "Whether agents are told who hears their calls",
            response=ListeningSettings,
            errors=(NotFound,),
        ),
        Route(
            "PUT",
            "/api/projects/{id}/listening",
            Permission.ADMINISTER,
            on.change_settings,
            "Say whether agents are told who hears their calls",
            ListeningSettings,
            status=204,
            errors=(NotFound,),
        ),
    )
