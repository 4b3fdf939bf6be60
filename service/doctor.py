"""`ringback doctor`: looks at everything the service needs, and says of each how it is and what to do."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from importlib.metadata import version

from config.settings import Settings
from kernel.clock import Clock, SystemClock
from service import doctor_ask as ask
from service import doctor_callbacks as c
from service import doctor_factors as f
from service import doctor_look as look
from service import doctor_socket as s
from service import doctor_verdicts as v
from service.phones import phoning
from service.ports import phone_spot, serves_phones

Say = Callable[[str], None]


async def doctor(settings: Settings, say: Say, clock: Clock | None = None) -> int:
    """1 if anything is bad. Starts nothing and changes nothing, whether the service runs or not."""
    verdicts: list[v.Verdict] = []
    async for some in _verdicts(settings, clock or SystemClock()):
        verdicts += some
        for line in v.lines(some):
            say(line)
    return v.exit_code(verdicts)


async def _verdicts(settings: Settings, clock: Clock) -> AsyncIterator[Sequence[v.Verdict]]:
    """Each as soon as it is known."""
    sight = look.sight_of(settings)
    yield [v.ok("versions", f"Ringback is {version('ringback')}."), v.on_python(sys.version_info[:2])]
    port = await look.look_at_port(settings)
    switch = await look.look_at_switch(sight, clock)
    yield v.on_switch(switch, service_answers=port is v.Port.OURS)
    database = await look.look_at_database(sight, clock)
    yield v.on_database(database)
    yield v.on_sounds(*await look.look_at_sounds(sight, database, clock))
    texts, cases = await ask.look_at_callbacks(sight, database, clock)
    yield c.on_texts(texts)
    if cases is not None:
        yield c.on_cases(cases, service_answers=port is v.Port.OURS)
    key, seal = await asyncio.to_thread(ask.look_at_key, settings)
    yield [f.on_key(key)]
    if (factors := await ask.look_at_factors(sight, database, seal)) is not None:
        yield f.on_factors(factors)
    for place in await asyncio.to_thread(list, look.look_at_places(sight)):
        yield v.on_place(place, settings.disk_floor_mb)
    if isinstance(switch, v.SwitchFound):
        yield [v.on_clock("switch", switch.ahead)]
    if isinstance(database, v.DatabaseFound):
        yield [v.on_clock("database", database.ahead)]
    yield [v.on_port(port, f"{settings.http_host}:{settings.http_port}")]
    if sight.own_switch:
        sip = await asyncio.to_thread(look.look_at_sip, settings)
        yield [v.on_sip(sip, f"{settings.sip_host}:{settings.sip_port}")]
        yield await _on_socket(settings)


async def _on_socket(settings: Settings) -> Sequence[v.Verdict]:
    """Nothing where pages reach the switch's socket in clear, or through a proxy."""
    if settings.tls_certificate is None or not serves_phones(settings):
        return ()
    found = await look.look_at_socket(settings, settings.tls_certificate)
    lost = s.on_address(phoning(settings).url)
    return (s.on_socket(found, str(phone_spot(settings))), *([lost] if lost else []))
