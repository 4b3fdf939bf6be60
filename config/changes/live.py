"""Whether projects that are to take calls have all that they need: everything on their checklist is done."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from config.changes.errors import NotReady
from config.golive import open_items
from config.prompts import Prompts
from config.store import catalog_in
from kernel.clock import Clock
from store.pool import Queryable


class Checklists:
    """Implements `config.changes.ledger.GoingLive`. `sounds` is where announcements lie."""

    def __init__(self, sounds: Path, clock: Clock) -> None:
        self._sounds, self._clock = sounds, clock

    async def __call__(self, tx: Queryable, projects: Sequence[str]) -> None:
        """Raises `NotReady`, which names what is open."""
        if not projects:
            return
        catalog = await catalog_in(tx, self._clock.now())
        prompts = await asyncio.to_thread(Prompts, catalog, self._sounds)
        for project in catalog.projects.values():
            if project.name in projects and (items := open_items(catalog, prompts, project.id)):
                raise NotReady(project.name, [item.sentence for item in items])
