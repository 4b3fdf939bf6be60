"""Whether a trunk's names lead anywhere, and whether the switch speaks as it does.

Told, and no reason to refuse it: the names' own service may be away, the switch may be set up after the trunk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from ipaddress import ip_network
from typing import Protocol

from config.changes.model import Warned
from kernel.names import resolve
from telephony.provision.hosts import host_and_port, is_address, is_ipv6
from telephony.provision.loops import leads_back
from telephony.provision.model import TransportInForce, TrunkSpec

PATIENCE_S = 3.0
_ITSELF = "This host and port are the switch's own: calls by this trunk come back to it."
_NO_TLS = (
    "The switch speaks no TLS with carriers: no call goes by this trunk"
    " until the settings name a certificate and the switch was started again."
)

_NO_IPV6 = "The switch speaks no IPv6 by this transport: no call goes to an IPv6 address."


class Switch(Protocol):
    """How the switch speaks SIP, by transport; nothing where it has not been asked."""

    @property
    def transports(self) -> Mapping[str, TransportInForce]: ...

    def is_ours(self, address: str) -> bool:
        """Whether an address is one of the switch's machine."""
        ...


def advice_on(switch: Callable[[], Switch]) -> Callable[[TrunkSpec], Awaitable[tuple[Warned, ...]]]:
    async def told(spec: TrunkSpec) -> tuple[Warned, ...]:
        transports = switch().transports
        unheard = (*unspoken(spec, transports), *of_other_family(spec, transports.get(spec.transport)))
        return (*unheard, *await _looped(spec, switch()), *await unresolved(spec))

    return told


async def _looped(spec: TrunkSpec, switch: Switch) -> tuple[Warned, ...]:
    back = leads_back(spec, await _led_to(spec.host), switch.transports.get(spec.transport), switch.is_ours)
    return (Warned(_ITSELF),) if back else ()


def unspoken(spec: TrunkSpec, transports: Collection[str]) -> tuple[Warned, ...]:
    if spec.transport != "tls" or not transports or "tls" in transports:
        return ()
    return (Warned(_NO_TLS),)


def of_other_family(spec: TrunkSpec, transport: TransportInForce | None) -> tuple[Warned, ...]:
    bound = "" if transport is None else host_and_port(transport.address)[0]
    return (Warned(_NO_IPV6),) if is_ipv6(spec.host) and is_address(bound) and not is_ipv6(bound) else ()


async def unresolved(spec: TrunkSpec) -> tuple[Warned, ...]:
    """One for each name that leads nowhere now."""
    names = list(dict.fromkeys(_names((spec.host, spec.outbound_proxy, *spec.addresses))))
    found = await asyncio.gather(*(_leads_somewhere(name) for name in names))
    return tuple(
        Warned(f"The name {name} leads nowhere just now.")
        for name, there in zip(names, found, strict=True)
        if not there
    )


def _names(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        name = text.removeprefix("sip:").removeprefix("sips:").partition(":")[0].partition(";")[0]
        if text and not _is_address(text) and not _is_address(name):
            yield name


def _is_address(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


async def _leads_somewhere(name: str) -> bool:
    return bool(await _led_to(name))


async def _led_to(name: str) -> Sequence[str]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await resolve(name)
    except (OSError, TimeoutError):
        return ()
