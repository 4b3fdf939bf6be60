"""`make bench-listen`: from a supervisor's command to their voice in the others' ears. See docs/performance.md."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figures import Figure, note, percentile, spread, told
from bench.installation import Ringback, ringback
from bench.onset import onset
from bench.switch import agent_names
from bench.waiting import until
from bench.wire import Ear, Packet, Wire
from config.seed import ORDERS_DID
from lab.behaviours import Answers
from lab.lab import Lab
from lab.leg import Leg
from lab.switches import Switches, installed

ROUNDS = 40
CUSTOMER, ADMIN_PHONE = "+380441234567", "web-1"
CUSTOMER_HZ, SUPERVISOR_HZ = 440.0, 1500.0
SPOKEN_S = 0.4
"""How long each depth lasts: enough to tell a tone 60 dB below another."""


@dataclass(frozen=True)
class Scene:
    """A call in conversation, and a supervisor whose line is up and who never stops speaking."""

    under_test: Ringback
    call: str
    wire: Wire
    agent: Ear
    customer: Ear


@dataclass(frozen=True)
class Round:
    whisper_ms: float
    barge_ms: float
    leak_db: float


async def bench(options: argparse.Namespace) -> int:
    async with opened() as opening:
        scene = await _found(opening)
        rounds = [await _round(scene) for _ in range(options.rounds)]
    heard = await onset(options.rounds)
    whispers, barges = [each.whisper_ms for each in rounds], [each.barge_ms for each in rounds]
    note(f"whisper, ms, min / median / max: {spread(whispers)}")
    note(f"barge, ms, min / median / max: {spread(barges)}")
    return told(
        [
            Figure("mode_switch_ms", percentile([*whispers, *barges], 99), "ms", 60, "lower"),
            Figure("whisper_leak_db", max(each.leak_db for each in rounds), "dB", -60, "lower"),
            heard,
        ]
    )


@asynccontextmanager
async def opened() -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        folder = stack.enter_context(_folder())
        [agent_name] = agent_names(1)
        switches = await enter(Switches(installed(), phones=(agent_name, ADMIN_PHONE)))
        lab = await enter(Lab(switches))
        agent, supervisor = await enter(lab.phones(agent_name, ADMIN_PHONE))
        agent.behaviour = Answers()  # Silent: what the customer hears of the supervisor stands alone.
        under_test = await enter(ringback(folder, switches.switch, 1))
        line = await supervisor.dial("line")
        await line.answered()
        await line.speak(SUPERVISOR_HZ)
        caller = await enter(lab.customer(CUSTOMER, ORDERS_DID))
        call = await _talking(under_test, caller)
        place = switches.place
        wire = stack.enter_context(Wire((place.phones_address, place.trunk_address)))
        yield Scene(under_test, call, wire, Ear(place.phones_address), Ear(place.trunk_address))


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary, and passable: Postgres and Asterisk run as users of their own."""
    with tempfile.TemporaryDirectory(prefix="ringback-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def _talking(under_test: Ringback, caller: Leg) -> str:
    await caller.answered()
    found: list[str] = []

    async def there() -> bool:
        found[:] = await under_test.calls_in("talking")
        return bool(found)

    await until(there, "a call in conversation", 60.0)
    await caller.speak(CUSTOMER_HZ)
    return found[0]


async def _found(scene: Scene) -> Scene:
    """Which streams are the agent's and the customer's: other calls of this machine may go to the same addresses.

    It is a warm-up too: the first word makes the bridge mix, and from then on it does.
    """
    agent = await _at(scene, "whisper", scene.agent)
    customer = await _at(scene, "barge", scene.customer)
    ours = replace(
        scene, agent=Ear(scene.agent.address, agent.port), customer=Ear(scene.customer.address, customer.port)
    )
    await _quiet(ours)
    return ours


async def _round(scene: Scene) -> Round:
    began = time.time()
    whispered = await _at(scene, "whisper", scene.agent)
    await asyncio.sleep(SPOKEN_S)
    then = time.time()
    leak_db = scene.wire.level(scene.customer, SUPERVISOR_HZ, whispered.at, then)
    barged = await _at(scene, "barge", scene.customer)
    await asyncio.sleep(SPOKEN_S)
    await _quiet(scene)
    return Round((whispered.at - began) * 1000, (barged.at - then) * 1000, leak_db)


async def _at(scene: Scene, depth: str, ear: Ear) -> Packet:
    """The first packet with the supervisor's tone after the command."""
    began, found = time.time(), list[Packet]()
    await scene.under_test.joins(scene.call, depth)

    async def heard() -> bool:
        packet = scene.wire.begins(ear, SUPERVISOR_HZ, began)
        found.extend([packet] if packet else [])
        return bool(found)

    await until(heard, f"the tone after {depth}")
    return found[0]


async def _quiet(scene: Scene) -> None:
    """Back to listening until nobody hears the tone, for a different time in each round: to meet every phase."""
    await scene.under_test.joins(scene.call, "listen")
    pause = 0.3 + random.random() / 10

    async def silent() -> bool:
        return all(
            scene.wire.begins(ear, SUPERVISOR_HZ, time.time() - pause) is None for ear in (scene.agent, scene.customer)
        )

    await asyncio.sleep(pause)
    await until(silent, "silence after listening")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.listen", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
