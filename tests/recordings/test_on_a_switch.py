"""What MixMonitor really writes, archived by the real worker. The numbers of ADR 3 come from here."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kernel.clock import SystemClock
from kernel.ids import CallId
from lab.behaviours import Answers
from lab.lab import Lab
from lab.leg import Leg
from lab.phone import Phone
from lab.switches import Switches, installed
from recordings import store
from recordings.analysis import RATE, Samples
from recordings.archive import DirectoryArchive
from recordings.capture import DiskFloor, SpoolRoom
from recordings.encoder import Encoder
from recordings.worker import Worker
from store.pool import Database, Record
from telephony import facts as fact
from telephony.ari import requests
from telephony.ari.manager import Manager, open_manager
from telephony.ari.outcomes import AlreadyGone
from telephony.execute import mix_monitor_options
from telephony.outcome import Answered
from telephony.states import State
from tests.lab.switchboard import open_switchboard
from tests.recordings.room import CUSTOMER_HZ, OUR_HZ, ended, furnish, level_db, talking
from tests.starving import starved_s
from tests.waiting import in_background, until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

WIRE_S = 0.1
"""How far the stored length may be from what was on the wire, on a machine that keeps nobody waiting."""
APART_DB = 40.0


@dataclass
class Recorded:
    """A call that is being recorded: customer and agent hear each other and speak their tones."""

    call: CallId
    caller: Leg
    phone: Phone
    manager: Manager
    began_at: datetime
    starved_s: float
    """Until then; see `tests.starving`."""


@dataclass
class Archived:
    """`at_least_s` and `at_most_s` are what was on the wire: until the hang-up was asked for, and until it was seen.

    For `starved_s` of it the machine gave the phones no time to speak.
    """

    row: Record
    customer: Samples
    ours: Samples
    at_least_s: float
    at_most_s: float
    starved_s: float


@pytest.fixture(scope="module")
def switches() -> Iterator[Switches]:
    running = Switches(installed())
    asyncio.run(running.start())
    try:
        yield running
    finally:
        asyncio.run(running.stop())


@pytest.fixture
async def lab(switches: Switches) -> AsyncIterator[Lab]:
    async with Lab(switches) as opened:
        yield opened


class Desk:
    """Puts calls through, and sees their recordings into the archive."""

    def __init__(self, lab: Lab, db: Database, home: Path) -> None:
        self.lab = lab
        self.db = db
        self.clock = SystemClock()
        self.archive = DirectoryArchive(home / "archive")
        self.room = SpoolRoom(lab.access.recordings, DiskFloor([lab.access.recordings], 1, self.clock))

    @asynccontextmanager
    async def call(self, codec: str) -> AsyncIterator[Recorded]:
        lab = self.lab
        async with (
            open_switchboard(lab),
            open_manager(lab.manager_access) as manager,
            lab.phone("agent-1", codec=codec, behaviour=Answers(speaks=OUR_HZ)) as phone,
            lab.customer("+380441234567", dials="+380800000001") as caller,
        ):
            await phone.answered()
            await caller.speak(CUSTOMER_HZ)
            await caller.hear(0.5)
            call = await self._customers_channel()
            path = self.room.path_for(call, self.clock.now())
            assert isinstance(path, Path)
            assert not isinstance(await manager.mix_monitor(call, mix_monitor_options(path)), AlreadyGone)
            began = fact.RecordingBegan(at=self.clock.now(), path=str(path))
            await self._write(talking(call), began)
            yield Recorded(call, caller, phone, manager, began.at, starved_s())

    async def _customers_channel(self) -> CallId:
        channels = await self.lab.http.send(requests.channels_list(), within=20)
        [found] = [channel.id for channel in channels if channel.name.startswith(f"PJSIP/{self.lab.access.trunk}-")]
        return CallId(found)

    async def hang_up(self, recorded: Recorded) -> Archived:
        """The customer hangs up; the worker does the rest."""
        asked_at, starved = self.clock.now(), starved_s() - recorded.starved_s
        await recorded.caller.hang_up()
        at = self.clock.now()
        await recorded.phone.gone()
        await self._write(ended(recorded.call, at), fact.CallEnded(at=at, outcome=Answered()))
        row = await self._archived(recorded.call)
        samples, rate = soundfile.read(str(await self.archive.open(row["path"])), dtype="int16")
        assert rate == RATE
        asked_s, gone_s = ((then - recorded.began_at).total_seconds() for then in (asked_at, at))
        return Archived(row, samples[:, 0], samples[:, 1], asked_s, gone_s, starved)

    async def _write(self, state: State, each: fact.Fact) -> None:
        for sql, args in store.rows_for(state, [each]):
            await self.db.execute(sql, *args)

    async def _archived(self, call: CallId) -> Record:
        async def is_settled() -> bool:
            return (await self._row(call))["next_attempt_at"] is None

        async with Encoder() as encoder:
            scratch = self.archive.root / ".incoming"
            worker = Worker(self.db, self.room, self.archive, encoder, self.clock, scratch)
            async with in_background(worker.run()):
                await until(is_settled, 20)
        return await self._row(call)

    async def _row(self, call: CallId) -> Record:
        return await self.db.fetchrow("SELECT * FROM recordings WHERE call_id = $1", call)


@pytest.fixture
async def desk(lab: Lab, database: Database, tmp_path: Path) -> Desk:
    await furnish(database)
    return Desk(lab, database, tmp_path)


def between(samples: Samples, begin_s: float, end_s: float) -> Samples:
    return samples[round(begin_s * RATE) : round(end_s * RATE)]


def as_long_as_the_wire(archived: Archived) -> bool:
    seconds: float = archived.row["seconds"]
    return archived.at_least_s - archived.starved_s - WIRE_S <= seconds <= archived.at_most_s + WIRE_S


def heard_apart(archived: Archived) -> tuple[float, float]:
    """By how many dB each tone is louder on its own side."""
    customer, ours = (between(side, 0.2, 1.3) for side in (archived.customer, archived.ours))
    return (
        level_db(customer, CUSTOMER_HZ) - level_db(ours, CUSTOMER_HZ),
        level_db(ours, OUR_HZ) - level_db(customer, OUR_HZ),
    )


@pytest.mark.parametrize("codec", ["alaw", "g722", "opus"])
async def test_both_sides_are_whole_though_each_sends_nothing_for_a_while(desk: Desk, codec: str) -> None:
    async with desk.call(codec) as recorded:
        await recorded.caller.hear(1.5)
        await recorded.caller.stop_sending()
        await recorded.caller.hear(1.5)
        await recorded.caller.speak(CUSTOMER_HZ)
        await recorded.caller.hear(0.5)
        await recorded.phone.leg.stop_sending()
        await recorded.phone.hear(1.5)
        await recorded.phone.speak(OUR_HZ)
        await recorded.phone.hear(0.5)
        archived = await desk.hang_up(recorded)

    assert (archived.row["status"], archived.row["sides"], archived.row["detail"]) == ("stored", 2, None)
    assert as_long_as_the_wire(archived)
    assert min(heard_apart(archived)) > APART_DB
    assert not between(archived.customer, 2.0, 2.6).any()
    assert level_db(between(archived.ours, 2.0, 2.6), OUR_HZ) > -20


async def test_while_neither_side_sends_the_recordings_clock_stands_still_and_the_row_says_so(desk: Desk) -> None:
    async with desk.call("alaw") as recorded:
        await recorded.caller.hear(1)
        await recorded.caller.stop_sending()
        await recorded.phone.leg.stop_sending()
        await recorded.caller.hear(3)
        await recorded.caller.speak(CUSTOMER_HZ)
        await recorded.phone.speak(OUR_HZ)
        await recorded.caller.hear(1)
        archived = await desk.hang_up(recorded)

    row = archived.row
    assert row["status"] == "short"
    assert archived.at_least_s - row["seconds"] == pytest.approx(3.0, abs=0.3)
    assert row["detail"].endswith("while neither side sends sound, or while the switch stands still.")


async def test_muting_keeps_the_time_and_stores_silence_on_both_sides(desk: Desk) -> None:
    async with desk.call("g722") as recorded:
        await recorded.caller.hear(1)
        await recorded.manager.mix_monitor_mute(recorded.call, True)
        await desk._write(talking(recorded.call), fact.RecordingMuted(at=desk.clock.now()))
        await recorded.caller.hear(3)
        await recorded.manager.mix_monitor_mute(recorded.call, False)
        await desk._write(talking(recorded.call), fact.RecordingUnmuted(at=desk.clock.now()))
        await recorded.caller.hear(1)
        archived = await desk.hang_up(recorded)

    row = archived.row
    [muted] = row["muted"]
    begin, end = ((datetime.fromisoformat(muted[edge]) - recorded.began_at).total_seconds() for edge in ("from", "to"))
    assert (row["status"], row["detail"]) == ("stored", None)
    assert as_long_as_the_wire(archived)
    for side in (archived.customer, archived.ours):
        assert not between(side, begin + WIRE_S, end - WIRE_S).any()
        assert np.abs(between(side, 0.2, begin - WIRE_S)).max() > 3000


async def test_nothing_is_left_in_the_spool(desk: Desk) -> None:
    async with desk.call("alaw") as recorded:
        await recorded.caller.hear(1)
        await desk.hang_up(recorded)

    assert list(desk.room.spool.glob(f"{recorded.call}*")) == []
