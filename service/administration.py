"""The set-up as it is saved in a running service: its ledger, and what a project's copy takes along."""

from collections.abc import Sequence

from config.changes import http
from config.changes.ledger import Ledger
from config.changes.live import Checklists
from config.changes.saving import Office
from kernel.http import Route
from service.house import House
from service.sections import sections_of
from service.switch import PHONES
from store.pool import Queryable
from store.queries import load_queries

SQL = load_queries(__file__, "queries_administration.sql")


def routes(house: House) -> tuple[Route, ...]:
    """`/api/setup/...`"""
    base = house.base
    sections = sections_of(base.settings.trunk, PHONES if house.demo else ())
    checklists = Checklists(base.settings.sounds_dir, base.clock)
    ledger = Ledger(base.database, sections, base.seal, base.clock, checklists)
    office = Office(base.database, ledger, house.setup.renew)
    return http.routes(office, base.clock, copied, lambda: house.provision.provisioner, house.setup)


async def copied(key: str, name: str, by: str, tx: Queryable) -> None:
    """What callers hear of a project, what agents read and how it calls back: the copy has the same."""
    ids: Sequence[int] = [await tx.fetchval(SQL["project_id"], each) for each in (key, name)]
    await tx.execute(SQL["copy_announcements"], *ids, by)
    await tx.execute(SQL["copy_scripts"], *ids, by)
    await tx.execute(SQL["copy_rules"], *ids, by)
