"""`make bench-calls`: what a call costs, against a bare dialplan and a bare script. See docs/performance.md."""

import argparse
import asyncio
import resource
import signal
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.audio import AGENT_HZ, alaw_frame
from bench.figures import Figure, note, percentile, spread, told
from bench.measure import Run, holds, played
from bench.search import search
from bench.sides import SERVICE, Side, dialplan_side, ringback_side, script_side
from bench.sipp import CUSTOMERS_ADDRESS, Load, Traffic, media_port
from bench.switch import MONO, TWO_SIDED
from bench.tap import Tap
from bench.waiting import NeverCame

AGENTS = 200
COST = Load(rate=5, calls=36, talk_s=10)
ROUNDS = 5
RATE_SECONDS, RATE_TALK_S = 6.0, 4.0
WARM_UP = Load(rate=5, calls=10, talk_s=1)
MOST_CALLS = 400

Runs = Mapping[str, Sequence[Run]]


@dataclass(frozen=True)
class Bench:
    sides: Mapping[str, Side]
    traffic: Traffic
    tap: Tap


async def bench(options: argparse.Namespace) -> int:
    async with opened(options.peer) as parts:
        figures: list[Figure] = []
        if options.only != "rate":
            figures += costs(await _rounds(parts, options.rounds))
        if options.only != "cost":
            figures.append(await _rate_kept(parts))
        return told(figures)


@asynccontextmanager
async def opened(peer: str) -> AsyncIterator[Bench]:
    """Every side up, on loopback; nothing of them is left when the block ends."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder())
        traffic = Traffic(folder, COST.talk_s)
        tap = stack.enter_context(Tap(CUSTOMERS_ADDRESS, _ports(), alaw_frame(AGENT_HZ)))
        sides = [
            await stack.enter_async_context(ringback_side(folder, traffic, AGENTS)),
            await stack.enter_async_context(dialplan_side(traffic, AGENTS, peer)),
            await stack.enter_async_context(script_side(folder, traffic, AGENTS)),
        ]
        yield Bench({side.name: side for side in sides}, traffic, tap)


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary, and passable: Postgres and Asterisk run as users of their own."""
    with tempfile.TemporaryDirectory(prefix="ringback-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _ports() -> list[int]:
    return [media_port(nth) for nth in range(1, MOST_CALLS + 1)]


async def _rounds(parts: Bench, rounds: int) -> Runs:
    """Each side in turn, again and again, so that what else the machine does falls on all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in parts.sides}
    for side in parts.sides.values():
        await played(side, parts.traffic, WARM_UP, parts.tap)
    for _ in range(rounds):
        for name, side in parts.sides.items():
            run = await played(side, parts.traffic, COST, parts.tap)
            runs[name].append(run)
            note(_told(name, run))
    return runs


def _told(name: str, run: Run) -> str:
    cpu = ", ".join(f"{part} {used:.1f}" for part, used in run.cpu_ms.items())
    counted, pauses = run.counted, run.pauses_ms or (0.0,)
    return (
        f"  {name}: {counted.succeeded} calls, {counted.failed} failed, {counted.retransmitted} retransmitted; "
        f"CPU ms a call: {cpu}; pause ms {spread(pauses)} of {len(run.pauses_ms)}"
    )


def costs(runs: Runs) -> list[Figure]:
    """The three figures that come from the same rounds."""
    ours, dialplan, script = runs["ringback"], runs["dialplan"], runs["script"]
    cpu = [mine.total_ms / theirs.total_ms for mine, theirs in zip(ours, dialplan, strict=True)]
    service = [mine.cpu_ms[SERVICE] / theirs.cpu_ms[SERVICE] for mine, theirs in zip(ours, script, strict=True)]
    note(f"cpu_ratio min / median / max: {spread(cpu)}")
    note(f"service_cpu_ms min / median / max: {spread(service)}")
    pause_ms = _pause_ms(ours, dialplan)
    return [
        Figure("cpu_ratio", statistics.median(cpu), "ratio", 1.15, "lower"),
        Figure("service_cpu_ms", statistics.median(service), "ratio", 1.5, "lower"),
        Figure("connect_pause_ms", pause_ms, "ms", 20, "lower"),
    ]


def _pause_ms(ours: Sequence[Run], dialplan: Sequence[Run]) -> float:
    """What the 99th percentile of all our calls is above that of the dialplan's."""
    mine = [pause for run in ours for pause in run.pauses_ms]
    theirs = [pause for run in dialplan for pause in run.pauses_ms]
    for name, pauses in (("ringback", mine), ("dialplan", theirs)):
        note(
            f"{name} pause ms min / median / max: {spread(pauses)}, p99 {percentile(pauses, 99):.3g}, of {len(pauses)}"
        )
    return percentile(mine, 99) - percentile(theirs, 99)


async def _rate_kept(parts: Bench) -> Figure:
    async def holds_rate(name: str, rate: float) -> bool:
        load = Load(rate=rate, calls=min(MOST_CALLS, round(rate * RATE_SECONDS)), talk_s=RATE_TALK_S)
        return await holds(parts.sides[name], parts.traffic, load)

    highest = await search(("ringback", "dialplan"), holds_rate)
    note(f"highest calls/s: ringback {highest['ringback']:.1f}, dialplan {highest['dialplan']:.1f}")
    if not highest["dialplan"]:
        raise NeverCame("A bare dialplan that holds the lowest rate")
    return Figure("rate_kept", highest["ringback"] / highest["dialplan"], "ratio", 0.85, "higher")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.calls", description=__doc__)
    parser.add_argument("--only", choices=("rate", "cost"), help="only the highest rate, or only the other three")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"interleaved rounds, {ROUNDS} by default")
    parser.add_argument(
        "--peer", choices=(MONO, TWO_SIDED), default=MONO, help="how the bare dialplan records; mono by default"
    )
    return parser.parse_args()


def main() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20_000)), hard))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # What was started is ended then, too.
    return asyncio.run(bench(_options()))


if __name__ == "__main__":
    sys.exit(main())
