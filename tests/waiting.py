"""Waiting for something to become true, with a deadline."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any


async def until(condition: Callable[[], object | Awaitable[object]], within: float = 20.0) -> None:
    """Returns as soon as `condition()` (or what it awaits) is true. Raises `TimeoutError` after `within` seconds."""
    async with asyncio.timeout(within):
        while not await _value(condition()):  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def _value(found: object) -> object:
    return await found if isinstance(found, Awaitable) else found


@asynccontextmanager
async def in_background(*coroutines: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Runs them beside the block and cancels them at its end; an error in one of them ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(coroutine) for coroutine in coroutines]
        yield
        for task in tasks:
            task.cancel()
