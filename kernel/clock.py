"""Time, handed in. Below the edge nobody asks what time it is: it comes with the event.

All instants are timezone-aware and in UTC; wall-clock time exists only beside the zone it is meant in.
"""

import time
from datetime import UTC, datetime
from typing import Protocol

from kernel.errors import BadInput


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for measuring how long something took."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def utc_of(name: str, at: datetime | None) -> datetime | None:
    """What somebody gave as `name`, in UTC. Raises `BadInput` for a time without a zone, or one that is none in UTC."""
    try:
        if at is not None and at.tzinfo is None:
            raise ValueError("no zone")
        return None if at is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(name, str(at)[:64], "a moment with its zone, such as 2026-11-22T10:00:00Z") from error
