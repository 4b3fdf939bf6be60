import asyncio

import pytest

from store.errors import InstallationTaken
from store.installation import own_installation
from store.listen import Listener
from store.pool import Database
from tests.conftest import administer
from tests.waiting import in_background, until

CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Bell:
    def __init__(self) -> None:
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1


async def test_a_notification_rings(database: Database) -> None:
    bell, other = Bell(), Bell()
    listener = Listener(database.url)
    listener.subscribe("news", bell.ring)
    listener.subscribe("weather", other.ring)

    async with in_background(listener.run()):
        await until(lambda: bell.rings == 1)
        await database.execute("NOTIFY news")
        await until(lambda: bell.rings == 2)

    assert other.rings == 1


async def test_who_subscribes_while_it_listens_is_rung_too(database: Database) -> None:
    bell, late = Bell(), Bell()
    listener = Listener(database.url)
    listener.subscribe("news", bell.ring)

    async with in_background(listener.run()):
        await until(lambda: bell.rings == 1)
        listener.subscribe("weather", late.ring)
        await until(lambda: late.rings == 1)
        await database.execute("NOTIFY weather")
        await until(lambda: late.rings == 2)


async def test_after_a_broken_connection_it_rings_for_what_may_have_been_missed(database: Database) -> None:
    bell = Bell()
    listener = Listener(database.url)
    listener.subscribe("news", bell.ring)

    async with in_background(listener.run()):
        await until(lambda: bell.rings == 1)
        await administer(database.url, CUT_OFF)
        await until(lambda: bell.rings == 2)
        await database.execute("NOTIFY news")
        await until(lambda: bell.rings == 3)


async def test_it_rings_now_and_then_without_any_notification(database: Database) -> None:
    bell = Bell()
    listener = Listener(database.url, poll_s=0.02)
    listener.subscribe("news", bell.ring)

    async with in_background(listener.run()):
        await until(lambda: bell.rings > 3)


async def test_a_second_service_on_the_same_database_is_refused_in_one_sentence(database: Database) -> None:
    async with own_installation(database.url):
        with pytest.raises(InstallationTaken, match="Another Ringback service works on this database"):
            async with own_installation(database.url, patience_s=0.01):
                pass


async def test_a_service_that_begins_at_once_after_another_has_gone_gets_the_installation(database: Database) -> None:
    for _ in range(20):
        async with own_installation(database.url) as ownership:
            assert ownership.held


async def test_a_lost_installation_is_taken_again(database: Database) -> None:
    async with own_installation(database.url) as ownership, in_background(ownership.keep()):
        first = await holder(database)
        await administer(database.url, f"SELECT pg_terminate_backend({first})")

        async def another_connection_holds_it() -> bool:
            return await holder(database) not in (first, None)

        await until(another_connection_holds_it)
        await until(lambda: ownership.held)


async def holder(database: Database) -> int | None:
    """The server process that holds this database's installation."""
    pid: int | None = await database.fetchval(
        "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE locktype = 'advisory' AND datname = current_database()"
    )
    return pid


async def test_who_loses_the_installation_to_another_is_told(database: Database) -> None:
    async with own_installation(database.url, patience_s=0.01) as first:
        await administer(database.url, CUT_OFF)
        await until(lambda: not first.held)
        async with own_installation(database.url):
            with pytest.raises(InstallationTaken):
                await asyncio.wait_for(first.keep(), 20)
