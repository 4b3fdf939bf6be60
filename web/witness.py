"""What people do, seen at the door: every request that changes something, and every read that is marked for it."""

from collections import OrderedDict
from typing import Protocol

from aiohttp import web

from kernel.clock import Clock
from kernel.http import Route
from kernel.ids import ProjectId
from web.door import ANSWERED, ASKED, GUEST, Address, AiohttpHandler, Guest
from web.problems import status_of
from web.telling import named, told
from web.trail import Deed

SITTING_SECONDS = 300.0
SITTINGS = 10_000
REFUSED = frozenset({403, 409})


class Book(Protocol):
    async def write(self, deed: Deed) -> None:
        """Durable when it returns; raises when it cannot be."""
        ...


def leaves_a_trail(route: Route) -> bool:
    return route.method != "GET" or route.sensitive


class Witness:
    """Writes down what a signed-in person, or their token, asked for and what they were answered.

    The row is durable before the answer leaves. Where it cannot be, the request fails, so that nobody is shown what
    nobody will know of; what a change has done by then stays done, and the log has it.
    """

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._sittings = Sittings(clock)

    def over(self, route: Route, address: Address, inner: AiohttpHandler) -> AiohttpHandler:
        """The handler of a route, watched if it leaves a trail."""
        if not leaves_a_trail(route):
            return inner

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                response = await inner(request)
            except Exception as error:
                await self._saw(request, route, address, _status(error))
                raise
            await self._saw(request, route, address, response.status)
            return response

        return handle

    async def _saw(self, request: web.Request, route: Route, address: Address, status: int) -> None:
        guest = request.get(GUEST)
        if guest is None:
            return
        deed = _deed(request, route, guest, address.peer(request), status)
        if route.method != "GET" or (_tells(status) and self._sittings.begins(deed)):
            await self._book.write(deed)


def _tells(status: int) -> bool:
    """Of a read: that it was answered, or refused."""
    return status < 400 or status in REFUSED


def _status(error: Exception) -> int:
    return error.status if isinstance(error, web.HTTPException) else status_of(type(error))


def _deed(request: web.Request, route: Route, guest: Guest, peer: str, status: int) -> Deed:
    asked, answered = request.get(ASKED), request.get(ANSWERED)
    detail = {} if asked is None else told(asked.query) | told(asked.body) | asked.remarks
    project = detail.pop("project_id", None) or detail.get("project")
    if project is None and answered is not None:
        project = getattr(answered.reply, "project_id", None)
    return Deed(
        action=f"{route.method} {route.path}",
        what=named(request.match_info),
        user_id=guest.actor.user_id,
        user_name=guest.actor.name,
        through=guest.through,
        peer=peer,
        project=ProjectId(project) if isinstance(project, int) else None,
        status=status,
        detail=detail,
    )


class Sittings:
    """A page asks for one thing again and again, a player for one file in dozens of ranges: that is one deed, until
    nothing was asked for `SITTING_SECONDS`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def begins(self, deed: Deed) -> bool:
        now, key = self._clock.monotonic(), (deed.through, deed.action, deed.what, deed.status == 403)
        before = self._seen.pop(key, None)
        self._seen[key] = now
        if len(self._seen) > SITTINGS:
            self._seen.popitem(last=False)
        return before is None or now - before > SITTING_SECONDS
