"""The service as `ringback run` starts it, in a process that is killed and begun again."""

import asyncio
import os
import re
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from lab.lab import SwitchAccess

ROOT = Path(__file__).parent.parent
_IMPORTS = "import service.main, service.run"
_LOUD = ("error", "critical")
Line = dict[str, object]


class Victim:
    """`told` hears the name of every log line; `log` keeps them all. `link` is the first start's one-time token."""

    def __init__(self, environ: Mapping[str, str], log: Path, told: Callable[[str], None]) -> None:
        self._environ = environ
        self._log = log
        self._told = told
        self._process: Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self.loud: list[Line] = []
        """Log lines of level error, of all its lives."""
        self.link = ""
        self.ended_alone = 0
        self.said: dict[str, float] = {}
        """When, by the monotonic clock, each log line first came in this life."""

    @property
    def alive(self) -> bool:
        """It owns the calls that are up."""
        return self._process is not None and "switch_compared" in self.said

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service", "run"), cwd=ROOT, env=self._environ, stdout=PIPE, stderr=PIPE
        )
        self.said = {}
        self._readers = [asyncio.create_task(read()) for read in (self._read_log, self._read_words)]

    async def revive(self) -> None:
        """Who ended by themselves, as the watchdog does on a machine that stands still, is begun again."""
        if self._process is not None and self._process.returncode is not None:
            self.ended_alone += 1
            await self.stop()
            await self.start()

    async def kill(self) -> None:
        """As the kernel does it."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(how)
        try:
            async with asyncio.timeout(20):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await asyncio.gather(*self._readers)

    async def _read_log(self) -> None:
        process = self._process
        assert process is not None
        assert process.stderr is not None
        with self._log.open("ab") as log:
            async for raw in process.stderr:
                log.write(raw)
                self._hear(_line(raw))

    def _hear(self, line: Line) -> None:
        if line.get("level") in _LOUD:
            self.loud.append(line)
        self.said.setdefault(str(line["event"]), time.monotonic())
        self._told(str(line["event"]))

    async def _read_words(self) -> None:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        async for raw in process.stdout:
            found = re.search(rb"/setup\?token=([\w-]+)", raw)
            self.link = found[1].decode() if found else self.link


def _line(raw: bytes) -> Line:
    try:
        return msgspec.json.decode(raw, type=Line)
    except msgspec.MsgspecError:
        return {"event": raw.decode(errors="replace").rstrip(), "level": "error"}


def environment(folder: Path, url: str, access: SwitchAccess, port: int, twilio: Mapping[str, str]) -> dict[str, str]:
    """`folder` takes all that is not the switch's. `twilio` are the settings for texts."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    return inherited | {
        "DATABASE_URL": url,
        "RINGBACK_DATA": str(folder / "data"),
        "RINGBACK_CACHE": str(folder / "cache"),
        "RINGBACK_ARCHIVE_DIR": str(folder / "archive"),
        "RINGBACK_RECORDINGS_DIR": str(access.recordings),
        "RINGBACK_SOUNDS_DIR": str(access.sounds),
        "RINGBACK_DISK_FLOOR_MB": "1",
        "RINGBACK_HTTP_PORT": str(port),
        "RINGBACK_ARI_URL": access.ari_url,
        "RINGBACK_ARI_USER": access.ari_user,
        "RINGBACK_ARI_PASSWORD": access.ari_password,
        "RINGBACK_MANAGER_USER": access.manager_user,
        "RINGBACK_MANAGER_PASSWORD": access.manager_password,
        "RINGBACK_TRUNK": access.trunk,
        "RINGBACK_LOG_FORMAT": "json",
        **twilio,
    }


async def bare_start_s() -> float:
    """How long the bare interpreter takes to start with the same imports."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{_IMPORTS}; print('there', flush=True)"), cwd=ROOT, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdout is not None
    await process.stdout.readline()
    taken = time.monotonic() - began
    await process.wait()
    return taken
