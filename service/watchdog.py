"""Ends the process when its event loop stalls.

A service that is frozen with its socket open still gets callers from the switch, into silence. Dead, it is better: the
switch's safety net answers, and the supervisor starts us again. A process that is stopped as a whole cannot end itself:
its supervisor must, so systemd is told at every beat that we live.
"""

import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BEAT_S = 0.5
STALL_S = 10.0
EXIT_STALLED = 70


class Watchdog:
    """`notify` is systemd's socket, empty where nobody listens."""

    def __init__(self, stall_s: float = STALL_S, notify: str = "") -> None:
        self._stall_s = stall_s
        self._notify = notify
        self._beat = time.monotonic()
        self._stop = threading.Event()
        self._timer: asyncio.TimerHandle | None = None

    def beat(self) -> None:
        self._beat = time.monotonic()
        self._timer = asyncio.get_running_loop().call_later(BEAT_S, self.beat)
        if self._notify:
            _tell(self._notify)

    def watch(self) -> None:
        """Runs in a thread of its own. If that thread was held up too, the whole process was: then it starts over."""
        looked = time.monotonic()
        while not self._stop.wait(BEAT_S):
            now = time.monotonic()
            held_up, looked = now - looked > self._stall_s / 2, now
            if held_up:
                self._beat = now
            elif now - self._beat > self._stall_s:
                _die(now - self._beat)

    def stop(self) -> None:
        self._stop.set()
        if self._timer is not None:
            self._timer.cancel()


def _tell(notify: str) -> None:
    """systemd's protocol: a datagram. One that is not taken at once is left to the next beat."""
    address = "\0" + notify[1:] if notify.startswith("@") else notify
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as told, suppress(OSError):
        told.sendto(b"WATCHDOG=1", address)


def _die(seconds: float) -> None:
    sys.stderr.write(
        f"The event loop has not run for {seconds:.0f} s: ending, so that the switch's safety net answers.\n"
    )
    sys.stderr.flush()
    os._exit(EXIT_STALLED)


@contextmanager
def watched(stall_s: float = STALL_S) -> Iterator[None]:
    """The loop is watched while the block runs."""
    watchdog = Watchdog(stall_s, os.environ.get("NOTIFY_SOCKET", ""))
    watchdog.beat()
    thread = threading.Thread(target=watchdog.watch, name="loop-watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watchdog.stop()
