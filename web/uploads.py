"""Bodies that are files: they go to the disk as they come, never into memory, and no further than their limit."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from aiohttp import web

from kernel.errors import BadInput, Said
from kernel.http import Upload

FIELD = "file"
MEGABYTE = 1_000_000
_AT_ONCE = 2**18


@asynccontextmanager
async def received(request: web.Request, largest: int) -> AsyncIterator[Upload]:
    """The body in a file of ours, which is removed at the end.

    Raises `BadInput` as soon as it is known that there is more than `largest` bytes; what says so itself is not read.
    """
    if (request.content_length or 0) > largest:
        raise _too_large(largest)
    with tempfile.NamedTemporaryFile(prefix="ringback-upload-") as file:
        size = await _written(request, file, largest)
        yield Upload(Path(file.name), size)


async def _written(request: web.Request, file: IO[bytes], largest: int) -> int:
    size = 0
    async for piece in request.content.iter_chunked(_AT_ONCE):
        size += len(piece)
        if size > largest:
            raise _too_large(largest)
        await asyncio.to_thread(file.write, piece)
    file.flush()
    return size


def _too_large(largest: int) -> BadInput:
    return BadInput(FIELD, Said("a larger one"), f"a file of at most {largest // MEGABYTE} MB")
