"""The service is killed at every boundary, again and again, while many cases climb the whole ladder at once."""

import os
from collections import Counter
from random import Random

import pytest

from callbacks.attempts import LEASE_S
from callbacks.naming import callback_id, step_of
from callbacks.rules import Policy
from kernel.ids import AgentId, CallId
from tests.callbacks.neighbours import Killed
from tests.callbacks.town import Town, not_reached

CASES = int(os.environ.get("CRASH_CASES", "30"))
"""`CRASH_CASES=1000` takes some minutes, and is what a change of the worker is held against."""

BOUNDARIES = (
    "following",
    "followed",
    "looking",
    "looked",
    "claiming",
    "claimed",
    "dialled",
    "writing",
    "written",
    "delivered",
)
TOGETHER = max(3, CASES // 20)
"""So many agents are free at once."""
LIVES_FOR = max(25, CASES // 4)
"""Boundaries, at most."""
PATIENT = Policy(tolerance_minutes=600, useful_hours=1000)
"""The storm takes its time, and the tests of the policy are elsewhere."""


class Storm:
    """What happens outside goes on while the service lives and dies. Every ring of a phone is counted."""

    def __init__(self, town: Town, chance: Random) -> None:
        self.town = town
        self.chance = chance
        self.killed: Counter[str] = Counter()
        self.rings: Counter[CallId] = Counter()
        self.up: dict[CallId, str] = {}
        self.spooled: dict[CallId, str] = {}

    async def drive(self) -> None:
        """Until nothing is due, begun or unread at this hour."""
        while not await self._is_quiet():
            self._choose_a_death()
            died_at = await self._live_until_killed()
            if died_at:
                self.killed[died_at] += 1
                await self._switch_has(died_at == "dialled")
                self.town.restart()
                await self.town.rulebook.load()
            self.town.dies_after, self.town.dies_at = 0, ""
            await self._calls_end()
            self.town.clock.advance(seconds=LEASE_S / 2)

    def _choose_a_death(self) -> None:
        """At a boundary at which nobody has died yet, between claim and call, or anywhere."""
        missing = [name for name in BOUNDARIES if name not in self.killed]
        if self.chance.random() < 0.6:
            self.town.dies_at = self.chance.choice([*missing, "claimed"])
        else:
            self.town.dies_after = self.chance.randint(1, LIVES_FOR)

    async def _live_until_killed(self) -> str:
        """Where it was; empty for a service that lives on."""
        try:
            await self._live_a_little()
        except Killed as killed:
            return str(killed)
        except BaseExceptionGroup as together:
            killed_in, others = together.split(Killed)
            if killed_in is None or others is not None:
                raise
            return str(killed_in.exceptions[0])
        return ""

    async def _live_a_little(self) -> None:
        town = self.town
        await town.follower.take()
        await town.worker.look_after()
        await town.round()
        for want in list(town.floor.wants)[:TOGETHER]:
            step = step_of(want.call)
            assert step is not None
            town.floor.reserved[want.call] = AgentId(1)
            await town.worker.place(step, AgentId(1), "PJSIP/agent-1")
        await self._switch_has(False)
        if self.chance.random() < 0.3:
            await town.twilio.run()

    async def _switch_has(self, died: bool) -> None:
        """The switch is asked after the row is written, or the spool; who dies before that has asked for nothing."""
        asked, self.town.floor.asked = self.town.floor.asked, []
        for each in asked:
            if died and each is asked[-1] and self.chance.random() < 0.5:
                continue
            await self._rings(each.call, each.number.e164)

    async def _rings(self, call: CallId, number: str) -> None:
        self.rings[call] += 1
        self.up[call] = number
        if self.chance.random() < 0.2:
            self.town.floor.channels.add(call)
            self.spooled[call] = number
            self.town.current = False
        else:
            await self.town.callback_is_up(call, number)

    async def _calls_end(self) -> None:
        """What lay in the spool is written first, as the journal does."""
        if self.spooled and self.chance.random() < 0.5:
            for call, number in self.spooled.items():
                await self.town.callback_is_up(call, number)
            self.spooled.clear()
            self.town.current = True
        for call in [call for call in self.up if call not in self.spooled]:
            if self.chance.random() < 0.5:
                del self.up[call]
                await self.town.callback_ends(call, not_reached())

    async def _is_quiet(self) -> bool:
        if self.up or await self.town.follower.lag():
            return False
        unfinished = await self.town.db.fetchval(
            "SELECT count(*) FROM steps WHERE status = 'begun' OR (status = 'planned' AND due_at <= $1)",
            self.town.clock.now(),
        )
        return not unfinished


async def test_no_attempt_or_text_is_doubled_or_lost_wherever_the_service_is_killed(town: Town) -> None:
    storm = Storm(town, Random(7))
    await town.rules(PATIENT)
    for n in range(CASES):
        await town.rings_in(f"+38067{1234000 + n}")
    await storm.drive()
    while await town.count("SELECT count(*) FROM cases WHERE closed_at IS NULL"):
        town.clock.advance(hours=4)
        await storm.drive()
    reached = await town.db.fetch(
        "SELECT case_id, count(*) AS calls FROM steps WHERE outcome = 'no_answer' GROUP BY case_id"
    )
    placed = {callback_id(row["id"]) for row in await town.db.fetch("SELECT id FROM steps WHERE outcome = 'no_answer'")}
    texts = Counter(row["case_id"] for row in await town.db.fetch("SELECT case_id FROM texts"))

    assert [row["calls"] for row in reached] == [2] * CASES, "every case was called twice"
    assert set(storm.rings) == placed, "what rang is known to have rung"
    assert list(texts.values()) == [1] * CASES, "every case was texted once"
    assert len(town.twilio.wire) == len(set(town.twilio.wire)) == CASES
    assert await ends(town) == {"ladder_exhausted": CASES}
    assert set(BOUNDARIES) <= set(storm.killed), "every boundary was a place to die at"


async def test_who_dies_while_finding_out_leaves_it_to_the_next(town: Town) -> None:
    await town.rings_in("+380671234501")
    await town.follow()
    town.clock.advance(minutes=4)
    town.dies_at = "claimed"
    with pytest.raises(Killed):
        await town.take()
    town.restart()
    town.clock.advance(seconds=LEASE_S + 1)
    town.dies_at = "found_out"
    with pytest.raises(Killed):
        await town.worker.look_after()
    town.restart()
    await town.worker.look_after()

    assert await town.steps() == [("call", "done", "never_placed"), ("call", "planned", None)]


async def ends(town: Town) -> dict[str, int]:
    rows = await town.db.fetch("SELECT close_reason, count(*) AS n FROM cases GROUP BY close_reason")
    return {row["close_reason"]: row["n"] for row in rows}
