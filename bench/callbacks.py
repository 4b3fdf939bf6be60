"""`make bench-callbacks`: what a due callback costs, and how late it begins. See docs/performance.md."""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Container, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import asyncpg

from bench.figures import Figure, note, percentile, spread, told
from bench.ladder import AGENT, ENDPOINT, Ladder, open_ladder
from bench.same_time import measured
from bench.timers import Timers, open_timers
from bench.waiting import until
from callbacks.naming import callback_id
from kernel.clock import SystemClock
from kernel.ids import StepId
from store.migrations.schema import migrate
from store.pool import Database, Queryable, connect, open_database
from store.postgres import postgres

FEW, MANY = 1_000, 1_000_000
ROUNDS, EACH = 10, 30
TIMERS, WITHIN_S, TURNS = 40, 6.0, 5
LATEST_S = 60.0
WARM_UP = 20
Statement = tuple[str, str, tuple[object, ...]]


class NotThisTime(BaseException):
    """Ends an attempt whose statements are wanted, not its effect."""


class Told(Queryable):
    """Writes down every statement of a transaction."""

    def __init__(self, target: Queryable, heard: list[Statement]) -> None:
        super().__init__(target._target)
        self._heard = heard

    async def fetch(self, sql: str, *args: object) -> list[Any]:
        self._heard.append(("fetch", sql, args))
        return await super().fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: object) -> Any:
        self._heard.append(("fetchrow", sql, args))
        return await super().fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Any:
        self._heard.append(("fetchval", sql, args))
        return await super().fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> str:
        self._heard.append(("execute", sql, args))
        return await super().execute(sql, *args)


class Listening(Database):
    """The pool; `heard` is what the last transactions said, while it is a list."""

    def __init__(self, db: Database) -> None:
        super().__init__(db.url, db._pool)
        self.heard: list[Statement] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queryable]:
        async with super().transaction() as tx:
            yield tx if self.heard is None else Told(tx, self.heard)


class Side:
    """One database with so many pending steps, its ladder, and a bare connection that repeats what the ladder says."""

    def __init__(self, ladder: Ladder, listening: Listening, bare: Any) -> None:
        self.ladder = ladder
        self._listening = listening
        self._bare = bare

    async def due(self) -> StepId:
        return await self.ladder.missed(SystemClock().now() - timedelta(seconds=1))

    async def claim_ms(self) -> float:
        """Claim and attempt of one due step, as the worker does it."""
        step = await self.due()
        began = time.perf_counter()
        placed = await self.ladder.attempts.place(step, AGENT, ENDPOINT)
        ended = time.perf_counter()
        assert placed
        return (ended - began) * 1000

    async def bare_ms(self) -> float:
        """The same statements with the same arguments, from BEGIN to COMMIT, and nothing else."""
        statements = await self._statements(await self.due())
        began = time.perf_counter()
        async with self._bare.transaction():
            for how, sql, args in statements:
                await getattr(self._bare, how)(sql, *args)
        return (time.perf_counter() - began) * 1000

    async def _statements(self, step: StepId) -> Sequence[Statement]:
        heard: list[Statement] = []
        self._listening.heard = heard
        self.ladder.stops.append(NotThisTime())
        try:
            await self.ladder.attempts.place(step, AGENT, ENDPOINT)
        except NotThisTime:
            pass
        finally:
            self._listening.heard = None
        return heard


async def bench(options: argparse.Namespace) -> int:
    figures: list[Figure] = []
    if options.only in (None, "same-time"):
        figures.append(measured())
    if options.only in (None, "due"):
        async with opened(options.pending) as (few, many, timers):
            figures += await claims(few, many)
            figures.append(await starts(many.ladder, timers))
    return told(figures)


@asynccontextmanager
async def opened(pending: int) -> AsyncIterator[tuple[Side, Side, Timers]]:
    """A Postgres of its own with three databases; nothing is left when the block ends."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rb-")))
        url = await stack.enter_async_context(postgres(None, folder, afterwards="delete"))
        few = await _side(stack, await _database(url, "few"), FEW)
        note(f"filling in {pending:,} pending steps")
        many = await _side(stack, await _database(url, "many"), pending)
        note(f"filling in {pending:,} pending timers of pgqueuer")
        timers = await stack.enter_async_context(open_timers(await _database(url, "timers"), pending))
        yield few, many, timers


async def _database(server: str, name: str) -> str:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return server.replace("/postgres?", f"/{name}?")


async def _side(stack: AsyncExitStack, url: str, pending: int) -> Side:
    await migrate(url)
    listening = Listening(await stack.enter_async_context(open_database(url)))
    ladder = await open_ladder(listening)
    await ladder.fill(pending)
    bare = await connect(url)
    stack.push_async_callback(bare.close)
    return Side(ladder, listening, bare)


async def claims(few: Side, many: Side) -> list[Figure]:
    """In turns, so that what else the machine does falls on all alike. The figures are medians of the rounds."""
    for side in (few, many):
        for _ in range(WARM_UP):
            await side.claim_ms()
            await side.bare_ms()
    flat: list[float] = []
    over: list[float] = []
    for _ in range(ROUNDS):
        taken = [(await few.claim_ms(), await many.claim_ms(), await many.bare_ms()) for _ in range(EACH)]
        small, large, bare = (statistics.median(column) for column in zip(*taken, strict=True))
        note(f"  claim ms: {small:.2f} among few, {large:.2f} among many; its statements alone {bare:.2f}")
        flat.append(large / small)
        over.append(large / bare)
    note(f"claim_flat min / median / max: {spread(flat)}; over the bare transaction: {spread(over)}")
    return [
        Figure("claim_flat", statistics.median(flat), "ratio", 1.2, "lower"),
        Figure("claim_over_bare", statistics.median(over), "ratio", 1.5, "lower"),
    ]


async def starts(ladder: Ladder, timers: Timers) -> Figure:
    """How late an attempt begins, less how late pgqueuer begins the same timer: both 99th percentiles."""
    chance, ours, theirs = Random(7), list[float](), list[float]()
    worker = asyncio.create_task(ladder.worker.run())
    try:
        for turn in range(TURNS):
            ours += await _ours(ladder, _instants(chance))
            theirs += await _theirs(timers, _instants(chance))
            note(f"  turn {turn + 1} of {TURNS}")
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    note(f"late ms min / median / max: ours {spread(ours)}, pgqueuer {spread(theirs)}; of {len(ours)} each")
    return Figure("due_to_start_ms", percentile(ours, 99) - percentile(theirs, 99), "ms", 0, "lower")


def _instants(chance: Random) -> list[datetime]:
    soon = SystemClock().now() + timedelta(seconds=2)
    return sorted(soon + timedelta(seconds=chance.uniform(0, WITHIN_S)) for _ in range(TIMERS))


async def _ours(ladder: Ladder, due: Sequence[datetime]) -> list[float]:
    steps = {callback_id(await ladder.missed(at)): at for at in due}
    rung = ladder.switch.rung
    await until(lambda: _all_in(steps, rung), "every callback", within=LATEST_S)
    return [(rung[call] - at).total_seconds() * 1000 for call, at in steps.items()]


async def _theirs(timers: Timers, due: Sequence[datetime]) -> list[float]:
    await timers.plan(due)
    names = {at.isoformat(): at for at in due}
    await until(lambda: _all_in(names, timers.begun), "every timer", within=LATEST_S)
    return [(timers.begun[name] - at).total_seconds() * 1000 for name, at in names.items()]


async def _all_in(names: Iterable[str], begun: Container[str]) -> bool:
    return all(name in begun for name in names)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.callbacks", description=__doc__)
    parser.add_argument("--only", choices=("same-time", "due"))
    parser.add_argument("--pending", type=int, default=MANY, help="steps that are due far ahead")
    return asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
