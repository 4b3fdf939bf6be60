"""An Asterisk of our own, where no other is configured: its settings are made once and kept in the data directory.

It is started in a session of its own and outlives the service's death; the next start finds it and goes on with it.
Only an orderly end of the service ends it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from config.settings import Secret, Settings
from lab.install import find_or_make
from lab.instance import AsteriskInstance
from lab.kept import kept_settings
from service.ports import check_free, sip_spot
from telephony.asterisk.settings import SwitchSettings, Trunk

log = structlog.get_logger()

PHONES = tuple(f"agent-{n}" for n in range(1, 9))


def switch_settings(settings: Settings) -> SwitchSettings:
    """Blocks for a file. The phones' names and passwords are kept in `switch/kept.json`, readable by us alone."""
    networks = tuple(part.strip() for part in settings.trunk_networks.split(",") if part.strip())
    carrier = Trunk(name=settings.trunk, contact=settings.trunk_host, match=networks) if settings.trunk_host else None
    return kept_settings(
        settings.data_dir / "switch",
        PHONES,
        sip_address=settings.sip_host,
        sip_port=settings.sip_port,
        trunks=(carrier,) if carrier else (),
    )


@asynccontextmanager
async def private_switch(settings: Settings) -> AsyncIterator[Settings]:
    """The settings with our own switch filled in, which runs while the block does. The first time takes a minute.

    Raises `CannotBind` where phones could not reach it: Asterisk itself would start without them and say nothing.
    """
    asterisk = await asyncio.to_thread(find_or_make, _progress)
    home = settings.data_dir / "switch"
    chosen = await asyncio.to_thread(switch_settings, settings)
    switch = AsteriskInstance(asterisk, chosen, home=home)
    if not switch.left_running:
        await asyncio.to_thread(check_free, sip_spot(settings))
    async with switch as instance:
        log.info("switch_started", sip=f"{chosen.sip_address}:{chosen.sip_port}", phones=str(home / "kept.json"))
        yield replace(
            settings,
            ari_url=instance.url,
            ari_user=chosen.ari_user,
            ari_password=Secret(chosen.ari_password),
            manager_user=chosen.manager_user,
            manager_password=Secret(chosen.manager_password),
            recordings_dir=instance.settings.directories.spool / "monitor",
            sounds_dir=home / "sounds",
        )


def _progress(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a long step shows how far it is
