"""Settings for a service in a test, and the command line as its users type it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings, read_settings
from lab.ports import free_port

NOWHERE = "http://127.0.0.1:9"
STOPPED_S = 60.0


def environment(data: Path, **settings: object) -> dict[str, str]:
    """What a service is told; upper-case names without their prefix."""
    told = {f"RINGBACK_{key}" if key != "DATABASE_URL" else key: str(value) for key, value in settings.items()}
    return {"RINGBACK_DATA": str(data), "RINGBACK_HTTP_PORT": str(free_port()), **told}


def settings_in(data: Path, **settings: object) -> Settings:
    return read_settings(environment(data, **settings), root=False, home=data)


@dataclass(frozen=True)
class Ended:
    code: int
    said: str
    complained: str


@asynccontextmanager
async def ringback(command: str, told: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`ringback <command>` as a process, ended on leaving if it still runs. Raises `TimeoutError`."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("RINGBACK_") or key.endswith("CACHE")}
    ours.pop("DATABASE_URL", None)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "service",
        command,
        env={**ours, **told},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOPPED_S):
            await process.communicate()
    except TimeoutError:
        process.kill()
        raise


async def ended(command: str, told: Mapping[str, str], within: float = 30.0) -> Ended:
    """How `ringback <command>` ends by itself."""
    async with ringback(command, told) as process, asyncio.timeout(within):
        said, complained = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, said.decode(), complained.decode())
