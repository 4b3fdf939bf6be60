"""The real service as `ringback run` starts it, less the task that archives recordings: archiving is no part of a call.

`python -m bench.service`, with the service's own environment.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import service.run
from config.settings import settings_of_this_process
from service.house import House
from service.main import say


class HouseWithoutArchive(House):
    """Recordings are made and have their rows; they stay in the spool."""

    def _apart(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        return [(name, work) for name, work in super()._apart() if name != "archive"]


if __name__ == "__main__":
    setattr(service.run, "House", HouseWithoutArchive)  # noqa: B010  a test bench may exchange a part, mypy may not
    asyncio.run(service.run.run(settings_of_this_process(), say))
