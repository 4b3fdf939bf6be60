"""Uploading, planning and withdrawing announcements: over the routes, in the database, with real files."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from config.announcements.convert import Job, Reply, convert
from config.announcements.desk import AnnouncementDesk
from config.announcements.http import AnnouncementRoutes
from config.announcements.views import AnnouncementsQuery, AnnouncementVersion, PlaceBody, UploadQuery
from config.announcements.workshop import Workshop
from config.catalog import Catalog
from config.feed import CatalogFeed
from config.model import AnnouncementKind
from config.prompts import Playable, Prompts, install_sounds
from config.seed import CLOSED_DID, ORDERS_DID, seed_demo
from config.store import load_catalog
from kernel.clock import SystemClock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, BytesReply, Forbidden, Request, Upload
from kernel.ids import ProjectId, UserId
from kernel.permissions import Permission, Role, everywhere
from store.listen import Listener
from store.pool import Database
from tests.clocks import HandClock
from tests.grants import only_in
from tests.waiting import in_background, until

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = Actor(UserId(1), "Head", everywhere(Role.ADMIN), None)
QA = AnnouncementKind.QA_INBOUND


class Near(Workshop):
    """Converts in this process, which a test has no reason to distrust."""

    async def _answer(self, job: Job) -> Reply | None:
        return await asyncio.to_thread(convert, job)


class Place:
    """The demo's travel project, its sounds on the disk, and the routes. `file` is a sound of two seconds."""

    def __init__(self, database: Database, catalog: Catalog, place: Path) -> None:
        self.database, self.clock = database, HandClock(AT)
        self.sounds, self.file = place / "sounds", place / "came"
        self.catalog = catalog
        self.project = catalog.numbers[ORDERS_DID].project
        self.other = catalog.numbers[CLOSED_DID].project
        install_sounds(self.sounds)
        self.speak(600)
        desk = AnnouncementDesk(database, lambda: self.catalog, Near(), self.sounds, self.clock)
        self._on = AnnouncementRoutes(database, lambda: self.catalog, desk, self.sounds, self.clock)

    def speak(self, hertz: float) -> None:
        samples = 0.2 * np.sin(2 * np.pi * hertz * np.arange(2 * 16000) / 16000)
        soundfile.write(str(self.file), samples, 16000, format="FLAC")

    async def reload(self) -> None:
        self.catalog = await load_catalog(self.database, self.clock.now())

    def asked(self, query: Any = None, body: Any = None, by: Actor = ADMIN, **path: object) -> Request[Any, Any]:
        named = {"project": self.project, "kind": "qa_inbound", "language": "en"} | path
        words = {name: str(value) for name, value in named.items()}
        return Request(words, query, body, by, permission=Permission.ADMINISTER)

    async def add(self, query: UploadQuery | None = None, *, by: Actor = ADMIN, **path: str) -> AnnouncementVersion:
        upload = Upload(self.file, self.file.stat().st_size)
        return await self._on.add(self.asked(query or UploadQuery(), upload, by, **path))

    async def preview(self) -> bytes:
        return (await self._on.preview(self.asked(None, Upload(self.file, 1)))).data

    async def place(self, id_: int, withdrawn: bool = False, at: datetime | None = None) -> AnnouncementVersion:
        return await self._on.place(self.asked(None, PlaceBody(withdrawn, at), id=id_))

    async def hear(self, id_: int, by: Actor = ADMIN) -> BytesReply:
        return await self._on.hear(self.asked(None, None, by, id=id_))

    async def standings(self, kind: AnnouncementKind = QA) -> dict[int, str]:
        reply = await self._on.all(self.asked(AnnouncementsQuery(self.project)))
        mine = (each for each in reply.versions if each.project_id == self.project and each.language == "en")
        return {each.version: each.standing.value for each in mine if each.kind is kind}

    async def heard(self, kind: AnnouncementKind = QA) -> tuple[int | None, str]:
        """By which version callers would be told, and from which file."""
        await self.reload()
        found = self.catalog.announcement(self.project, kind, ("en",))
        assert found is not None
        assert isinstance(Prompts(self.catalog, self.sounds).of(found), Playable)
        return (found.version if found.project else None), found.file


@pytest.fixture
async def place(database: Database, tmp_path: Path) -> Place:
    await seed_demo(database)
    return Place(database, await load_catalog(database, AT), tmp_path)


async def test_an_upload_is_heard_at_once_and_the_next_one_takes_its_place(place: Place) -> None:
    first = await place.add(UploadQuery(original="hello.mp3"))
    heard = await place.heard()
    place.speak(700)
    second = await place.add()

    assert (first.version, first.standing, first.seconds, first.original) == (1, "in_force", 2.0, "hello.mp3")
    assert heard[0] == 1
    assert (await place.heard())[0] == second.version == 2
    assert (await place.heard())[1] != heard[1]
    assert await place.standings() == {1: "earlier", 2: "in_force"}


async def test_what_is_put_in_force_now_is_in_force_however_the_clock_goes_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await place.add(), await place.add()
    moments = (AT + HOUR + timedelta(microseconds=number) for number in count())
    monkeypatch.setattr(place.clock, "now", lambda: next(moments))

    assert (await place.place(first.id)).standing == "in_force"


async def test_a_planned_one_waits_for_its_moment(place: Place) -> None:
    await place.add()
    planned = await place.add(UploadQuery(in_force_from=AT + HOUR))
    before = await place.heard()
    place.clock.advance(hours=1)

    assert (planned.standing, before[0], (await place.heard())[0]) == ("planned", 1, 2)
    assert place.catalog.changes_at is None


async def test_withdrawing_brings_the_one_before_back_and_can_be_undone_but_nothing_in_force_is_put_off(
    place: Place,
) -> None:
    first, second = await place.add(), await place.add()
    withdrawn = await place.place(second.id, withdrawn=True)
    between = await place.standings()
    undone = await place.place(second.id, at=second.in_force_from)

    assert (withdrawn.standing, between) == ("withdrawn", {1: "in_force", 2: "withdrawn"})
    assert (undone.standing, undone.in_force_from) == ("in_force", second.in_force_from)
    place.clock.advance(hours=1)
    assert (await place.place(first.id)).standing == "in_force"
    assert await place.standings() == {1: "in_force", 2: "earlier"}
    with pytest.raises(Conflict, match="It is in force already"):
        await place.place(first.id, at=AT + 2 * HOUR)


async def test_every_change_is_kept_as_it_was_before_and_after(place: Place) -> None:
    made = await place.add()
    await place.place(made.id, withdrawn=True)
    rows = await place.database.fetch("SELECT * FROM setup_changes WHERE section = 'announcements' ORDER BY id")

    key = f"{place.project}/qa_inbound/en"
    assert [(row["by"], row["key"], row["project_id"]) for row in rows] == [("Head", key, place.project)] * 2
    assert (rows[0]["before"], rows[0]["after"]) == (None, rows[1]["before"])
    before, after = rows[1]["before"]["spec"], rows[1]["after"]["spec"]
    assert after == before | {"withdrawn_at": AT.isoformat().replace("+00:00", "Z")}


async def test_two_who_upload_at_once_both_have_a_version(place: Place) -> None:
    made = await asyncio.gather(*(place.add() for _ in range(3)))

    assert sorted(each.version for each in made) == [1, 2, 3]


async def test_the_last_one_that_must_be_said_is_not_withdrawn(place: Place) -> None:
    await place.database.execute("DELETE FROM announcements WHERE kind = 'qa_inbound'")
    made = await place.add()
    await place.reload()

    with pytest.raises(Conflict, match="Nothing would be said then to callers of Northlight Travel"):
        await place.place(made.id, withdrawn=True)
    assert await place.standings() == {1: "in_force"}


REFUSED: Sequence[tuple[UploadQuery, dict[str, str], str]] = (
    (UploadQuery(in_force_from=AT - HOUR), {}, "in_force_from: got '2026-11-22T09:00:00\\+00:00', accepted is a m"),
    (UploadQuery(in_force_from=datetime(2030, 1, 1)), {}, "in_force_from: got '2030-01-01 00:00:00', accepted"),  # noqa: DTZ001
    (UploadQuery(name="x"), {}, "name: got 'x', accepted is nothing: only outage prompts have names"),
    (UploadQuery(), {"kind": "jingle"}, "kind: got 'jingle', accepted is a kind of announcement"),
    (UploadQuery(), {"language": "EN"}, "language: got 'EN', accepted is a language"),
    (UploadQuery(), {"project": "x"}, "project: got 'x', accepted is a whole number"),
)


async def test_what_cannot_be_is_refused_and_changes_nothing(place: Place) -> None:
    for query, path, told in REFUSED:
        with pytest.raises(BadInput, match=told):
            await place.add(query, by=ADMIN, **path)

    assert await place.standings() == {}
    assert not (place.sounds / "own").exists()


async def test_what_is_no_sound_leaves_nothing_behind(place: Place) -> None:
    place.file.write_text("no sound")
    with pytest.raises(BadInput, match="file: got something that is no sound"):
        await place.add()

    assert await place.standings() == {}


async def test_a_preview_sounds_as_what_is_kept_and_keeps_nothing(place: Place) -> None:
    preview = await place.preview()
    unkept = await place.standings()
    made = await place.add()

    assert unkept == {}
    assert (await place.hear(made.id)).data == preview


async def test_outage_prompts_with_names_stand_beside_each_other(place: Place) -> None:
    made = [await place.add(UploadQuery(name=name), kind="outage") for name in ("Long waits", "Flood")]
    await place.reload()
    names = {name for project, name, _ in place.catalog.outage_prompts if project == place.project}

    assert [each.version for each in made] == [2, 1]
    assert names == {"Long waits", "Flood"}


async def test_everybody_s_take_a_role_in_all_projects(place: Place) -> None:
    some = Actor(UserId(2), "Hugo", only_in([place.project], Role.ADMIN), None)
    mine, everybodys = await place.add(by=some), await place.add(project="all")

    assert (mine.project_id, everybodys.project_id, everybodys.version) == (place.project, None, 2)
    assert (await place.hear(everybodys.id, some)).content_type == "audio/wav"
    with pytest.raises(Forbidden):
        await place.add(by=some, project="all")
    with pytest.raises(NotFound):
        await place.add(by=some, project=str(place.other))
    elsewhere = Actor(UserId(3), "Nina", only_in([place.other], Role.ADMIN), None)
    with pytest.raises(NotFound):
        await place.hear(mine.id, elsewhere)


@pytest.fixture
async def feed(database: Database) -> AsyncIterator[CatalogFeed]:
    """A catalog that nobody tells of changes: the database's word never comes."""
    listener = Listener(database.url)
    feed = CatalogFeed(database, listener, SystemClock())
    await feed.load()
    async with in_background(feed.run()):
        yield feed


async def test_what_was_planned_comes_into_force_by_itself(place: Place, feed: CatalogFeed) -> None:
    soon = "UPDATE announcements SET in_force_from = clock_timestamp() + interval '0.2 s' WHERE id = $1"
    made = await place.add()
    await place.database.execute(soon, made.id)
    await feed.load()

    def version() -> int | None:
        found = feed.catalog.announcement(ProjectId(place.project), QA, ("en",))
        return found.id if found else None

    await until(lambda: version() == made.id)
