"""Tasks that may fail alone: they are logged and begun again, and never take the calls with them."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
HEALTHY_S = 60.0


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
