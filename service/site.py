"""The web server over the house: every slice's routes, the live floor, the console."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

import callbacks.http
import callbacks.http_clock
import callbacks.http_mine
import callbacks.http_notes
import callbacks.settings
import callbacks.sms.http
import config.announcements.http
import config.golive_http
import config.http
import config.own_calls_http
import config.scripts
import config.skills_http
import contacts.blocking_http
import contacts.http
import monitoring.days
import monitoring.http
import monitoring.listening_http
import monitoring.running.http
import monitoring.running.message_http
import recordings.http
import recordings.picture.http
import recordings.review.http
import service.administration
import service.provision
import telephony.call_notes
import telephony.consult_http
import telephony.http
import telephony.my_call
import web.desk_phones_http
import web.http
import web.phone_http
import workforce.http
import workforce.loans_http
from config.catalog import Catalog
from config.dialled import OwnNumbers
from config.settings import Settings
from kernel.http import Route
from service import health_http
from service.contacts import ContactProjects
from service.desk_phones import DeskPhones, registrars
from service.health import Health
from service.health_inside import Inside
from service.health_socket import answering
from service.house import House
from service.owing import OwingProjects
from service.phones import phoning
from service.readiness import Readiness
from service.second_factor import SESSIONS_ENDED, tell_of_unreadable
from web import probes
from web.auth import Auth
from web.entrance import Entrance
from web.hub import Hub
from web.live import Live
from web.openapi import with_description
from web.passwords import Passwords
from web.server import Parts, WebSettings, build, serving, tls_from

CONSOLE = Path(__file__).parent.parent / "web" / "console" / "dist"


def routes_of(house: House, entrance: Entrance) -> tuple[Route, ...]:
    """Every operation of the API."""
    base = house.base
    readiness = Readiness(house.switchboard, base.database, base.journal)
    owing = OwingProjects(base.database, house.setup.catalog)
    return (
        *web.http.routes(entrance),
        *probes.routes(readiness, base.registry),
        *web.phone_http.routes(house.phones, house.phone_line, lambda: phoning(base.settings)),
        *web.desk_phones_http.routes(_desk_phones(house), house.pins, _reached(house)),
        *telephony.http.routes(
            *(base.database, house.stored, house.desk, house.floor.wraps_up, base.clock, owing.of),
            counted_in=house.wall.watch.counted,
        ),
        *telephony.consult_http.routes(base.database, house.desk),
        *telephony.my_call.routes(base.database, house.floor.serves),
        *workforce.http.routes(
            house.floor, lambda agent: house.setup.catalog().break_reasons(agent.projects), base.clock
        ),
        *telephony.call_notes.routes(base.database, base.journal, base.clock),
        *monitoring.http.routes(house.board),
        *monitoring.days.routes(base.database, house.board.agents, base.clock),
        *monitoring.listening_http.routes(base.database, house.supervision),
        *_wall_routes(house),
        *service.provision.routes(house.provision, lambda: house.switchboard.away_since),
        *recordings.http.routes(base.database, house.archive, base.clock),
        *recordings.review.http.routes(base.database, house.archive, base.clock),
        *recordings.picture.http.routes(base.database, house.pictures),
        *config.http.routes(house.setup.catalog, base.clock),
        *config.golive_http.routes(house.setup),
        *health_http.routes(health_of(house)),
        *config.scripts.routes(base.database, house.setup.catalog, base.clock),
        *config.skills_http.routes(base.database, house.setup.catalog),
        *config.own_calls_http.routes(base.database, house.setup.catalog),
        *config.announcements.http.routes(base.database, house.setup.catalog, base.settings.sounds_dir, base.clock),
        *_case_routes(house),
        *service.administration.routes(house),
    )


def _reached(house: House) -> web.desk_phones_http.Registrars:
    return lambda: registrars(house.base.settings, house.provision.provisioner.transports)


def _desk_phones(house: House) -> DeskPhones:
    return DeskPhones(
        *(house.setup.catalog, house.floor, house.phone_watch, house.phones, house.attendance, house.base.ari)
    )


def _wall_routes(house: House) -> tuple[Route, ...]:
    base, wall = house.base, house.wall
    parts = (wall.alarms, wall.outages, wall.broadcasts, wall.helping)
    return (
        *monitoring.running.http.routes(base.database, *parts, wall, base.clock),
        *monitoring.running.message_http.routes(wall.broadcasts, wall),
        *workforce.loans_http.routes(wall.loans, house.floor),
    )


def _case_routes(house: House) -> tuple[Route, ...]:
    base, ladder = house.base, house.ladder
    db, clock = base.database, base.clock
    projects = ContactProjects(house.setup.catalog, ladder.known_prefixes)
    return (
        *callbacks.http.routes(db, ladder.desk, ladder.cases, ladder.rulebook, clock),
        *callbacks.http_clock.routes(ladder.worker.watch),
        *callbacks.http_mine.routes(db),
        *callbacks.http_notes.routes(db),
        *callbacks.settings.routes(db, ladder.rulebook, ladder.projects, ladder.cases, clock, demo=house.demo),
        *callbacks.sms.http.routes(db, ladder.texts),
        *contacts.http.routes(db, projects, clock, ladder.hooks()),
        *contacts.blocking_http.routes(db, projects, clock, ladder.hooks()),
    )


@asynccontextmanager
async def open_site(house: House, auth: Auth) -> AsyncIterator[int]:
    """Serves while the block runs, and yields the port. Raises `CannotListen`."""
    settings = web_settings(house.base.settings)
    entrance = entrance_of(house, auth)
    routes = with_description(routes_of(house, entrance), version("ringback"))
    await tell_of_unreadable(entrance.factors)
    auth.when_changed(house.supervision.rights_changed)
    house.lines.may_have = auth.may_listen
    auth.when_ended(lambda _session: house.phones.look())
    live = Live(Hub(house.board), entrance)
    for look in (live.look, house.phones.look):
        house.base.listener.subscribe(SESSIONS_ENDED, look)
    parts = Parts(
        routes, entrance, live, house.base.clock, house.base.registry, settings, ours=OurNumbers(house.setup.catalog)
    )
    told = health_of(house).told
    async with serving(build(parts), settings) as port, answering(house.base.settings.data_dir, told):
        yield port


def health_of(house: House) -> Health:
    return Health(lambda: Inside(house), house.base.database, house.base.clock)


class OurNumbers:
    """Those that customers dial, and those that they see when we call them; of thousands gathered once a catalog."""

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        self._catalog = catalog
        self._of = Catalog()
        self._ours = OwnNumbers(())

    def __call__(self) -> OwnNumbers:
        catalog = self._catalog()
        if catalog is not self._of:
            shown = (each.caller_id.e164 for each in catalog.projects.values() if each.caller_id)
            self._of, self._ours = catalog, OwnNumbers((*catalog.numbers, *catalog.reserved, *shown))
        return self._ours


def new_auth(house: House) -> Auth:
    return Auth(house.base.database, house.base.clock, Passwords())


def entrance_of(house: House, auth: Auth) -> Entrance:
    return Entrance(auth, house.base.database, house.trail, house.base.clock, house.base.seal)


def web_settings(settings: Settings) -> WebSettings:
    """Raises `CannotListen`."""
    tls = None
    if settings.tls_certificate is not None and settings.tls_key is not None:
        tls = tls_from(settings.tls_certificate, settings.tls_key)
    return WebSettings(
        host=settings.http_host,
        port=settings.http_port,
        dist=CONSOLE,
        tls=tls,
        behind_proxy=settings.behind_proxy,
        phone_url=phoning(settings).url,
    )
