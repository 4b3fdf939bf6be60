"""What is in a recording, and whether it is all of the call. Samples are 16-bit, times in seconds, levels in dB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

RATE = 8000
"""Hz of the switch's raw files."""
TOLERANCE_S = 0.5
"""How much shorter than the clock's time a whole recording may be: a few renewals after transfers. The end of a call
that we were not there to see is known to a second, rounded down, which makes no recording look short."""
MUTE_GUARD_S = 1.0
"""At both ends of a muted span: it is asked for after it has been made durable, and takes effect a little later."""
SILENCE_DB = -96.0
_FULL_SCALE = 32768.0

Span = tuple[float, float]


@dataclass(frozen=True)
class Side:
    """One side. `peak` is the largest sample; `level_db` the root mean square against full scale."""

    samples: int
    peak: int
    level_db: float

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    @property
    def silent(self) -> bool:
        return self.peak == 0


class Meter:
    """Measures one side piece by piece, so that a long call needs no more memory than a short one."""

    def __init__(self, muted: Sequence[Span] = ()) -> None:
        self._muted = muted
        self._samples = 0
        self._peak = 0
        self._energy = 0.0
        self.muted_peak = 0

    def add(self, block: Samples) -> None:
        if not len(block):
            return
        self.muted_peak = max([self.muted_peak, *(peak(cut(block, span, self._samples)) for span in self._muted)])
        self._peak = max(self._peak, peak(block))
        self._energy += float(np.sum(np.square(block.astype(np.float64))))
        self._samples += len(block)

    def side(self) -> Side:
        return Side(self._samples, self._peak, decibels(self._energy, self._samples))


def measure(samples: Samples) -> Side:
    meter = Meter()
    meter.add(samples)
    return meter.side()


def peak(samples: Samples) -> int:
    return int(np.max(np.abs(samples.astype(np.int32)))) if len(samples) else 0


def decibels(energy: float, samples: int) -> float:
    if not samples or energy <= 0:
        return SILENCE_DB
    return max(SILENCE_DB, 10 * float(np.log10(energy / samples / _FULL_SCALE**2)))


def cut(block: Samples, span: Span, offset: int) -> Samples:
    """What of `span` lies in a block that begins `offset` samples into the recording."""
    begin, end = (round(edge * RATE) - offset for edge in span)
    return block[max(0, begin) : max(0, end)]


def align(customer: Samples, ours: Samples) -> Samples:
    """Both sides as two columns, customer first. They begin together; the shorter one is filled up with silence."""
    both = np.zeros((max(len(customer), len(ours)), 2), dtype=np.int16)
    both[: len(customer), 0] = customer
    both[: len(ours), 1] = ours
    return both


def muted_spans(muted: Sequence[dict[str, Any]], started_at: datetime) -> list[Span]:
    """The parts that must be silent, from the row's `{from, to}`: without the guard at either end, none below zero."""
    spans = (_span(entry, started_at) for entry in muted if entry["to"] is not None)
    return [(begin, end) for begin, end in spans if begin < end]


def _span(entry: dict[str, Any], started_at: datetime) -> Span:
    begin, end = (datetime.fromisoformat(entry[edge]) - started_at for edge in ("from", "to"))
    return max(0.0, begin.total_seconds() + MUTE_GUARD_S), end.total_seconds() - MUTE_GUARD_S


# ---- the verdict


@dataclass(frozen=True)
class Whole:
    """As long as the call. `remark` is worth knowing all the same."""

    seconds: float
    remark: str | None = None


@dataclass(frozen=True)
class Short:
    """There is something to hear, but not all of the call. `why` is one sentence."""

    seconds: float
    why: str


@dataclass(frozen=True)
class Empty:
    """There is nothing to hear."""

    why: str


Verdict = Whole | Short | Empty


def judge(customer: Side | None, ours: Side | None, expected_s: float, muted_peak: int = 0) -> Verdict:
    """Hold what was written against the clock. A side is None where its file is missing."""
    there = [side for side in (customer, ours) if side is not None and side.samples]
    if not there:
        return Empty(f"The switch wrote no sound, though {expected_s:.1f} s were expected.")
    seconds = max(side.seconds for side in there)
    why = _missing_side(customer, ours) or _too_short(there, seconds, expected_s)
    return Short(seconds, why) if why else Whole(seconds, _remark(customer, ours, seconds, expected_s, muted_peak))


def _missing_side(customer: Side | None, ours: Side | None) -> str | None:
    if customer is None or not customer.samples:
        return "The customer's side is missing: the switch wrote only ours."
    if ours is None or not ours.samples:
        return "Our side is missing: the switch wrote only the customer's."
    return None


def _too_short(sides: Sequence[Side], seconds: float, expected_s: float) -> str | None:
    if expected_s - seconds > TOLERANCE_S:
        return (
            f"{seconds:.1f} s were stored of {expected_s:.1f} s by the clock: nothing is written while neither side "
            "sends sound, or while the switch stands still."
        )
    shortest = min(side.seconds for side in sides)
    if seconds - shortest > TOLERANCE_S:
        return f"One side ends after {shortest:.1f} s of {seconds:.1f} s."
    return None


def _remark(customer: Side | None, ours: Side | None, seconds: float, expected_s: float, muted_peak: int) -> str | None:
    remarks = _despite_mute(muted_peak), _silence(customer, ours), _surplus(seconds - expected_s)
    return " ".join(filter(None, remarks)) or None


def _despite_mute(muted_peak: int) -> str | None:
    return "Sound was stored while the recording was muted." if muted_peak else None


def _silence(customer: Side | None, ours: Side | None) -> str | None:
    theirs_silent, ours_silent = (side is not None and side.silent for side in (customer, ours))
    if theirs_silent and ours_silent:
        return "All of the customer's and our side is silent."
    if theirs_silent:
        return "All of the customer's side is silent."
    return "All of our side is silent." if ours_silent else None


def _surplus(seconds: float) -> str | None:
    return f"It is {seconds:.1f} s longer than expected." if seconds > TOLERANCE_S else None
