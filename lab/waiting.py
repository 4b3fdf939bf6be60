"""Waiting for what a script expects, with a deadline and a sentence that says what came instead."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kernel.errors import RingbackError

T = TypeVar("T")


class NotSeen(RingbackError):
    """The script expected something that did not come, or cannot come any more."""


@dataclass(frozen=True)
class Happening:
    """One thing that was seen, `at` seconds on the event loop's clock."""

    at: float
    what: str


class Story:
    """What happened to one participant, in order, and whoever waits for the next thing."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.happenings: list[Happening] = []
        self._born = asyncio.get_running_loop().time()
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, what: str) -> None:
        """Notes it, and wakes those who wait."""
        self.happenings.append(Happening(asyncio.get_running_loop().time(), what))
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, check: Callable[[], T | None], expected: str, within: float) -> T:
        """What `check` gives once it is not None. Raises NotSeen after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while (found := check()) is None:
                    await self._next()
                return found
        except TimeoutError:
            raise self.missed(expected, f" within {within:g} s") from None

    def missed(self, expected: str, how: str = "") -> NotSeen:
        """The error that tells the whole story."""
        came = ", ".join(f"{seen.what} (+{seen.at - self._born:.2f} s)" for seen in self.happenings) or "nothing"
        return NotSeen(f"{self.who}: expected {expected}{how}; what came: {came}.")

    async def _next(self) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
