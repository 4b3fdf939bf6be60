"""A running web server with people in it, for the tests of this directory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry

from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import Actor, BytesReply, FileReply, Forbidden, Lines, Request, Route, Upload
from kernel.ids import AgentId
from kernel.permissions import Permission, Role, everywhere
from store.pool import Database
from store.sealed import KEY_BYTES, Seal
from tests.clocks import HandClock
from web import http, openapi, probes
from web.auth import Auth
from web.entrance import Entrance
from web.hub import Change, Hub, Listener
from web.live import Live
from web.passwords import Passwords
from web.probes import Check
from web.server import Parts, WebSettings, build
from web.trail import Deed

Browser = TestClient[web.Request, web.Application]
OURS = {"X-Ringback": "1"}
PASSWORD = "correct horse battery"
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Call(msgspec.Struct, frozen=True):
    id: str
    customer: str | None
    dialled: str | None = "+380440000000"
    direction: str = "inbound"
    agent_id: int | None = None
    project_id: int | None = None


class Board(msgspec.Struct, frozen=True):
    calls: Sequence[Call]


class Moved(msgspec.Struct, frozen=True):
    """A change on the board."""

    kind: str
    id: str
    value: object


class Floor:
    """A feed that says what a test tells it to."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.listeners: list[Listener] = []

    def snapshot(self) -> Board:
        return Board(tuple(self.calls))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def say(self, *changes: Change) -> None:
        for listener in self.listeners:
            listener(changes)


@dataclass
class Health:
    """Readiness that a test decides."""

    found: list[Check] = field(default_factory=list)

    async def checks(self) -> Sequence[Check]:
        return self.found


class Notes:
    """A book that only remembers what is written into it."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.full = False

    async def write(self, deed: Deed) -> None:
        if self.full:
            raise Unavailable("The journal takes nothing more.")
        self.deeds.append(deed)


class Search(msgspec.Struct, frozen=True):
    limit: int = 50
    state: list[str] = []


class Dial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    times: int = 1


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Lines | None
    by: str = ""


LARGEST_NOTE = 200_000
LARGEST_UPLOAD = 1_000_000
PROJECT = 7


@dataclass(frozen=True)
class Slice:
    """What a slice's http.py would export: a route for each permission, each kind of reply, each error."""

    audio: Path
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    told_to_answer: asyncio.Event = field(default_factory=asyncio.Event)
    uploads: list[Path] = field(default_factory=list)

    async def told(self, request: Request[None, None]) -> list[str]:
        return []

    async def search(self, request: Request[Search, None]) -> Search:
        return request.query

    async def dial(self, request: Request[None, Dial]) -> None:
        return None

    async def play(self, request: Request[None, None]) -> FileReply:
        return FileReply(self.audio, "audio/flac", "call 1.flac")

    async def fail(self, request: Request[None, None]) -> None:
        raise ERRORS[request.path["kind"]]

    async def slow(self, request: Request[None, None]) -> list[str]:
        self.asked.set()
        await self.told_to_answer.wait()
        return ["done"]

    async def hold(self, request: Request[None, None]) -> list[int]:
        return [request.number("id")]

    async def close(self, request: Request[None, None]) -> None:
        if not request.about(PROJECT):
            raise NotFound("There is no such call.")

    async def note(self, request: Request[None, Note]) -> int:
        return len(request.body.text or "")

    async def echo(self, request: Request[None, Upload]) -> BytesReply:
        self.uploads.append(request.body.path)
        return BytesReply(request.body.path.read_bytes(), "audio/wav")

    def routes(self) -> tuple[Route, ...]:
        every = (Route("GET", f"/api/for/{each}", each, self.told, "For one permission") for each in Permission)
        public = Permission.PUBLIC
        return (
            *every,
            Route("GET", "/api/search", public, self.search, "Search", query=Search, response=Search),
            Route("POST", "/api/dial", public, self.dial, "Dial", request=Dial, status=202),
            Route("POST", "/api/calls/{id}/close", Permission.SIGNED_IN, self.close, "Close", status=204),
            Route("POST", "/api/calls/{id}/note", public, self.note, "Note", request=Note, largest_body=LARGEST_NOTE),
            Route("GET", "/api/audio", public, self.play, "Play", response=FileReply),
            Route("POST", "/api/echo", public, self.echo, "Echo", Upload, BytesReply, largest_body=LARGEST_UPLOAD),
            Route("GET", "/api/slow", public, self.slow, "Slow"),
            Route("GET", "/api/fail/{kind}", public, self.fail, "Fail"),
            Route("POST", "/api/calls/{id}/hold", public, self.hold, "Hold", response=list[int], errors=(Conflict,)),
        )


ERRORS = {
    "input": BadInput("to_agent", 7, "the id of an agent"),
    "missing": NotFound("There is no call 7."),
    "conflict": Conflict("The call has ended."),
    "forbidden": Forbidden("This is another agent's call."),
    "away": Unavailable("The switch cannot be reached."),
    "bug": KeyError("inside"),
}


@dataclass
class House:
    """The server, and whatever a test wants to move in it."""

    server: TestServer
    entrance: Entrance
    notes: Notes
    clock: HandClock
    floor: Floor
    live: Live
    slice: Slice
    health: Health
    database: Database
    stack: AsyncExitStack

    @property
    def auth(self) -> Auth:
        return self.entrance.auth

    async def visitor(self, **headers: str) -> Browser:
        """A browser in which nobody is signed in."""
        return await self.stack.enter_async_context(TestClient(self.server, headers=OURS | headers))

    async def signed_in(self, role: Role) -> Browser:
        """A browser of a new user of this role; an agent's `agent_id` is 1."""
        await self.user(role)
        browser = await self.visitor()
        await sign_in(browser, role)
        return browser

    async def user(self, role: Role) -> Actor:
        agent_id = await self.agent() if role is Role.AGENT else None
        user_id, token = await self.auth.add_user(role, role, agent_id)
        await self.auth.set_up(token, None, PASSWORD, "test")
        return Actor(user_id, role, everywhere(role), agent_id)

    async def agent(self) -> AgentId:
        await self.database.execute("INSERT INTO agents (id, name, endpoint) VALUES (1, 'Olena', 'PJSIP/agent-1')")
        return AgentId(1)


async def sign_in(browser: Browser, name: str, password: str = PASSWORD) -> int:
    """The status of a try to sign in."""
    response = await browser.post("/api/session", json={"name": name, "password": password})
    return response.status


@asynccontextmanager
async def open_house(database: Database, dist: Path) -> AsyncIterator[House]:
    clock, floor, health, registry = HandClock(START), Floor(), Health(), CollectorRegistry()
    auth = Auth(database, clock, Passwords(FAST))
    notes = Notes()
    entrance = Entrance(auth, database, notes, clock, Seal(bytes(KEY_BYTES)))
    live = Live(Hub(floor), entrance)
    audio = dist / "call.flac"
    audio.write_bytes(bytes(range(100)))
    example = Slice(audio)
    routes = (*http.routes(entrance), *probes.routes(health, registry), *example.routes())
    app = build(
        Parts(
            openapi.with_description(routes, "1.2.3"),
            entrance,
            live,
            clock,
            registry,
            WebSettings(dist=dist / "dist"),
            reference=lambda: "ref-1",
        )
    )
    async with AsyncExitStack() as stack:
        server = TestServer(app)
        await server.start_server()
        stack.push_async_callback(server.close)
        yield House(server, entrance, notes, clock, floor, live, example, health, database, stack)
