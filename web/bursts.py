"""Who fails to get in, gathered: a hundred wrong passwords are one row of the trail, not a hundred. Pure."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

REST_SECONDS = 60.0
"""A burst is over when nobody has tried for so long,"""
LONGEST_SECONDS = 300.0
"""or after so long at the latest, so that somebody who never rests is seen too."""
KEPT = 1_000
"""Bursts under way at once; beyond them the oldest one is over."""
MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Burst:
    """Tries of one kind from one address. `names` are the first few that were tried; times are UTC."""

    kind: str
    peer: str
    names: tuple[str, ...]
    tries: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Running:
    burst: Burst
    began: float
    latest: float


class Bursts:
    """Those under way. `at` is of a wall clock, `now` of a monotonic one in seconds."""

    def __init__(self) -> None:
        self._running: OrderedDict[tuple[str, str], _Running] = OrderedDict()

    def add(self, kind: str, peer: str, name: str, at: datetime, now: float) -> Sequence[Burst]:
        """One more try. Returns what is over because there are too many."""
        key = (kind, peer)
        running = self._running.get(key) or _Running(Burst(kind, peer, (), 0, at, at), now, now)
        burst = replace(running.burst, names=_with(running.burst.names, name), tries=running.burst.tries + 1, until=at)
        self._running[key] = _Running(burst, running.began, now)
        return [self._running.popitem(last=False)[1].burst] if len(self._running) > KEPT else []

    def over(self, now: float) -> Sequence[Burst]:
        """Those that have ended; each is returned once."""
        ended = [key for key, running in self._running.items() if _is_over(running, now)]
        return [self._running.pop(key).burst for key in ended]

    def all(self) -> Sequence[Burst]:
        """Every one, ended or not; each is returned once."""
        found = [running.burst for running in self._running.values()]
        self._running.clear()
        return found


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if not name or name in names or len(names) >= MOST_NAMES else (*names, name)


def _is_over(running: _Running, now: float) -> bool:
    return now - running.latest >= REST_SECONDS or now - running.began >= LONGEST_SECONDS
