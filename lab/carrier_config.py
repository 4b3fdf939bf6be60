"""How the carrier's Asterisk is configured: as any private one, but for its own SIP and dialplan."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from lab.certificates import Authority
from lab.instance import Files, Rendering
from lab.ports import free_port
from telephony.asterisk.render import fill, render
from telephony.asterisk.settings import SwitchSettings

TEMPLATES = Path(__file__).parent / "templates"
TRUNK_ADDRESS = "127.0.0.2"
PHONES_ADDRESS = "127.0.0.3"
"""Apart, so that the switch can tell by the address who is the trunk."""
OTHER_ADDRESS, SECURE_ADDRESS = "127.0.0.4", "127.0.0.5"
"""Where the same carrier is another one: one that nobody has told the switch of, and one that speaks TLS."""
ECHO = "4747"
"""A number of the carrier's that answers, and sends back whatever it hears."""
AUTHORITY = "authority.pem"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the carrier sits and where it finds the switch."""

    switch_address: str
    switch_port: int
    trunk_port: int
    phones_port: int
    other_port: int
    secure_port: int
    switch_secure_port: int
    authority: Authority = field(default_factory=Authority)
    """Who says that carrier and switch are who they are, by TLS."""
    trunk_address: str = TRUNK_ADDRESS
    other_address: str = OTHER_ADDRESS
    secure_address: str = SECURE_ADDRESS
    phones_address: str = PHONES_ADDRESS

    @property
    def switch(self) -> str:
        return f"{self.switch_address}:{self.switch_port}"

    @property
    def trunk(self) -> str:
        return f"{self.trunk_address}:{self.trunk_port}"


def free_place(switch_address: str, switch_port: int, switch_secure_port: int = 0) -> Place:
    """A place with ports that nobody uses."""
    return Place(
        other_port=free_port(OTHER_ADDRESS),
        secure_port=free_port(SECURE_ADDRESS),
        switch_secure_port=switch_secure_port or switch_port,
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
            "other": f"{place.other_address}:{place.other_port}",
            "other_address": place.other_address,
            "secure": f"{place.secure_address}:{place.secure_port}",
            "secure_address": place.secure_address,
            "switch_secure_port": str(place.switch_secure_port),
            "folder": str(settings.directories.config),
            "echo": ECHO,
        }
        own = {name: fill(name, values, TEMPLATES) for name in ("pjsip.conf", "extensions.conf", "sorcery.conf")}
        more = "load = res_rtp_multicast.so\nload = chan_rtp.so\nload = app_echo.so\n"
        base = render(settings)
        return base | own | {"modules.conf": base["modules.conf"] + more} | _shown(place)

    return files


def _shown(place: Place) -> dict[str, str]:
    """What the carrier shows who speaks TLS with it."""
    issued = place.authority.issue(place.secure_address)
    return {"carrier.crt": issued.certificate, "carrier.key": issued.key, AUTHORITY: place.authority.pem}


def switch_rendering(authority: Authority) -> Rendering:
    """The switch's files, with the lab's authority as the one that it believes."""

    def files(settings: SwitchSettings) -> Files:
        secure, pem = settings.secure_sip, {AUTHORITY: authority.pem}
        if secure is None:
            return render(settings)
        believed = replace(secure, authorities=settings.directories.config / AUTHORITY)
        return {**render(replace(settings, secure_sip=believed)), **pem}

    return files
