"""Whether a trunk leads to the switch that it is on: what is sent there comes back as a call of nobody's. Pure."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address

from kernel.trouble import Trouble
from telephony.provision.hosts import bracketed, host_and_port, is_address
from telephony.provision.model import TransportInForce, TrunkSpec

IsOurs = Callable[[str], bool]
"""Whether an address is one of the machine's that the switch runs on."""


def leads_back(spec: TrunkSpec, led_to: Iterable[str], transport: TransportInForce | None, is_ours: IsOurs) -> bool:
    """`led_to` is where its host's name leads; of the transport that it uses, None where the switch has none such."""
    if transport is None or spec.outbound_proxy:
        return False
    addresses = [spec.host] if is_address(spec.host) else led_to
    return any(_listens(transport, address, spec.port, is_ours) for address in addresses)


def _listens(transport: TransportInForce, address: str, port: int, is_ours: IsOurs) -> bool:
    bound, own_port = host_and_port(transport.address)
    if port != own_port or not is_address(bound) or not is_address(address):
        return False
    if _outside(transport) == address or ip_address(bound) == ip_address(address):
        return True
    return ip_address(bound).is_unspecified and (ip_address(address).is_loopback or is_ours(address))


def _outside(transport: TransportInForce) -> str:
    return host_and_port(transport.outside_address)[0]


def back_here(spec: TrunkSpec) -> Trouble:
    where = f"{bracketed(spec.host)}:{spec.port}"
    sentence = f"{where} is this switch itself: calls by this trunk come back to it."
    return Trouble("trunk_leads_back", sentence, {"where": where})
