"""What there has been between a contact and us: calls, cases and texts, newest first."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from contacts.model import Contact
from contacts.store import SQL
from store.pool import Queryable, Record

Place = tuple[datetime, str]
"""Where a page begins: time and key of the last one seen."""


class CallThen(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="call"):
    """`outcome` None: it is live. `agent` is who answered last."""

    id: str
    at: datetime
    direction: str
    number: str
    outcome: str | None
    reason: str | None
    agent: str | None
    disposition: str | None
    ended_at: datetime | None
    talk_seconds: float | None


class CaseThen(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="case"):
    """`at` is when it was opened."""

    id: str
    at: datetime
    status: str
    closed_at: datetime | None
    close_reason: str | None


class TextThen(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """`by`: who answered or dealt with one that came in."""

    id: str
    at: datetime
    direction: str
    number: str
    status: str
    detail: str | None
    body: str
    by: str | None
    delivered_at: datetime | None


Then = CallThen | CaseThen | TextThen


async def history(db: Queryable, contact: Contact, before: Place | None, limit: int) -> Sequence[tuple[Then, str]]:
    """Each with its key. Calls are those of the numbers that the contact has now."""
    at, key = before or (None, None)
    numbers = [each.phone.e164 for each in contact.numbers]
    rows = await db.fetch(SQL["history_of"], contact.id, numbers, contact.project, at, key, limit)
    return [(_then(row), row["key"]) for row in rows]


def _then(row: Record) -> Then:
    match row["kind"]:
        case "call":
            return _call(row)
        case "case":
            return CaseThen(
                id=row["id"],
                at=row["at"],
                status=row["status"],
                closed_at=row["ended_at"],
                close_reason=row["reason"],
            )
        case _:
            return _text(row)


def _call(row: Record) -> CallThen:
    return CallThen(
        id=row["id"],
        at=row["at"],
        direction=row["direction"],
        number=row["number"],
        outcome=row["status"],
        reason=row["reason"],
        agent=row["who"],
        disposition=row["said"],
        ended_at=row["ended_at"],
        talk_seconds=row["talk_seconds"],
    )


def _text(row: Record) -> TextThen:
    return TextThen(
        id=row["id"],
        at=row["at"],
        direction=row["direction"],
        number=row["number"],
        status=row["status"],
        detail=row["reason"],
        body=row["said"],
        by=row["who"],
        delivered_at=row["ended_at"],
    )
