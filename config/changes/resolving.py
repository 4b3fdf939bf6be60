"""Whether the names in a trunk lead anywhere. Told, and no reason to refuse it: the names' own service may be away."""

import asyncio
from collections.abc import Iterable
from ipaddress import ip_network

from config.changes.model import Warned
from kernel.names import resolve
from telephony.provision.model import TrunkSpec

PATIENCE_S = 3.0


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
