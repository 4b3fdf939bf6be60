"""What a row of the table says over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

from telephony.http import summary_of

ARRIVED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = ARRIVED + timedelta(minutes=1)


def row(**fields: Any) -> dict[str, Any]:
    """An inbound call that was offered to Olena and goes on."""
    plain = dict.fromkeys(("outcome", "reason", "queue", "wait_seconds", "talk_seconds", "disposition", "recording_id"))
    call = {"call_id": "1.1", "project": "Story", "direction": "inbound", "customer": None, "dialled": "+442079460010"}
    times = {"state": None, "arrived_at": ARRIVED, "answered_at": None, "ended_at": None}
    return {**plain, **call, **times, "agent": "Olena", **fields}


def test_an_agent_who_only_let_it_ring_is_not_named_as_having_served_the_call() -> None:
    assert summary_of(row(ended_at=LATER, outcome="missed")).agent is None


def test_an_agent_who_answered_or_rings_or_dialled_is_named() -> None:
    answered = row(answered_at=LATER, ended_at=LATER)
    dialled = row(direction="outbound", ended_at=LATER)

    assert [summary_of(each).agent for each in (answered, row(), dialled)] == ["Olena"] * 3
