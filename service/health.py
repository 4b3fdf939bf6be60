"""How the installation is: the checks' last results, what somebody has silenced of them, worst first."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from service import doctor_verdicts as v
from service.checks import Eyes, checks
from service.health_inside import SQL
from service.health_socket import Told
from store.errors import DatabaseAway
from store.pool import Database

FRESH_S = 60.0
"""A result that is not older is shown again: the checks ask others, too."""
_ORDER = {v.Level.BAD: 0, v.Level.WARN: 1, v.Level.OK: 2}


@dataclass(frozen=True)
class Silence:
    """`level`: how bad it was when it was silenced; what has become worse is told all the same."""

    level: v.Level
    until: datetime
    by: str


@dataclass(frozen=True)
class Checked:
    verdict: v.Verdict
    silence: Silence | None

    @property
    def red(self) -> bool:
        return self.verdict.level is v.Level.BAD and self.silence is None

    @property
    def amber(self) -> bool:
        return self.verdict.level is v.Level.WARN and self.silence is None


@dataclass(frozen=True)
class Report:
    """Worst first, what is silenced after what is not."""

    at: datetime
    results: Sequence[Checked]


def arranged(verdicts: Sequence[v.Verdict], silences: Mapping[str, Silence]) -> Sequence[Checked]:
    """Pure. Those of one level stay in the order of the checks."""
    found = [Checked(each, _holds(silences.get(each.id), each.level)) for each in verdicts]
    return sorted(found, key=lambda one: (_ORDER[one.verdict.level], one.silence is not None))


def _holds(silence: Silence | None, level: v.Level) -> Silence | None:
    worse = silence is not None and _ORDER[level] < _ORDER[silence.level]
    return None if worse or level is v.Level.OK else silence


def lines(report: Report) -> Iterator[str]:
    """As text, for a terminal or a letter."""
    for each in report.results:
        yield from v.lines([each.verdict])
        if each.silence is not None:
            yield f"{'':<16}(silenced by {each.silence.by} until {each.silence.until:%Y-%m-%d %H:%M} UTC)"


class Health:
    """`eyes` look. One look at a time; whoever asks meanwhile gets its result."""

    def __init__(self, eyes: Callable[[], Eyes], database: Database, clock: Clock) -> None:
        self._eyes, self._database, self._clock = eyes, database, clock
        self._turn = asyncio.Lock()
        self._last: tuple[datetime, Sequence[v.Verdict]] | None = None
        self._looked = float("-inf")
        self._silences: Mapping[str, Silence] = {}

    async def report(self) -> Report:
        """What was found within the last minute, or else now."""
        async with self._turn:
            if self._clock.monotonic() - self._looked > FRESH_S:
                await self._look()
        return await self._report()

    async def run(self) -> Report:
        """The checks made now; for who comes while they are being made, those."""
        asked = self._clock.monotonic()
        async with self._turn:
            if self._looked < asked:
                await self._look()
        return await self._report()

    async def _look(self) -> None:
        eyes, began = self._eyes(), self._clock.monotonic()
        found = [verdict async for some in checks(eyes, self._clock) for verdict in some]
        self._last, self._looked = (self._clock.now(), found), began

    async def _report(self) -> Report:
        assert self._last is not None
        at, verdicts = self._last
        return Report(at, arranged(verdicts, await self._silenced()))

    async def _silenced(self) -> Mapping[str, Silence]:
        """While the database is away, those that were there before."""
        now = self._clock.now()
        try:
            rows = await self._database.fetch(SQL["silenced"], now)
            self._silences = {r["check_id"]: Silence(v.Level(r["level"]), r["until"], r["by"]) for r in rows}
        except DatabaseAway:
            self._silences = {id_: each for id_, each in self._silences.items() if each.until > now}
        return self._silences

    async def silence(self, check: str, hours: int, by: str) -> Report:
        """Raises `NotFound` for a check that there is not, `BadInput` for one that is fine."""
        report = await self.report()
        found = next((each.verdict for each in report.results if each.verdict.id == check), None)
        if found is None:
            raise NotFound("There is no such check.")
        if found.level is v.Level.OK:
            raise BadInput("check", check, "a check that is amber or red")
        now = self._clock.now()
        await self._database.execute(SQL["silence"], check, found.level.value, now + timedelta(hours=hours), by, now)
        return await self._report()

    async def tell_again(self, check: str) -> Report:
        """What is not silenced is told as before."""
        await self._database.execute(SQL["tell_again"], check)
        return await self.report()

    async def told(self) -> Told:
        """For the terminal: looked at now."""
        report = await self.run()
        return Told(list(lines(report)), any(each.red for each in report.results))
