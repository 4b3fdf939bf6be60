"""Our end of the encoding process: started when there is work, started again if it dies, ended when idle."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from recordings.encode import Drawing, Encoded, Failed, Job, Reply, replies
from recordings.errors import DrawingFailed, EncodingFailed, ProcessFailed

PATIENCE_S = 300.0
"""For one recording, at the lowest priority. An hour of a call takes about 2 s of an idle CPU."""


class Encoder:
    """One job at a time, in order."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.rest()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def encode(self, job: Job) -> Encoded:
        """Raises `EncodingFailed`, also when the process dies or takes too long over it."""
        try:
            reply = await self._done(job)
        except ProcessFailed as error:
            raise EncodingFailed(error) from error
        assert isinstance(reply, Encoded)
        return reply

    async def draw(self, job: Drawing) -> None:
        """Raises `DrawingFailed`, as `encode` does its own."""
        try:
            await self._done(job)
        except ProcessFailed as error:
            raise DrawingFailed(error) from error

    async def _done(self, job: Job | Drawing) -> Reply:
        """Raises `ProcessFailed`; the process is ended by whatever goes wrong with it."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience_s):
                    reply = await self._ask(await self._running(), job)
            except BaseException as error:
                await self._end()
                if isinstance(error, TimeoutError):
                    raise ProcessFailed(f"it took more than {self._patience_s:.0f} s") from error
                raise
        if isinstance(reply, Failed):
            raise ProcessFailed(reply.why)
        return reply

    async def rest(self) -> None:
        """Gives its memory back (some 40 MB) until there is work again."""
        async with self._turn:
            await self._end()

    async def _running(self) -> Process:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "recordings.encode", stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
        return self._process

    async def _ask(self, process: Process, job: Job | Drawing) -> Reply:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(job) + b"\n")
            await process.stdin.drain()
            return replies.decode(await process.stdout.readuntil(b"\n"))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise ProcessFailed("the encoding process died") from error

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
