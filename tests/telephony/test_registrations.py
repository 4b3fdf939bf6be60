"""Where phones are, and how they sound, by the switch's word."""

import pytest

from telephony.ari.models import RTPstat
from telephony.registrations import registrations, sound_of, verdict
from tests.telephony.kit import at

CONTACT = {
    "Event": "ContactList",
    "Endpoint": "desk-1",
    "CallId": "a",
    "ViaAddr": "192.0.2.7",
    "ViaPort": "5060",
    "UserAgent": "baresip v1.0.0",
    "Status": "Reachable",
    "RoundtripUsec": "2439",
}


def stat(**fields: float) -> RTPstat:
    none: dict[str, object] = {"txploss": 0, "rxploss": 0, "local_ssrc": 1, "remote_ssrc": 2}
    more = {"txoctetcount": 0, "rxoctetcount": 0, "channel_uniqueid": "1.0"}
    return RTPstat(**(none | more | fields))  # type: ignore[arg-type]


def test_a_phone_that_registers_again_is_there_since_it_first_did() -> None:
    first = registrations([CONTACT], {}, at(10), first=False)
    again = registrations([CONTACT], first, at(20), first=False)
    [found] = again.values()

    assert (found.since, found.before, found.round_trip_ms) == (at(10), False, 2.439)
    assert (found.address, found.port, found.user_agent) == ("192.0.2.7", 5060, "baresip v1.0.0")


@pytest.mark.parametrize("changed", [{"CallId": "b"}, {"ViaAddr": "192.0.2.8"}])
def test_one_that_was_started_again_or_has_moved_is_there_anew(changed: dict[str, str]) -> None:
    first = registrations([CONTACT], {}, at(10), first=True)

    assert first["desk-1"].before
    assert registrations([CONTACT | changed], first, at(20), first=False)["desk-1"].since == at(20)


@pytest.mark.parametrize("block", [{"Event": "ContactListComplete"}, CONTACT | {"CallId": ""}, {}])
def test_what_is_no_registration_is_none(block: dict[str, str]) -> None:
    assert registrations([block], {}, at(0), first=False) == {}


@pytest.mark.parametrize(
    ("status", "there", "round_trip"),
    [("Reachable", True, 2.439), ("NonQualified", True, None), ("Unreachable", False, None), ("Unknown", False, None)],
)
def test_whether_it_answers_is_the_switchs_word(status: str, there: bool, round_trip: float | None) -> None:
    found = registrations([CONTACT | {"Status": status}], {}, at(0), first=False)["desk-1"]

    assert (found.reachable, found.round_trip_ms) == (there, round_trip)


def test_the_sound_of_a_call_is_judged_by_its_worst_side() -> None:
    sound = sound_of(stat(rxcount=980, rxploss=20, txcount=1000, rxjitter=0.004, rtt=0.012), at(0))

    assert sound is not None
    assert (sound.loss_from_phone, sound.loss_to_phone, sound.jitter_ms) == (2.0, 0.0, 4.0)
    assert (sound.round_trip_ms, sound.verdict) == (12.0, "fair")


def test_before_anything_was_heard_there_is_no_sound_and_doubled_packets_are_no_loss() -> None:
    assert sound_of(stat(rxcount=0, txcount=0), at(0)) is None
    doubled = sound_of(stat(rxcount=10, rxploss=-3, txcount=0), at(0))
    assert doubled is not None
    assert doubled.loss_from_phone == 0


@pytest.mark.parametrize(
    ("loss", "jitter", "trip", "said"),
    [(0, 0, 0, "good"), (1, 0, 0, "fair"), (3, 0, 0, "poor"), (0, 30, 0, "fair"), (0, 0, 500, "poor")],
)
def test_bounds(loss: float, jitter: float, trip: float, said: str) -> None:
    assert verdict(loss, jitter, trip) == said
