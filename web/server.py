"""The aiohttp application, made of routes that are values, and the socket it listens on."""

import errno
import secrets
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from kernel.clock import Clock
from kernel.errors import RingbackError
from kernel.http import Posted, Route
from web import guards
from web.door import ADDRESS, Address, AiohttpHandler, handler
from web.entrance import Entrance
from web.live import Live
from web.masking import Ours
from web.pages import Console

LIVE_PATH = "/api/live"

_MAX_PORT = 65535


class CannotListen(RingbackError):
    """The address of the web server cannot be had."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the web server is reached. `port` 0 takes a free one. `stop_seconds` is what open requests get at the end.

    `behind_proxy`: believe X-Forwarded-For and X-Forwarded-Proto; only where nothing but the proxy can reach us.
    `phone_url`: the switch's socket, which the phone in the page connects to.
    `origins`: pages of other origins that may use the API, such as the console's development server.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    dist: Path = Path("web/console/dist")
    tls: ssl.SSLContext | None = None
    behind_proxy: bool = False
    phone_url: str = ""
    origins: frozenset[str] = frozenset()
    max_body_bytes: int = 64 * 1024
    stop_seconds: float = 5.0


def new_reference() -> str:
    """A short name by which a failed request is found in the log."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of."""

    routes: Sequence[Route]
    entrance: Entrance
    live: Live
    clock: Clock
    registry: CollectorRegistry
    settings: WebSettings = WebSettings()
    reference: Callable[[], str] = new_reference
    ours: Callable[[], Ours] = tuple
    """The numbers under which we are called, as digits: they are shown to those who see no customer's."""


def build(parts: Parts) -> web.Application:
    """The application, not yet listening. Raises ValueError where two routes want the same operation."""
    refuse_twins(parts.routes)
    settings, address = parts.settings, Address(parts.settings.behind_proxy)
    app = web.Application(
        middlewares=[
            guards.logged(parts.clock, parts.registry),
            guards.answered(parts.reference),
            guards.genuine(settings.origins, _signed(parts.routes)),
            guards.paged(Console(settings.dist)),
        ],
        client_max_size=settings.max_body_bytes,
    )
    app.on_response_prepare.append(guards.headers(address, settings.phone_url))
    app[ADDRESS] = address
    _go_live(app, parts.live)
    app.cleanup_ctx.append(parts.entrance.refusals.owned)
    for route in parts.routes:
        handle = parts.entrance.witness.over(route, address, handler(route, parts.entrance, address, parts.ours))
        _add(app, route.method, route.path, handle)
    return app


def _signed(routes: Sequence[Route]) -> frozenset[str]:
    return frozenset(route.path for route in routes if route.request is Posted)


def refuse_twins(routes: Sequence[Route]) -> None:
    """Two slices with one operation: aiohttp would quietly give all requests to the first."""
    counted = Counter((route.method, route.path) for route in routes)
    if twins := [f"{method} {path}" for (method, path), times in counted.items() if times > 1]:
        raise ValueError(f"routes exported twice: {', '.join(twins)}")


def _go_live(app: web.Application, live: Live) -> None:
    app.router.add_get(LIVE_PATH, live.handle, allow_head=False)
    app.cleanup_ctx.append(live.owned)
    app.on_shutdown.append(live.leave)


def _add(app: web.Application, method: str, path: str, handle: AiohttpHandler) -> None:
    if method == "GET":
        app.router.add_get(path, handle)
    else:
        app.router.add_route(method, path, handle)


def tls_from(certificate: Path, key: Path) -> ssl.SSLContext:
    """For `WebSettings.tls`. Raises CannotListen for files that cannot be read or do not belong together."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CannotListen(f"The certificate {certificate} with the key {key} cannot be used: {error}.") from error
    return context


@asynccontextmanager
async def serving(app: web.Application, settings: WebSettings) -> AsyncIterator[int]:
    """Listens while the block runs, and yields the port. Raises CannotListen. The end waits for open requests."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=settings.stop_seconds)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, ssl_context=settings.tls)
        await _start(site, settings)
        yield _port(runner)
    finally:
        await runner.cleanup()


async def _start(site: web.TCPSite, settings: WebSettings) -> None:
    if not 0 <= settings.port <= _MAX_PORT:
        raise CannotListen(f"The web port is {settings.port}; accepted is a number from 0 to {_MAX_PORT}.")
    try:
        await site.start()
    except OSError as error:
        raise CannotListen(_why(error, settings)) from error


def _why(error: OSError, settings: WebSettings) -> str:
    where = f"{settings.host}:{settings.port}"
    match error.errno:
        case errno.EADDRINUSE:
            return f"Another program already listens on {where}: stop it, or choose another web port."
        case errno.EACCES:
            return f"This user may not listen on {where}: choose a web port above 1023."
        case _:
            return f"The web server cannot listen on {where}: {error.strerror or error}."


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
