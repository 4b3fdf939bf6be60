"""What the safety net on the switch should hold now: joined from the set-up, the floor and the recordings' disk."""

import asyncio
from collections.abc import Callable, Mapping

from config.catalog import Catalog
from config.directory import Setup
from config.net import Outages, called_in, net_of
from kernel.clock import Clock
from recordings.capture import SpoolRoom
from telephony.longest import LONGEST_CALL_S
from telephony.routing import BlockedCaller
from telephony.safety import LONGEST_CALL, Entries, entries
from workforce.floor import Floor


class WantedNet:
    """Worked out anew only when something that it comes from has changed."""

    def __init__(
        self,
        setup: Callable[[], Setup],
        floor: Floor,
        room: SpoolRoom,
        clock: Clock,
        outages: Callable[[], Outages] = dict,
        blocked: Callable[[], frozenset[BlockedCaller]] = frozenset,
        longest_s: int = LONGEST_CALL_S,
    ) -> None:
        self._setup = setup
        self._outages = outages
        self._blocked = blocked
        self._floor = floor
        self._room = room
        self._clock = clock
        self._longest_s = longest_s
        self._made_of: tuple[object, ...] = ()
        self._entries: Entries = {}
        self._called = CalledIn()

    async def __call__(self) -> Entries:
        setup, now = self._setup(), self._clock.now()
        signed_in = frozenset(agent.id for agent in self._floor.signed_in())
        recordings = "" if self._room.alarms() else str(self._room.spool)
        outages, blocked = self._outages(), self._blocked()
        made_of = (setup, signed_in, recordings, now.date(), tuple(sorted(outages.items())), blocked)
        if made_of != self._made_of:
            called = await self._called(setup.catalog)
            net = net_of(setup, signed_in, now, outages, blocked, called)
            self._entries = {**entries(net, recordings), LONGEST_CALL: str(self._longest_s)}
            self._made_of = made_of
        return self._entries


class CalledIn:
    """What `called_in` says: in a thread, so that calls go on, and anew only when a number has changed or a region."""

    def __init__(self) -> None:
        self._made_of: tuple[object, ...] = ()
        self._called: Mapping[str, str] = {}

    async def __call__(self, catalog: Catalog) -> Mapping[str, str]:
        made_of = (catalog.numbers, {project.region for project in catalog.projects.values()})
        if made_of != self._made_of:
            self._called = await asyncio.to_thread(called_in, catalog)
            self._made_of = made_of
        return self._called
