"""What comes back of a sound that was played into a call: how late, and how much of it is missing. Pure.

The marker is made of short tones of changing pitch with pauses between them, in an order in which no stretch is like
another, so that there is one delay only at which what came back fits what was sent.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 8000
FRAME = RATE // 50
"""Samples of 20 ms: what one packet of audio carries."""
TONES = 24
TONE_FRAMES, PAUSE_FRAMES = 6, 2
LEVEL = 9000
LOWEST_HZ, STEP_HZ, STEPS = 420, 85, 29
LONGEST_DELAY_S = 3.0
ALIKE = 0.25
"""How much of what came back has to be like the marker; noise and speech are below it, a bad codec is above."""
PRESENT = 0.15
"""A packet whose sound is quieter than this part of the usual counts as lost."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Heard:
    """`delay_ms` from our sending to its coming back, `loss_percent` of its packets."""

    delay_ms: float
    loss_percent: float


def marker() -> Samples:
    """About four seconds, 8000 a second."""
    pieces = [piece for n in range(TONES) for piece in (_tone(n), np.zeros(FRAME * PAUSE_FRAMES))]
    return np.concatenate(pieces).astype(np.int16)


def seconds() -> float:
    return TONES * (TONE_FRAMES + PAUSE_FRAMES) * FRAME / RATE


def _tone(n: int) -> NDArray[np.float64]:
    """In an order that jumps: 11 and 29 have no common factor."""
    hertz = LOWEST_HZ + STEP_HZ * (n * 11 % STEPS)
    at = np.arange(FRAME * TONE_FRAMES) / RATE
    return LEVEL * np.sin(2 * np.pi * hertz * at)


def heard(sent: Samples, came: Samples) -> Heard | None:
    """`sent` and `came` begin at one moment. None: what was sent did not come back."""
    length = min(len(sent), len(came))
    if length < RATE or not np.any(came):
        return None
    delay = _delay(sent[:length].astype(float), came[:length].astype(float))
    return None if delay is None else Heard(delay * 1000 / RATE, _loss(sent, came, delay))


def _delay(sent: NDArray[np.float64], came: NDArray[np.float64]) -> int | None:
    """In samples, by the strongest likeness; None where there is none."""
    size = 1 << (2 * len(sent) - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(came, size) * np.conj(np.fft.rfft(sent, size)), size)
    late = likeness[: int(LONGEST_DELAY_S * RATE)]
    delay = int(np.argmax(np.abs(late)))
    overlap = len(sent) - delay
    full = float(np.linalg.norm(sent[:overlap]) * np.linalg.norm(came[delay:]))
    return delay if full and abs(late[delay]) / full >= ALIKE else None


def _loss(sent: Samples, came: Samples, delay: int) -> float:
    """Of the packets that carried sound and whose place lies within what came."""
    ours, theirs = _loudness(sent), _loudness(came[delay:])
    both = min(len(ours), len(theirs))
    sounding = ours[:both] > LEVEL / 4
    if not np.any(sounding):
        return 0.0
    usual = float(np.median(theirs[:both][sounding]))
    lost = theirs[:both][sounding] < PRESENT * usual
    return round(100 * float(np.mean(lost)), 1)


def _loudness(samples: Samples) -> NDArray[np.float64]:
    frames = samples[: len(samples) // FRAME * FRAME].astype(float).reshape(-1, FRAME)
    return np.asarray(np.sqrt(np.mean(frames**2, axis=1)))
