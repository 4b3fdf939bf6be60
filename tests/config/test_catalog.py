from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from config.catalog import Catalog
from config.feed import CatalogFeed
from config.hours import Closed, Open
from config.http import view
from config.model import AnnouncementKind, Number
from config.prompts import OWN_SOUNDS
from config.seed import CLOSED_DID, OPEN_PROJECT, ORDERS_DID, SUPPORT_DID, seed_demo, seed_shipped
from config.store import load_catalog
from kernel.errors import NotFound
from kernel.ids import ProjectId, QueueId
from store.listen import Listener
from store.pool import Database
from tests.clocks import HandClock
from tests.waiting import in_background, until

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
async def demo(database: Database) -> Catalog:
    await seed_demo(database)
    return await load_catalog(database, NOW)


async def test_seeding_twice_changes_nothing(database: Database, demo: Catalog) -> None:
    await seed_demo(database)

    assert await load_catalog(database, NOW) == demo


async def test_the_demo_has_an_open_and_a_closed_line(demo: Catalog) -> None:
    lines = {did: demo.number(did, "GB") for did in (ORDERS_DID, SUPPORT_DID, CLOSED_DID)}

    found = {did: demo.is_open(number.project, NOW) for did, number in lines.items() if number}
    assert found == {ORDERS_DID: Open(None), SUPPORT_DID: Open(None), CLOSED_DID: Closed(None)}


async def test_the_demo_has_agents_for_every_queue(demo: Catalog) -> None:
    for queue in demo.queues.values():
        able = [agent for agent in demo.agents.values() if queue.skills <= agent.skills]
        assert len(able) >= 3
    assert demo.agent_of_endpoint("PJSIP/agent-1").name == "Anna Kovalenko"


async def test_an_announcement_is_had_in_the_first_language_there_is(demo: Catalog) -> None:
    project = next(iter(demo.projects))

    found = [demo.announcement(project, AnnouncementKind.QA_INBOUND, order) for order in (("fr", "uk"), ("fr",))]

    assert [one and one.file for one in found] == ["uk/qa_inbound.wav", None]


async def test_a_change_of_the_tables_reaches_the_catalog(database: Database) -> None:
    await seed_demo(database)
    listener = Listener(database.url)
    feed = CatalogFeed(database, listener, HandClock(NOW))
    async with in_background(listener.run(), feed.run()):
        await until(lambda: len(feed.catalog.projects) == 2)
        await database.execute("UPDATE projects SET name = 'Southlight' WHERE name = $1", OPEN_PROJECT)

        await until(lambda: "Southlight" in {project.name for project in feed.catalog.projects.values()})


async def test_a_row_that_cannot_be_read_leaves_the_last_good_catalog(database: Database) -> None:
    await seed_demo(database)
    listener = Listener(database.url, poll_s=0.05)
    feed = CatalogFeed(database, listener, HandClock(NOW))
    await feed.load()
    good = feed.catalog
    async with in_background(listener.run(), feed.run()):
        await database.execute("UPDATE projects SET zone = 'Mars/Olympus' WHERE name = $1", OPEN_PROJECT)
        await database.execute("UPDATE projects SET zone = 'Europe/Paris' WHERE name = $1", OPEN_PROJECT)

        await until(lambda: feed.catalog != good)
    assert len(feed.catalog.projects) == 2


async def test_the_api_lists_projects_with_what_their_pages_need(demo: Catalog) -> None:
    closed, opened = view(demo, NOW).projects

    assert (closed.open, opened.open) == (False, True)
    assert [queue.name for queue in opened.queues] == ["Bookings", "Support"]
    assert opened.numbers == [ORDERS_DID, SUPPORT_DID]
    assert "Lunch" in opened.break_reasons


def test_breaks_are_for_the_reasons_of_the_projects_asked_for(demo: Catalog) -> None:
    assert demo.break_reasons(demo.projects) == ("Lunch", "Coffee", "Training")
    assert demo.break_reasons([ProjectId(7)]) == ()


def numbers(*dids: str) -> Catalog:
    found = {did: Number(did, ProjectId(1), QueueId(1), "en") for did in dids}
    return Catalog(numbers=MappingProxyType(found))


@pytest.mark.parametrize(
    "dialled", ["+442079460010", "00442079460010", "442079460010", "02079460010", " 020 7946 0010 ", "+44 20 7946 0010"]
)
def test_a_number_is_known_however_the_carrier_writes_it(dialled: str) -> None:
    found = numbers(ORDERS_DID).number(dialled, "GB")

    assert found is not None
    assert found.did == ORDERS_DID


@pytest.mark.parametrize("dialled", ["", "+442079460011", "anonymous", "s", "+", "00", "9" * 100])
def test_another_number_is_unknown(dialled: str) -> None:
    assert numbers(ORDERS_DID).number(dialled, "GB") is None


def test_an_internal_number_is_found_as_it_is_dialled() -> None:
    assert numbers("100").number("100", "GB") is not None


def test_what_is_not_there_is_said_in_one_sentence() -> None:
    with pytest.raises(NotFound, match=r"There is no project 7\."):
        numbers().is_open(ProjectId(7), NOW + timedelta())


def test_every_kind_of_announcement_ships_but_music_which_the_switch_has() -> None:
    spoken = {kind.value for kind in AnnouncementKind if kind is not AnnouncementKind.MUSIC}

    assert {path.stem for path in (OWN_SOUNDS / "en").glob("*.wav")} >= spoken


async def test_a_first_start_has_what_is_said_to_callers_and_no_project(database: Database) -> None:
    await seed_shipped(database)
    found = await load_catalog(database, NOW)

    assert (dict(found.projects), dict(found.agents)) == ({}, {})
    assert found.announcement(None, AnnouncementKind.QA_INBOUND, ("uk",)) is not None
    assert found.announcement(None, AnnouncementKind.LANGUAGE_MENU, ("en",)) is None


async def test_who_has_withdrawn_what_ships_does_not_get_it_back(database: Database) -> None:
    await seed_shipped(database)
    await database.execute("UPDATE announcements SET withdrawn_at = now()")
    await seed_shipped(database)

    assert not (await load_catalog(database, NOW)).announcements
