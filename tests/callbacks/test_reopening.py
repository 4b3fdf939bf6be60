"""A closed case that is opened anew while its customer is missed again: one open case, in either order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from callbacks.model import MissedCall, Word, WordSaid
from kernel.ids import CallId, CaseId, ContactId
from kernel.phone import Phone
from store.errors import Collided
from store.pool import Database, Queryable
from telephony.outcome import Answered
from tests.callbacks.neighbours import PROJECT
from tests.callbacks.rounds import CASE, OLENA, TARAS, missed
from tests.callbacks.town import Town
from tests.waiting import until

HAND = CallId("out-1")
OPEN = "SELECT array_agg(id) FROM cases WHERE closed_at IS NULL"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
"""Transactions of this test that wait for another one."""


async def test_who_is_missed_while_their_case_is_being_opened_anew_joins_it(town: Town) -> None:
    await spoken_to_by_mistake(town)
    async with held_open(town.db, lambda tx: town.cases.tell(tx, CASE, wrong_person(town))):
        await town.rings_in(OLENA)
        following = asyncio.create_task(town.follow())
        await until(lambda: waits(town.db))
    await following

    assert await town.db.fetchval(OPEN) == [CASE]
    assert len((await town.case()).missed) == 2


async def test_a_case_that_is_opened_anew_while_its_customer_is_missed_becomes_one_with_the_new_case(
    town: Town,
) -> None:
    await spoken_to_by_mistake(town)
    async with held_open(town.db, lambda tx: misses_again(town, tx)):
        said = asyncio.create_task(town.desk.word(CASE, HAND, Word.WRONG_PERSON, "Maria"))
        await until(lambda: waits(town.db))
    await said

    assert await town.db.fetchval(OPEN) == [CASE]
    assert len((await town.case()).missed) == 2
    assert (await town.row(2))["close_reason"] == "by_person"


async def test_two_contacts_that_become_one_while_it_is_missed_have_one_case(town: Town) -> None:
    await missed(town, TARAS)
    olena, taras = (ContactId(int(number[-7:])) for number in (OLENA, TARAS))
    town.around.merged[taras] = olena
    async with held_open(town.db, lambda tx: misses_again(town, tx)):
        merging = asyncio.create_task(town.in_transaction(lambda tx: town.cases.contacts_merged(tx, taras, olena)))
        await until(lambda: waits(town.db))
    await merging

    assert await town.db.fetchval(OPEN) == [CASE]


async def test_of_two_transactions_that_wait_for_each_other_one_is_told_to_try_again(town: Town) -> None:
    await missed(town)
    await missed(town, TARAS)
    both = asyncio.Barrier(2)

    async def changes(first: CaseId, second: CaseId) -> None:
        async with town.db.transaction() as tx:
            await town.cases.resettle(tx, first)
            await both.wait()
            await town.cases.resettle(tx, second)

    done = await asyncio.gather(changes(CASE, CaseId(2)), changes(CaseId(2), CASE), return_exceptions=True)

    assert [Collided] == [type(each) for each in done if each is not None]


# ---------------------------------------------------------------------------------------------------------------------


async def spoken_to_by_mistake(town: Town) -> None:
    """The case is closed by the word on a call that an agent dialled."""
    await missed(town)
    await town.dials_by_hand(OLENA, Answered(), HAND)
    await town.follow()
    await town.desk.word(CASE, HAND, Word.SPOKE, "Maria")
    town.clock.advance(minutes=1)


def wrong_person(town: Town) -> WordSaid:
    return WordSaid(at=town.clock.now(), call=HAND, word=Word.WRONG_PERSON, by="Maria")


async def misses_again(town: Town, tx: Queryable) -> None:
    call = MissedCall(call=CallId("1.9"), at=town.clock.now(), reason="queue_timeout", number=Phone(OLENA))
    await town.cases.open_or_join(tx, town.around.project(PROJECT), call)


@asynccontextmanager
async def held_open(db: Database, work: Callable[[Queryable], Awaitable[object]]) -> AsyncIterator[None]:
    """What is done is committed when the block ends."""
    async with db.transaction() as tx:
        await work(tx)
        yield


async def waits(db: Database) -> bool:
    return bool(await db.fetchval(WAITING))
