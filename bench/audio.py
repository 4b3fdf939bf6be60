"""Sounds for a bench, made at run time: a tone as a packet capture that SIPp plays, and as a WAV announcement."""

import struct
import wave
from pathlib import Path

import numpy as np

RATE = 8000
FRAME = 160
"""Samples in 20 ms. Tones are multiples of 50 Hz, so that every frame is the same."""
ALAW = 8
AGENT_HZ, CUSTOMER_HZ, ANNOUNCEMENT_HZ = 1000, 400, 600

_ETHERNET, _IP, _UDP, _RTP = 14, 20, 8, 12


def tone(hertz: int, samples: int) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    """A sine at a quarter of full scale."""
    turns = np.arange(samples) * hertz / RATE
    return (8192 * np.sin(2 * np.pi * turns)).astype(np.int16)


def alaw_frame(hertz: int) -> bytes:
    """20 ms of the tone as a phone sends it."""
    return bytes(_alaw(int(sample)) for sample in tone(hertz, FRAME))


def write_announcement(file: Path, seconds: float) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(tone(ANNOUNCEMENT_HZ, int(seconds * RATE)).tobytes())
    file.chmod(0o644)


def write_capture(file: Path, hertz: int, seconds: float) -> None:
    """A capture of one RTP stream. SIPp takes its timing and payload; addresses and ports are put in by SIPp."""
    frame = alaw_frame(hertz)
    packets = (_packet(number, frame) for number in range(int(seconds * RATE / FRAME)))
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    file.write_bytes(head + b"".join(packets))


def _packet(number: int, payload: bytes) -> bytes:
    rtp = struct.pack("!BBHII", 0x80, ALAW, number & 0xFFFF, number * FRAME, 0x52424E43) + payload
    udp = struct.pack("!HHHH", 4000, 4000, _UDP + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, _IP + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1") + udp
    frame = bytes(12) + b"\x08\x00" + ip
    second, microsecond = divmod(number * 20_000, 1_000_000)
    return struct.pack("<IIII", second, microsecond, len(frame), len(frame)) + frame


def _alaw(sample: int) -> int:
    """G.711 A-law."""
    sign = 0x80 if sample >= 0 else 0
    magnitude = min(sample if sample >= 0 else -sample - 1, 32767) >> 3
    segment = max(0, magnitude.bit_length() - 5)
    step = (magnitude >> max(1, segment)) & 0x0F
    return (sign | segment << 4 | step) ^ 0x55
