"""Who is compared: Ringback, a bare dialplan, and a bare script, each on a switch of its own, all idle but one."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import cpu_s, family_cpu_s
from bench.installation import ANNOUNCEMENT, ringback, write_sound
from bench.sipp import Traffic
from bench.switch import new_switch, running, with_dialplan
from bench.waiting import ended
from config.seed import ORDERS_DID
from lab.instance import AsteriskInstance

SWITCH, SERVICE, DATABASE = "switch", "service", "database"


@dataclass(frozen=True)
class Side:
    """`settle` waits until nothing is left of the last run; `cpu` gives each part's CPU seconds so far."""

    name: str
    sip_port: int
    dialled: str
    settle: Callable[[], Awaitable[None]]
    cpu: Mapping[str, Callable[[], float]]


@asynccontextmanager
async def ringback_side(folder: Path, traffic: Traffic, agents: int) -> AsyncIterator[Side]:
    switch = new_switch(agents, traffic.agents_port)
    async with running(switch) as control, ringback(folder, switch, agents) as under_test:

        async def settle() -> None:
            await control.settle()
            await under_test.staff()

        cpu = {
            SWITCH: _of(switch),
            SERVICE: lambda: cpu_s(under_test.pid),
            DATABASE: lambda: family_cpu_s(under_test.database_pid),
        }
        yield Side("ringback", switch.settings.sip_port, ORDERS_DID, settle, cpu)


@asynccontextmanager
async def dialplan_side(traffic: Traffic, agents: int, recording: str) -> AsyncIterator[Side]:
    """`recording` is the extension of the bare dialplan that records so."""
    announcement = Path("sounds") / ANNOUNCEMENT.with_suffix("")
    switch = new_switch(agents, traffic.agents_port, with_dialplan(announcement, agents))
    async with running(switch) as control:
        write_sound(switch)
        yield Side("dialplan", switch.settings.sip_port, recording, control.settle, {SWITCH: _of(switch)})


@asynccontextmanager
async def script_side(folder: Path, traffic: Traffic, agents: int) -> AsyncIterator[Side]:
    switch = new_switch(agents, traffic.agents_port)
    async with running(switch) as control, _script(folder, switch, agents) as script:
        cpu = {SWITCH: _of(switch), SERVICE: lambda: cpu_s(script.pid)}
        yield Side("script", switch.settings.sip_port, ORDERS_DID, control.settle, cpu)


def _of(switch: AsteriskInstance) -> Callable[[], float]:
    def used() -> float:
        assert switch.pid is not None
        return cpu_s(switch.pid)

    return used


@asynccontextmanager
async def _script(folder: Path, switch: AsteriskInstance, agents: int) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = switch.settings
    environ = {
        "ARI_URL": switch.url,
        "ARI_SIGN_IN": f"{settings.ari_user}:{settings.ari_password}",
        "MANAGER_SIGN_IN": f"{settings.manager_user}:{settings.manager_password}",
        "AGENTS": str(agents),
        "SOUND": str(write_sound(switch).with_suffix("")),
        "RECORDINGS": str(settings.directories.spool / "monitor"),
    }
    with (folder / "script.out").open("wb") as output:
        command = (sys.executable, "-m", "bench.bare")
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | environ, stdout=output, stderr=output)
    try:
        yield process
    finally:
        await ended(process)
