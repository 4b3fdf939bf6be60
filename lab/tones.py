"""Marker tones: made, written and found again. Samples are 16-bit, levels in dB of full scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.int16]
RATE = 16_000
"""Hz. Wide enough to tell a wideband leg from a narrow one."""
SILENCE_DB = -120.0
_FULL_SCALE = 32768.0


def tone(hertz: float, seconds: float, *, rate: int = RATE, level_db: float = -13.0) -> Samples:
    """A sine that begins at zero. `level_db` is its peak."""
    times = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * times)
    return np.asarray(np.round(wave * (_FULL_SCALE - 1)), dtype=np.int16)


def whole_cycles(hertz: float, seconds: float, rate: int = RATE) -> float:
    """A length near `seconds` after which the tone can begin again without a click, for whole frequencies."""
    cycles = max(1, round(hertz * seconds))
    return round(cycles / hertz * rate) / rate


def write_raw(path: Path, samples: Samples) -> None:
    """For Asterisk, without a header: `.sln` at 8 kHz, `.sln16` at 16 kHz."""
    path.write_bytes(samples.astype("<i2").tobytes())


def write_wav(path: Path, samples: Samples, rate: int = RATE) -> None:
    """For people; Asterisk plays WAV at 8 kHz, and at 16 kHz if the name ends in `.wav16`."""
    soundfile.write(str(path), samples, rate, subtype="PCM_16", format="WAV")


def level(samples: Samples, hertz: float, rate: int = RATE) -> float:
    """The peak level of one frequency, in dB of full scale: Goertzel's filter, one bin, with a Hann window.

    Resolution is about 4 / seconds Hz: give it 0.1 s or more. A sine at full scale is 0 dB; nothing is -120 dB.
    """
    if not len(samples):
        return SILENCE_DB
    window = np.hanning(len(samples))
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / rate)
    amplitude = 2 * abs(np.dot(samples * window, turning)) / max(window.sum(), 1.0) / _FULL_SCALE
    return _decibels(float(amplitude))


def loudness(samples: Samples) -> float:
    """The root mean square in dB of full scale; a sine at full scale is -3 dB."""
    if not len(samples):
        return SILENCE_DB
    return _decibels(float(np.sqrt(np.mean(np.square(samples / _FULL_SCALE)))))


def onset(samples: Samples, hertz: float, *, above_db: float = -40.0, rate: int = RATE) -> float | None:
    """Seconds until the tone is first at least that loud; exact to 10 ms. None if it never is."""
    step, width = rate // 100, rate // 25
    for begin in range(0, len(samples) - width + 1, step):
        if level(samples[begin : begin + width], hertz, rate) >= above_db:
            return begin / rate
    return None


def _decibels(amplitude: float) -> float:
    return max(SILENCE_DB, float(20 * np.log10(max(amplitude, 1e-9))))


@dataclass(frozen=True, eq=False)
class Heard:
    """What arrived at somebody's ear."""

    samples: Samples
    rate: int = RATE

    @classmethod
    def nothing(cls) -> "Heard":
        return cls(np.zeros(0, dtype=np.int16))

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def loudness(self) -> float:
        return loudness(self.samples)

    def level(self, hertz: float) -> float:
        """dB of full scale at one frequency, over all of it."""
        return level(self.samples, hertz, self.rate)

    def onset(self, hertz: float, above_db: float = -40.0) -> float | None:
        """Seconds until the tone came; None if it did not."""
        return onset(self.samples, hertz, above_db=above_db, rate=self.rate)

    def between(self, start: float, stop: float) -> "Heard":
        """The part from `start` to `stop` seconds."""
        return Heard(self.samples[round(start * self.rate) : round(stop * self.rate)], self.rate)

    def loudest(self, candidates: Sequence[float]) -> float:
        """Which of the tones is the strongest."""
        return max(candidates, key=self.level)
