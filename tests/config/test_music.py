"""A project's own music: from an announcement to a class of the switch."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from config.catalog import Catalog
from config.model import Announcement, AnnouncementKind, Queue
from config.music import classes, configuration, music_of
from config.prompts import OWN_SOUNDS, Audio, Prompts, read_audio
from config.seed import seed_demo
from config.store import load_catalog
from kernel.ids import ProjectId
from store.pool import Database
from tests.telephony.kit import START

SHIPPED = "en/qa_inbound.wav"


@pytest.fixture
async def demo(database: Database) -> Catalog:
    await seed_demo(database)
    return await load_catalog(database, START)


def with_music(catalog: Catalog, owner: ProjectId | None) -> tuple[Catalog, Prompts]:
    audio = read_audio(OWN_SOUNDS / SHIPPED)
    assert isinstance(audio, Audio)
    music = Announcement(owner, AnnouncementKind.MUSIC, "en", SHIPPED, audio.sha256, audio.seconds)
    every = {**catalog.announcements, (owner, AnnouncementKind.MUSIC, "en"): music}
    new = replace(catalog, announcements=MappingProxyType(every))
    return new, Prompts(new, OWN_SOUNDS)


def queue_of(catalog: Catalog, project: ProjectId) -> Queue:
    return catalog.queues_of(project)[0]


async def test_a_project_s_callers_wait_with_its_music_unless_their_queue_has_another(demo: Catalog) -> None:
    mine, other = sorted(demo.projects)
    catalog, prompts = with_music(demo, mine)
    queue = queue_of(catalog, mine)

    assert music_of(catalog, prompts, queue) == "ringback-qa_inbound"
    assert music_of(catalog, prompts, replace(queue, music_class="jazz")) == "jazz"
    assert music_of(catalog, prompts, queue_of(catalog, other)) == "default"


async def test_the_switch_is_told_of_each_class(demo: Catalog, tmp_path: Path) -> None:
    told = configuration(classes(*with_music(demo, None)))

    path = OWN_SOUNDS / "en/qa_inbound"
    assert told == f"[ringback-qa_inbound]\nmode = playlist\nentry = {path}\n\n"
    assert configuration(classes(demo, Prompts(demo, tmp_path))) == ""
