"""What the archive holds of a call, as two ears."""

from dataclasses import dataclass

import soundfile

from kernel.ids import CallId
from lab.tones import Heard
from store.pool import Record
from tests.stories.story import Story

WIRE_S = 0.1
"""How far the stored length may be from what was on the wire."""
APART_DB = 40.0


@dataclass(frozen=True, eq=False)
class Stored:
    row: Record
    customer: Heard
    ours: Heard
    wire_s: float
    """From the moment at which the switch began to record until the end of the call, by the clock."""

    @property
    def whole(self) -> bool:
        return self.row["status"] == "stored" and abs(self.customer.seconds - self.wire_s) <= WIRE_S


async def stored(story: Story, call: CallId) -> Stored:
    """Once the archive has it."""
    row = await story.recording(call)
    assert row["path"] is not None, row["detail"]
    samples, rate = soundfile.read(str(story.place.home / "archive" / row["path"]), dtype="int16")
    began, ended = await story.instant(call, "RecordingBegan"), await story.instant(call, "CallEnded")
    sides = (Heard(samples[:, 0], rate), Heard(samples[:, 1], rate))
    return Stored(row, *sides, (ended - began).total_seconds())


def apart(stored: Stored, customer_hz: float, our_hz: float) -> bool:
    """Each tone is on its own side, and on the other at least 40 dB lower."""
    left, right = stored.customer, stored.ours
    customers = left.level(customer_hz) - right.level(customer_hz)
    return min(customers, right.level(our_hz) - left.level(our_hz)) >= APART_DB
