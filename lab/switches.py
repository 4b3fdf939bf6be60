"""The two Asterisks as processes: started once, used by as many scripts as one likes, in whichever event loop."""

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lab.carrier_config import Place, free_place, rendering, switch_rendering
from lab.install import Asterisk, find_or_make
from lab.instance import AsteriskInstance
from lab.leftovers import sweep
from lab.ports import free_port
from telephony.asterisk.settings import NARROW, Directories, PhoneAccount, SecureSip, SwitchSettings, Trunk

PHONES = ("agent-1", "agent-2", "agent-3", "agent-4", "agent-5", "agent-6", "web-1", "web-2")
TRUNK = "carrier"
_NOWHERE = Path("/nonexistent")
_UNSET = Directories.below(_NOWHERE, modules=_NOWHERE, data=_NOWHERE)
"""An instance puts its own in their place."""


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def accounts(names: Iterable[str]) -> tuple[PhoneAccount, ...]:
    """Phones with fresh secrets."""
    return tuple(PhoneAccount(name=name, secret=new_secret()) for name in names)


def private_settings(**overrides: Any) -> SwitchSettings:
    """Settings for one more Asterisk on this machine: loopback, free ports, fresh secrets."""
    chosen: dict[str, Any] = {
        "directories": _UNSET,
        "ari_password": new_secret(),
        "manager_password": new_secret(),
        "http_port": free_port(),
        "manager_port": free_port(),
        "sip_port": free_port(),
    }
    return SwitchSettings(**(chosen | overrides))


class Switches:
    """The switch and the carrier. `overrides` are fields of the switch's SwitchSettings, such as `rtp_timeout=3`."""

    def __init__(
        self,
        asterisk: Asterisk,
        *,
        phones: Iterable[str] = PHONES,
        home: Path | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        own = {"phones": accounts(phones), "qualify_seconds": 2}
        settings = private_settings(**(own | dict(overrides or {})))
        self.asterisk = asterisk
        self.place = free_place(settings.sip_address, settings.sip_port, free_port(settings.sip_address))
        issued = self.place.authority.issue(settings.sip_address)
        secure = SecureSip(port=self.place.switch_secure_port, certificate=issued.certificate, key=issued.key)
        trunk = Trunk(name=TRUNK, contact=self.place.trunk, match=(self.place.trunk_address,))
        full = replace(settings, trunks=(trunk,), secure_sip=secure)
        files = switch_rendering(self.place.authority)
        self.switch = AsteriskInstance(asterisk, full, home=home, rendering=files)
        self.carrier = carrier_instance(asterisk, self.place)

    async def start(self) -> None:
        """Both at once; takes about a second. Clears up after labs that were killed. Raises Unavailable."""
        await sweep()
        try:
            await asyncio.gather(self.switch.start(), self.carrier.start())
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Both, and their temporary directories."""
        await asyncio.gather(self.switch.close(), self.carrier.close())

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def carrier_instance(asterisk: Asterisk, place: Place) -> AsteriskInstance:
    """An Asterisk that plays the outside world. Its settings' own SIP address is not used: `place` has the two."""
    return AsteriskInstance(asterisk, private_settings(), rendering=rendering(place, NARROW))


def installed() -> Asterisk:
    """The Asterisk to use, made if need be. Blocks."""
    return find_or_make(lambda line: print(line, flush=True))
