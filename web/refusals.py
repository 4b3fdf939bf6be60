"""Those who did not get in, on their way into the trail: one row for each burst of tries."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import structlog
from aiohttp import web

from kernel.clock import Clock
from kernel.errors import RingbackError
from web.bursts import Burst, Bursts
from web.trail import Deed
from web.witness import Book

SIGN_IN, TOKEN, LINK, CODE = "sign_in_refused", "token_refused", "link_refused", "code_refused"
LOOK_SECONDS = 5.0

log = structlog.get_logger()


class Refusals:
    """Counts in memory and writes a burst down when it is over: a process that is killed forgets those under way, but
    each try has its own line in the log.
    """

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book, self._clock = book, clock
        self._bursts = Bursts()
        self._full: list[Burst] = []

    def count(self, kind: str, peer: str, name: str = "") -> None:
        log.warning(kind, peer=peer)
        self._full += self._bursts.add(kind, peer, name, self._clock.now(), self._clock.monotonic())

    async def owned(self, _app: web.Application) -> AsyncIterator[None]:
        """Writes as long as the application runs, and at its end what is left."""
        task = asyncio.create_task(self._watch())
        yield
        task.cancel()
        await asyncio.wait([task])
        await self._write([*self._full, *self._bursts.all()])

    async def look(self) -> None:
        """Writes what is over."""
        full, self._full = self._full, []
        await self._write([*full, *self._bursts.over(self._clock.monotonic())])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def _write(self, bursts: Sequence[Burst]) -> None:
        for burst in bursts:
            try:
                await self._book.write(deed_of(burst))
            except RingbackError:
                log.exception("burst_not_written", kind=burst.kind, peer=burst.peer, tries=burst.tries)


def deed_of(burst: Burst) -> Deed:
    """`detail` says how often, from when to when, and by which names."""
    detail = {
        "tries": burst.tries,
        "since": burst.since.isoformat(),
        "until": burst.until.isoformat(),
        "names": list(burst.names),
    }
    name = burst.names[0] if len(burst.names) == 1 else ""
    return Deed(burst.kind, user_name=name, peer=burst.peer, detail=detail)
