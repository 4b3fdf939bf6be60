"""How the carrier's Asterisk is configured: as any private one, but for its own SIP and dialplan."""

from dataclasses import dataclass
from pathlib import Path

from lab.instance import Rendering
from lab.ports import free_port
from telephony.asterisk.render import fill, render
from telephony.asterisk.settings import SwitchSettings

TEMPLATES = Path(__file__).parent / "templates"
TRUNK_ADDRESS = "127.0.0.2"
PHONES_ADDRESS = "127.0.0.3"
"""Apart, so that the switch can tell by the address who is the trunk."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the carrier sits and where it finds the switch."""

    switch_address: str
    switch_port: int
    trunk_port: int
    phones_port: int
    trunk_address: str = TRUNK_ADDRESS
    phones_address: str = PHONES_ADDRESS

    @property
    def switch(self) -> str:
        return f"{self.switch_address}:{self.switch_port}"

    @property
    def trunk(self) -> str:
        return f"{self.trunk_address}:{self.trunk_port}"


def free_place(switch_address: str, switch_port: int) -> Place:
    """A place with ports that nobody uses."""
    return Place(
        switch_address=switch_address,
        switch_port=switch_port,
        trunk_port=free_port(TRUNK_ADDRESS),
        phones_port=free_port(PHONES_ADDRESS),
    )


def rendering(place: Place, codecs: tuple[str, ...]) -> Rendering:
    """Renders the carrier's files; `codecs` are those of its trunk."""

    def files(settings: SwitchSettings) -> dict[str, str]:
        values = {
            "codecs": ",".join(codecs),
            "switch_address": place.switch_address,
            "switch_port": str(place.switch_port),
            "trunk_address": place.trunk_address,
            "trunk_port": str(place.trunk_port),
            "phones_address": place.phones_address,
            "phones_port": str(place.phones_port),
        }
        own = {name: fill(name, values, TEMPLATES) for name in ("pjsip.conf", "extensions.conf", "sorcery.conf")}
        more = "load = res_rtp_multicast.so\nload = chan_rtp.so\n"
        base = render(settings)
        return base | own | {"modules.conf": base["modules.conf"] + more}

    return files
