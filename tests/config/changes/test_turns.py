"""Those who wait for their turn to save leave the connections to everybody else."""

import asyncio

import pytest

from config.changes import turns
from config.changes.store import take_turn
from store.errors import Occupied
from store.pool import Database, open_database
from tests.config.changes.kit import ACME, ledger, new


async def test_who_waits_for_a_long_save_is_told_and_keeps_nobody_from_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.3)
    async with open_database(database.url, size=2) as few, database.transaction() as held:
        await take_turn(held, 1)
        book = ledger(few)
        waiting = [asyncio.create_task(book.difference([new("projects", ACME)])) for _ in range(5)]
        await asyncio.sleep(0)

        answer = await few.fetchval("SELECT 1")
        told = await asyncio.gather(*waiting, return_exceptions=True)

    assert answer == 1
    assert [type(each) for each in told] == [Occupied] * 5
