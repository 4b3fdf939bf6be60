"""`ringback doctor`: looks at everything the service needs, and says of each how it is and what to do.

Where the service runs, it is asked, because it knows most; else the doctor looks itself. The checks are the same.
"""

import asyncio
from collections.abc import Callable, Sequence

from config.settings import Settings
from kernel.clock import Clock, SystemClock
from kernel.trouble import Trouble
from service import doctor_ask as ask
from service import doctor_callbacks as c
from service import doctor_factors as f
from service import doctor_look as look
from service import doctor_verdicts as v
from service.checks import checks
from service.doctor_running import PhonesSeen, RecordingsSeen, TrunkSeen
from service.health_socket import asked

Say = Callable[[str], None]


async def doctor(settings: Settings, say: Say, clock: Clock | None = None) -> int:
    """1 if anything is bad that nobody has silenced. Starts nothing and changes nothing."""
    if (report := await asked(settings.data_dir)) is not None:
        for line in report.lines:
            say(line)
        return int(report.bad)
    verdicts: list[v.Verdict] = []
    async for some in checks(Outside(settings, clock or SystemClock()), clock or SystemClock()):
        verdicts += some
        for line in v.lines(some):
            say(line)
    return v.exit_code(verdicts)


class Outside:
    """Implements `service.checks.Eyes` where no service can be asked."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.sight = look.sight_of(settings)
        self._settings, self._clock = settings, clock
        self._database: v.DatabaseState | None = None

    async def port(self) -> v.Port:
        return await look.look_at_port(self._settings)

    async def switch(self) -> v.Switch:
        return await look.look_at_switch(self.sight, self._clock)

    async def database(self) -> v.DatabaseState:
        if self._database is None:
            self._database = await look.look_at_database(self.sight, self._clock)
        return self._database

    async def sounds(self) -> tuple[Sequence[str], int]:
        return await look.look_at_sounds(self.sight, await self.database(), self._clock)

    async def callbacks(self) -> tuple[c.TextsFound, c.CasesFound | None]:
        return await ask.look_at_callbacks(self.sight, await self.database(), self._clock)

    async def factors(self) -> tuple[f.KeyFound | None, f.FactorsFound | None]:
        key, seal = await asyncio.to_thread(ask.look_at_key, self._settings)
        return key, await ask.look_at_factors(self.sight, await self.database(), seal)

    async def recordings(self) -> RecordingsSeen | None:
        return None

    def trunks(self) -> Sequence[TrunkSeen] | None:
        return None

    def phones(self) -> PhonesSeen | None:
        return None

    def troubles(self) -> Sequence[tuple[str, Trouble]]:
        return ()
