"""A trunk's hosts: one sentence for what leads nowhere, and a warning of what costs others their calls."""

from typing import Any

import pytest

from config.changes.model import Kept, Move, World
from config.changes.resolving import of_other_family
from config.changes.sections_devices import Trunks
from kernel.errors import BadInput
from telephony.provision.model import TransportInForce, TrunkSpec

SECRET = b"sealed"


def trunk(name: str = "kyiv", **fields: Any) -> TrunkSpec:
    return TrunkSpec(**({"name": name, "way": "credentials", "host": "sip.example.com", "username": "us"} | fields))


def warned(spec: TrunkSpec, *others: TrunkSpec) -> list[str]:
    trunks = {each.name: Kept(each, SECRET) for each in (spec, *others)}
    said = Trunks([]).check(Move(None, Kept(spec, SECRET)), World({"trunks": trunks}))
    return [each.sentence for each in said]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("host", "sip..carrier.com"),
        ("host", "carrier.com:5070"),
        ("host", "x" * 64),
        ("host", "300.1.1.1"),
        ("host", "0.0.0.0"),
        ("host", "::"),
        ("host", "255.255.255.255"),
        ("host", "224.0.0.1"),
        ("outbound_proxy", "proxy..carrier.com"),
        ("outbound_proxy", "a/b:5060"),
        ("addresses", "192.0.2.300/24"),
    ],
)
def test_what_can_lead_nowhere_is_refused_by_its_field(field: str, typed: str) -> None:
    fields: dict[str, Any] = {field: (typed,) if field == "addresses" else typed}
    spec = trunk(**fields)
    with pytest.raises(BadInput, match=f"^{field}: got "):
        warned(spec)


def test_hosts_are_kept_without_the_word_that_says_it_is_sip() -> None:
    spec = trunk(host="sip:sip.example.com", outbound_proxy="SIP:proxy.example.com:5070", addresses=("sip:192.0.2.8",))
    kept = Trunks([]).prepared(spec, World({}))

    assert (kept.host, kept.outbound_proxy) == ("sip.example.com", "proxy.example.com:5070")
    assert kept.addresses == ("192.0.2.8",)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({}, {}, "sip.example.com"),
        ({}, {"host": "SIP.example.com", "way": "registration"}, "sip.example.com"),
        ({"addresses": ("192.0.2.8",)}, {"addresses": ("198.51.100.1", "192.0.2.0/24")}, "192.0.2.8"),
        ({"addresses": ("192.0.2.8", "2001:db8::9")}, {"addresses": ("2001:db8::/48",)}, "2001:db8::9"),
        ({"addresses": ("10.0.0.0/8",)}, {"addresses": ("10.0.0.9",)}, "10.0.0.0/8 overlaps with 10.0.0.9 of"),
        ({"way": "registration"}, {"way": "registration"}, None),
        ({}, {"active": False}, None),
        ({"active": False}, {}, None),
        ({"addresses": ("192.0.2.8",)}, {"addresses": ("192.0.2.9",)}, None),
        ({}, {"addresses": ("192.0.2.9",)}, None),
    ],
)
def test_who_shares_an_address_with_another_trunk_is_told(
    one: dict[str, Any], other: dict[str, Any], shared: str | None
) -> None:
    said = warned(trunk(**one), trunk("lviv", **other))

    assert ["lviv" in each and f"{shared} " in each for each in said] == ([] if shared is None else [True])


def test_a_network_that_holds_more_than_a_carrier_is_told() -> None:
    said = warned(trunk(addresses=("0.0.0.0/0", "10.0.0.0/8", "192.0.2.0/24", "2000::/3")))

    assert ["0.0.0.0/0" in said[0], "2000::/3" in said[1], len(said)] == [True, True, 2]


@pytest.mark.parametrize(
    ("host", "bound", "warned"),
    [
        ("2001:db8::9", "0.0.0.0:5060", True),
        ("2001:db8::9", "[::]:5060", False),
        ("192.0.2.8", "0.0.0.0:5060", False),
        ("sip.example.com", "0.0.0.0:5060", False),
    ],
)
def test_an_ipv6_address_is_warned_of_where_the_switch_speaks_none(host: str, bound: str, warned: bool) -> None:
    udp = TransportInForce(name="udp", address=bound)

    assert [each.sentence[:26] for each in of_other_family(trunk(host=host), udp)] == [
        "The switch speaks no IPv6 "
    ] * warned
