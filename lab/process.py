"""A process that may have been started by an earlier run: found by its pidfile, watched without being its parent."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path
from typing import Self


class Process:
    """A running process, ours or adopted."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._over = False

    @classmethod
    def of(cls, child: "subprocess.Popen[bytes]") -> Self:
        """Takes over a child that may outlive us: its Popen no longer minds."""
        child.returncode = 0
        return cls(child.pid)

    @classmethod
    def adopt(cls, pidfile: Path, mark: str) -> Self | None:
        """The process a pidfile names, if it still runs and its command line carries `mark`: pids are used again."""
        try:
            pid = int(pidfile.read_text("ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return cls(pid) if mark.encode() in command.split(b"\0") else None

    @property
    def alive(self) -> bool:
        self._over = self._over or _reaped(self.pid) or not runs(self.pid)
        return not self._over

    def send(self, number: signal.Signals) -> None:
        """Sends a signal; a process that is gone already needs none."""
        if self.alive:
            os.kill(self.pid, number)

    async def ended(self) -> None:
        """Returns when the process has ended, at once if it has already."""
        if not self.alive:
            return
        watched = os.pidfd_open(self.pid)
        try:
            await _readable(watched)
        finally:
            os.close(watched)
        self._over = True
        _reaped(self.pid)

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


def runs(pid: int) -> bool:
    """False also for one that has ended and that its parent has not asked about: it only has its number left."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def _reaped(pid: int) -> bool:
    """True if it was a child of ours that has ended, and that nobody has asked about yet."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False


async def _readable(descriptor: int) -> None:
    """A pidfd becomes readable when its process ends."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
