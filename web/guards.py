"""What stands around every request: its log line, its errors' shape, forged requests, security headers."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Histogram

from kernel.clock import Clock
from kernel.errors import RingbackError
from kernel.http import Forbidden
from web.door import ACTOR, Address, bearer_of
from web.pages import Console
from web.problems import CONTENT_TYPE, Problem, problem, refusal, unexpected

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = "X-Ringback"
SWITCHED = 101  # a websocket: how long it stayed open is no measure of us
LEFT = 499
"""The client was gone before we had all of the request, or it all of the answer. Not one of HTTP's; nginx's word."""
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    # The hash of the one <style> element that the console's waveform player makes: renew it with its version.
    "style-src 'self' 'sha256-Txpp2hh5OoXvJGhUxJbFyEnnoWJBIRJRY/mg0M3HqKc='",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}

log = structlog.get_logger()


def policy(phone_url: str) -> str:
    """What a page may load and connect to: us, and the switch's socket at exactly this address. Empty: us alone."""
    connect = f"connect-src 'self' {phone_url}".rstrip()
    return "; ".join((*DIRECTIVES, connect))


def headers(address: Address, phone_url: str = "") -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """The signal that puts the security headers on every response, files and websockets among them."""
    always = HEADERS | {"Content-Security-Policy": policy(phone_url)}

    async def prepare(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(always)
        response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
        if address.secure(request):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"

    return prepare


def logged(clock: Clock, registry: CollectorRegistry) -> Middleware:
    """One line and one measurement for each request; the path is the route's, so that no number gets into the log."""
    seconds = Histogram("ringback_http_seconds", "HTTP requests.", ("method", "path", "status"), registry=registry)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = clock.monotonic()
        response = await handler(request)
        took, path = clock.monotonic() - began, _pattern(request)
        if response.status != SWITCHED:
            seconds.labels(_method(request), path, response.status).observe(took)
        write = log.debug if path in PROBES else log.info
        actor = request.get(ACTOR)
        write(
            "http_request",
            method=_method(request),
            path=path,
            status=response.status,
            ms=round(took * 1000, 1),
            user_id=actor.user_id if actor else None,
        )
        return response

    return middleware


def _pattern(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "other"


def _method(request: web.Request) -> str:
    return request.method if request.method in hdrs.METH_ALL else "other"


def answered(reference: Callable[[], str]) -> Middleware:
    """Every error becomes a problem; one that nobody foresaw is logged here, once, under a new `reference`."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _translated(error)
        except RingbackError as error:
            refused = refusal(error)
            return sent(refused.problem, refused.headers) if refused else _failed(request, reference())
        except ConnectionError:
            return web.Response(status=LEFT) if _has_left(request) else _failed(request, reference())
        except Exception:
            return _failed(request, reference())

    return middleware


def _has_left(request: web.Request) -> bool:
    """Nobody hears the answer: a page that was closed, a call to the API that was given up."""
    return request.transport is None or request.transport.is_closing()


def _failed(request: web.Request, reference: str) -> web.Response:
    log.exception("http_request_failed", reference=reference, method=_method(request), path=_pattern(request))
    return sent(unexpected(reference), {})


def _translated(error: web.HTTPException) -> web.Response:
    kept = {str(name): error.headers[name] for name in (hdrs.ALLOW,) if name in error.headers}
    other = f"The server answers {error.status}: {error.reason}."
    return sent(problem(error.status, _SENTENCES.get(error.status, other)), kept)


_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method; the Allow header names those it takes.",
    413: "The body is larger than this address takes.",
}


def sent(body: Problem, more: Mapping[str, str]) -> web.Response:
    """The problem on its way out, with the headers that go with it."""
    together = {hdrs.CONTENT_TYPE: CONTENT_TYPE, **more}
    return web.Response(body=msgspec.json.encode(body), status=body.status, headers=together)


def genuine(origins: frozenset[str], signed: frozenset[str] = frozenset()) -> Middleware:
    """Refuses what another site makes a browser send. `origins` are allowed besides our own, e.g. a dev server.

    `signed` are the paths of routes that other machines post to, and prove by a signature that they did. A request
    with an API token is let in by that alone, never by the cookie, and no browser adds one by itself.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _pattern(request) in signed:
            return await handler(request)
        if request.method not in SAFE and request.headers.get(OURS) != "1" and bearer_of(request) is None:
            raise Forbidden(f"A request that changes something needs the header {OURS}: 1.")
        if _changes(request) and not same_origin(request, origins):
            raise Forbidden(f"The page at {request.headers[hdrs.ORIGIN][:64]} may not use this API.")
        return await handler(request)

    return middleware


def _changes(request: web.Request) -> bool:
    """A websocket counts: browsers open one to any site without asking it first."""
    return request.method not in SAFE or hdrs.UPGRADE in request.headers


def same_origin(request: web.Request, origins: frozenset[str]) -> bool:
    """Whether the asking page is one of ours. No Origin at all is no browser, or no page of another site."""
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is None or origin in origins or urlsplit(origin).netloc == request.host


def paged(console: Console) -> Middleware:
    """Addresses outside `/api` that no route has taken belong to the console."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        untaken = isinstance(request.match_info.http_exception, web.HTTPNotFound)
        if untaken and request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
            return console.page(request.path)
        return await handler(request)

    return middleware
