"""What the switch says of the phones that have registered, and of the sound of their last call. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from telephony.ari.models import RTPstat

CONTACT = "ContactList"
"""The manager's word for one of its list."""
HERE = frozenset({"Reachable", "NonQualified"})
FAIR_LOSS, POOR_LOSS = 1.0, 3.0
FAIR_JITTER_MS, POOR_JITTER_MS = 30.0, 60.0
FAIR_ROUND_TRIP_MS, POOR_ROUND_TRIP_MS = 250.0, 500.0

Verdict = Literal["good", "fair", "poor"]


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """Where a phone is. `since` is when we first saw this registration; `before`: it was there when we began to look.

    `name` is the account's. `round_trip_ms` of the switch's question whether it is there; None before the first answer.
    """

    name: str
    call_id: str
    address: str
    port: int | None
    user_agent: str
    reachable: bool
    round_trip_ms: float | None
    since: datetime
    before: bool = False


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """Of one call, as RTCP told last. Loss in percent of the packets, `from_phone` as we got them, `to_phone` as it
    says that it did. `round_trip_ms` None: the phone sends no reports.
    """

    at: datetime
    loss_from_phone: float
    loss_to_phone: float
    jitter_ms: float
    round_trip_ms: float | None
    verdict: Verdict


def registrations(
    blocks: Iterable[Mapping[str, str]], known: Mapping[str, Registration], at: datetime, *, first: bool
) -> dict[str, Registration]:
    """By account, from the manager's list of contacts. One that has merely registered again keeps its `since`.

    Permanent contacts, such as a trunk's, are none. Of several of one account the last counts.
    """
    found = (_registration(block, at, first=first) for block in blocks if _is_registered(block))
    return {each.name: _kept(each, known.get(each.name)) for each in found}


def _is_registered(block: Mapping[str, str]) -> bool:
    return block.get("Event") == CONTACT and bool(block.get("Endpoint")) and bool(block.get("CallId"))


def _registration(block: Mapping[str, str], at: datetime, *, first: bool) -> Registration:
    status, port = block.get("Status", ""), block.get("ViaPort", "")
    micros = block.get("RoundtripUsec", "")
    answered = status == "Reachable" and micros.isdigit()
    return Registration(
        name=block["Endpoint"],
        call_id=block["CallId"],
        address=block.get("ViaAddr", ""),
        port=int(port) if port.isdigit() and int(port) else None,
        user_agent=block.get("UserAgent", "")[:120],
        reachable=status in HERE,
        round_trip_ms=int(micros) / 1000 if answered else None,
        since=at,
        before=first,
    )


def _kept(now: Registration, before: Registration | None) -> Registration:
    """A phone that was started again has a Call-ID of its own."""
    if before is None or (before.call_id, before.address) != (now.call_id, now.address):
        return now
    return msgspec.structs.replace(now, since=before.since, before=before.before)


def sound_of(stat: RTPstat, at: datetime) -> Sound | None:
    """None while nothing has been heard either way."""
    if not stat.rxcount and not stat.txcount:
        return None
    came, went = _percent(stat.rxploss, stat.rxcount), _percent(stat.txploss, stat.txcount)
    jitter, trip = (stat.rxjitter or 0.0) * 1000, None if not stat.rtt else stat.rtt * 1000
    return Sound(
        at=at,
        loss_from_phone=came,
        loss_to_phone=went,
        jitter_ms=jitter,
        round_trip_ms=trip,
        verdict=verdict(max(came, went), jitter, trip or 0.0),
    )


def verdict(loss: float, jitter_ms: float, round_trip_ms: float) -> Verdict:
    """By the worst of the three."""
    worst = (
        (loss, FAIR_LOSS, POOR_LOSS),
        (jitter_ms, FAIR_JITTER_MS, POOR_JITTER_MS),
        (round_trip_ms, FAIR_ROUND_TRIP_MS, POOR_ROUND_TRIP_MS),
    )
    if any(value >= poor for value, _, poor in worst):
        return "poor"
    return "fair" if any(value >= fair for value, fair, _ in worst) else "good"


def _percent(lost: int, came: int) -> float:
    """Lost counts may be negative: packets that came twice."""
    return 100 * max(0, lost) / (came + max(0, lost)) if came + max(0, lost) else 0.0
