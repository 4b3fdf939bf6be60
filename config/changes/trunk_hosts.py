"""What a trunk's hosts and addresses may be, and what of them costs others their calls. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from itertools import product

from msgspec.structs import replace

from config.changes.model import Warned
from kernel.errors import BadInput
from telephony.provision import hosts
from telephony.provision.hosts import host_and_port, is_host, without_scheme
from telephony.provision.model import TrunkSpec
from telephony.provision.objects import is_address, names_of_sources

_WIDE = {4: 16, 6: 32}
"""Bits: a network in public space with fewer is wider than a carrier's."""


def bare(spec: TrunkSpec) -> TrunkSpec:
    """Without a `sip:` before its hosts: the switch is told that by itself."""
    addresses = tuple(without_scheme(each) for each in spec.addresses)
    proxy = without_scheme(spec.outbound_proxy)
    return replace(spec, host=without_scheme(spec.host), outbound_proxy=proxy, addresses=addresses)


def check(spec: TrunkSpec) -> None:
    """Raises `BadInput`."""
    if not is_host(spec.host) or _is_nobodys(spec.host):
        raise BadInput("host", spec.host, "an address, or a host's name without its port, such as sip.example.com")
    if spec.outbound_proxy and not is_host(host_and_port(spec.outbound_proxy)[0]):
        raise BadInput("outbound_proxy", spec.outbound_proxy, "a host's name or address, such as sip.example.com:5070")
    for each in spec.addresses:
        if not is_address(each) and not is_host(each):
            raise BadInput("addresses", each, "an address, a network such as 192.0.2.0/24, or a host's name")


def _is_nobodys(host: str) -> bool:
    """An address at which no carrier can be: any, all, or many at once."""
    if not hosts.is_address(host):
        return False
    found = ip_address(host)
    return found.is_unspecified or found.is_multicast or found == IPv4Address("255.255.255.255")


def open_doors(spec: TrunkSpec, others: Iterable[TrunkSpec]) -> tuple[Warned, ...]:
    """Where calls may come in as another trunk's, or as this one's from anybody. `others` are all trunks."""
    wide = (network for network in _networks(spec) if _is_wide(network))
    beside = (other for other in others if spec.active and other.active and other.name != spec.name)
    return (
        *(Warned(f"The network {each} is wide: whoever is in it can call in by this trunk.") for each in wide),
        *(_told_of(shared, other) for other in beside if (shared := _shared(spec, other)) is not None),
    )


def _told_of(shared: tuple[str, str], other: TrunkSpec) -> Warned:
    mine, theirs = shared
    if mine.casefold() == theirs.casefold():
        return Warned(f"The trunk {other.name} has {mine} too: a call from there may be taken for one of either.")
    return Warned(
        f"{mine} overlaps with {theirs} of the trunk {other.name}: a call from there may be taken for one of either."
    )


def _shared(one: TrunkSpec, other: TrunkSpec) -> tuple[str, str] | None:
    """The first source of each that both have. Two that register are told apart by where they registered."""
    if one.way == other.way == "registration":
        return None
    every = product(names_of_sources(one), names_of_sources(other))
    return next((pair for pair in every if _are_shared(*pair)), None)


def _are_shared(one: str, other: str) -> bool:
    if not (is_address(one) and is_address(other)):
        return one.casefold() == other.casefold()
    mine, theirs = (ip_network(each, strict=False) for each in (one, other))
    return mine.version == theirs.version and mine.overlaps(theirs)


def _networks(spec: TrunkSpec) -> Iterable[IPv4Network | IPv6Network]:
    return (ip_network(each, strict=False) for each in names_of_sources(spec) if is_address(each))


def _is_wide(network: IPv4Network | IPv6Network) -> bool:
    return network.prefixlen < _WIDE[network.version] and not network.is_private
