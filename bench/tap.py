"""Stands where the customers' ears are: receives what the switch sends them, and when the agent is first heard."""

import select
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Sequence
from types import TracebackType
from typing import Self

_SO_TIMESTAMPNS = 35
_RTP_HEADER = 12
_WAKE_S = 0.2


class Tap:
    """One UDP socket for each port. Times are the kernel's at reception, in seconds since the epoch.

    While `listening` is False packets are left to the sockets' buffers, and cost next to nothing.
    """

    def __init__(self, address: str, ports: Sequence[int], voice: bytes) -> None:
        self._voice = voice
        self._sockets = {port: _bound(address, port) for port in ports}
        self._poll = select.epoll()
        for tapped in self._sockets.values():
            self._poll.register(tapped.fileno(), select.EPOLLIN)
        self._ports = {tapped.fileno(): port for port, tapped in self._sockets.items()}
        self._speaking: set[int] = set()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.heard: defaultdict[int, list[float]] = defaultdict(list)
        """By port, when the agent's voice began."""

    def listen(self) -> None:
        self.heard.clear()
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="tap", daemon=True)
        self._thread.start()

    def rest(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()
        self._poll.close()
        for tapped in self._sockets.values():
            tapped.close()

    def _run(self) -> None:
        for port in self._sockets:
            while self._take(port) is not None:
                pass
        self.heard.clear()
        self._speaking.clear()
        while not self._stop.is_set():
            for number, _ in self._poll.poll(_WAKE_S):
                self._hear(self._ports[number])

    def _hear(self, port: int) -> None:
        taken = self._take(port)
        if taken is None:
            return
        payload, at = taken
        if payload != self._voice:
            self._speaking.discard(port)
        elif port not in self._speaking:
            self._speaking.add(port)
            self.heard[port].append(at)

    def _take(self, port: int) -> tuple[bytes, float] | None:
        try:
            packet, extra, _, _ = self._sockets[port].recvmsg(2048, 64)
        except BlockingIOError:
            return None
        seconds, nanoseconds = struct.unpack("qq", extra[0][2][:16])
        return packet[_RTP_HEADER:], seconds + nanoseconds / 1e9


def _bound(address: str, port: int) -> socket.socket:
    tapped = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tapped.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    tapped.setblocking(False)
    tapped.bind((address, port))
    return tapped
