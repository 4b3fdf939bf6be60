"""Our end of the converting process: one for each file, one file at a time."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from config.announcements.convert import LONGEST_S, SHORTEST_S, Converted, Fault, Job, Refused, Reply, replies
from kernel.errors import BadInput, Said, Unavailable

PATIENCE_S = 120.0
"""For ten minutes of sound, which take about 5 s of an idle processor."""
FIELD = "file"
KINDS = "a sound: WAV, MP3, OGG or FLAC"
_CAME = {
    Fault.NO_AUDIO: Said("something that is no sound"),
    Fault.VIDEO: Said("a video"),
    Fault.CUT_OFF: Said("a file that breaks off"),
    Fault.SILENT: Said("silence"),
    Fault.TOO_SHORT: Said("a shorter one"),
    Fault.TOO_LONG: Said("a longer one"),
}
_ACCEPTED = {
    Fault.NO_AUDIO: KINDS,
    Fault.VIDEO: KINDS,
    Fault.CUT_OFF: "the whole file",
    Fault.SILENT: "a sound that can be heard: louder than -60 dB of full scale somewhere",
    Fault.TOO_SHORT: f"a sound of at least {SHORTEST_S} s",
    Fault.TOO_LONG: f"a sound of at most {LONGEST_S // 60} minutes",
}


class Workshop:
    """Makes of any sound one that the switch plays."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._turn = asyncio.Lock()

    async def convert(self, source: Path, target: Path) -> Converted:
        """Raises `BadInput` for what is no sound that can be taken, `Unavailable` where it takes too long."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience_s):
                    reply = await self._answer(Job(str(source), str(target)))
            except TimeoutError as error:
                raise Unavailable("The sound could not be converted in time: try again.") from error
        match reply:
            case Converted():
                return reply
            case Refused(fault):
                raise BadInput(FIELD, _CAME[fault], _ACCEPTED[fault])
            case None:
                raise BadInput(FIELD, _CAME[Fault.NO_AUDIO], _ACCEPTED[Fault.NO_AUDIO])

    async def _answer(self, job: Job) -> Reply | None:
        """None where the process died over it."""
        async with _running() as process:
            said, _ = await process.communicate(msgspec.json.encode(job) + b"\n")
        return replies.decode(said) if process.returncode == 0 else None


@asynccontextmanager
async def _running() -> AsyncIterator[Process]:
    program = (sys.executable, "-m", "config.announcements.convert")
    process = await asyncio.create_subprocess_exec(*program, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
