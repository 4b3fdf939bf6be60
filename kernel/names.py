"""Where names lead. They are asked in threads of their own: a name server that is away takes none from anybody else."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

AT_ONCE = 4
_THREADS = ThreadPoolExecutor(AT_ONCE, "names")


async def resolve(name: str) -> Sequence[str]:
    """Each once; one that was cancelled before its turn is never asked. Raises `OSError`, also for what is no name."""
    ask = partial(socket.getaddrinfo, name, None, type=socket.SOCK_DGRAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_THREADS, ask)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
