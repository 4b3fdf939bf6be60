"""The websocket `/api/live`, between one page and the hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from kernel.errors import Unavailable
from kernel.http import Actor
from kernel.ids import UserId
from kernel.permissions import Permission
from web.door import Doorkeeper, admit
from web.hub import Hub, Page

HEARTBEAT_SECONDS = 20.0
SEND_SECONDS = 10.0
CLOSE_SECONDS = 2.0
SESSIONS_EVERY_SECONDS = 30.0
LONGEST_MESSAGE = 1024
SESSION_ENDED = 4401
"""The close code that sends the page to the sign-in."""
ROLES_CHANGED = 4403
"""The close code after which the page asks anew who it is, and comes again at once."""

log = structlog.get_logger()


class Ask(msgspec.Struct, frozen=True, tag="snapshot", tag_field="type"):
    """The only thing a page may say: it has seen a gap and wants a snapshot."""


_ask = msgspec.json.Decoder(Ask)


class Live:
    """Attends to the pages: each until it leaves, its session ends, or the server stops."""

    def __init__(self, hub: Hub, doorkeeper: Doorkeeper, check_seconds: float = SESSIONS_EVERY_SECONDS) -> None:
        self._hub, self._doorkeeper, self._check_seconds = hub, doorkeeper, check_seconds
        self._look = asyncio.Event()
        doorkeeper.when_ended(self._session_ended)
        doorkeeper.when_changed(self._person_changed)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        guest = await admit(request, Permission.SIGNED_IN, self._doorkeeper)
        assert guest is not None  # only a public route lets a visitor in
        socket = web.WebSocketResponse(
            timeout=CLOSE_SECONDS, heartbeat=HEARTBEAT_SECONDS, max_msg_size=LONGEST_MESSAGE, compress=False
        )
        await socket.prepare(request)
        page = Page(guest.actor, guest.session)
        with self._hub.joined(page):
            await _attend(self._hub, page, socket)
        return socket

    async def owned(self, _app: web.Application) -> AsyncIterator[None]:
        """Follows the sessions as long as the application runs."""
        task = asyncio.create_task(self._watch())
        yield
        task.cancel()
        await asyncio.wait([task])

    async def leave(self, _app: web.Application) -> None:
        """Closes every page, so that stopping need not wait for them."""
        for page in self._hub.pages:
            page.close(WSCloseCode.GOING_AWAY)

    def look(self) -> None:
        """Sessions may have been ended in the database alone: do not wait for the next check."""
        self._look.set()

    async def check(self) -> None:
        """Closes the pages whose session has expired, or whose user has become somebody else.

        While the database is away nobody can tell, and they stay.
        """
        with suppress(Unavailable):
            for page in self._hub.pages:
                guest = await self._doorkeeper.holder(page.session)
                if guest is None:
                    page.close(SESSION_ENDED)
                elif guest.actor != page.actor:
                    page.close(ROLES_CHANGED)

    async def _watch(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._check_seconds):
                    await self._look.wait()
            self._look.clear()
            try:
                await self.check()
            except Exception:
                log.exception("live_sessions_check_failed")

    def _session_ended(self, session: bytes) -> None:
        for page in self._hub.pages:
            if page.session == session:
                page.close(SESSION_ENDED)

    def _person_changed(self, user_id: UserId, actor: Actor | None) -> None:
        for page in self._hub.pages:
            if page.actor.user_id == user_id and page.actor != actor:
                page.close(SESSION_ENDED if actor is None else ROLES_CHANGED)


async def _attend(hub: Hub, page: Page, socket: web.WebSocketResponse) -> None:
    """Until either side ends it. Closed where nobody receives any more: only then is the page's answer waited for."""
    code: int = WSCloseCode.INTERNAL_ERROR
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_send(hub, page, socket)), group.create_task(_listen(page, socket))]
            code = await page.ending()
            for task in tasks:
                task.cancel()
    except* Exception:
        log.exception("live_page_failed")
    await socket.close(code=code)


async def _listen(page: Page, socket: web.WebSocketResponse) -> None:
    async for message in socket:
        if message.type is not WSMsgType.TEXT or not _is_ask(message.data):
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b'accepted is {"type":"snapshot"}')
            break
        page.ask_again()
    page.close(WSCloseCode.OK)


def _is_ask(text: str) -> bool:
    try:
        _ask.decode(text)
    except msgspec.MsgspecError:
        return False
    return True


async def _send(hub: Hub, page: Page, socket: web.WebSocketResponse) -> None:
    """Until the connection is gone, or takes nothing for SEND_SECONDS."""
    try:
        while True:
            message = await page.next(lambda: hub.snapshot(page.actor), hub.turn)
            async with asyncio.timeout(SEND_SECONDS):
                await socket.send_frame(message, WSMsgType.TEXT)
    except (ConnectionError, TimeoutError):
        page.close(WSCloseCode.TRY_AGAIN_LATER)
