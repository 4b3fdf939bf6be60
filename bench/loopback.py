"""Every packet of the loopback device, by the kernel's own time.

Reading them takes the right to (CAP_NET_RAW), which root has.
"""

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

ETHERNET = 14
"""Bytes of a frame before its IP packet."""
_SO_TIMESTAMPNS = 35
_OUTGOING, _ALL_IP = 4, 0x0800
_LARGEST, _STAMP = 4096, 64
_WAKE_S = 0.2


class Loopback:
    """While the block runs, `hear(frame, at)` gets each frame once, in a thread; `at` is in s since the epoch."""

    def __init__(self, hear: Callable[[bytes, float], None]) -> None:
        self._hear = hear
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loopback", daemon=True)

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_IP))
        self._socket.bind(("lo", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.settimeout(_WAKE_S)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                frame, extra, _, sender = self._socket.recvmsg(_LARGEST, _STAMP)
            except TimeoutError:
                continue
            if sender[2] != _OUTGOING:  # The loopback device shows each packet twice.
                seconds, nanoseconds = struct.unpack("@ll", extra[0][2][:16])
                self._hear(frame, seconds + nanoseconds / 1e9)
