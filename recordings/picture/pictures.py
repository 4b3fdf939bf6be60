"""Pictures of recordings: drawn when somebody first looks, kept in the archive beside the sound, gone with it."""

import asyncio
from pathlib import Path

import msgspec
import structlog

from kernel.errors import NotFound
from kernel.ids import RecordingId
from recordings.archive import Archive
from recordings.encode import Drawing
from recordings.encoder import Encoder
from recordings.errors import ArchiveFailed, NothingToSee, RecordingFailed
from recordings.naming import picture_path
from recordings.picture.shape import Picture

log = structlog.get_logger()

MOST_WAITING = 20
"""Whoever comes when so many wait for theirs to be drawn hears without seeing."""
_pictures = msgspec.json.Decoder(Picture)


class Pictures:
    """One is drawn at a time, by a process that yields to everything else, so that calls do not feel it.

    `encoder` is for pictures alone: nobody waits for what is being archived. `scratch` is as the worker's.
    """

    def __init__(self, archive: Archive, encoder: Encoder, scratch: Path) -> None:
        self._archive = archive
        self._encoder = encoder
        self._scratch = scratch
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def of(self, recording: RecordingId, path: str) -> Picture:
        """Of the file `path` of the archive. Raises `NotFound` where there is none, and `NothingToSee`."""
        try:
            return await self._kept(path) or await self._in_turn(recording, path)
        except (RecordingFailed, OSError) as error:
            log.error("picture_not_drawn", recording=recording, why=str(error))
            raise NothingToSee("The recording's picture could not be made: the log says why.") from error

    async def _kept(self, path: str) -> Picture | None:
        """None also where what is kept is of another version's form."""
        try:
            file = await self._archive.open(picture_path(path))
            return _pictures.decode(await asyncio.to_thread(file.read_bytes))
        except (NotFound, FileNotFoundError, msgspec.MsgspecError):
            return None

    async def _in_turn(self, recording: RecordingId, path: str) -> Picture:
        if self._waiting >= MOST_WAITING:
            raise NothingToSee("Many pictures of recordings are being made just now: try again in a minute.")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._kept(path) or await self._drawn(recording, path)
        finally:
            self._waiting -= 1
            if not self._waiting:
                await self._encoder.rest()

    async def _drawn(self, recording: RecordingId, path: str) -> Picture:
        source = await self._archive.open(path)
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o750)
        target = self._scratch / f"{recording}.picture.part"
        await self._encoder.draw(Drawing(str(source), str(target)))
        picture = _pictures.decode(await asyncio.to_thread(target.read_bytes))
        await self._keep(target, path)
        return picture

    async def _keep(self, target: Path, path: str) -> None:
        """Retention deletes sound and picture in this order: one that it has passed by meanwhile goes at once."""
        try:
            await self._archive.put(target, picture_path(path))
        except ArchiveFailed as error:
            log.warning("picture_not_kept", why=str(error))
            return
        try:
            await self._archive.open(path)
        except NotFound:
            await self._archive.remove(picture_path(path))
