"""Whether projects that are to take calls from a save on have what they must have. What else they lack is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from config.changes.errors import NotReady
from config.golive import open_items
from config.prompts import Prompts
from config.store import catalog_in
from kernel.clock import Clock
from store.pool import Queryable

MUST = frozenset({"announcement"})
"""A file may hold a project that takes calls and was changed since, such as one that is never open just now."""


class Readiness:
    """Implements `config.changes.ledger.GoingLive`. `sounds` is where announcements lie.

    `lacking`: what the projects of the last save lack besides, each a sentence.
    """

    def __init__(self, sounds: Path, clock: Clock) -> None:
        self._sounds, self._clock = sounds, clock
        self.lacking: tuple[str, ...] = ()

    async def __call__(self, tx: Queryable, projects: Sequence[str]) -> None:
        """Raises `NotReady`."""
        self.lacking = tuple([each async for each in self._lacking(tx, projects)]) if projects else ()

    async def _lacking(self, tx: Queryable, projects: Sequence[str]) -> AsyncIterator[str]:
        catalog = await catalog_in(tx, self._clock.now())
        prompts = await asyncio.to_thread(Prompts, catalog, self._sounds)
        ids = {project.name: id_ for id_, project in catalog.projects.items()}
        for name in projects:
            items = open_items(catalog, prompts, ids[name])
            if missing := [item.sentence for item in items if item.code in MUST]:
                raise NotReady(name, missing)
            for item in items:
                yield f"{name} takes calls. {item.sentence}"
