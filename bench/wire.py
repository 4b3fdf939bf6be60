"""What is on the wire, as it is there: the sound that the switch sends to one address, by the kernel's own time."""

import socket
import struct
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.loopback import ETHERNET, Loopback
from lab.tones import SILENCE_DB, level

RATE = 8000
FRAME_S = 0.02
_UDP, _UDP_HEADER, _RTP_HEADER = 17, 8, 12
_ALAW = 8

Samples = npt.NDArray[np.int16]


HEARD_DB = -30.0


class Packet(NamedTuple):
    """`at` is in seconds since the epoch, `port` the one that it came to."""

    at: float
    port: int
    samples: Samples


class Ear(NamedTuple):
    """An address, and one of its ports or all of them."""

    address: str
    port: int | None = None


class Wire(Loopback):
    """Keeps the G.711 A-law that arrives at `addresses` while the block runs."""

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__(self._take)
        self._addresses = {socket.inet_aton(each): each for each in addresses}
        self._packets: defaultdict[str, list[Packet]] = defaultdict(list)

    def begins(self, ear: Ear, hertz: float, since: float) -> Packet | None:
        """The first packet that carries the tone; None if none has, so far."""
        return next((each for each in self._since(ear, since) if level(each.samples, hertz, RATE) >= HEARD_DB), None)

    def level(self, ear: Ear, hertz: float, since: float, until: float) -> float:
        """How loud the tone is in all that came in between, in dB."""
        heard = [packet.samples for packet in self._since(ear, since) if packet.at <= until]
        return level(np.concatenate(heard), hertz, RATE) if heard else SILENCE_DB

    def _since(self, ear: Ear, since: float) -> list[Packet]:
        address, port = ear
        packets = tuple(self._packets[address])
        return [packet for packet in packets if packet.at >= since and port in (packet.port, None)]

    def _take(self, frame: bytes, at: float) -> None:
        ip = frame[ETHERNET:]
        if len(ip) < 20 or ip[9] != _UDP or ip[16:20] not in self._addresses:
            return
        udp = ip[4 * (ip[0] & 0x0F) :]
        rtp = udp[_UDP_HEADER:]
        if len(rtp) <= _RTP_HEADER or rtp[0] >> 6 != 2 or rtp[1] & 0x7F != _ALAW:
            return
        (port,) = struct.unpack_from("!H", udp, 2)
        sound = np.frombuffer(rtp[_RTP_HEADER:], dtype=np.uint8)
        self._packets[self._addresses[ip[16:20]]].append(Packet(at, port, _LINEAR[sound]))


def _linear(code: int) -> int:
    """G.711's expansion of one A-law byte."""
    code ^= 0x55
    exponent, mantissa = (code & 0x70) >> 4, (code & 0x0F) << 4
    value = mantissa + 8 if exponent == 0 else (mantissa + 0x108) << (exponent - 1)
    return value if code & 0x80 else -value


_LINEAR: Samples = np.array([_linear(code) for code in range(256)], dtype=np.int16)
