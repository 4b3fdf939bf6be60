"""Carriers that are known by name: what each name has led to lately.

It is looked up here, once for all calls: the switch would ask the name server at each of them. What a name led to is
kept for a day after: a carrier's name may say something else each time, and the name server may be away.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import structlog

from kernel.clock import Clock
from telephony.provision.ports import Resolve

log = structlog.get_logger()

KEPT_S = 24 * 3600.0
MOST = 50
"""Addresses of one name: those that were seen last."""
RESOLVE_S = 3.0
AT_ONCE = 4


class Addresses:
    def __init__(self, resolve: Resolve, clock: Clock) -> None:
        self._resolve, self._clock = resolve, clock
        self._seen: dict[str, dict[str, float]] = {}
        """By name: its addresses, and when each was last the answer, in seconds that never jump."""
        self._silent: frozenset[str] = frozenset()

    @property
    def silent(self) -> frozenset[str]:
        """Names that had no answer when they were last asked for."""
        return self._silent

    def of(self, name: str) -> Sequence[str]:
        return sorted(self._seen.get(name, {}))

    async def ask(self, names: Collection[str], on_switch: Mapping[str, Collection[str]]) -> None:
        """All at once; others are forgotten. `on_switch` is what an earlier life of the service has found."""
        now = self._clock.monotonic()
        self._seen = {name: self._seen.get(name) or dict.fromkeys(on_switch.get(name, ()), now) for name in names}
        turns = asyncio.Semaphore(AT_ONCE)
        answered = await asyncio.gather(*(self._ask(name, turns) for name in self._seen))
        self._silent = frozenset(name for name, there in zip(self._seen, answered, strict=True) if not there)

    async def _ask(self, name: str, turns: asyncio.Semaphore) -> bool:
        try:
            async with turns, asyncio.timeout(RESOLVE_S):
                found = set(await self._resolve(name))
        except (OSError, TimeoutError, UnicodeError) as error:
            log.warning("trunk_host_not_resolved", host=name, why=str(error) or "no answer in time")
            return False
        now = self._clock.monotonic()
        seen = self._seen[name] | dict.fromkeys(found, now)
        kept = sorted((at, address) for address, at in seen.items() if now - at < KEPT_S)
        self._seen[name] = {address: at for at, address in kept[-MOST:]}
        return bool(found)
