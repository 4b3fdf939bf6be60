"""Whether the clock can be trusted. While it cannot, nobody is called or texted: it may be the middle of the night."""

from datetime import datetime

import structlog

from kernel.clock import Clock
from kernel.trouble import Trouble

log = structlog.get_logger()

JUMP_S = 60.0
STEADY_S = 300.0
"""So long after a jump dialling goes on by itself. As often, a slow drift is forgiven: what counts is a jump."""


class ClockWatch:
    """Holds the wall clock against the one that never jumps. `look` every second or so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = clock.monotonic()
        self._offset = self._offset_now()
        self._jumped_by: float | None = None

    def look(self) -> bool:
        """Whether the clock is to be trusted now."""
        now, offset = self._clock.monotonic(), self._offset_now()
        jump = offset - self._offset
        if abs(jump) > JUMP_S:
            log.error("clock_jumped", seconds=round(jump, 1))
            self._jumped_by, self._offset, self._since = jump, offset, now
        elif now - self._since >= STEADY_S:
            self.acknowledge()
        return self._jumped_by is None

    def acknowledge(self, by: str | None = None) -> None:
        """A person says that the clock is right, or it has been steady for long enough."""
        if self._jumped_by is not None:
            log.info("clock_trusted_again", by=by)
        self._jumped_by, self._offset, self._since = None, self._offset_now(), self._clock.monotonic()

    @property
    def alarm(self) -> Trouble | None:
        if self._jumped_by is None:
            return None
        seconds, minutes = f"{self._jumped_by:+.0f}", f"{STEADY_S / 60:.0f}"
        sentence = (
            f"The clock jumped by {seconds} seconds: nobody is called back or texted until it has been steady for"
            f" {minutes} minutes, or somebody says that it is right. Check the time of this machine."
        )
        return Trouble("clock_jumped", sentence, {"seconds": seconds, "minutes": minutes})

    def _offset_now(self) -> float:
        now: datetime = self._clock.now()
        return now.timestamp() - self._clock.monotonic()
