"""A switch for tests: the wire as Asterisk speaks it, on a real socket, and behind it only what a test puts there."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec
from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony.ari.access import Access

EVENT = {"application": "ringback", "timestamp": "2026-11-22T06:48:38.136+0000", "asterisk_id": "02:fc:00:00:00:01"}
APPLICATION: dict[str, Any] = {
    "name": "ringback",
    "channel_ids": [],
    "bridge_ids": [],
    "endpoint_ids": [],
    "device_names": [],
    "events_allowed": [],
    "events_disallowed": [],
}
FILTERED = {"PUT applications/ringback/eventFilter": (200, APPLICATION)}
Reply = tuple[int, Any]


async def until(condition: Callable[[], bool], within: float = 20.0) -> None:
    """Returns as soon as `condition` holds; TimeoutError after so many seconds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  (what is waited for has no event of its own)
            await asyncio.sleep(0)


@dataclass
class Asked:
    """One request that reached the switch, by whichever way."""

    method: str
    target: str
    body: Any = None
    over: str = "socket"
    id: str = ""


@dataclass
class FakeSwitch:
    """`replies` answers by "METHOD target" (default: 200 and an empty list); None keeps silent."""

    replies: dict[str, Reply | None] = field(default_factory=lambda: dict[str, Reply | None](FILTERED))
    asked: list[Asked] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    authorized: Counter[str] = field(default_factory=Counter)
    refuse_sockets_with: int | None = None
    thawed: asyncio.Event = field(default_factory=asyncio.Event)
    answers_at_once: bool = True
    held: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.thawed.set()

    async def say(self, kind: str, **fields: Any) -> None:
        """Sends one event on the newest socket."""
        await self.sockets[-1].send_json({"type": kind, **EVENT, **fields})

    async def hang_up(self) -> None:
        await self.sockets[-1].close()

    async def answer(self, asked: Asked) -> None:
        reply = self.replies.get(f"{asked.method} {asked.target}", (200, []))
        if reply is None:
            return
        status, body = reply
        response = {"transaction_id": "", "request_id": asked.id, "status_code": status, "reason_phrase": "Some reason"}
        text = {} if body is None else {"message_body": msgspec.json.encode(body).decode()}
        await self.say("RESTResponse", uri=asked.target, **response, **text)

    async def events(self, request: web.Request) -> web.StreamResponse:
        await self.thawed.wait()
        if self.refuse_sockets_with:
            return web.Response(status=self.refuse_sockets_with)
        self.authorized[request.headers.get("Authorization", "")] += 1
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self.sockets.append(ws)
        async for frame in ws:
            if frame.type is aiohttp.WSMsgType.TEXT:
                await self._received(msgspec.json.decode(frame.data))
        return ws

    async def _received(self, message: dict[str, Any]) -> None:
        body = msgspec.json.decode(message["message_body"]) if "message_body" in message else None
        asked = Asked(message["method"], message["uri"], body, id=message["request_id"])
        self.asked.append(asked)
        if self.answers_at_once:
            await self.answer(asked)
        else:
            self.held.append(asked)

    async def http(self, request: web.Request) -> web.StreamResponse:
        target = request.raw_path.removeprefix("/ari/")
        self.asked.append(Asked(request.method, target, await request.text(), over="http"))
        self.authorized[request.headers.get("Authorization", "")] += 1
        await self.thawed.wait()
        reply = self.replies.get(f"{request.method} {target}", (200, []))
        if reply is None:
            await asyncio.Event().wait()
            raise AssertionError("never")
        status, body = reply
        return web.Response(status=status, body=body if isinstance(body, bytes) else msgspec.json.encode(body))


@asynccontextmanager
async def fake_switch(setup: Callable[[FakeSwitch], None] = lambda _: None) -> AsyncIterator[tuple[FakeSwitch, Access]]:
    switch = FakeSwitch()
    setup(switch)
    app = web.Application()
    app.router.add_get("/ari/events", switch.events)
    app.router.add_route("*", "/ari/{rest:.*}", switch.http)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    try:
        yield switch, Access(f"http://127.0.0.1:{server.port}", "ari", "secret")
    finally:
        switch.thawed.set()
        await server.close()
