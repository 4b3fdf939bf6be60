"""The set-up as it is saved in a running service: its ledger, and what a project's copy takes along."""

from collections.abc import Iterable, Sequence
from typing import Any

from config.changes import http
from config.changes.ledger import Ledger
from config.changes.live import Checklists
from config.changes.model import Section
from config.changes.saving import Office
from config.changes.sections import all_sections
from kernel.http import Route
from service.ascode.blocked import BlockedSection
from service.ascode.sections import RulesSection, ScriptsSection
from service.house import House
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


def sections_of(trunk: str, phones: Iterable[str] = ()) -> tuple[Section[Any], ...]:
    """With all that a file may have changed, but announcements: their page has versions of its own to go back to."""
    return (*all_sections(trunk, phones), ScriptsSection(), RulesSection(), BlockedSection())


async def copied(key: str, name: str, by: str, tx: Queryable) -> None:
    """What callers hear of a project, what agents read and how it calls back: the copy has the same."""
    ids: Sequence[int] = [await tx.fetchval(SQL["project_id"], each) for each in (key, name)]
    await tx.execute(SQL["copy_announcements"], *ids, by)
    await tx.execute(SQL["copy_scripts"], *ids, by)
    await tx.execute(SQL["copy_rules"], *ids, by)
