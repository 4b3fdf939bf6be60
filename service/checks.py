"""The one list of checks: what `ringback doctor` says in a terminal, and the page Health in a browser."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from importlib.metadata import version
from typing import Protocol

from kernel.clock import Clock
from kernel.errors import RingbackError
from kernel.trouble import Trouble
from service import doctor_callbacks as c
from service import doctor_factors as f
from service import doctor_look as look
from service import doctor_running as r
from service import doctor_socket as s
from service import doctor_verdicts as v
from service.doctor_certificates import look_at_file, look_at_shown
from service.phones import phoning
from service.ports import Spot, page_spot, phone_spot, serves_phones

Verdicts = Sequence[v.Verdict]


class Eyes(Protocol):
    """Who looks: from outside, or in the running service. None is what cannot be told from there."""

    sight: look.Sight

    async def port(self) -> v.Port: ...
    async def switch(self) -> v.Switch: ...
    async def database(self) -> v.DatabaseState: ...
    async def sounds(self) -> tuple[Sequence[str], int]: ...
    async def callbacks(self) -> tuple[c.TextsFound, c.CasesFound | None]: ...
    async def factors(self) -> tuple[f.KeyFound | None, f.FactorsFound | None]: ...
    async def recordings(self) -> r.RecordingsSeen | None: ...
    def trunks(self) -> Sequence[r.TrunkSeen] | None: ...
    def phones(self) -> r.PhonesSeen | None: ...
    def troubles(self) -> Sequence[tuple[str, Trouble]]: ...


async def checks(eyes: Eyes, clock: Clock) -> AsyncIterator[Verdicts]:
    """Each as soon as it is known. One that cannot be made says so, and the others are made all the same."""
    on = _Checks(eyes, clock)
    for what, check in on.every():
        try:
            yield await check()
        except RingbackError as error:
            yield [r.not_looked_at(what, str(error))]


class _Checks:
    def __init__(self, eyes: Eyes, clock: Clock) -> None:
        self._eyes, self._clock = eyes, clock
        self._settings = eyes.sight.settings
        self._port: v.Port | None = None
        self._away = False
        """The switch, which is looked at first: what only it could show is left out then, as it has one cause."""

    def every(self) -> Iterator[tuple[str, Callable[[], Awaitable[Verdicts]]]]:
        yield from (("versions", self._versions), ("switch", self._switch), ("trunks", self._trunks))
        yield from (("phones", self._phones), ("database", self._database), ("sounds", self._sounds))
        yield from (("callbacks", self._callbacks), ("recordings", self._recordings), ("second factor", self._factors))
        yield from (("disk", self._places), ("port", self._ports), ("certificates", self._certificates))
        yield "alarms", self._troubles

    async def _versions(self) -> Verdicts:
        return [v.ok("versions", f"Ringback is {version('ringback')}."), v.on_python(sys.version_info[:2])]

    async def _switch(self) -> Verdicts:
        found = await self._eyes.switch()
        self._away = isinstance(found, v.SwitchAway)
        clocks = [v.on_clock("switch", found.ahead)] if isinstance(found, v.SwitchFound) else []
        return [*v.on_switch(found, service_answers=await self._runs()), *clocks]

    async def _runs(self) -> bool:
        return await self._looked_at_port() is v.Port.OURS

    async def _looked_at_port(self) -> v.Port:
        if self._port is None:
            self._port = await self._eyes.port()
        return self._port

    async def _trunks(self) -> Verdicts:
        found = self._eyes.trunks()
        return () if found is None or self._away else r.on_trunks(found)

    async def _phones(self) -> Verdicts:
        found = self._eyes.phones()
        return () if found is None or self._away else r.on_phones(found)

    async def _database(self) -> Verdicts:
        found = await self._eyes.database()
        clocks = [v.on_clock("database", found.ahead)] if isinstance(found, v.DatabaseFound) else []
        return [*v.on_database(found), *clocks]

    async def _sounds(self) -> Verdicts:
        return v.on_sounds(*await self._eyes.sounds())

    async def _callbacks(self) -> Verdicts:
        texts, cases = await self._eyes.callbacks()
        told = () if cases is None else c.on_cases(cases, service_answers=await self._runs())
        return [*c.on_texts(texts), *told]

    async def _recordings(self) -> Verdicts:
        found = await self._eyes.recordings()
        return () if found is None else r.on_recordings(found)

    async def _factors(self) -> Verdicts:
        key, factors = await self._eyes.factors()
        return [f.on_key(key), *(() if factors is None else f.on_factors(factors))]

    async def _places(self) -> Verdicts:
        places = await asyncio.to_thread(list, look.look_at_places(self._eyes.sight))
        shut = await asyncio.to_thread(look.look_at_passwords, self._eyes.sight)
        told = [verdict for place in places for verdict in v.on_place(place, self._settings.disk_floor_mb)]
        return [*told, *(v.on_passwords(*shut) if shut else ())]

    async def _ports(self) -> Verdicts:
        settings = self._settings
        told = [v.on_port(await self._looked_at_port(), f"{settings.http_host}:{settings.http_port}")]
        if self._eyes.sight.own_switch:
            sip = await asyncio.to_thread(look.look_at_sip, settings)
            told += [v.on_sip(sip, f"{settings.sip_host}:{settings.sip_port}"), *await self._socket()]
        return told

    async def _socket(self) -> Verdicts:
        """Nothing where pages reach the switch's socket in clear, or through a proxy."""
        settings = self._settings
        if self._away or settings.tls_certificate is None or not serves_phones(settings):
            return ()
        found = await look.look_at_socket(settings, settings.tls_certificate)
        lost = s.on_address(phoning(settings).url)
        return (v.named(s.on_socket(found, str(phone_spot(settings))), "socket"), *([lost] if lost else []))

    async def _certificates(self) -> Verdicts:
        """Of the file, and of who has read it at their start and may show an older one."""
        settings, now = self._settings, self._clock.now()
        if settings.tls_certificate is None:
            return ()
        found = [await asyncio.to_thread(look_at_file, "the file", settings.tls_certificate)]
        if await self._runs():
            found.append(await _shown("the page", page_spot(settings)))
            if self._eyes.sight.own_switch and serves_phones(settings) and not self._away:
                found.append(await _shown("the switch", phone_spot(settings)))
        return [r.on_certificate(each, now) for each in found]

    async def _troubles(self) -> Verdicts:
        return r.on_troubles(self._eyes.troubles())


async def _shown(whose: str, spot: Spot) -> r.Certificate | r.NoCertificate:
    return await look_at_shown(whose, look.ANYWHERE.get(spot.host, spot.host), spot.port)
