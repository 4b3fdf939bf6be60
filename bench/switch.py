"""The switches of a bench: the same Asterisk, modules and trunk for everybody; only the dialplan differs."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.sipp import AGENTS_ADDRESS, CUSTOMERS_ADDRESS
from bench.waiting import NeverCame, until
from lab.instance import AsteriskInstance, Rendering
from lab.switches import TRUNK, installed, private_settings
from telephony.asterisk.render import render
from telephony.asterisk.settings import SwitchSettings, Trunk

CODECS = ("alaw",)
_NOBODY = "127.255.255.254"
"""Agents never call; a trunk needs an address to be known by all the same."""

MONO, TWO_SIDED = "mono", "sides"
DIALPLAN = """
[general]
static = yes

; A bare dialplan that does what a call needs: announce, record, ring an agent. The number chooses how to record.
[from-trunk]
exten => {mono},1,Answer()
 same => n,Playback({announcement})
 same => n,MixMonitor({recordings}/${{UNIQUEID}}.sln)
 same => n,Goto(ring,1)
exten => {sides},1,Answer()
 same => n,Playback({announcement})
 same => n,MixMonitor(,r({recordings}/${{UNIQUEID}}-in.sln)t({recordings}/${{UNIQUEID}}-out.sln))
 same => n,Goto(ring,1)
exten => ring,1,Dial(PJSIP/bench-$[${{CALLERID(num):-6}} % {agents} + 1],30)
"""


def agent_names(agents: int) -> list[str]:
    return [f"bench-{n}" for n in range(1, agents + 1)]


def new_switch(agents: int, agents_port: int, rendering: Rendering = render) -> AsteriskInstance:
    """Agents are endpoints with a fixed contact, all at SIPp's one address."""
    carrier = Trunk(name=TRUNK, contact=f"{CUSTOMERS_ADDRESS}:5060", match=(CUSTOMERS_ADDRESS,), codecs=CODECS)
    phones = (
        Trunk(name=name, contact=f"{name}@{AGENTS_ADDRESS}:{agents_port}", match=(_NOBODY,), codecs=CODECS)
        for name in agent_names(agents)
    )
    settings = private_settings(trunks=(carrier, *phones), qualify_seconds=0)
    return AsteriskInstance(installed(), settings, rendering=rendering)


def with_dialplan(announcement: Path, agents: int) -> Rendering:
    """The usual files, but for a dialplan that does everything itself. `announcement` lies below the switch's home."""

    def files(settings: SwitchSettings) -> Mapping[str, str]:
        usual = render(settings)
        dialplan = DIALPLAN.format(
            mono=MONO,
            sides=TWO_SIDED,
            announcement=settings.directories.config.parent / announcement,
            recordings=settings.directories.spool / "monitor",
            agents=agents,
        )
        modules = usual["modules.conf"] + "load = bridge_builtin_features.so\n"
        return {**usual, "extensions.conf": dialplan, "modules.conf": modules}

    return files


class Control:
    """Looks at a switch from outside, to see when it is empty, and makes it so."""

    def __init__(self, switch: AsteriskInstance, session: aiohttp.ClientSession) -> None:
        self._switch = switch
        self._session = session

    async def settle(self) -> None:
        """Until no channel is left; those that stay are hung up. Then the recordings go."""
        try:
            await until(self._empty, "a switch without channels", 4.0)
        except NeverCame:
            await self._hang_up_all()
            await until(self._empty, "a switch without channels", 30.0)
        for file in (self._switch.settings.directories.spool / "monitor").rglob("*.sln"):
            file.unlink(missing_ok=True)

    async def _empty(self) -> bool:
        return not await self._channels()

    async def _channels(self) -> list[str]:
        async with self._session.get(f"{self._switch.url}/ari/channels") as answer:
            return [channel["id"] for channel in await answer.json()]

    async def _hang_up_all(self) -> None:
        for channel in await self._channels():
            async with self._session.delete(f"{self._switch.url}/ari/channels/{channel}"):
                pass


@asynccontextmanager
async def running(switch: AsteriskInstance) -> AsyncIterator[Control]:
    """The switch and its control, while the block runs."""
    user = aiohttp.encode_basic_auth(switch.settings.ari_user, switch.settings.ari_password)
    connector = aiohttp.TCPConnector(limit=1)
    async with switch, aiohttp.ClientSession(headers={"Authorization": user}, connector=connector) as session:
        yield Control(switch, session)
