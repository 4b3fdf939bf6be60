"""`make bench-recovery`: the service killed again and again under load, and what it cost. See docs/performance.md."""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import aiohttp

from bench.figures import Figure, note, percentile, spread, told
from bench.grounds import Grounds, grounds
from bench.toll import known, toll
from bench.victim import bare_start_s
from bench.waiting import NeverCame, until
from lab.lab import Lab
from store.listen import Listener
from store.migrations.schema import migrate
from store.pool import open_database
from store.postgres import postgres
from telephony.ari import requests

KILLS = 50
MOMENTS = (
    "at random",
    "starting",
    "taken",
    "rings",
    "answered",
    "text",
    "facts",
    "steps",
    "call_arrived",
    "call_ended",
    "safety_net_kept",
)
"""A kill comes at random, while the service starts, or right after something outside, a row or a log line."""
EVERY_S = 2.0
LIVES_S = (0.2, 3.5)
PATIENCE_S = 3.0
KILLS_FOR_S = 430.0
TIMED_EVERY = 2
BACK_WITHIN_S = 60.0
SETTLES_WITHIN_S = 120.0
ALL_WITHIN_S = 590.0


_CALLS_LEFT = """
SELECT (SELECT count(*) FROM calls WHERE direction = 'inbound') < $1
    OR EXISTS (SELECT FROM calls WHERE ended_at IS NULL)
    OR EXISTS (SELECT FROM recordings WHERE status = 'pending')
    OR EXISTS (SELECT FROM steps WHERE kind = 'call' AND status = 'begun')
"""
_STEPS_LEFT = """
SELECT EXISTS (SELECT FROM steps WHERE status = 'begun'
                                    OR status = 'planned' AND due_at < now() + interval '60 seconds')
    OR EXISTS (SELECT FROM texts WHERE status IN ('begun', 'unknown'))
"""


class Moments:
    """Whoever waits for a name is woken by it."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[None]]] = defaultdict(list)

    def tell(self, name: str) -> None:
        for waiting in self._waiting.pop(name, ()):
            if not waiting.done():
                waiting.set_result(None)

    async def come(self, name: str, within: float) -> None:
        """Until it comes, or is not to be waited for any longer."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[name].append(waiting)
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await waiting


@dataclass
class Losses:
    """`lost` are sentences. `back_s`: from a kill until every call was owned again and a new one taken, for each that
    was waited out; `bare_s`: what the bare interpreter took to start right after it.
    """

    lost: Sequence[str] = ()
    back_s: list[float] = field(default_factory=list)
    bare_s: list[float] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)


class Storm:
    """One run: everything outside goes on, and the service is killed and begun again."""

    def __init__(self, on: Grounds, moments: Moments, chance: Random, *, in_full: bool) -> None:
        self._on = on
        self._moments = moments
        self._chance = chance
        self._in_full = in_full
        self._killed_at: float | None = None
        self._found = Losses()

    async def run(self, kills: int) -> Losses:
        calling = asyncio.create_task(self._calls_come())
        works = (self._words(), self._texts_seen(), self._facts_seen(), self._hints())
        begun = [asyncio.create_task(work) for work in works]
        try:
            until_at = time.monotonic() + KILLS_FOR_S
            for nth in range(kills):
                if time.monotonic() < until_at:
                    await self._kill(nth)
            await self._live()
            calling.cancel()
            await self._on.outside.all_hung_up()
            await self._settle()
        finally:
            for task in (calling, *begun):
                task.cancel()
            await asyncio.gather(calling, *begun, return_exceptions=True)
        outside = self._on.outside
        lost = await toll(self._on.db, outside.calls, outside.rings, self._on.stand.outbox)
        for line in await known(self._on.db, lost):
            note(f"  {line}")
        left = await self._left_on_the_switch()
        self._found.lost = [*lost, *left, *(f"the bench itself: {error!r}" for error in outside.failures)]
        return self._found

    async def _left_on_the_switch(self) -> list[str]:
        channels = await self._on.lab.http.send(requests.channels_list(), within=5)
        bridges = await self._on.lab.http.send(requests.bridges_list(), within=5)
        left = [*(channel.id for channel in channels), *(bridge.id for bridge in bridges)]
        return [f"left on the switch: {each}" for each in left]

    # ---- what goes on

    async def _calls_come(self) -> None:
        while True:
            self._on.outside.begin(self._on.outside.person())
            await asyncio.sleep(self._chance.expovariate(1 / EVERY_S))

    async def _hints(self) -> None:
        """What the database notifies of."""
        listener = Listener(self._on.db.url)
        listener.subscribe("steps", lambda: self._moments.tell("steps"))
        await listener.run()

    async def _facts_seen(self) -> None:
        """Tells when the service has written some."""
        seen: int | None = None
        while True:
            last: int | None = await self._on.db.fetchval("SELECT max(id) FROM facts")
            if last != seen:
                seen = last
                self._moments.tell("facts")
            await asyncio.sleep(0.02)

    async def _texts_seen(self) -> None:
        """Tells when the stand-in has taken one."""
        seen = 0
        while True:
            if len(self._on.stand.messages) > seen:
                seen = len(self._on.stand.messages)
                self._moments.tell("text")
            await asyncio.sleep(0.01)

    async def _words(self) -> None:
        """Agents say what came of answered callbacks, as soon as the service is there to hear it; some never do."""
        said: set[str] = set()
        while True:
            await asyncio.sleep(0.5)
            await self._back_to_work()
            for row in await self._on.db.fetch("SELECT case_id, call_id FROM steps WHERE outcome = 'answered'"):
                if row["call_id"] not in said and await self._say(row["case_id"], row["call_id"]):
                    said.add(row["call_id"])

    async def _back_to_work(self) -> None:
        """Who did not hear their phone, as happens on a busy machine, is ready again."""
        away = await self._on.db.fetch(
            "SELECT agent_id FROM agent_states WHERE state->'state'->>'type' IN ('not_answering', 'device_lost')"
        )
        for row in away:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._on.api.post(f"/api/agents/{row['agent_id']}/state", json={"state": "available"}):
                    pass

    async def _say(self, case: int, call: str) -> bool:
        silent = int(call.removeprefix("cb-")) % 4 == 0
        if silent:
            return True
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._on.api.post(f"/api/cases/{case}/word", json={"call_id": call, "word": "spoke"}) as answer:
                return answer.status < 500
        return False

    # ---- the kills

    async def _kill(self, nth: int) -> None:
        name = self._chance.choice(MOMENTS)
        self._found.deaths[name] += 1
        if name == "starting" and nth:
            await asyncio.sleep(self._chance.uniform(0.2, 2.5))
        else:
            await self._live()
            if name != "at random":
                await self._moments.come(name, PATIENCE_S)
        note(f"  kill {nth + 1}: {name}")
        self._killed_at = time.monotonic()
        await self._on.victim.kill()
        await self._on.victim.start()

    async def _live(self) -> None:
        """Until it is back, which is timed, and a little longer."""
        await until(self._compared, "the service to be back", BACK_WITHIN_S)
        if self._killed_at is not None and self._in_full and self._found.deaths.total() % TIMED_EVERY == 0:
            await self._time(self._killed_at)
        self._killed_at = None
        await asyncio.sleep(self._chance.uniform(*LIVES_S))

    async def _compared(self) -> bool:
        await self._on.victim.revive()
        return "switch_compared" in self._on.victim.said

    async def _time(self, killed_at: float) -> None:
        """A new call is taken: by the service, as the switch asks nobody else while it is there."""
        made = await self._on.outside.call(self._on.outside.person(leaves=1.0))
        owned_at = self._on.victim.said["switch_compared"]
        taken_at = made.taken_at
        if taken_at:
            self._found.back_s.append(max(owned_at, taken_at) - killed_at)
            self._found.bare_s.append(await bare_start_s())

    # ---- the end

    async def _settle(self) -> None:
        try:
            await until(self._settled, "everything to be done", SETTLES_WITHIN_S)
        except NeverCame as never:
            note(f"  {never}")

    async def _settled(self) -> bool:
        """In full: until every case is closed or waits for an agent's word."""
        if await self._on.db.fetchval(_CALLS_LEFT, len(self._on.outside.calls)):
            return False
        return not (self._in_full and await self._on.db.fetchval(_STEPS_LEFT))


async def storm(lab: Lab, url: str, folder: Path, kills: int, seed: int, *, in_full: bool = False) -> Losses:
    """`url` is of a migrated, empty database; `folder` takes what the service keeps.

    In full: every ladder is climbed to its end, and the returns are timed.
    """
    moments, chance = Moments(), Random(seed)
    async with grounds(lab, url, folder, chance, moments.tell) as on:
        found = await Storm(on, moments, chance, in_full=in_full).run(kills)
        outside = on.outside
        note(
            f"{len(outside.calls)} calls, {sum(call.answered is True for call in outside.calls)} answered;"
            f" {len(outside.rings)} callbacks rang, {sum(ring.answered for ring in outside.rings)} answered;"
            f" {len(on.stand.outbox)} texts; killed {found.deaths.total()} times: {dict(found.deaths)}"
        )
        if on.victim.ended_alone:
            note(f"  it ended by itself {on.victim.ended_alone} times")
        for event, times in Counter(str(line["event"]) for line in on.victim.loud).items():
            note(f"  {times} x {event} in the log")
        for each in found.lost:
            note(f"lost: {each}")
        return found


# ---- as a bench


async def bench(options: argparse.Namespace) -> int:
    async with _opened() as (lab, url, folder):
        try:
            async with asyncio.timeout(ALL_WITHIN_S):
                found = await storm(lab, url, folder, options.kills, options.seed, in_full=True)
        finally:
            if options.log:
                shutil.copy(folder / "service.log", options.log)
    figures = [Figure("lost", len(found.lost), "count", 0, "lower")]
    if found.back_s:
        figures.append(_back(found))
    return told(figures)


def _back(found: Losses) -> Figure:
    more = [(back - bare) * 1000 for back, bare in zip(found.back_s, found.bare_s, strict=True)]
    note(f"back s min / median / max: {spread(found.back_s)}; bare interpreter {spread(found.bare_s)}")
    note(f"difference ms min / median / max: {spread(more)} of {len(more)}")
    return Figure("back_ms", percentile(more, 99), "ms", 700, "lower")


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Lab, str, Path]]:
    with _folder() as folder:
        async with Lab() as lab, postgres(None, folder, afterwards="delete") as url:
            await migrate(url)
            await _hurry(url)
            yield lab, url, folder


async def _hurry(url: str) -> None:
    """What is killed is the service, not the machine: Postgres need not wait for the disk, which others use."""
    async with open_database(url) as db:
        await db.execute("ALTER SYSTEM SET fsync = off")
        await db.execute("SELECT pg_reload_conf()")


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary, and passable: Postgres runs as a user of its own."""
    with tempfile.TemporaryDirectory(prefix="ringback-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"{KILLS} by default")
    parser.add_argument("--seed", type=int, default=1, help="of all that is left to chance")
    parser.add_argument("--log", type=Path, help="where to leave the service's log")
    return parser.parse_args()


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # What was started is ended then, too.
    return asyncio.run(bench(_options()))


if __name__ == "__main__":
    sys.exit(main())
