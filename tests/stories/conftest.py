"""For each story a database, an announcement and a service of its own, on the session's two Asterisks."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from lab.lab import Lab
from lab.switches import Switches
from store.pool import Database
from telephony.ari.manager import open_manager
from telephony.notes import GONE, MISSED
from telephony.safety import FAMILY
from tests.stories.logs import captured
from tests.stories.place import Place
from tests.stories.seeds import Seed, plant
from tests.stories.story import Story

_numbers = itertools.count(1)


@pytest.fixture
async def lab(switches: Switches) -> AsyncIterator[Lab]:
    async with Lab(switches) as opened:
        yield opened


@pytest.fixture
def place(lab: Lab, database_url: str, tmp_path: Path) -> Place:
    (tmp_path / "data").mkdir()
    sounds = lab.access.sounds / f"story-{next(_numbers)}"
    return Place(access=lab.access, database_url=database_url, home=tmp_path, sounds=sounds)


class Stage:
    def __init__(self, lab: Lab, place: Place, database: Database) -> None:
        self.lab = lab
        self.place = place
        self.database = database

    @asynccontextmanager
    async def prepare(
        self, seed: Seed | None = None, phones: Sequence[str] = ("agent-1",), codec: str = "alaw"
    ) -> AsyncIterator[Story]:
        """Everything but the service: for stories that begin or end it themselves, and look at the end themselves."""
        await forget_other_stories(self.lab)
        story = Story(self.lab, self.place, self.database, [])
        async with AsyncExitStack() as stack:
            stack.enter_context(captured(story.lines, story.diary.tell))
            entered, _ = await asyncio.gather(
                stack.enter_async_context(self.lab.phones(*phones, codec=codec)),
                plant(self.database, seed or Seed(), self.place.sounds),
            )
            story.phone = {phone.name: phone for phone in entered}
            try:
                yield story
            except BaseException:
                await story.sweep()
                raise

    @asynccontextmanager
    async def open(
        self, seed: Seed | None = None, phones: Sequence[str] = ("agent-1",), codec: str = "alaw"
    ) -> AsyncIterator[Story]:
        """A story whose service runs; agents with a phone are signed in. At its end nothing may be left."""
        async with self.prepare(seed, phones, codec) as story, story.service():
            story.ready(*phones)
            yield story
            await story.ends_clean()


async def forget_other_stories(lab: Lab) -> None:
    """Their callers would be strangers to this story's database, and be taken for missed; a call of theirs that had the
    same name would have left its recording to ours.
    """
    for raw in lab.access.recordings.glob("*"):
        raw.unlink(missing_ok=True)
    async with open_manager(lab.manager_access) as manager:
        for family in (GONE, MISSED, FAMILY):
            await manager.database_delete_tree(family)


@pytest.fixture
def stage(lab: Lab, place: Place, database: Database) -> Stage:
    return Stage(lab, place, database)


@pytest.fixture
async def story(stage: Stage) -> AsyncIterator[Story]:
    """The usual one: an agent is signed in at agent-1."""
    async with stage.open() as opened:
        yield opened
