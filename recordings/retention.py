"""How long recordings are kept: as long as the project says, and no longer, unless somebody holds one as evidence.

The query `past_retention` decides which are due by the same rule as `is_due`, and a test holds the two together.
"""

from datetime import datetime, timedelta


def delete_at(ended_at: datetime, retention_days: int) -> datetime:
    """The first instant at which a recording may no longer be there. A day is 24 hours, from the call's end."""
    return ended_at + timedelta(days=retention_days)


def is_due(ended_at: datetime, retention_days: int, now: datetime, *, held: bool) -> bool:
    """Whether it must go. One under a legal hold stays; lifted late, it goes at once."""
    return not held and delete_at(ended_at, retention_days) <= now


def kept_until(ended_at: datetime | None, retention_days: int, *, stored: bool, held: bool) -> datetime | None:
    """When it goes; None where there is no file, where the call goes on, and while a hold keeps it from going."""
    return None if ended_at is None or held or not stored else delete_at(ended_at, retention_days)


def trace(retention_days: int, now: datetime) -> str:
    """What stays in the place of the file."""
    return f"Deleted on {now:%Y-%m-%d}: the project keeps recordings for {retention_days} days."
