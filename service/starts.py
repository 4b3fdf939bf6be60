"""Tells a switch that was started anew, and has forgotten what it was told, from one that was only out of reach."""

from collections.abc import Callable
from datetime import datetime


class Starts:
    """`started_at` is when the switch has started, by its own clock; `told` is called once for each start."""

    def __init__(self, started_at: Callable[[], datetime | None], *told: Callable[[], None]) -> None:
        self._started_at, self._told = started_at, told
        self._known: datetime | None = None

    def look(self) -> None:
        """To be called whenever the switch was asked when it has started."""
        started = self._started_at()
        if started != self._known:
            self._known = started
            for told in self._told:
                told()
