"""Looks at the phones now and then: where each is registered since when, and how its last call sounded."""

import asyncio
from collections.abc import Callable, Mapping, Set

import structlog

from kernel.clock import Clock
from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError, ManagerRefused
from telephony.ari.manager import Manager
from telephony.ari.outcomes import AlreadyGone
from telephony.registrations import Registration, Sound, registrations, sound_of

log = structlog.get_logger()

EVERY_S = 5.0
LIST_S = 10.0
TECHNOLOGY = "PJSIP"
NONE_FOUND = "No Contacts found"


class PhoneWatch:
    """`is_phone` tells phones from trunks, by the account's name. What it knows it forgets with the process."""

    def __init__(self, ari: AriClient, manager: Manager, clock: Clock, is_phone: Callable[[str], bool]) -> None:
        self._ari, self._manager, self._clock = ari, manager, clock
        self._is_phone = is_phone
        self._first = True
        self.accounts: Set[str] = frozenset()
        """The phones that the switch knows."""
        self.registered: Mapping[str, Registration] = {}
        self.sounds: dict[str, Sound] = {}
        """How the last call of each phone sounded, so far."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._ari.connected:
                try:
                    await self.look()
                except AriError as error:
                    log.info("phones_not_looked_at", why=str(error))
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Now. Raises `AriError`."""
        endpoints = await self._ari.send(requests.endpoints_list_by_tech(TECHNOLOGY))
        listed = () if isinstance(endpoints, AlreadyGone) else endpoints
        phones = [each for each in listed if self._is_phone(each.resource)]
        self.accounts = frozenset(each.resource for each in phones)
        self.registered = registrations(await self._contacts(), self.registered, self._clock.now(), first=self._first)
        self._first = False
        for phone in phones:
            for channel in phone.channel_ids[-1:]:
                await self._listen(phone.resource, channel)
        for gone in self.sounds.keys() - self.accounts:
            del self.sounds[gone]

    async def _contacts(self) -> tuple[Mapping[str, str], ...]:
        try:
            return (await self._manager.act("PJSIPShowContacts", {}, within=LIST_S)).events
        except ManagerRefused as refusal:
            if refusal.message.startswith(NONE_FOUND):
                return ()
            raise

    async def _listen(self, phone: str, channel: str) -> None:
        stat = await self._ari.send(requests.channels_rtpstatistics(channel))
        found = None if isinstance(stat, AlreadyGone) else sound_of(stat, self._clock.now())
        if found is not None:
            self.sounds[phone] = found
