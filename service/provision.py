"""Trunks and phones on the switch, put together: what is saved is brought there, watched and tested."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.catalog import Catalog
from config.feed import CatalogFeed
from config.settings import Settings
from kernel.clock import Clock
from kernel.http import Route
from kernel.names import resolve
from store.sealed import Seal
from telephony.ari.client import AriClient
from telephony.ari.manager import Manager
from telephony.asterisk.route import is_of_this_machine
from telephony.provision import http, rewriting_http
from telephony.provision.hosts import is_address
from telephony.provision.loop_call import LoopCalls
from telephony.provision.probe import Probe
from telephony.provision.provisioner import Provisioner
from telephony.provision.watch import TrunkWatch
from telephony.provision.wire import SwitchSide


class Provision:
    """`catalog` is what is in force."""

    def __init__(
        self,
        ari: AriClient,
        manager: Manager,
        seal: Seal,
        settings: Settings,
        feed: CatalogFeed,
        clock: Clock,
    ) -> None:
        self._feed = feed
        side = SwitchSide(ari, manager)
        self.provisioner = Provisioner(side, self.catalog, seal, resolve, clock, ours(settings))
        probe = Probe(settings.sip_ca_file)
        self.watch = TrunkWatch(side, self.provisioner, self.catalog, seal, probe, clock, fixed=settings.trunk)
        self.provisioner.changed = self.watch.renew
        self.calls = LoopCalls(ari, side, sounds=settings.sounds_dir, recordings=settings.recordings_dir)

    def catalog(self) -> Catalog:
        """As it is in force."""
        return self._feed.catalog

    def tasks(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        return (
            ("provision", self.provisioner.run),
            ("saved-trunks", self._follow),
            ("trunks", self.watch.run),
        )

    async def _follow(self) -> None:
        """Until cancelled: what was saved is brought to the switch at once."""
        before = self._feed.catalog
        while True:
            catalog = await self._feed.until_loaded()
            if (catalog.trunks, catalog.phones) != (before.trunks, before.phones):
                self.provisioner.hint()
            before = catalog

    def regions(self) -> Sequence[str]:
        """Of the projects."""
        return sorted({project.region for project in self.catalog().projects.values()})


def ours(settings: Settings) -> Callable[[str], bool]:
    """Of the machine that the switch runs on: this one, where it is asked on loopback, else the one that is asked."""
    asked = urlsplit(settings.ari_url).hostname or ""
    here = asked == "localhost" or (is_address(asked) and ip_address(asked).is_loopback)
    return is_of_this_machine if here else asked.__eq__


def routes(provision: Provision, away_since: Callable[[], datetime | None]) -> tuple[Route, ...]:
    """`away_since` is when the switch was lost, None: it is not."""
    on = http.TrunkRoutes(
        provision.catalog,
        provision.provisioner,
        provision.watch,
        provision.calls,
        provision.regions,
        away_since,
    )
    return (*http.routes(on), *rewriting_http.routes())
