"""Whether a trunk's names lead anywhere, and whether the switch speaks as it does.

Told, and no reason to refuse it: the names' own service may be away, the switch may be set up after the trunk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from ipaddress import ip_network

from config.changes.model import Warned
from kernel.names import resolve
from telephony.provision.model import TrunkSpec

PATIENCE_S = 3.0
_NO_TLS = (
    "The switch speaks no TLS with carriers: no call goes by this trunk"
    " until the settings name a certificate and the switch was started again."
)


Transports = Callable[[], Collection[str]]
"""Those that the switch has for carriers, such as tls; none where it has not been asked."""


def advice_on(transports: Transports) -> Callable[[TrunkSpec], Awaitable[tuple[Warned, ...]]]:
    async def told(spec: TrunkSpec) -> tuple[Warned, ...]:
        return (*unspoken(spec, transports()), *await unresolved(spec))

    return told


def unspoken(spec: TrunkSpec, transports: Collection[str]) -> tuple[Warned, ...]:
    if spec.transport != "tls" or not transports or "tls" in transports:
        return ()
    return (Warned(_NO_TLS),)


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
    try:
        async with asyncio.timeout(PATIENCE_S):
            return bool(await resolve(name))
    except (OSError, TimeoutError):
        return False
