"""Tasks that may fail alone: they are logged and begun again, and never take the calls with them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec

import structlog

P = ParamSpec("P")
log = structlog.get_logger()

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
HEALTHY_S = 60.0


def alone(name: str, listener: Callable[P, None]) -> Callable[P, None]:
    """A listener whose failure is logged and does not reach the call that it listens to."""

    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            listener(*args, **kwargs)
        except Exception:
            log.exception("listener_failed", listener=name)

    return guarded


async def kept(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Runs `work` for ever: begun again after a pause that doubles, until it has held out for a minute."""
    loop, pause = asyncio.get_running_loop(), FIRST_PAUSE_S
    while True:
        began = loop.time()
        try:
            await work()
            return
        except Exception:
            log.exception("task_failed", task=name)
        pause = FIRST_PAUSE_S if loop.time() - began > HEALTHY_S else min(LONGEST_PAUSE_S, pause * 2)
        await asyncio.sleep(pause)


@asynccontextmanager
async def kept_meanwhile(name: str, work: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Keeps `work` going while the block runs."""
    task = asyncio.create_task(kept(name, work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
