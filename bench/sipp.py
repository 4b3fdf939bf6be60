"""SIPp as customers and as agents. What it counts is the truth of the bench."""

import asyncio
import csv
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.audio import AGENT_HZ, CUSTOMER_HZ, write_capture
from bench.waiting import ended, until
from lab.ports import free_port

SCENARIOS = Path(__file__).parent.parent / "lab" / "sipp"
CUSTOMERS_ADDRESS, AGENTS_ADDRESS = "127.0.0.2", "127.0.0.3"
FIRST_NUMBER = 380670000000
MEDIA_PORT = 20000
ANNOUNCEMENT_S = 1.0
RING_S = 0.2
SLACK_S = 2.0
"""How much longer than announcement, ringing and talk a call may last: one that waits longer for its agent failed."""


@dataclass(frozen=True)
class Load:
    """`calls` arrive, `rate` a second; each talks for `talk_s` seconds."""

    rate: float
    calls: int
    talk_s: float

    @property
    def seconds(self) -> float:
        """From the first INVITE until the last call must be over."""
        return self.calls / self.rate + ANNOUNCEMENT_S + RING_S + self.talk_s + SLACK_S


@dataclass(frozen=True)
class Counted:
    """`answers`: by customer's number, when the agent's 200 OK went out, in seconds since the epoch."""

    succeeded: int
    failed: int
    retransmitted: int
    answers: Mapping[str, float]


def media_port(nth: int) -> int:
    """Where SIPp says that it hears its call number `nth`, counted from 1: behind the two ports that it binds."""
    return MEDIA_PORT + 4 + 4 * (nth - 1) % 10_000


def number(nth: int) -> str:
    return f"+{FIRST_NUMBER + nth}"


class Traffic:
    """`folder` takes the scenarios, the captures and the counters. The agents' phones are all at one address."""

    def __init__(self, folder: Path, longest_talk_s: float) -> None:
        self._folder = folder
        self.agents_port = free_port(AGENTS_ADDRESS)
        write_capture(folder / "agent.pcap", AGENT_HZ, longest_talk_s)
        write_capture(folder / "customer.pcap", CUSTOMER_HZ, longest_talk_s + 5)
        self._runs = 0

    async def play(self, switch_port: int, dialled: str, load: Load) -> Counted:
        """One run from its first call to its last."""
        self._runs += 1
        folder = self._folder / f"run-{self._runs}"
        folder.mkdir()
        async with self._agents(folder, load):
            counted = await self._customers(folder, switch_port, dialled, load)
        return Counted(**counted, answers=_answers(folder / "agent.log"))

    @asynccontextmanager
    async def _agents(self, folder: Path, load: Load) -> AsyncIterator[None]:
        own = ("-i", AGENTS_ADDRESS, "-p", str(self.agents_port), "-trace_logs", "-log_file", str(folder / "agent.log"))
        agents = await self._start(folder, "agent", load, *own)
        try:
            await until(self._agents_listen, "SIPp's agents")
            yield
            await asyncio.sleep(0.3)  # The last BYEs' answers.
        finally:
            await ended(agents)

    async def _agents_listen(self) -> bool:
        wanted = f"0300007F:{self.agents_port:04X}"
        return wanted in Path("/proc/net/udp").read_text("ascii")  # noqa: ASYNC240  no disk is touched

    async def _customers(self, folder: Path, switch_port: int, dialled: str, load: Load) -> dict[str, int]:
        numbers = folder / "numbers.csv"
        numbers.write_text("SEQUENTIAL\n" + "".join(f"{number(nth)};\n" for nth in range(1, load.calls + 1)), "ascii")
        counters = folder / "customer.csv"
        customers = await self._start(
            folder,
            "customer",
            load,
            f"127.0.0.1:{switch_port}",
            *("-i", CUSTOMERS_ADDRESS, "-p", str(free_port(CUSTOMERS_ADDRESS)), "-s", dialled),
            *("-r", f"{load.rate:g}", "-m", str(load.calls), "-l", str(load.calls), "-inf", str(numbers)),
            *("-trace_stat", "-stf", str(counters), "-fd", "1"),
        )
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(load.seconds + 10):
                    await customers.wait()
        finally:
            await ended(customers)
        return _counted(counters, load)

    async def _start(self, folder: Path, name: str, load: Load, *more: str) -> asyncio.subprocess.Process:
        scenario = folder / f"{name}.xml"
        scenario.write_text(self._scenario(name, load), "utf-8")
        common = (
            "-sf",
            str(scenario),
            "-mp",
            str(MEDIA_PORT),
            "-nostdin",
            "-aa",
            "-timeout",
            f"{load.seconds + 8:.0f}",
        )
        with (folder / f"{name}.out").open("wb") as output:
            return await asyncio.create_subprocess_exec(
                *("sipp", *more, *common),
                cwd=folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "TERM": "dumb"},
            )

    def _scenario(self, name: str, load: Load) -> str:
        text = (SCENARIOS / f"{name}.xml").read_text("utf-8")
        patience_s = ANNOUNCEMENT_S + RING_S + load.talk_s + SLACK_S
        values = {
            "@speech": str(self._folder / f"{name}.pcap"),
            "@patience_ms": f"{patience_s * 1000:.0f}",
            "@ring_ms": f"{RING_S * 1000:.0f}",
            "@talk_ms": f"{load.talk_s * 1000:.0f}",
        }
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        return text


def _counted(counters: Path, load: Load) -> dict[str, int]:
    """SIPp's last line. What it has no result for has failed."""
    rows = list(csv.DictReader(counters.read_text("ascii").splitlines(), delimiter=";")) if counters.exists() else []
    last = rows[-1] if rows else {}
    succeeded = int(last.get("SuccessfulCall(C)") or 0)
    retransmitted = int(last.get("Retransmissions(C)") or 0)
    return {"succeeded": succeeded, "failed": load.calls - succeeded, "retransmitted": retransmitted}


def _answers(log: Path) -> dict[str, float]:
    lines = (line.split() for line in log.read_text("ascii").splitlines()) if log.exists() else ()
    return {words[1]: float(words[-1]) for words in lines if words and words[0] == "answered"}
