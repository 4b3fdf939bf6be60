"""Waiting for other processes, which set no event of ours."""

import asyncio
from collections.abc import Awaitable, Callable

from kernel.errors import RingbackError

_POLL_S = 0.05


class NeverCame(RingbackError):
    """What the bench waited for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Not seen: {what}.")


async def until(check: Callable[[], Awaitable[bool]], what: str, within: float = 20.0) -> None:
    """`what` names it in the `NeverCame` that is raised in its place."""
    try:
        async with asyncio.timeout(within):
            while not await check():  # noqa: ASYNC110
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        raise NeverCame(f"{what} within {within:g} s") from None


async def ended(process: asyncio.subprocess.Process) -> None:
    """Asked to end, and ended if it does not."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(10):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
