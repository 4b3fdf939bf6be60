"""When to send again what was not sent, and when to look what became of the rest."""

from datetime import datetime, timedelta

from callbacks.model import TextStatus
from callbacks.sms.outcome import FINAL

LEASE = timedelta(seconds=40)
"""Longer than any one request may take: what is still begun after it lost its sender, and is in doubt."""
TRY_FOR = timedelta(minutes=30)
"""So long a text is sent again that certainly was not sent. Later it would come at a moment nobody has chosen."""
LOOK_FOR = timedelta(days=3)
"""Carriers report within two days or never."""
NOT_LISTED_AFTER = timedelta(minutes=5)
"""What Twilio does not list by then it hardly has."""

_LONGEST = timedelta(hours=1)
_FIRST_TRY, _LONGEST_TRY = timedelta(seconds=2), timedelta(minutes=2)
_SOON = timedelta(seconds=3)
_REPORTED_SOON = timedelta(minutes=1)


def again_after(tries: int, asked_s: float | None) -> timedelta:
    """The pause after that many requests that certainly sent nothing. `asked_s` is what Twilio wants at least."""
    pause = min(_LONGEST_TRY, _FIRST_TRY * 2.0 ** min(tries - 1, 10))
    return max(pause, min(timedelta(seconds=asked_s or 0), TRY_FOR))


def next_look(status: TextStatus, began_at: datetime, now: datetime, reported: bool) -> datetime | None:
    """When to ask Twilio again what became of it; None: never. `reported`: Twilio also tells us by itself."""
    age = now - began_at
    if status in FINAL or age > LOOK_FOR:
        return None
    first = _REPORTED_SOON if reported and status is not TextStatus.UNKNOWN else _SOON
    return now + min(_LONGEST, max(first, age / 3))
