"""What a trunk's hosts and addresses may be, and what of them costs others their calls. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from msgspec.structs import replace

from config.changes.model import Warned
from kernel.errors import BadInput
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
    if not is_host(spec.host):
        raise BadInput("host", spec.host, "an address, or a host's name without its port, such as sip.example.com")
    if spec.outbound_proxy and not is_host(host_and_port(spec.outbound_proxy)[0]):
        raise BadInput("outbound_proxy", spec.outbound_proxy, "a host's name or address, such as sip.example.com:5070")
    for each in spec.addresses:
        if not is_address(each) and not is_host(each):
            raise BadInput("addresses", each, "an address, a network such as 192.0.2.0/24, or a host's name")


def open_doors(spec: TrunkSpec, others: Iterable[TrunkSpec]) -> tuple[Warned, ...]:
    """Where calls may come in as another trunk's, or as this one's from anybody. `others` are all trunks."""
    wide = (network for network in _networks(spec) if _is_wide(network))
    beside = (other for other in others if spec.active and other.active and other.name != spec.name)
    return (
        *(Warned(f"The network {each} is wide: whoever is in it can call in by this trunk.") for each in wide),
        *(
            Warned(f"The trunk {other.name} has {shared} too: a call from there may be taken for one of either.")
            for other in beside
            if (shared := _shared(spec, other)) is not None
        ),
    )


def _shared(one: TrunkSpec, other: TrunkSpec) -> str | None:
    """The first source that both have. Two that register are told apart by where they registered."""
    if one.way == other.way == "registration":
        return None
    names = {each.casefold() for each in names_of_sources(other)}
    networks = list(_networks(other))
    both = (each for each in names_of_sources(one) if each.casefold() in names or _within(each, networks))
    return next(both, None)


def _within(source: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return is_address(source) and any(_overlap(ip_network(source, strict=False), each) for each in networks)


def _overlap(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _networks(spec: TrunkSpec) -> Iterable[IPv4Network | IPv6Network]:
    return (ip_network(each, strict=False) for each in names_of_sources(spec) if is_address(each))


def _is_wide(network: IPv4Network | IPv6Network) -> bool:
    return network.prefixlen < _WIDE[network.version] and not network.is_private
