"""The set-up in force: the catalog with its announcements checked, and what other slices ask of it."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from config.catalog import Catalog
from config.directory import Setup
from config.feed import CatalogFeed
from config.prompts import Prompts
from monitoring.board import QueueInfo
from store.errors import DatabaseAway
from workforce.floor import Floor
from workforce.model import Agent

log = structlog.get_logger()


class SetupInForce:
    """Follows the catalog. Implements `monitoring.feed.Setup`."""

    def __init__(self, feed: CatalogFeed, sounds: Path, floor: Floor) -> None:
        self._feed = feed
        self._sounds = sounds
        self._floor = floor
        self._setup = Setup(Catalog(), Prompts(Catalog(), sounds))
        self._taking = asyncio.Lock()

    def __call__(self) -> Setup:
        return self._setup

    def catalog(self) -> Catalog:
        return self._setup.catalog

    async def take(self) -> None:
        """The newest catalog. Files are read in a thread; the change itself is one assignment."""
        async with self._taking:
            catalog = self._feed.catalog
            if catalog == self._setup.catalog:
                return
            prompts = await asyncio.to_thread(Prompts, catalog, self._sounds)
            for wrong in prompts.wrong():
                log.error("announcement_unplayable", why=wrong.why)
            self._setup = Setup(catalog, prompts)
            self._floor.staff(staff_of(catalog), {})

    async def renew(self) -> None:
        """What was saved is in force when it returns, unless the database is away: then as soon as it is back."""
        try:
            await self._feed.load()
            await self.take()
        except DatabaseAway as away:
            log.warning("setup_not_renewed", why=str(away))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._feed.catalog == self._setup.catalog:
                await self._feed.until_loaded()
            await self.take()

    def queues(self) -> Sequence[QueueInfo]:
        catalog = self._setup.catalog
        return [
            QueueInfo(
                id=queue.id,
                name=queue.name,
                project=queue.project,
                project_name=catalog.project(queue.project).name,
                skills=queue.skills,
                level_s=queue.service_level_s,
                level_percent=queue.service_level_percent,
            )
            for queue in catalog.queues.values()
            if queue.project in catalog.projects
        ]

    def project_names(self) -> Mapping[int, str]:
        return {id_: project.name for id_, project in self._setup.catalog.projects.items()}


def staff_of(catalog: Catalog) -> Sequence[Agent]:
    return [
        Agent(
            id=record.id,
            name=record.name,
            endpoint=record.endpoint,
            skills=record.skills,
            projects=record.projects,
            languages=record.languages,
        )
        for record in catalog.agents.values()
    ]
