"""An Asterisk of our own, where no other is configured: its settings are made once and kept in the data directory.

It is started in a session of its own and outlives the service's death; the next start finds it and goes on with it.
Only an orderly end of the service ends it.
"""

import json
import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import structlog

from config.settings import Secret, Settings
from kernel.errors import RingbackError
from lab.install import find_or_make
from lab.instance import AsteriskInstance
from telephony.asterisk.settings import Directories, PhoneAccount, SwitchSettings, Trunk

log = structlog.get_logger()

PHONES = tuple(f"agent-{n}" for n in range(1, 9))
KEPT = "switch.json"


class PrivateSwitchBroken(RingbackError):
    """What an earlier start wrote about our switch cannot be read."""


def _new_keys(phones: Iterable[str]) -> dict[str, str]:
    names = ("ari", "manager", *(f"phone:{name}" for name in phones))
    return {name: secrets.token_urlsafe(24) for name in names}


def _keys(data_dir: Path) -> dict[str, str]:
    """The switch's passwords and ports: made at the first start, then kept, readable by us alone."""
    path = data_dir / KEPT
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        kept = _new_keys(PHONES) | {"http_port": str(_free_port()), "manager_port": str(_free_port())}
        _write_privately(path, json.dumps(kept, indent=1))
    except ValueError as error:
        raise PrivateSwitchBroken(
            f"{path} cannot be read ({error}): mend it, or remove it for new passwords."
        ) from error
    return kept


def _write_privately(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def switch_settings(settings: Settings, keys: dict[str, str]) -> SwitchSettings:
    nowhere = Path("/nonexistent")
    networks = tuple(part.strip() for part in settings.trunk_networks.split(",") if part.strip())
    carrier = Trunk(name=settings.trunk, contact=settings.trunk_host, match=networks) if settings.trunk_host else None
    return SwitchSettings(
        directories=Directories.below(nowhere, modules=nowhere, data=nowhere),
        ari_password=keys["ari"],
        manager_password=keys["manager"],
        http_port=int(keys["http_port"]),
        manager_port=int(keys["manager_port"]),
        sip_address=settings.sip_host,
        sip_port=settings.sip_port,
        phones=tuple(PhoneAccount(name=name, secret=keys[f"phone:{name}"]) for name in PHONES),
        trunks=(carrier,) if carrier else (),
    )


@asynccontextmanager
async def private_switch(settings: Settings) -> AsyncIterator[Settings]:
    """The settings with our own switch filled in, which runs while the block does."""
    keys = _keys(settings.data_dir)
    asterisk = find_or_make(lambda line: print(line, flush=True))  # noqa: T201  a long step shows its progress
    home = settings.data_dir / "switch"
    async with AsteriskInstance(asterisk, switch_settings(settings, keys), home=home) as instance:
        log.info("switch_started", sip=f"{settings.sip_host}:{settings.sip_port}", phones=str(settings.data_dir / KEPT))
        yield replace(
            settings,
            ari_url=instance.url,
            ari_password=Secret(keys["ari"]),
            manager_password=Secret(keys["manager"]),
            recordings_dir=instance.settings.directories.spool / "monitor",
            sounds_dir=home / "sounds",
        )
