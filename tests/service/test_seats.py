"""How changes of agents' seats become durable."""

import asyncio
from contextlib import suppress

from msgspec.structs import replace

from kernel.ids import AgentId
from service.seats import SeatWriter
from store.errors import WriteRefused
from store.journal import Write
from tests.telephony.kit import at
from workforce import model as m

ANNA = m.Agent(id=AgentId(1), name="Anna", endpoint="PJSIP/anna", skills=frozenset(), projects=frozenset())
AWAY = m.Seat(state=m.SignedOut(since=at(0)))
IDLE, LUNCH = m.Seat(state=m.Available(since=at(1))), m.Seat(state=m.Break(since=at(2), reason="Lunch"))


class Kept:
    """A journal that only remembers."""

    def __init__(self) -> None:
        self.writes: list[Write] = []

    async def write(self, write: Write) -> None:
        self.writes.append(write)


async def test_a_writer_that_is_stopped_writes_what_it_knows_every_change_a_fact_and_the_last_one_the_row() -> None:
    journal = Kept()
    writer = SeatWriter(journal)
    running = asyncio.create_task(writer.run())

    writer.hear(ANNA, AWAY, IDLE)
    writer.hear(ANNA, IDLE, IDLE)
    writer.hear(ANNA, IDLE, LUNCH)
    await asyncio.sleep(0)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    (write,) = journal.writes
    assert [fact.kind for fact in write.facts] == ["Available", "Break"]
    assert [row.args[1] for row in write.rows] == [LUNCH]


async def test_a_seat_that_the_database_refuses_keeps_no_other_from_being_written() -> None:
    class Picky(Kept):
        async def write(self, write: Write) -> None:
            if write.facts[0].subject_id == "1":
                raise WriteRefused(ValueError("an unsupported escape"))
            await super().write(write)

    journal = Picky()
    writer = SeatWriter(journal)
    running = asyncio.create_task(writer.run())

    writer.hear(ANNA, IDLE, LUNCH)
    writer.hear(replace(ANNA, id=AgentId(2)), IDLE, LUNCH)
    await asyncio.sleep(0)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert [fact.subject_id for write in journal.writes for fact in write.facts] == ["2"]
