"""Whether projects that are to take calls have all that they need, and those that do keep what they must have."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from config.catalog import Catalog
from config.changes.errors import NotAnnounced, NotReady
from config.golive import Code, Silence, open_items, unannounced
from config.prompts import Prompts
from config.store import catalog_in
from kernel.clock import Clock
from store.pool import Queryable

ANNOUNCED: frozenset[Code] = frozenset({"announcement"})
_TELLING = frozenset({"projects", "numbers", "announcements"})
"""The sections that say what is announced, in which languages, and with what."""


class Checklists:
    """Implements `config.changes.ledger.GoingLive`. `sounds` is where announcements lie.

    `must`: what of the checklist keeps a project from going live; None: all of it. `lacking` is what else the projects
    of the last save lack, each a sentence.
    """

    def __init__(self, sounds: Path, clock: Clock, must: frozenset[Code] | None = None) -> None:
        self._sounds, self._clock, self._must = sounds, clock, must
        self.lacking: tuple[str, ...] = ()

    @asynccontextmanager
    async def __call__(self, tx: Queryable, live: Sequence[str], sections: Collection[str]) -> AsyncIterator[None]:
        """Around what is written. Raises `NotReady`, `NotAnnounced`, which name what is missing."""
        telling = not _TELLING.isdisjoint(sections)
        before = unannounced(await self._catalog(tx)) if telling else frozenset()
        yield
        self.lacking = ()
        if telling:
            catalog = await self._catalog(tx)
            if live:
                prompts = await asyncio.to_thread(Prompts, catalog, self._sounds)
                self.lacking = tuple(self._lacking(catalog, prompts, live))
            _expect_said(catalog, unannounced(catalog) - before)

    async def _catalog(self, tx: Queryable) -> Catalog:
        return await catalog_in(tx, self._clock.now())

    def _lacking(self, catalog: Catalog, prompts: Prompts, live: Sequence[str]) -> Iterator[str]:
        ids = {project.name: id_ for id_, project in catalog.projects.items()}
        for name in live:
            items = open_items(catalog, prompts, ids[name])
            if missing := [item.sentence for item in items if self._must is None or item.code in self._must]:
                raise NotReady(name, missing)
            for item in items:
                yield f"{name} takes calls. {item.sentence}"


def _expect_said(catalog: Catalog, silent: Collection[Silence]) -> None:
    for first in sorted(silent)[:1]:
        mine = [each.sentence for each in sorted(silent) if each.project == first.project]
        raise NotAnnounced(catalog.projects[first.project].name, mine)
