"""Hosts as admins write them."""

import pytest

from telephony.provision.hosts import host_and_port, is_host
from telephony.provision.model import TrunkSpec
from telephony.provision.objects import trunk_parts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sip.example.com", ("sip.example.com", None)),
        ("sip.example.com:5070", ("sip.example.com", 5070)),
        ("sip:sip.example.com:5070", ("sip.example.com", 5070)),
        ("192.0.2.8", ("192.0.2.8", None)),
        ("2001:db8::9", ("2001:db8::9", None)),
        ("[2001:db8::9]:5070", ("2001:db8::9", 5070)),
        ("SIP:[2001:db8::9]", ("2001:db8::9", None)),
    ],
)
def test_a_host_may_be_written_with_its_port_and_as_an_address_of_sip(written: str, meant: tuple[str, int]) -> None:
    assert host_and_port(written) == meant


@pytest.mark.parametrize(
    "text", ["sip.example.com", "carrier", "_sip.example.com.", "192.0.2.8", "2001:db8::9", "x" * 63]
)
def test_what_can_lead_somewhere_is_a_host(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize("text", ["", "sip..example", "x" * 64, "a." * 127, "carrier.com:5070", "-x.com", "a/b"])
def test_what_leads_nowhere_is_none(text: str) -> None:
    assert not is_host(text)


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("proxy.example.org:5070", "sip:proxy.example.org:5070;lr"),
        ("sip:proxy.example.org", "sip:proxy.example.org;lr"),
        ("[2001:db8::9]:5070", "sip:[2001:db8::9]:5070;lr"),
        ("2001:db8::9", "sip:[2001:db8::9];lr"),
    ],
)
def test_the_switch_is_told_of_a_proxy_once_that_it_is_one_of_sip(proxy: str, told: str) -> None:
    spec = TrunkSpec(name="acme", way="address", host="192.0.2.8", outbound_proxy=proxy)
    [endpoint] = [part for part in trunk_parts(spec, "", {}) if part.kind == "endpoint"]

    assert dict(endpoint.fields)["outbound_proxy"] == told
