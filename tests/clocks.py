"""A clock that moves only when told to."""

from datetime import datetime, timedelta


class HandClock:
    """Implements `kernel.clock.Clock`. `jump` moves `at` alone, as somebody does who sets a clock."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._ticks = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self._ticks

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)
        self._ticks += timedelta(**by).total_seconds()

    def jump(self, **by: float) -> None:
        self.at += timedelta(**by)
