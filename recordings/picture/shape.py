"""How loud each side of a recording is along it, and where nobody speaks, found piece by piece.

A long recording takes hardly more memory than a short one: what stays of a piece is its part of the peaks, and one
byte for each 50 ms. Times are in seconds from the recording's beginning.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from recordings.analysis import Samples

POINTS = 1_200
"""Enough for a panel's width; more would only be drawn over each other."""
QUIET_DB = -50.0
"""Below this on both sides nobody speaks, as root mean square against full scale: line noise lies lower, speech well
above."""
WINDOW_S = 0.05
LEAST_S = 1.2
"""Shorter pauses belong to talking."""
MARGIN_S = 0.3
"""What is left of a pause at both ends, so that no word loses its edge."""
_FULL_SCALE = 32768.0

Flags = npt.NDArray[np.bool_]


class Silence(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A stretch in which neither side speaks, without its edges."""

    from_: float
    to: float


class Picture(msgspec.Struct, frozen=True):
    """`peaks`: of each side, the customer's first, the loudest sample of each of up to 1,200 equal stretches, as a part
    of full scale.
    """

    seconds: float
    peaks: list[list[float]]
    silences: list[Silence]


class Sketch:
    """Takes a recording's samples, one column for each side, in order."""

    def __init__(self, frames: int, sides: int, rate: int) -> None:
        """`frames` are all that will come, `rate` in Hz."""
        self._frames, self._rate = frames, rate
        points = min(POINTS, frames)
        self._edges = np.arange(points, dtype=np.int64) * frames // max(1, points)
        self._peaks = np.zeros((points, sides), dtype=np.int32)
        self._quiet: list[Flags] = []
        self._window = round(WINDOW_S * rate)
        self._at = 0

    @property
    def piece(self) -> int:
        """How many frames to hand over at once: ten seconds, a whole number of windows."""
        return 200 * self._window

    def add(self, samples: Samples) -> None:
        """The next piece. Only the last one may be of another length."""
        if not len(samples):
            return
        self._raise_peaks(np.abs(samples.astype(np.int32)))
        self._quiet.append(_quiet(samples, self._window))
        self._at += len(samples)

    def picture(self) -> Picture:
        peaks = np.round(self._peaks.T / _FULL_SCALE, 3).tolist()
        quiet = np.concatenate([np.zeros(0, dtype=np.bool_), *self._quiet])
        return Picture(round(self._frames / self._rate, 3), peaks, self._silences(quiet))

    def _raise_peaks(self, loudness: npt.NDArray[np.int32]) -> None:
        begin, end = self._at, self._at + len(loudness)
        first = int(np.searchsorted(self._edges, begin, side="right")) - 1
        last = int(np.searchsorted(self._edges, end, side="left"))
        loudest = np.maximum.reduceat(loudness, np.maximum(self._edges[first:last] - begin, 0), axis=0)
        np.maximum(self._peaks[first:last], loudest, out=self._peaks[first:last])

    def _silences(self, quiet: Flags) -> list[Silence]:
        seconds = self._frames / self._rate
        edges = (tuple(min(edge * self._window, self._frames) / self._rate for edge in run) for run in _runs(quiet))
        return [_trimmed(begin, end, seconds) for begin, end in edges if end - begin >= LEAST_S]


def _quiet(samples: Samples, window: int) -> Flags:
    """Of each window, whether every side is quiet in it."""
    begins = np.arange(0, len(samples), window)
    energy = np.add.reduceat(np.square(samples.astype(np.float32) / _FULL_SCALE), begins, axis=0)
    counts = np.diff(np.append(begins, len(samples)))
    limit = float(10 ** (QUIET_DB / 10))
    return np.asarray((energy < limit * counts[:, np.newaxis]).all(axis=1), dtype=np.bool_)


def _runs(flags: Flags) -> Sequence[tuple[int, int]]:
    """Where flags are up, as the first and the one after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _trimmed(begin: float, end: float, seconds: float) -> Silence:
    """Nothing is kept of a silence at the very beginning or end: there is no word beside it."""
    kept_from = begin if begin == 0 else begin + MARGIN_S
    kept_to = end if end == seconds else end - MARGIN_S
    return Silence(round(kept_from, 3), round(kept_to, 3))
