"""One websocket to the switch, from open to closed: events come in, requests go out and find their answers.

Requests are written in the order they were asked in, without waiting for each other; the switch serves them in that
order too. Each has its own time limit. When the socket ends, all that wait are told so.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple, TypeVar

import aiohttp
import msgspec

from telephony.ari.decode import Unreadable, decode
from telephony.ari.errors import AriError, AriTimeout, AriUnreachable
from telephony.ari.models import AnyMessage, RESTResponse
from telephony.ari.replies import understand
from telephony.ari.request import Request

T = TypeVar("T")
UNSENT = 1000
"""Requests that may wait to be written. One more is refused at once: then the switch no longer reads."""


class _Waiting(NamedTuple):
    request: Request[Any]
    answer: asyncio.Future[Any]
    alarm: asyncio.TimerHandle


class Socket:
    """`deliver` is called with every message that is no answer, and must not block."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, deliver: Callable[[AnyMessage | Unreadable], None]) -> None:
        self._ws = ws
        self._deliver = deliver
        self._unsent: asyncio.Queue[str] = asyncio.Queue(UNSENT)
        self._waiting: dict[str, _Waiting] = {}
        self._numbers = count(1)
        self._ended = asyncio.Event()
        self._reason = ""

    def ask(self, request: Request[T], *, within: float) -> asyncio.Future[T]:
        """Puts `request` in line at once; the answer (or AriError) is there within so many seconds."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        if self._ended.is_set():
            answer.set_exception(AriUnreachable(self._reason))
            return answer
        number = str(next(self._numbers))
        try:
            self._unsent.put_nowait(_written(number, request))
        except asyncio.QueueFull:
            answer.set_exception(AriUnreachable(f"{UNSENT} requests wait to be sent"))
            return answer
        alarm = loop.call_later(within, self._expire, number, within)
        self._waiting[number] = _Waiting(request, answer, alarm)
        return answer

    def end(self, reason: str) -> None:
        """The socket is no good any more. The first reason stays."""
        if not self._ended.is_set():
            self._reason = reason
            self._ended.set()

    async def run(self) -> str:
        """Reads and writes until the socket ends; gives the reason, and has closed it then."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._read()), group.create_task(self._write())]
                await self._ended.wait()
                for task in tasks:
                    task.cancel()
        finally:
            self.end("it was closed by us")
            self._forget_all()
            await self._ws.close()
        return self._reason

    async def _read(self) -> None:
        while not self._ended.is_set():
            frame = await self._ws.receive()
            if frame.type is aiohttp.WSMsgType.TEXT:
                self._take(decode(frame.data))
            elif frame.type is not aiohttp.WSMsgType.BINARY:
                self.end(_why(self._ws))

    async def _write(self) -> None:
        while True:
            text = await self._unsent.get()
            try:
                await self._ws.send_str(text)
            except (aiohttp.ClientError, ConnectionError) as error:
                self.end(str(error) or "it broke while writing")
                return

    def _take(self, message: AnyMessage | Unreadable) -> None:
        if isinstance(message, RESTResponse):
            self._answer(message)
        else:
            self._deliver(message)

    def _answer(self, response: RESTResponse) -> None:
        waiting = self._waiting.pop(response.request_id, None)
        if waiting is None:
            return
        waiting.alarm.cancel()
        if waiting.answer.done():
            return
        body = (response.message_body or "").encode()
        try:
            answer = understand(waiting.request, response.status_code, response.reason_phrase, body)
        except AriError as error:
            waiting.answer.set_exception(error)
        else:
            waiting.answer.set_result(answer)

    def _expire(self, number: str, within: float) -> None:
        waiting = self._waiting.pop(number)
        if not waiting.answer.done():
            waiting.answer.set_exception(AriTimeout(str(waiting.request), within))

    def _forget_all(self) -> None:
        for waiting in self._waiting.values():
            waiting.alarm.cancel()
            if not waiting.answer.done():
                waiting.answer.set_exception(AriUnreachable(self._reason))
        self._waiting.clear()


def _written(number: str, request: Request[Any]) -> str:
    asked = {"type": "RESTRequest", "transaction_id": "", "request_id": number}
    asked |= {"method": request.method, "uri": request.target.removeprefix("/")}
    if request.body is not None:
        asked |= {"content_type": "application/json", "message_body": request.body.decode()}
    return msgspec.json.encode(asked).decode()


def _why(ws: aiohttp.ClientWebSocketResponse) -> str:
    error = ws.exception()
    if error is not None:
        return str(error) or type(error).__name__
    return f"the switch closed it with {ws.close_code}" if ws.close_code else "the switch closed it"
