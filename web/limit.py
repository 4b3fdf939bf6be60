"""How often somebody may try. Pure: the time comes with each try."""

import math
from collections import OrderedDict, deque

KEPT = 10_000
"""Keys remembered at once; beyond them the one that tried longest ago is forgotten."""


class Tries:
    """At most `most` tries of one key in `window` seconds, as a monotonic clock counts them."""

    def __init__(self, most: int, window: float) -> None:
        self._most, self._window = most, window
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str, at: float) -> int:
        """Notes a try and returns 0, or returns the whole seconds until the next one is allowed, and notes nothing."""
        if wait := self.left(key, at):
            return wait
        self._recent(key, at).append(at)
        return 0

    def left(self, key: str, at: float) -> int:
        """The whole seconds until the next try is allowed, 0 where it is now; notes nothing."""
        times = self._recent(key, at)
        return 0 if len(times) < self._most else max(1, math.ceil(times[0] + self._window - at))

    def give_back(self, key: str) -> None:
        """The newest try was a good one, and does not count."""
        if times := self._times.get(key):
            times.pop()

    def forgive(self, key: str) -> None:
        """The key has shown that it belongs here."""
        self._times.pop(key, None)

    def _recent(self, key: str, at: float) -> deque[float]:
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] <= at - self._window:
            times.popleft()
        if len(self._times) > KEPT:
            self._times.popitem(last=False)
        return times
