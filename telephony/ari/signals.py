"""What the owner of the stream is told, in order, and the queue it waits in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from telephony.ari.models import AnyMessage


@dataclass(frozen=True, slots=True)
class Connected:
    """Events come from now on; what happened before is unknown. `generation` counts the connections from 1."""

    generation: int


@dataclass(frozen=True, slots=True)
class Lost:
    """No connection, and the stream is trying again. Never told twice in a row. `reason` ends without a full stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another process took our application over. The stream has ended and must not be opened again: we are fenced."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the connection `generation`."""

    generation: int
    event: AnyMessage


Signal = Connected | Lost | Replaced | Event


class Inbox:
    """Signals that the owner has not taken yet.

    Overflow rule: an event that no longer fits is refused; the stream then closes the connection and opens a new one
    once the owner has taken all, and the owner compares again. State changes always fit: a new connection is only made
    when the inbox is empty, so there are three of them at most.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._queue: asyncio.Queue[Signal | BaseException] = asyncio.Queue()

    def offer(self, event: Event) -> bool:
        """False if the inbox is full and the event was left out."""
        if self._queue.qsize() >= self._bound:
            return False
        self._queue.put_nowait(event)
        return True

    def tell(self, change: Connected | Lost | Replaced) -> None:
        self._queue.put_nowait(change)

    def fail(self, error: BaseException) -> None:
        """The stream itself broke; whoever reads on gets `error` raised."""
        self._queue.put_nowait(error)

    async def until_empty(self) -> None:
        await self._queue.join()

    async def read(self) -> AsyncIterator[Signal]:
        """Every signal; ends after Replaced."""
        while True:
            signal = await self._queue.get()
            self._queue.task_done()
            if isinstance(signal, BaseException):
                raise signal
            yield signal
            if isinstance(signal, Replaced):
                return
