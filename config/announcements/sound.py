"""Samples made fit for a telephone: 8 kHz, one loudness for all announcements, no silence around them. Pure.

Samples are floats from -1 to 1. Levels are in dB below full scale.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt

RATE = 8000
TARGET_DB = -22.0
"""Of speech, pauses left out; the announcements that ship are as loud."""
CEILING = 10 ** (-3 / 20)
"""Of the curve between the samples too, so that no converter on the way clips."""
SILENT_DB = -60.0
MARGIN_S = 0.2
"""So much silence is left at both ends."""

_PIECE = RATE // 20
_PEAK = RATE // 200
_FINER = 4
_QUIET_BELOW_SPEECH_DB = 35.0
_PAUSE_BELOW_MEAN = 0.1
_HUM_HZ = (30.0, 70.0)
"""Below the first nothing is left, from the second on all of it."""
_EDGE = 0.92
"""Of the highest frequency that is kept: from here on it fades."""
_SECONDS = 3
"""Of a window, of which the middle one is used: what is at its ends is not heard in there."""

Samples = npt.NDArray[np.float32]


def resampled(seconds: Iterable[Samples], rate: int, target: int = RATE) -> Iterator[Samples]:
    """Second by second. Each of `seconds` has `rate` samples, the last one may have fewer."""
    shape = _shape(rate, target)
    before, now = np.zeros(rate, np.float32), None
    for second in chain(seconds, [np.zeros(0, np.float32)]):
        if now is not None:
            yield _middle(np.concatenate([before, _whole(now, rate), _whole(second, rate)]), shape, rate, target)[
                : -(-len(now) * target // rate)
            ]
            before = _whole(now, rate)
        now = second


def _whole(second: Samples, rate: int) -> Samples:
    return np.pad(second, (0, rate - len(second)))


def _middle(window: Samples, shape: Samples, rate: int, target: int) -> Samples:
    spectrum = np.fft.rfft(window)[: len(shape)] * shape
    found = np.fft.irfft(spectrum, _SECONDS * target) * (target / rate)
    return found[target : 2 * target].astype(np.float32)


def _shape(rate: int, target: int) -> Samples:
    """What is left of each frequency of a window."""
    hertz = np.arange(min(rate, target) * _SECONDS // 2 + 1) / _SECONDS
    top = min(rate, target) / 2
    low = np.clip((hertz - _HUM_HZ[0]) / (_HUM_HZ[1] - _HUM_HZ[0]), 0, 1)
    high = np.clip((top - hertz) / (top * (1 - _EDGE)), 0, 1)
    return ((0.5 - 0.5 * np.cos(np.pi * low)) * (0.5 - 0.5 * np.cos(np.pi * high))).astype(np.float32)


def loudness(samples: Samples) -> float | None:
    """Of what is not pause, in dB; None where all of it is silent."""
    power = _powers(samples, _PIECE)
    heard = power[power > 10 ** (SILENT_DB / 10)]
    if not len(heard):
        return None
    return float(10 * np.log10(heard[heard >= heard.mean() * _PAUSE_BELOW_MEAN].mean()))


def _powers(samples: Samples, size: int) -> npt.NDArray[np.float64]:
    """The mean power of each piece; the last one is filled up with silence."""
    filled = np.pad(samples.astype(np.float64), (0, -len(samples) % size))
    power: npt.NDArray[np.float64] = np.square(filled.reshape(-1, size)).mean(axis=1)
    return power


def levelled(samples: Samples, found_db: float) -> Samples:
    """As loud as all of them. What would be too high then is turned down for a moment, so a click quietens nothing."""
    louder = samples * np.float32(10 ** ((TARGET_DB - found_db) / 20))
    louder *= _held(louder)
    return louder


def _held(samples: Samples) -> Samples:
    """By how much each sample has to be turned down."""
    peaks = _peaks(samples)
    needed = np.minimum(1, CEILING / np.maximum(peaks, 1e-9))
    around = np.pad(needed, 2, mode="edge")
    least = np.min([around[shift : shift + len(needed)] for shift in range(5)], axis=0)
    centres = np.arange(len(needed)) * _PEAK + _PEAK / 2
    held: Samples = np.interp(np.arange(len(samples)), centres, least).astype(np.float32)
    return held


def _peaks(samples: Samples) -> Samples:
    """The highest point of each 5 ms, between the samples too."""
    seconds = (samples[start : start + RATE] for start in range(0, len(samples), RATE))
    finer = np.concatenate([*resampled(seconds, RATE, RATE * _FINER)])
    pieces = np.pad(np.abs(finer), (0, -len(finer) % (_PEAK * _FINER))).reshape(-1, _PEAK * _FINER)
    exact = np.pad(np.abs(samples), (0, -len(samples) % _PEAK)).reshape(-1, _PEAK)
    highest: Samples = np.maximum(pieces.max(axis=1), exact.max(axis=1))
    return highest


def trimmed(samples: Samples, found_db: float) -> Samples:
    """Without the silence before and after, but for a margin."""
    step = RATE // 100
    floor = max(10 ** (SILENT_DB / 10), 10 ** ((found_db - _QUIET_BELOW_SPEECH_DB) / 10))
    heard = np.flatnonzero(_powers(samples, step) > floor)
    if not len(heard):
        return samples
    margin = int(MARGIN_S * RATE)
    return samples[max(0, heard[0] * step - margin) : (heard[-1] + 1) * step + margin]


def prepared(samples: Samples) -> npt.NDArray[np.int16] | None:
    """What is played; None where there is nothing to be heard."""
    found_db = loudness(samples)
    if found_db is None:
        return None
    ready = levelled(trimmed(samples, found_db), found_db)
    return np.rint(np.clip(ready, -1, 1) * 32767).astype(np.int16)
