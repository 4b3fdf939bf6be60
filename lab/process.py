"""A process that may have been started by an earlier run: found by its pidfile, watched without being its parent."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path


class Process:
    """A running process, ours or adopted."""

    def __init__(self, pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
        self.pid = pid
        self._child = child

    @classmethod
    def adopt(cls, pidfile: Path, mark: str) -> "Process | None":
        """The process a pidfile names, if it still runs and its command line carries `mark`: pids are used again."""
        try:
            pid = int(pidfile.read_text("ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return cls(pid) if mark.encode() in command.split(b"\0") else None

    @property
    def alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        """Sends a signal; a process that is gone already needs none."""
        if self.alive:
            os.kill(self.pid, number)

    async def ended(self) -> None:
        """Returns when the process has ended, at once if it has already."""
        try:
            watched = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            await _readable(watched)
        finally:
            os.close(watched)
            if self._child is not None:
                self._child.poll()

    async def stop(self, patience: float) -> None:
        """Asks it to end, and after `patience` seconds ends it."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience):
                await self.ended()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        await self.ended()


async def _readable(descriptor: int) -> None:
    """A pidfd becomes readable when its process ends."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
