"""Keeps one websocket to the switch open and hands on what comes, and does nothing else.

After each connection the first thing sent is the event filter. A connection ends when the switch closes it, when it
misses a heartbeat, when it cannot list its channels in time (a wedged switch still answers pings), when the owner is
too slow, or when another process takes the application. All but the last lead to a new one.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import structlog

from telephony.ari import requests
from telephony.ari.decode import Unreadable
from telephony.ari.errors import AriError
from telephony.ari.http import HttpTransport
from telephony.ari.models import AnyMessage, ApplicationReplaced, RESTResponse
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.ari.signals import Connected, Event, Inbox, Lost, Replaced
from telephony.ari.socket import Socket

log = structlog.get_logger()
ALWAYS_WANTED = (RESTResponse, ApplicationReplaced)
"""The filter holds back answers and the fencing notice as well, unless they are named."""
LARGEST_MESSAGE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, but for `backlog`: events that may wait for the owner."""

    connect: float = 3.0
    request: float = 5.0
    heartbeat: float = 4.0
    """Half of it more is waited for the pong."""
    probe_every: float = 5.0
    probe_within: float = 3.0
    close: float = 0.5
    first_pause: float = 0.1
    longest_pause: float = 3.0
    backlog: int = 10_000


DEFAULT_LIMITS = Limits()


def pause(attempt: int, limits: Limits, chance: float) -> float:
    """Seconds to wait before connection attempt `attempt` (from 0): doubling, less up to half by `chance` in [0, 1)."""
    full = min(limits.longest_pause, limits.first_pause * 2.0 ** min(attempt, 16))
    return full * (1 - chance / 2)


class Stream:
    """`wanted` are the event types to ask for; `chance` gives numbers in [0, 1) that spread reconnects out."""

    def __init__(
        self,
        http: HttpTransport,
        app: str,
        wanted: tuple[type[AnyMessage], ...],
        chance: Callable[[], float],
        limits: Limits,
    ) -> None:
        self._http = http
        self._app = app
        self._wanted = wanted
        self._chance = chance
        self._limits = limits
        self._generation = 0
        self._attempt = 0
        self._told_lost = False
        self._replaced = False
        self.inbox = Inbox(limits.backlog)
        self.socket: Socket | None = None
        self.unreadable: Counter[str] = Counter()
        """How many messages of each type could not be read, since the start."""

    async def run(self) -> None:
        """Until the application is replaced, or for ever."""
        try:
            while not self._replaced:
                self._lost(await self._one_connection())
                await self.inbox.until_empty()
                await asyncio.sleep(pause(self._attempt, self._limits, self._chance()))
                self._attempt += 1
        except Exception as error:
            self.inbox.fail(error)
            raise

    async def _one_connection(self) -> str:
        """Why it ended, or why there was none.

        The websocket is only asked for when the switch has just answered: a frozen one would find a request that we
        gave up in its backlog, carry it out when it thaws, and so replace us by ourselves.
        """
        try:
            await self._http.probe(within=self._limits.connect)
            ws = await self._open()
        except AriError as error:
            return _bare(error)
        except TimeoutError:
            return f"it did not open the websocket within {self._limits.connect:g} s"
        except aiohttp.ClientError as error:
            return _refusal(error)
        self._generation += 1
        self.socket = Socket(ws, self._deliver)
        filtered = self.socket.ask(self._filter(), within=self._limits.request)
        self._told_lost = False
        self.inbox.tell(Connected(self._generation))
        log.info("ari_connected", generation=self._generation)
        try:
            return await self._attended(self.socket, filtered)
        finally:
            self.socket = None

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        async with asyncio.timeout(self._limits.connect):
            return await self._http.session.ws_connect(
                f"{self._http.access.url}/ari/events",
                params={"app": self._app, "subscribeAll": "false"},
                headers=self._http.access.headers,
                heartbeat=self._limits.heartbeat,
                max_msg_size=LARGEST_MESSAGE,
                timeout=aiohttp.ClientWSTimeout(ws_close=self._limits.close),
            )

    async def _attended(self, socket: Socket, filtered: Awaitable[object]) -> str:
        async with asyncio.TaskGroup() as group:
            attendants = [
                group.create_task(self._check_filter(socket, filtered)),
                group.create_task(self._watch(socket)),
            ]
            reason = await socket.run()
            for task in attendants:
                task.cancel()
        return reason

    def _filter(self) -> Request[object]:
        allowed = [{"type": kind.__name__} for kind in dict.fromkeys((*ALWAYS_WANTED, *self._wanted))]
        return requests.applications_filter(self._app, filter={"allowed": allowed})

    async def _check_filter(self, socket: Socket, filtered: Awaitable[object]) -> None:
        try:
            answer = await filtered
        except AriError as error:
            socket.end(f"the event filter was not set ({_bare(error)})")
            return
        if isinstance(answer, AlreadyGone):
            socket.end("the switch does not know our application")
        else:
            self._attempt = 0

    async def _watch(self, socket: Socket) -> None:
        while True:
            await asyncio.sleep(self._limits.probe_every)
            try:
                await self._http.probe(within=self._limits.probe_within)
            except AriError as error:
                socket.end(f"the watchdog failed ({_bare(error)})")
                return

    def _deliver(self, message: AnyMessage | Unreadable) -> None:
        if isinstance(message, Unreadable):
            self._count(message)
        elif isinstance(message, ApplicationReplaced):
            self._fence()
        elif not self.inbox.offer(Event(self._generation, message)) and self.socket:
            self.socket.end(f"{self._limits.backlog} events wait for their reader")

    def _count(self, message: Unreadable) -> None:
        self.unreadable[message.type] += 1
        event = "ari_event_does_not_fit" if message.known else "ari_event_unknown"
        log.warning(event, type=message.type, why=message.why, count=self.unreadable[message.type])

    def _fence(self) -> None:
        self._replaced = True
        if self.socket:
            self.socket.end("another process took the application over")

    def _lost(self, reason: str) -> None:
        log.warning("ari_lost", reason=reason, generation=self._generation, attempt=self._attempt)
        if self._replaced:
            self.inbox.tell(Replaced())
        elif not self._told_lost:
            self._told_lost = True
            self.inbox.tell(Lost(reason))


def _bare(error: AriError) -> str:
    return str(error).rstrip(".")


def _refusal(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.WSServerHandshakeError):
        wrong = "it refused our user or password" if error.status in (401, 403) else "it refused the websocket"
        return f"{wrong} ({error.status})"
    return str(error) or type(error).__name__
