"""What the feed tells of a busy floor, and that it rests while nobody watches."""

import asyncio
from collections.abc import Mapping, Sequence

from kernel.ids import AgentId, CallId
from monitoring.board import Alarm, Change, Due, LiveAgent, QueueInfo
from monitoring.feed import BoardFeed
from telephony import commands as do
from telephony import facts as fact
from telephony.calls import Calls
from telephony.dispatcher import Dispatcher
from telephony.states import State
from tests.clocks import HandClock
from tests.telephony.kit import at
from workforce import model as m
from workforce.floor import Floor

ANNA = m.Agent(id=AgentId(1), name="Anna", endpoint="PJSIP/anna", skills=frozenset(), projects=frozenset())


class Setup:
    """Counts how often somebody builds a board."""

    def __init__(self) -> None:
        self.asked = 0

    def queues(self) -> Sequence[QueueInfo]:
        self.asked += 1
        return ()

    def project_names(self) -> Mapping[int, str]:
        return {1: "Orders"}


class NoJournal:
    async def write(self, state: State, facts: Sequence[fact.Fact]) -> None:
        raise AssertionError("no call is made here")


class Room:
    """A floor with one agent, and the feed that shows it."""

    def __init__(self) -> None:
        clock, self.due = HandClock(at(0)), 0
        self.setup = Setup()
        self.floor = Floor(clock)
        self.floor.staff([ANNA], {})
        calls = Calls(NoJournal(), _ignore, clock)
        dispatcher = Dispatcher(self.floor, calls.deliver, clock)
        self.feed = BoardFeed(
            calls, self.floor, dispatcher, self.setup, _all_well, clock, demo=False, callbacks_due=lambda: {1: self.due}
        )
        self.floor.listen(self.feed.hear_seat)


def _ignore(_call: CallId, _commands: Sequence[do.Command]) -> None: ...


def _all_well() -> Sequence[Alarm]:
    return ()


async def test_a_floor_that_nobody_watches_builds_no_board() -> None:
    room = Room()

    room.floor.happened(ANNA.id, m.ReadyAsked(at=at(1)))
    await asyncio.sleep(0)

    assert room.setup.asked == 0


async def test_what_happens_within_a_moment_is_told_together() -> None:
    room = Room()
    told: list[Sequence[Change]] = []
    heard = asyncio.Event()

    def listener(changes: Sequence[Change]) -> None:
        told.append(changes)
        heard.set()

    leave = room.feed.subscribe(listener)
    room.floor.happened(ANNA.id, m.ReadyAsked(at=at(1)))
    room.floor.happened(ANNA.id, m.BreakAsked(at=at(2), reason="Lunch"))
    async with asyncio.timeout(20):
        await heard.wait()
    leave()

    shown = [change.value.state for change in told[0] if isinstance(change.value, LiveAgent)]
    assert (shown, len(told)) == (["break"], 1)


async def test_what_changed_unwatched_is_in_the_first_board() -> None:
    room = Room()
    told: list[Sequence[Change]] = []
    room.floor.happened(ANNA.id, m.BreakAsked(at=at(1), reason="Lunch"))

    leave = room.feed.subscribe(told.append)
    board = room.feed.snapshot()
    leave()

    assert ([agent.state for agent in board.agents], told) == (["break"], [])


async def test_how_many_callbacks_are_due_is_told_like_everything_else() -> None:
    room, told = Room(), list[Change]()
    room.due = 2
    room.feed.subscribe(told.extend)
    room.due = 3

    assert room.feed.snapshot().due == [Due("1", 1, 3)]
    assert told == [Change("due", "1", Due("1", 1, 3))]
