"""What a caller in a queue is told of their place and of how long it may still be, and when. Pure.

They are told on entry, and then only what is better than they were told, once a minute at the most. The expected wait
is told in bands, and only where enough callers were answered lately to tell it from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec

from kernel.ids import CallId, QueueId
from telephony.routing import Entry, in_turn

APART = timedelta(seconds=60)
FARTHEST = 11
"""From here on callers are told that there are many before them, however many."""
LATELY = timedelta(minutes=30)
FEWEST_ANSWERS = 10
"""Of the last half hour. Of fewer, no expected wait is told."""
FEWEST_GAPS = 3
"""Between answers while somebody waited: fewer tell nothing of how fast a queue moves."""


class Wait(StrEnum):
    """Minutes, the shortest first."""

    UNDER_2 = "under_2"
    FROM_2_TO_5 = "from_2_to_5"
    FROM_5_TO_10 = "from_5_to_10"
    OVER_10 = "over_10"


_BANDS = tuple(Wait)
_UP_TO_S = (120, 300, 600)


class Place(msgspec.Struct, frozen=True):
    """What a caller is told, or could be. `position` 1 is next, 11 or more is all the same."""

    position: int | None = None
    wait: Wait | None = None


class Told(msgspec.Struct, frozen=True):
    """What a caller was told last of each, and when of any."""

    at: datetime
    position: int | None = None
    wait: Wait | None = None


class Answered(NamedTuple):
    """A caller who entered a queue, and when an agent answered them."""

    at: datetime
    answered_at: datetime


def decide(told: Told | None, now: Place, at: datetime) -> Place | None:
    """What to say of how it stands now; None: nothing yet."""
    if not is_time(told, at):
        return None
    if told is None:
        return None if now == Place() else now
    position = now.position if _holds(told.position, now.position) else None
    wait = now.wait if _holds(_rank(told.wait), _rank(now.wait)) else None
    better = position != told.position if position is not None else False
    shorter = wait is not told.wait if wait is not None else False
    return Place(position, wait) if better or shorter else None


def is_time(told: Told | None, at: datetime) -> bool:
    return told is None or at - told.at >= APART


def _holds(told: int | None, now: int | None) -> bool:
    """Whether it may be told after that: it is no worse, and something of the kind was told before."""
    return told is not None and now is not None and now <= told


def _rank(wait: Wait | None) -> int | None:
    return None if wait is None else _BANDS.index(wait)


def remember(told: Told | None, said: Place, at: datetime) -> Told:
    before = told or Told(at)
    position = before.position if said.position is None else said.position
    return Told(at, position, before.wait if said.wait is None else said.wait)


def positions(entries: Iterable[Entry]) -> Mapping[CallId, int]:
    """The place of each caller in their queue. Who is being connected with an agent is in nobody's way."""
    queues: defaultdict[QueueId, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.agent is None:
            queues[entry.queue.id].append(entry)
    return {
        caller.call: place
        for waiting in queues.values()
        for place, caller in enumerate(in_turn(entry.caller for entry in waiting), start=1)
    }


def expected(position: int, answers: Sequence[Answered]) -> Wait | None:
    """`answers` are those of the queue in the last half hour. None where there are too few."""
    if len(answers) < FEWEST_ANSWERS:
        return None
    seconds = position * _apart_s(sorted(answers, key=lambda each: each.answered_at))
    return next((band for band, limit in zip(_BANDS, _UP_TO_S, strict=False) if seconds < limit), Wait.OVER_10)


def _apart_s(answers: Sequence[Answered]) -> float:
    """From one answer to the next while somebody waited for it; where nobody did, as the half hour has them."""
    busy = [
        (later.answered_at - earlier.answered_at).total_seconds()
        for earlier, later in pairwise(answers)
        if later.at <= earlier.answered_at
    ]
    return sum(busy) / len(busy) if len(busy) >= FEWEST_GAPS else LATELY.total_seconds() / len(answers)
