"""Those who wait are looked after: each hears their place at the right moment, and nobody waits long after closing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, QueueId
from telephony import facts as fact
from telephony.calls import Calls
from telephony.plan import Plan, Sound
from telephony.queue_watch import QueueWatch
from telephony.states import State, Waiting
from telephony.step import Step
from telephony.telling import FARTHEST, Answered, Place, Wait
from tests.telephony.kit import UNANNOUNCED, at
from tests.telephony.test_dispatcher import House

TELLING = replace(UNANNOUNCED, queue=replace(UNANNOUNCED.queue, tell_position=True, tell_wait=True))


class Floor(House):
    """Implements what the watch asks of calls, of the set-up, and of how fast a queue moves."""

    def __init__(self, plan: Plan = TELLING) -> None:
        super().__init__()
        self.plan = plan
        self.answers: list[Answered] = []
        self.silent = False
        self.until: datetime | None = None
        self.told: list[tuple[CallId, Place]] = []
        self.watch = QueueWatch(cast(Calls, self), self.dispatcher, self, self, self.clock)

    def settle(self, done: Step) -> None:
        super().settle(done)
        call = done.state.call.id
        self.told += [(call, Place(f.position, f.wait)) for f in done.facts if isinstance(f, fact.PlaceTold)]
        self.watch.hear(done.state, done.facts)

    def state(self, call: CallId) -> State | None:
        return self.calls.get(call)

    def place_sounds(self, plan: Plan, place: Place) -> tuple[Sound, ...]:
        return () if self.silent else (Sound("sound:place", f"{place}"),)

    def serve_until(self, plan: Plan, at: datetime) -> datetime | None:
        return self.until

    def answered(self, queue: QueueId, since: datetime) -> Sequence[Answered]:
        return self.answers

    def pass_time(self, seconds: float) -> None:
        self.clock.at += timedelta(seconds=seconds)
        self.watch.look()
        self.read_all()

    def queue(self) -> CallId:
        call = CallId(f"call-{len(self.calls)}")
        self.arrive_with(self.plan, call)
        self.read_all()
        return call

    def over(self, call: CallId) -> None:
        """What was said to them has ended."""
        self.calls[call] = replace(cast(Waiting, self.calls[call]), playback=None, telling=False)


def test_who_waits_hears_their_place_and_who_gets_an_agent_at_once_nothing() -> None:
    floor = Floor()
    floor.floor.sign_in(AgentId(1), at(0))

    served, first, second = floor.queue(), floor.queue(), floor.queue()

    assert floor.told == [(first, Place(1)), (second, Place(2))]
    assert served not in dict(floor.told)


def test_a_place_that_is_better_is_told_a_minute_later_and_no_other() -> None:
    floor = Floor()
    calls = [floor.queue() for _ in range(3)]
    for call in calls:
        floor.over(call)
    floor.told.clear()

    floor.floor.sign_in(AgentId(1), floor.clock.now())
    floor.read_all()
    floor.pass_time(59)
    too_early = list(floor.told)
    floor.pass_time(1)

    assert too_early == []
    assert floor.told == [(calls[1], Place(1)), (calls[2], Place(2))]


def test_the_expected_wait_is_told_with_it_once_enough_were_answered() -> None:
    floor = Floor()
    floor.answers = [Answered(at(0), at(60 * n)) for n in range(1, 11)]

    for _ in range(3):
        floor.queue()

    assert [place.wait for _, place in floor.told] == [Wait.UNDER_2, Wait.FROM_2_TO_5, Wait.FROM_2_TO_5]


def test_whoever_stands_far_back_is_told_their_own_wait_and_that_there_are_many() -> None:
    floor = Floor()
    floor.answers = [Answered(at(0), at(30 * n)) for n in range(1, 11)]

    for _ in range(40):
        floor.queue()

    assert floor.told[-1][1] == Place(FARTHEST, Wait.OVER_10)


@pytest.mark.parametrize("what", ["position", "wait"])
def test_a_queue_tells_only_what_it_is_set_to_tell(what: str) -> None:
    tells = {f"tell_{each}": each == what for each in ("position", "wait")}
    floor = Floor(replace(TELLING, queue=replace(TELLING.queue, **tells)))
    floor.answers = [Answered(at(0), at(60 * n)) for n in range(1, 11)]
    floor.queue()

    [(_, told)] = floor.told
    assert told == (Place(1) if what == "position" else Place(None, Wait.UNDER_2))


def test_what_cannot_be_said_is_not_told() -> None:
    floor = Floor()
    floor.silent = True

    floor.queue()

    assert floor.told == []


def test_a_project_that_is_closed_early_serves_those_who_wait_for_its_grace_and_no_longer() -> None:
    floor = Floor()
    call = floor.queue()
    floor.until = at(120)
    floor.pass_time(1)
    closed_early = cast(Waiting, floor.calls[call])
    floor.until = at(300)
    floor.pass_time(1)

    assert closed_early.deadline == at(120)
    assert floor.calls[call] == closed_early
