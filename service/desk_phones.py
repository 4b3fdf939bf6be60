"""Phones as the pages ask about them: the set-up, the floor and the switch together. Implements
`web.desk_phones_http.Phones`.
"""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from config.catalog import Catalog
from config.settings import Settings
from kernel.errors import Conflict, Unavailable
from kernel.ids import AgentId
from service.attendance import Attendance
from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.code_line import ECHO, INTRO, START
from telephony.feature_codes import Prompt
from telephony.phone_watch import PhoneWatch
from telephony.provision.hosts import host_and_port
from telephony.provision.model import TransportInForce
from telephony.provision.softphones import Registrar
from telephony.safety import path_of
from web.desk_phones import Owner, Shut, Switch
from web.phones import BrowserPhones
from workforce import model as m
from workforce.floor import Floor

RING_S = 20
BOUND = m.Reserved | m.Ringing | m.Talking
CALLER = "Echo test <*43>"
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class DeskPhones:
    def __init__(
        self,
        catalog: Callable[[], Catalog],
        floor: Floor,
        watch: PhoneWatch,
        pages: BrowserPhones,
        attendance: Attendance,
        ari: AriClient,
    ) -> None:
        self._catalog, self._floor, self._watch, self._pages = catalog, floor, watch, pages
        self._attendance, self._ari = attendance, ari

    def catalog(self) -> Catalog:
        return self._catalog()

    def seats(self) -> Mapping[AgentId, m.Seat]:
        return {agent.id: seat for agent, seat in self._floor.seats()}

    def switch(self) -> Switch:
        return Switch(self._watch.accounts, self._watch.registered, self._watch.sounds)

    def shut(self) -> Shut:
        return self._attendance.shut()

    async def owners(self) -> list[Owner]:
        return [Owner(*row) for row in await self._pages.owners()]

    async def ring_for_echo(self, name: str) -> None:
        endpoint = f"PJSIP/{name}"
        if name not in self._watch.registered:
            raise Conflict("This phone is not registered, so it cannot be rung.")
        if any(isinstance(seat.state, BOUND) for agent, seat in self._floor.seats() if agent.endpoint == endpoint):
            raise Conflict("This phone is in a call just now, so it is not rung.")
        intro = path_of(self._attendance.sound(endpoint, Prompt.ECHO))
        ring = requests.channels_originate(
            endpoint=endpoint,
            context=ECHO,
            extension=START,
            priority=1,
            caller_id=CALLER,
            timeout=RING_S,
            variables={INTRO: intro},
        )
        try:
            await self._ari.send(ring)
        except Unavailable:
            raise
        except AriError as error:
            raise Conflict("The switch could not ring this phone.") from error


def registrars(settings: Settings, transports: Mapping[str, TransportInForce]) -> tuple[Registrar, ...]:
    """Where phones reach the switch, as far as settings and switch tell: what the outside sees, or else where it
    listens. By TLS, where it speaks that, by the page's name first: the certificate that both show is made for it.
    """
    page, ari = urlsplit(settings.public_url).hostname or "", urlsplit(settings.ari_url).hostname or ""
    plain = Registrar(_reached((settings.public_address, settings.sip_host, page, ari)), settings.sip_port)
    secure = transports.get("tls")
    if secure is None:
        return (plain,)
    _, port = host_and_port(secure.address)
    host = _reached((page, settings.public_address, settings.sip_host, ari))
    return plain, Registrar(host, port or settings.sip_tls_port, "tls")


def _reached(hosts: Iterable[str]) -> str:
    """The first that is known elsewhere too."""
    known = [each for each in hosts if each not in _EVERYWHERE]
    return next((each for each in known if each not in _HERE), known[0] if known else "127.0.0.1")
