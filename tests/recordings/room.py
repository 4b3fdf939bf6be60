"""A spool, an archive and a worker between them, with what the switch would have written."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from kernel.http import Actor
from kernel.ids import AgentId, CallId, ChannelId, ProjectId, QueueId, UserId
from kernel.permissions import Role, everywhere
from kernel.phone import Known, Phone
from recordings import store
from recordings.analysis import RATE, Samples
from recordings.archive import DirectoryArchive
from recordings.capture import DiskFloor, SpoolRoom
from recordings.encoder import Encoder
from recordings.upkeep import Upkeep
from recordings.worker import Worker
from store.pool import Database, Record
from telephony import facts as fact
from telephony.execute import side
from telephony.outcome import Answered, Direction
from telephony.plan import Plan, QueuePlan
from telephony.states import Call, Ended, Recording, State, Talking, Waiting
from tests.clocks import HandClock

CALL = CallId("1795000000.7")
PROJECT = ProjectId(1)
AGENT = AgentId(1)
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CUSTOMER_HZ, OUR_HZ = 440.0, 1000.0
PLENTY = 10**12


class Killed(BaseException):
    """What a `kill -9` leaves no time for: nothing in the code under test may catch it."""


class Room:
    """`dies_at` names the boundary at which the worker is killed."""

    def __init__(self, database: Database, home: Path, encoder: Encoder) -> None:
        self.db = database
        self.clock = HandClock(START)
        self.free = PLENTY
        self.dies_at = ""
        self.scratch = home / "archive" / ".incoming"
        (home / "spool").mkdir()
        self.floor = DiskFloor([home / "spool"], 500, self.clock, lambda _place: self.free)
        self.spool = SpoolRoom(home / "spool", self.floor)
        self.archive = DirectoryArchive(home / "archive")
        self.worker = Worker(database, self.spool, self.archive, encoder, self.clock, self.scratch, self._reached)
        self.upkeep = Upkeep(database, self.spool, self.archive, self.clock)

    def _reached(self, name: str) -> None:
        if name == self.dies_at:
            raise Killed(name)

    async def begin(self, call: CallId = CALL) -> None:
        """The switch has begun to write, at START."""
        await self.write(talking(call), fact.RecordingBegan(at=START, path=str(self.spool.raw_path(call))))

    async def end(self, seconds: float, call: CallId = CALL, rested_s: float = 60) -> None:
        """The call is over, and `rested_s` have passed: by default time enough for its files to be whole."""
        at = START + timedelta(seconds=seconds)
        await self.write(ended(call, at), fact.CallEnded(at=at, outcome=Answered()))
        self.clock.advance(seconds=seconds + rested_s)

    async def write(self, state: State, *facts: fact.Fact) -> None:
        """As the journal does, in one transaction."""
        async with self.db.transaction() as tx:
            for sql, args in store.rows_for(state, facts):
                await tx.execute(sql, *args)

    def switch_wrote(self, customer: Samples | None, ours: Samples | None, call: CallId = CALL) -> None:
        """At START, so that the files have rested by the time the worker comes."""
        for which, samples in (("in", customer), ("out", ours)):
            if samples is not None:
                path = side(self.spool.raw_path(call), which)
                path.write_bytes(samples.astype("<i2").tobytes())
                os.utime(path, (START.timestamp(), START.timestamp()))

    async def work(self) -> None:
        """Until nothing is due."""
        while await self.worker.take():
            pass

    async def row(self, call: CallId = CALL) -> Record:
        return await self.db.fetchrow("SELECT * FROM recordings WHERE call_id = $1", call)

    def in_spool(self) -> list[str]:
        return sorted(path.name for path in self.spool.spool.iterdir())

    def in_archive(self) -> list[str]:
        root = self.archive.root
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def tone(hertz: float, seconds: float, level: float = 0.2) -> Samples:
    times = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(np.round(level * 32767 * np.sin(2 * np.pi * hertz * times)), dtype=np.int16)


def nothing(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.int16)


def level_db(samples: Samples, hertz: float) -> float:
    """The level of one frequency against full scale."""
    window = np.hanning(len(samples))
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE)
    amplitude = 2 * abs(np.dot(samples * window, turning)) / window.sum() / 32768
    return float(20 * np.log10(max(float(amplitude), 1e-6)))


def a_call(call: CallId, recording: Recording) -> Call:
    queue = QueuePlan(id=QueueId(1), name="sales")
    return Call(
        id=call,
        direction=Direction.INBOUND,
        caller=Known(Phone("+380441234567")),
        dialled="+380800000001",
        began_at=START - timedelta(seconds=5),
        plan=Plan(project=PROJECT, project_name="demo", queue=queue),
        customer=ChannelId(call),
        queued_at=START,
        recording=recording,
    )


def talking(call: CallId = CALL, recording: Recording = Recording.ON) -> Talking:
    return Talking(call=a_call(call, recording), agent=AGENT, leg=ChannelId(f"{call}~a1"))


def waiting(call: CallId = CALL, recording: Recording = Recording.ON) -> Waiting:
    return Waiting(call=a_call(call, recording), deadline=START + timedelta(minutes=10))


def ended(call: CallId, at: datetime, recording: Recording = Recording.ON) -> Ended:
    return Ended(call=a_call(call, recording), outcome=Answered(), at=at)


def supervisor(user_id: int) -> Actor:
    return Actor(UserId(user_id), "Olena", everywhere(Role.SUPERVISOR), None)


async def furnish(database: Database, retention_days: Sequence[int] = (90,)) -> None:
    """A project for each retention, numbered from one, and an agent."""
    for project, days in enumerate(retention_days, start=1):
        await database.execute(
            "INSERT INTO projects (id, name, zone, region, retention_days) VALUES ($1, $2, 'Europe/Kyiv', 'UA', $3)",
            project,
            f"demo-{project}",
            days,
        )
    await database.execute("INSERT INTO agents (id, name, endpoint) VALUES (1, 'Taras', 'PJSIP/agent-1')")


def silent_spans(samples: Samples, at_least_s: float) -> list[tuple[float, float]]:
    """Where there is nothing at all (digital zero) for at least that long, in order."""
    quiet = np.concatenate(([0], (samples == 0).astype(np.int8), [0]))
    edges = np.diff(quiet)
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long_enough = (ends - begins) >= at_least_s * RATE
    return [(float(b / RATE), float(e / RATE)) for b, e in zip(begins[long_enough], ends[long_enough], strict=True)]
