"""The one object through which the rest of the house talks to the switch."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.errors import AriRefused, AriUnreachable
from telephony.ari.http import HttpTransport
from telephony.ari.models import AnyMessage, Bridge, Channel, Endpoint
from telephony.ari.outcomes import AlreadyGone, AlreadyThere
from telephony.ari.request import Request, channel_made_by
from telephony.ari.signals import Signal
from telephony.ari.stream import DEFAULT_LIMITS, Limits, Stream

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was on the switch at about one moment, of all applications and before us: know yours by id."""

    channels: tuple[Channel, ...]
    bridges: tuple[Bridge, ...]
    endpoints: tuple[Endpoint, ...]


class AriClient:
    """Requests out, signals in. Made by `open_client`."""

    def __init__(self, http: HttpTransport, stream: Stream, limits: Limits) -> None:
        self._http = http
        self._stream = stream
        self._limits = limits

    @property
    def connected(self) -> bool:
        return self._stream.socket is not None

    @property
    def unreadable(self) -> dict[str, int]:
        """How many messages of each type could not be read, since the start; empty if the models fit the switch."""
        return dict(self._stream.unreadable)

    def signals(self) -> AsyncIterator[Signal]:
        """Connections, losses and events in order, for one reader. Ends after Replaced."""
        return self._stream.inbox.read()

    def ask(self, request: Request[T], *, within: float | None = None) -> asyncio.Future[T]:
        """Puts `request` in line now and gives its answer later, so that several go out in order without waiting.

        Over the websocket only. The answer is AriUnreachable at once when there is none, because an originate in
        the gap succeeds and its channel is never heard of again.
        """
        if self._stream.socket is None:
            answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            answer.set_exception(AriUnreachable("there is no websocket just now"))
            return answer
        return self._stream.socket.ask(request, within=within or self._limits.request)

    async def send(self, request: Request[T], *, within: float | None = None) -> T:
        """Asks and waits at most `within` seconds (default: the limits'). Files go over HTTP by themselves.

        Raises AriUnreachable, AriTimeout, AriRefused or AriGarbled; what the request expects is a value.
        """
        if request.returns is bytes:
            return await self.send_by_http(request, within=within)
        return await self.confirmed(request, self.ask(request, within=within))

    async def confirmed(self, request: Request[T], asked: asyncio.Future[T]) -> T:
        """The answer to what was asked, looked into where the switch says that something is there already."""
        answer = await asked
        if isinstance(answer, AlreadyThere):
            await self._check_there(request, answer)
        return answer

    async def _check_there(self, request: Request[Any], claim: AlreadyThere) -> None:
        """The switch answers 409 to every failed originate of a socket on which one id was taken already: ask it."""
        channel = channel_made_by(request)
        if channel and isinstance(await self.ask(requests.channels_get(channel)), AlreadyGone):
            raise AriRefused(str(request), 409, f"{claim.message}, but there is none")

    async def send_by_http(self, request: Request[T], *, within: float | None = None) -> T:
        """Like `send`, but works without the websocket and keeps no order with what is sent there."""
        return await self._http.send(request, within=within or self._limits.request)

    async def snapshot(self) -> Snapshot:
        """Three requests in one go. Events of what they show may still be under way."""
        channels = self.ask(requests.channels_list())
        bridges = self.ask(requests.bridges_list())
        endpoints = self.ask(requests.endpoints_list())
        return Snapshot(*await asyncio.gather(channels, bridges, endpoints))


@asynccontextmanager
async def open_client(
    access: Access,
    app: str,
    wanted: tuple[type[AnyMessage], ...],
    chance: Callable[[], float],
    limits: Limits = DEFAULT_LIMITS,
) -> AsyncIterator[AriClient]:
    """A client that connects and reconnects until the block is left. Entering does not wait for the switch.

    `wanted` are the event types to receive, `chance` gives numbers in [0, 1) that spread reconnects out.
    """
    async with new_session() as session:
        http = HttpTransport(access, session)
        stream = Stream(http, app, wanted, chance, limits)
        running = asyncio.create_task(stream.run(), name="ari-stream")
        try:
            yield AriClient(http, stream, limits)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
