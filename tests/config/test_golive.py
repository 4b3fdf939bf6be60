"""What a project lacks before it takes calls."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from config.announcements.model import lacks
from config.catalog import Catalog
from config.golive import checklist, languages_of, open_items
from config.model import AnnouncementKind, Hours, Interval, Project
from config.prompts import Prompts, install_sounds
from config.seed import OPEN_PROJECT, ORDERS_DID, seed_demo
from config.store import load_catalog
from store.pool import Database

CALLBACK = AnnouncementKind.QA_CALLBACK
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OFFICE = dict.fromkeys(range(1, 6), (Interval(540, 1020),))


@pytest.fixture
async def catalog(database: Database) -> Catalog:
    await seed_demo(database)
    return await load_catalog(database, NOW)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    install_sounds(tmp_path)
    return tmp_path


def travel(catalog: Catalog) -> Project:
    return next(project for project in catalog.projects.values() if project.name == OPEN_PROJECT)


def changed(catalog: Catalog, **fields: object) -> Catalog:
    project = replace(travel(catalog), **fields)  # type: ignore[arg-type]
    return replace(catalog, projects=MappingProxyType({project.id: project}))


def opened(catalog: Catalog, sounds: Path) -> list[str]:
    """The open items as code and values."""
    found = open_items(catalog, Prompts(catalog, sounds), travel(catalog).id)
    return [" ".join((item.code, *item.values.values())) for item in found]


async def test_a_project_that_has_all_of_it_can_go_live(catalog: Catalog, sounds: Path) -> None:
    assert opened(catalog, sounds) == []
    assert all(item.done for item in checklist(catalog, Prompts(catalog, sounds), travel(catalog).id))


async def test_an_empty_project_lacks_all_that_it_needs(catalog: Catalog, sounds: Path) -> None:
    bare = changed(catalog, hours=Hours(travel(catalog).zone, {}, {}), language="fr", announce_outbound=True)
    bare = replace(bare, queues=MappingProxyType({}), numbers=MappingProxyType({}))

    said = ["hours", "queue", "number", "announcement qa_inbound fr", "announcement qa_outbound fr"]
    assert opened(bare, sounds) == [*said, "out_of_hours out_of_hours fr"]


async def test_a_queue_that_nobody_has_the_skills_for_is_named(catalog: Catalog, sounds: Path) -> None:
    queues = {id_: replace(queue, skills=frozenset({"bookings", "latin"})) for id_, queue in catalog.queues.items()}

    found = open_items(replace(catalog, queues=MappingProxyType(queues)), Prompts(catalog, sounds), travel(catalog).id)

    assert "No agent of the project with the skills bookings, latin can answer the queue Bookings." in [
        item.sentence for item in found
    ]


async def test_the_announcement_is_there_in_each_language_that_callers_choose_from(
    catalog: Catalog, sounds: Path
) -> None:
    number = replace(catalog.numbers[ORDERS_DID], language="uk", menu=("uk", "fr"))
    spoken = replace(catalog, numbers=MappingProxyType({number.did: number}))

    assert languages_of(spoken, travel(spoken)) == ("en", "fr", "uk")
    assert opened(spoken, sounds) == ["announcement qa_inbound fr", "announcement qa_outbound fr"]


async def test_a_menu_of_languages_is_said_in_any_language_that_callers_may_hear(
    catalog: Catalog, sounds: Path
) -> None:
    number = replace(catalog.numbers[ORDERS_DID], menu=("en", "ru"))
    with_menu = replace(catalog, numbers=MappingProxyType({number.did: number}))
    heard = {key: one for key, one in with_menu.announcements.items() if one.kind is not AnnouncementKind.LANGUAGE_MENU}
    mute = replace(with_menu, announcements=MappingProxyType(heard))
    french = changed(mute, language="fr")
    lacking = [each.language for each in lacks(french, travel(french), "en") if each.needed and each.heard is None]

    assert opened(mute, sounds) == ["menu en"]
    assert lacking == ["en"]


async def test_who_is_called_back_in_their_language_is_told_in_it(catalog: Catalog, sounds: Path) -> None:
    number = replace(catalog.numbers[ORDERS_DID], language="ru")
    told = {key: one for key, one in catalog.announcements.items() if key[1:] != (AnnouncementKind.QA_OUTBOUND, "ru")}
    spoken = replace(catalog, numbers=MappingProxyType({number.did: number}), announcements=MappingProxyType(told))
    bare = replace(spoken, announcements={key: one for key, one in told.items() if key[1:] != (CALLBACK, "ru")})

    assert opened(spoken, sounds) == []
    assert opened(bare, sounds) == ["announcement qa_outbound ru"]


@pytest.mark.parametrize(
    ("fields", "still"),
    [
        ({"announce_inbound": False, "language": "fr"}, ["announcement qa_outbound fr"]),
        ({"announce_inbound": False, "announce_outbound": False, "language": "fr"}, []),
    ],
)
async def test_a_project_that_need_not_announce_needs_no_announcement(
    catalog: Catalog, sounds: Path, fields: dict[str, object], still: list[str]
) -> None:
    assert opened(changed(catalog, **fields), sounds) == still


@pytest.mark.parametrize(
    ("weekly", "exceptions"),
    [(OFFICE, {}), (dict.fromkeys(range(1, 8), (Interval(0, 1440),)), {date(2026, 12, 25): ()})],
)
async def test_who_closes_at_times_says_so(
    catalog: Catalog, sounds: Path, weekly: dict[int, tuple[Interval, ...]], exceptions: dict[date, tuple[()]]
) -> None:
    french = {"announce_inbound": False, "announce_outbound": False, "language": "fr"}
    hours = Hours(travel(catalog).zone, weekly, dict(exceptions))

    assert opened(changed(catalog, hours=hours, **french), sounds) == ["out_of_hours out_of_hours fr"]


async def test_numbers_of_a_project_that_is_being_set_up_count_for_it_alone(database: Database, sounds: Path) -> None:
    await seed_demo(database)
    await database.execute("UPDATE projects SET live = false WHERE name = $1", OPEN_PROJECT)

    catalog = await load_catalog(database, NOW)

    assert catalog.dialled(ORDERS_DID) is None
    assert opened(catalog, sounds) == []
