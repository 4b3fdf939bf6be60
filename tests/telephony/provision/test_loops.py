"""A trunk that leads to the switch it is on is told apart from one to a carrier."""

from typing import Any

import pytest

from telephony.provision.loops import leads_back
from telephony.provision.model import TransportInForce, TrunkSpec

EVERYWHERE = TransportInForce(name="udp", address="0.0.0.0:5060", outside_address="198.51.100.7:5060")
ONE = TransportInForce(name="udp", address="192.0.2.9:5060")


@pytest.mark.parametrize(
    ("spec", "transport", "back"),
    [
        ({"host": "192.0.2.9"}, ONE, True),
        ({"host": "192.0.2.9", "port": 5070}, ONE, False),
        ({"host": "192.0.2.8"}, ONE, False),
        ({"host": "sip.example.com"}, ONE, True),
        ({"host": "192.0.2.9"}, EVERYWHERE, True),
        ({"host": "127.0.0.1"}, EVERYWHERE, True),
        ({"host": "198.51.100.7"}, EVERYWHERE, True),
        ({"host": "192.0.2.8"}, EVERYWHERE, False),
        ({"host": "::1"}, EVERYWHERE, True),
        ({"host": "192.0.2.9", "outbound_proxy": "192.0.2.1"}, ONE, False),
        ({"host": "192.0.2.9"}, None, False),
    ],
)
def test_where_a_trunk_leads(spec: dict[str, Any], transport: TransportInForce | None, back: bool) -> None:
    trunk = TrunkSpec(name="acme", way="address", **spec)

    assert leads_back(trunk, ["192.0.2.9"], transport, lambda address: address == "192.0.2.9") is back
