"""One run of traffic on one side: what SIPp counted, what it cost, and how long customers waited for the voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.sides import Side
from bench.sipp import Counted, Load, Traffic, media_port, number
from bench.tap import Tap


@dataclass(frozen=True)
class Run:
    """`cpu_ms`: of each part, for each call that succeeded. `pauses_ms`: from an agent's 200 OK to the first of their
    voice at the customer's port.
    """

    counted: Counted
    cpu_ms: Mapping[str, float]
    pauses_ms: tuple[float, ...]

    @property
    def total_ms(self) -> float:
        return sum(self.cpu_ms.values())


async def played(side: Side, traffic: Traffic, load: Load, tap: Tap) -> Run:
    """The run, from an empty switch to an empty switch. Clearing up after it is not measured."""
    await side.settle()
    before = {part: used() for part, used in side.cpu.items()}
    tap.listen()
    counted = await traffic.play(side.sip_port, side.dialled, load)
    tap.rest()
    calls = max(1, counted.succeeded)
    cpu_ms = {part: (used() - before[part]) * 1000 / calls for part, used in side.cpu.items()}
    return Run(counted, cpu_ms, _pauses_ms(counted, load, tap))


async def holds(side: Side, traffic: Traffic, load: Load) -> bool:
    """Whether every single call succeeded."""
    await side.settle()
    counted = await traffic.play(side.sip_port, side.dialled, load)
    return counted.failed == 0


def _pauses_ms(counted: Counted, load: Load, tap: Tap) -> tuple[float, ...]:
    pauses = []
    for nth in range(1, load.calls + 1):
        answered = counted.answers.get(number(nth))
        heard = tap.heard.get(media_port(nth), [])
        if answered is not None and heard:
            pauses.append((heard[0] - answered) * 1000)
    return tuple(pauses)
