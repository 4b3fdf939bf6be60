"""An Asterisk of our own, where no other is configured: its settings are made once and kept in the data directory.

It is started in a session of its own and outlives the service's death; the next start finds it and goes on with it.
Only an orderly end of the service ends it. Whoever else ends it, it is begun again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from config.settings import Secret, Settings
from lab.install import find_or_make
from lab.instance import AsteriskInstance
from lab.kept import kept_settings
from service.kept import kept_meanwhile
from service.ports import (
    check_free,
    phone_spot,
    secure_sip_spot,
    serves_carriers_by_tls,
    serves_phones,
    sip_spot,
)
from telephony.asterisk.given import carriers, read_pem, secure_sip, secure_socket, words
from telephony.asterisk.route import own_address
from telephony.asterisk.settings import SwitchSettings

log = structlog.get_logger()

PHONES = tuple(f"agent-{n}" for n in range(1, 9))
"""Of the demo's agents. A switch of our own knows those that are set up, and no other."""


def switch_settings(settings: Settings) -> SwitchSettings:
    """Blocks for files: ports and passwords are kept in `switch/kept.json`, readable by us alone.

    Raises `UnfitCertificate`.
    """
    pem, pages = read_pem(settings.tls_certificate, settings.tls_key), phone_spot(settings)
    return kept_settings(
        settings.data_dir / "switch",
        (),
        sip_address=settings.sip_host,
        sip_port=settings.sip_port,
        public_address=settings.public_address or None,
        local_networks=words(settings.local_networks),
        own_address=own_address(settings.public_address),
        secure=secure_socket(pem if serves_phones(settings) else None, pages.host, pages.port),
        secure_sip=secure_sip(pem, settings.sip_tls_port, settings.sip_ca_file),
        trunks=carriers(settings.trunk, settings.trunk_host, settings.trunk_networks),
    )


@asynccontextmanager
async def private_switch(settings: Settings) -> AsyncIterator[Settings]:
    """The settings with our own switch filled in, which runs while the block does. The first time takes a minute.

    Raises `CannotBind` where phones could not reach it: Asterisk itself would start without them and say nothing.
    Raises `UnfitCertificate` for a certificate that it could not use.
    """
    asterisk = await asyncio.to_thread(find_or_make, _progress)
    home = settings.data_dir / "switch"
    chosen = await asyncio.to_thread(switch_settings, settings)
    switch = AsteriskInstance(asterisk, chosen, home=home)
    if not switch.left_running:
        await asyncio.to_thread(check_free, sip_spot(settings))
        if serves_phones(settings):
            await asyncio.to_thread(check_free, phone_spot(settings))
        if serves_carriers_by_tls(settings):
            await asyncio.to_thread(check_free, secure_sip_spot(settings))
    async with switch as instance, kept_meanwhile("own switch", partial(keep_up, instance)):
        log.info("switch_started", sip=f"{chosen.sip_address}:{chosen.sip_port}")
        yield replace(
            settings,
            ari_url=instance.url,
            ari_user=chosen.ari_user,
            ari_password=Secret(chosen.ari_password),
            manager_user=chosen.manager_user,
            manager_password=Secret(chosen.manager_password),
            recordings_dir=instance.settings.directories.spool / "monitor",
            sounds_dir=home / "sounds",
            trunk=settings.trunk if settings.trunk_host else "",
        )


async def keep_up(switch: AsteriskInstance) -> None:
    """Raises `Unavailable` where it does not come up again."""
    while True:
        await switch.ended()
        log.error("own_switch_had_ended", done="started again")
        await switch.start()


def _progress(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a long step shows how far it is
