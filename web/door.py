"""A `Route` becomes an aiohttp handler here: who asks, may they, what they said, and how the answer goes out."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import msgspec
from aiohttp import hdrs, web

from kernel.errors import NotFound
from kernel.http import (
    Actor,
    Answer,
    BytesReply,
    FileReply,
    Forbidden,
    NotSignedIn,
    Posted,
    Reply,
    Request,
    Route,
    TextReply,
    Upload,
)
from kernel.ids import UserId
from kernel.permissions import Permission
from web import parse, uploads
from web.masking import Ours, hides, masked, masked_text
from web.problems import Malformed

ROUTE = web.RequestKey("route", Route)
ACTOR = web.RequestKey("actor", Actor)
COOKIE = "ringback_session"
HALF_COOKIE = "ringback_half"
LONGEST_AGENT = 256
BEARER = "Bearer "
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_LETTERS = str.maketrans("0123456789", "ghijklmnop")

AiohttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def key_of(token: str) -> bytes:
    """What is kept of a cookie's token. That is 256 random bits, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).digest()


def name_of_session(key: bytes) -> str:
    """How a session is called in lists and in the trail: in letters, which nobody takes for a telephone number."""
    return key.hex()[:12].translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is used: from which address, with what the browser says of itself."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a valid session or API token. `session` is its key: it names it but cannot be used to enter.

    `token` is the token's id, None for a session.
    """

    actor: Actor
    session: bytes
    token: int | None = None

    @property
    def through(self) -> str:
        """By which session or token they came, as the trail has it."""
        return f"session:{name_of_session(self.session)}" if self.token is None else f"token:{self.token}"


GUEST = web.RequestKey("guest", Guest)
ASKED = web.RequestKey("asked", Request[Any, Any])


@dataclass(frozen=True, slots=True)
class Answered:
    """What a route's handler has replied."""

    reply: Reply


ANSWERED = web.RequestKey("answered", Answered)


class Doorkeeper(Protocol):
    async def who(self, token: str, place: Place | None = None) -> Guest | None:
        """Whose session the cookie's token opens; None where it is unknown, ended or expired."""
        ...

    async def bearer(self, token: str, peer: str) -> Guest | None:
        """Whose API token it is; None where it is unknown, revoked or expired. Raises TooManyTries."""
        ...

    async def holder(self, key: bytes) -> Guest | None:
        """The same, by the key of a session or a token."""
        ...

    def when_changed(self, callback: Callable[[UserId, Actor | None], None]) -> None:
        """`callback` gets each person whose roles change, as they are now: None once they may not come in at all."""
        ...

    def when_ended(self, callback: Callable[[bytes], None]) -> None:
        """`callback` gets the key of each session and token that is ended before its time."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request came from. `behind_proxy` believes the X-Forwarded headers of the proxy before us."""

    behind_proxy: bool

    def secure(self, request: web.Request) -> bool:
        """Whether the browser speaks https, to us or to the proxy."""
        forwarded = request.headers.get("X-Forwarded-Proto", "") if self.behind_proxy else ""
        return (forwarded or request.scheme) == "https"

    def peer(self, request: web.Request) -> str:
        """The browser's IP address; behind a proxy the last one that the proxy itself has added."""
        forwarded = request.headers.get("X-Forwarded-For", "") if self.behind_proxy else ""
        return _legible(forwarded.rpartition(",")[2].strip()) or request.remote or "unknown"


ADDRESS = web.AppKey("address", Address)


def handler(route: Route, doorkeeper: Doorkeeper, address: Address, ours: Callable[[], Ours] = tuple) -> AiohttpHandler:
    """The aiohttp handler of one route. `ours` are the numbers that are no customer's: they are never masked."""

    async def handle(request: web.Request) -> web.StreamResponse:
        request[ROUTE] = route
        guest = await admit(request, route.permission, doorkeeper, in_person=route.in_person)
        async with AsyncExitStack() as held:
            request[ASKED] = asked = await _asked(request, route, guest, address, held)
            hiding = guest is not None and hides(guest.actor, route.permission)
            if hiding:
                _refuse_digits(asked)
            reply = await route.handler(asked)
        request[ANSWERED] = Answered(reply)
        return await _response(_hidden(reply, ours()) if hiding else reply, route)

    return handle


def _refuse_digits(asked: Request[Any, Any]) -> None:
    """By looking for one digit after another a number could be found out although it is masked."""
    if any(each.isdigit() for each in str(getattr(asked.query, "q", None) or "")):
        raise Forbidden("Customers' numbers are hidden from you, so that nothing can be found by them.")


def _hidden(reply: Reply, ours: Ours) -> Reply:
    """The reply without customers' numbers; a file is what it is."""
    match reply:
        case FileReply() | BytesReply():
            return reply
        case TextReply(text, content_type):
            return TextReply(masked_text(text, ours), content_type)
        case Answer(body, headers, status):
            return Answer(masked(msgspec.to_builtins(body), ours), headers, status)
        case _:
            return masked(msgspec.to_builtins(reply), ours)


async def admit(
    request: web.Request, permission: Permission, doorkeeper: Doorkeeper, *, in_person: bool = False
) -> Guest | None:
    """Who asks, None where anybody may. Raises NotSignedIn or Forbidden."""
    if permission is Permission.PUBLIC:
        return None
    guest = await _guest(request, doorkeeper)
    request[ACTOR], request[GUEST] = guest.actor, guest
    if in_person and guest.token is not None:
        raise Forbidden("This takes a person who has signed in: an API token may not do it.")
    if not guest.actor.may(permission):
        raise Forbidden(_lacking(guest.actor, permission))
    return guest


async def _guest(request: web.Request, doorkeeper: Doorkeeper) -> Guest:
    """By their token where one is presented, and then by nothing else; by the cookie otherwise. Raises NotSignedIn."""
    if (token := bearer_of(request)) is not None:
        guest = await doorkeeper.bearer(token, request.app[ADDRESS].peer(request))
        if guest is None:
            raise NotSignedIn("The API token is not good: it is unknown, was revoked, or has expired.")
        return guest
    guest = await doorkeeper.who(_legible(request.cookies.get(COOKIE, "")), _place(request))
    if guest is None:
        raise NotSignedIn("Nobody is signed in, or the session has ended: sign in again.")
    return guest


def _place(request: web.Request) -> Place:
    agent = _legible(request.headers.get(hdrs.USER_AGENT, ""))
    return Place(request.app[ADDRESS].peer(request), agent[:LONGEST_AGENT])


def bearer_of(request: web.Request) -> str | None:
    """The API token that the request presents; None where it presents none."""
    header = _legible(request.headers.get(hdrs.AUTHORIZATION, ""))
    return header.removeprefix(BEARER).strip() if header.startswith(BEARER) else None


def _lacking(actor: Actor, permission: Permission) -> str:
    if actor.limit is not None and permission not in actor.limit:
        return f"The API token does not have the permission {permission}."
    match actor.roles:
        case [role]:
            return f"The role {role} does not have the permission {permission}."
        case []:
            return f"This takes the permission {permission}, and you have no role."
        case roles:
            return f"None of the roles {', '.join(roles)} has the permission {permission}."


async def _asked(
    request: web.Request, route: Route, guest: Guest | None, address: Address, held: AsyncExitStack
) -> Request[Any, Any]:
    """`held` keeps a file that was sent until the request has been handled."""
    return Request(
        path=parse.path(request.match_info),
        query=parse.query(request.query.items(), route.query) if route.query else None,
        body=await _body(_roomy(request, route), route.request, held) if route.request else None,
        visitor=guest.actor if guest else None,
        peer=address.peer(request),
        session=guest.session if guest else b"",
        secure=address.secure(request),
        user_agent=_legible(request.headers.get(hdrs.USER_AGENT, "")),
        half=_legible(request.cookies.get(HALF_COOKIE, "")),
        permission=route.permission,
    )


def _legible(header: str) -> str:
    """Bytes of a header that are no UTF-8 come as surrogates, which nothing can encode: they become question marks."""
    return header.encode(errors="replace").decode()


def _roomy(request: web.Request, route: Route) -> web.Request:
    """Only now, when the asker is known to be allowed, is more than the server's usual limit read."""
    return request.clone(client_max_size=route.largest_body) if route.largest_body else request


async def _body(request: web.Request, kind: type, held: AsyncExitStack) -> Any:
    if kind is Posted:
        return await _posted(request)
    if kind is Upload:
        return await held.enter_async_context(uploads.received(request, request.client_max_size))
    if request.content_type != JSON:
        raise Malformed("Content-Type", request.headers.get(hdrs.CONTENT_TYPE, ""), JSON)
    return parse.body(await request.read(), kind)


async def _posted(request: web.Request) -> Posted:
    if request.content_type != FORM:
        raise Malformed("Content-Type", request.headers.get(hdrs.CONTENT_TYPE, ""), FORM)
    headers = {name.lower(): _legible(value) for name, value in request.headers.items()}
    return Posted(request.path_qs, parse.form(await request.read()), headers)


async def _response(reply: Reply, route: Route) -> web.StreamResponse:
    match reply:
        case FileReply():
            return await _file(reply)
        case BytesReply(data, content_type):
            return web.Response(body=data, headers={hdrs.CONTENT_TYPE: content_type})
        case TextReply(text, content_type):
            return web.Response(body=text.encode(), headers={hdrs.CONTENT_TYPE: content_type})
        case Answer(body, headers, status):
            return _json(body, status or route.status, dict(headers))
        case _:
            return _json(reply, route.status, {})


def _json(body: object, status: int, headers: dict[str, str]) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.Response(body=msgspec.json.encode(body), status=status, headers={hdrs.CONTENT_TYPE: JSON, **headers})


async def _file(reply: FileReply) -> web.FileResponse:
    if not await asyncio.to_thread(reply.path.is_file):
        raise NotFound(f"The file {reply.filename} is no longer in the archive.")
    headers = {
        hdrs.CONTENT_TYPE: reply.content_type,
        hdrs.CONTENT_DISPOSITION: disposition(reply),
    }
    return web.FileResponse(Path(reply.path), headers=headers)


def disposition(reply: FileReply) -> str:
    """The name twice: in ASCII, and as it is for browsers that can (RFC 6266), which are all of today's."""
    how = "attachment" if reply.attached else "inline"
    return f"{how}; filename=\"{_plain(reply.filename)}\"; filename*=UTF-8''{quote(reply.filename, safe='')}"


def _plain(filename: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_. ") else "_" for each in filename)
