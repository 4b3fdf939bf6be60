"""What the archive holds of a call, as two ears."""

from dataclasses import dataclass

import numpy as np
import soundfile

from kernel.ids import CallId
from lab.tones import Heard
from recordings.analysis import TOLERANCE_S
from store.pool import Record
from tests.starving import starved_s
from tests.stories.story import Story

WIRE_S = 0.1
"""How far the stored length may be from what was on the wire, on a machine that keeps nobody waiting."""
BUSY_S = 0.4
"""The same where the recording was renewed at a transfer, or where services start beside it on the same two cores."""
APART_DB = 40.0


class Side(Heard):
    """One side of a recording."""

    def silence(self) -> tuple[float, float]:
        """From when to when it is digitally silent for the longest time, in seconds."""
        loud = np.flatnonzero(np.concatenate(([1], self.samples, [1])))
        longest = int(np.argmax(np.diff(loud)))
        return float(loud[longest]) / self.rate, float(loud[longest + 1] - 1) / self.rate


@dataclass(frozen=True, eq=False)
class Stored:
    row: Record
    customer: Side
    ours: Side
    wire_s: float
    """From the moment at which the switch began to record until the end of the call, by the clock."""
    starved_s: float
    """For how long the machine gave the phones no time to speak; see `tests.starving`."""

    def whole(self, within: float = WIRE_S) -> bool:
        is_stored = self.row["status"] == "stored" or self.starved_s > TOLERANCE_S
        return is_stored and abs(self.customer.seconds - self.wire_s) <= within + self.starved_s


async def stored(story: Story, call: CallId) -> Stored:
    """Once the archive has it."""
    row = await story.recording(call)
    assert row["path"] is not None, row["detail"]
    samples, rate = soundfile.read(str(story.place.home / "archive" / row["path"]), dtype="int16")
    began, ended = await story.instant(call, "RecordingBegan"), await story.instant(call, "CallEnded")
    sides = (Side(samples[:, 0], rate), Side(samples[:, 1], rate))
    return Stored(row, *sides, (ended - began).total_seconds(), starved_s() - story.starved_s)


def apart(stored: Stored, customer_hz: float, our_hz: float) -> bool:
    """Each tone is on its own side, and on the other at least 40 dB lower."""
    left, right = stored.customer, stored.ours
    customers = left.level(customer_hz) - right.level(customer_hz)
    return min(customers, right.level(our_hz) - left.level(our_hz)) >= APART_DB
