"""One ordered mailbox per call: durable, told, carried out; and no call harms another."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ChannelId
from telephony import calls as module
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.calls import MAILBOX_BOUND, Calls
from telephony.outcome import OfferEnd
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Dismissing,
    Ended,
    Offering,
    RingingCustomer,
    State,
    Talking,
    Waiting,
)
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CALL,
    COLLEAGUE,
    CUSTOMER,
    CUSTOMER_OUT,
    LEG,
    MESSAGE,
    PLAN,
    START,
    TO_COLLEAGUE,
    UNANNOUNCED,
    arrived,
    at,
    states,
)
from tests.waiting import until

OTHER = CallId("other")
ASSIGNED = ev.AgentAssigned(at=at(10), agent=AGENT, endpoint="PJSIP/agent-1")
PLAYED = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)


class LoopClock:
    """The event loop's own time, from a beginning of the test's choosing."""

    def __init__(self, seconds: float = 0) -> None:
        self._zero = asyncio.get_running_loop().time() - seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time() - self._zero


class FakeJournal:
    """Implements `telephony.ports.CallJournal`. Writes of a call that is in `held` wait until it is let go."""

    def __init__(self, story: list[tuple[str, str]]) -> None:
        self.story = story
        self.held: dict[CallId, asyncio.Event] = {}
        self.broken = False

    async def write(self, state: State, facts: Sequence[fact.Fact]) -> None:
        if self.broken:
            raise OSError("The disk is full.")
        await asyncio.sleep(0)
        if held := self.held.get(state.call.id):
            await held.wait()
        self.story.extend(("written", type(each).__name__) for each in facts)


class Office:
    """Calls with all that is around them, and what was told and carried out, in order."""

    def __init__(self) -> None:
        self.story: list[tuple[str, str]] = []
        self.told: list[tuple[CallId, fact.Fact]] = []
        self.commands: list[do.Command] = []
        self.comparisons = 0
        self.journal = FakeJournal(self.story)
        self.calls = Calls(self.journal, self._carry_out, LoopClock())
        self.calls.listen(self._hear)
        self.calls.overflowed = self._compare

    def _hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        self.told.extend((state.call.id, each) for each in facts)
        self.story.extend(("told", type(each).__name__) for each in facts)

    def _carry_out(self, call: CallId, commands: Sequence[do.Command]) -> None:
        self.commands.extend(commands)
        self.story.extend(("done", type(each).__name__) for each in commands)

    def _compare(self) -> None:
        self.comparisons += 1

    def facts(self, call: CallId = CALL) -> list[fact.Fact]:
        return [each for whose, each in self.told if whose == call]

    async def comes_to(self, kind: type[State], call: CallId = CALL) -> None:
        await until(lambda: isinstance(self.calls.state(call), kind))

    async def ends(self, call: CallId = CALL) -> None:
        await until(lambda: self.calls.has_ended(call))

    async def reads(self, count: int, call: CallId = CALL) -> None:
        await until(lambda: len(self.facts(call)) >= count)


@asynccontextmanager
async def open_office() -> AsyncIterator[Office]:
    office = Office()
    running = asyncio.create_task(office.calls.run())
    await asyncio.sleep(0)
    try:
        yield office
    finally:
        running.cancel()
        await asyncio.wait([running])


def other(state: State) -> State:
    return replace(state, call=replace(state.call, id=OTHER, customer=ChannelId("other")))


async def test_a_step_is_written_then_told_then_carried_out() -> None:
    async with open_office() as office:
        office.calls.begin(arrived(UNANNOUNCED))
        await office.comes_to(Waiting)
        await until(lambda: bool(office.commands))

    assert [
        *(("written", name) for name in ("CallBegan", "RecordingNotMade", "Queued")),
        *(("told", name) for name in ("CallBegan", "RecordingNotMade", "Queued")),
        *(("done", name) for name in ("Answer", "StartMusic")),
    ] == office.story


async def test_nothing_is_told_or_carried_out_that_is_not_durable() -> None:
    async with open_office() as office:
        office.journal.held[CALL] = asyncio.Event()
        office.calls.begin(arrived())
        office.calls.begin(replace(arrived(), call=OTHER, channel=ChannelId("other")))
        await office.reads(2, OTHER)

        assert office.facts(CALL) == []
        assert {ChannelId("other")} == {each.channel for each in office.commands if isinstance(each, do.Answer)}

        office.journal.held[CALL].set()
        await office.reads(2)


async def test_what_is_shown_of_a_call_can_be_read_from_the_database() -> None:
    async with open_office() as office:
        office.journal.held[CALL] = asyncio.Event()
        office.calls.begin(arrived())
        await office.comes_to(Announcing)
        assert office.calls.told() == []
        office.journal.held.pop(CALL).set()
        await office.reads(2)
        assert [type(each) for each in office.calls.told()] == [Announcing]

        office.journal.held[CALL] = asyncio.Event()
        office.calls.deliver(CALL, PLAYED)
        await office.comes_to(Waiting)
        assert [type(each) for each in office.calls.told()] == [Announcing]
        office.journal.held.pop(CALL).set()
        await until(lambda: [type(each) for each in office.calls.told()] == [Waiting])


async def test_the_events_of_a_call_are_taken_in_their_order() -> None:
    async with open_office() as office:
        office.calls.begin(arrived())
        for event in (
            PLAYED,
            ASSIGNED,
            ev.ChannelRinging(at=at(11), channel=LEG),
            ev.ChannelAnswered(at=at(12), channel=LEG),
            ev.ChannelBridged(at=at(13), channel=LEG, bridge=BRIDGE),
        ):
            assert office.calls.deliver(CALL, event)
        await office.comes_to(Talking)
        await until(lambda: isinstance(office.told[-1][1], fact.AgentConnected))

    assert [at(0), at(0), at(5), at(5), at(10), at(11), at(13), at(13), at(13)] == [e.at for e in office.facts()]


async def test_a_deadline_comes_through_the_loop_s_timer_and_not_before_its_time() -> None:
    short = replace(PLAN.queue, timeout_s=0)
    async with open_office() as office:
        office.calls.adopt(replace(states()["queued"], deadline=office.calls.now() + timedelta(milliseconds=300)))
        office.calls.begin(replace(arrived(replace(UNANNOUNCED, queue=short)), call=OTHER, channel=ChannelId("other")))
        await office.comes_to(Dismissing, OTHER)

        assert isinstance(office.calls.state(CALL), Waiting)

        await office.comes_to(Dismissing)


async def test_a_deadline_that_passed_while_the_service_was_away_comes_at_once() -> None:
    async with open_office() as office:
        office.calls.adopt(replace(states()["queued"], deadline=at(-3600)))

        await office.comes_to(Dismissing)


async def test_a_call_whose_step_is_still_being_written_is_not_to_be_held_against_the_switch() -> None:
    """A leg that it has only decided to ring is on no switch yet: it would be taken for gone."""
    async with open_office() as office:
        office.calls.adopt(states()["ringing_agent"])
        assert CALL in office.calls.settled()
        office.journal.held[CALL] = asyncio.Event()
        office.calls.deliver(CALL, ev.ChannelAnswered(at=at(3), channel=LEG))
        await office.comes_to(RingingCustomer)

        assert office.calls.settled() == {}
        office.journal.held[CALL].set()
        await until(lambda: CALL in office.calls.settled())
        assert any(isinstance(each, do.Ring) for each in office.commands)


async def test_no_deadline_comes_while_the_switch_is_out_of_sight_and_overdue_ones_a_while_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "OVERDUE_S", 0.05)
    async with open_office() as office:
        office.calls.out_of_sight()
        office.calls.adopt(replace(states()["ringing_customer"], deadline=at(-3600)))
        office.calls.adopt(other(replace(states()["queued"], deadline=at(-3600))))
        office.calls.in_sight()
        picked_up = ev.ChannelAnswered(at=office.calls.now(), channel=CUSTOMER_OUT)
        office.calls.deliver(CALL, picked_up)
        await office.comes_to(Dismissing, OTHER)

        assert isinstance(office.calls.state(CALL), AnnouncingOut)


async def test_the_deadline_of_a_state_that_was_left_does_not_come() -> None:
    async with open_office() as office:
        office.calls.adopt(replace(states()["queued"], deadline=office.calls.now() + timedelta(milliseconds=5)))
        office.calls.deliver(CALL, ASSIGNED)
        await office.comes_to(Offering)
        office.calls.adopt(other(replace(states()["queued"], deadline=office.calls.now() + timedelta(milliseconds=9))))
        await office.comes_to(Dismissing, OTHER)

        assert isinstance(office.calls.state(CALL), Offering)


async def test_a_step_that_fails_harms_only_its_own_event() -> None:
    offering = states()["offering"]
    impossible = replace(offering, call=replace(offering.call, bridge=None))
    async with open_office() as office:
        office.calls.adopt(impossible)
        office.calls.adopt(other(states()["queued"]))
        office.calls.deliver(CALL, ev.ChannelAnswered(at=at(12), channel=LEG))
        office.calls.deliver(OTHER, ASSIGNED)
        await office.comes_to(Offering, OTHER)
        await until(lambda: office.comparisons == 1)

        office.calls.deliver(CALL, ev.HangUpAsked(at=at(13)))
        await office.ends()


@pytest.mark.parametrize("event", [ASSIGNED, ev.TransferAsked(at=at(10), target=TO_COLLEAGUE)])
async def test_an_agent_whom_a_failing_call_cannot_take_is_given_back(event: ev.Event) -> None:
    name, who = ("queued", AGENT) if isinstance(event, ev.AgentAssigned) else ("talking", COLLEAGUE)
    state = states()[name]
    async with open_office() as office:
        office.calls.adopt(replace(state, call=replace(state.call, plan=None)))
        office.calls.deliver(CALL, event)
        await office.reads(1)

    assert [fact.OfferEnded(at=at(10), agent=who, how=OfferEnd.CANCELLED)] == office.facts()


async def test_a_full_mailbox_asks_for_a_comparison_and_still_takes_what_binds_an_agent() -> None:
    async with open_office() as office:
        office.journal.held[CALL] = asyncio.Event()
        office.calls.begin(arrived())
        for _ in range(MAILBOX_BOUND + 3):
            office.calls.deliver(CALL, ev.AgentStaffed(at=at(1)))
        assert office.comparisons == 3

        assert office.calls.deliver(CALL, ASSIGNED)
        office.journal.held[CALL].set()
        await office.reads(3)

    assert fact.OfferEnded(at=at(10), agent=AGENT, how=OfferEnd.CANCELLED) == office.facts()[-1]


async def test_an_agent_assigned_while_the_end_is_being_written_is_given_back() -> None:
    async with open_office() as office:
        office.calls.adopt(states()["queued"])
        office.journal.held[CALL] = asyncio.Event()
        office.calls.deliver(CALL, ev.ChannelGone(at=at(9), channel=CUSTOMER, cause=16))
        await office.comes_to(Ended)
        assert office.calls.deliver(CALL, ASSIGNED)
        office.journal.held[CALL].set()
        await office.ends()

        assert fact.OfferEnded(at=at(10), agent=AGENT, how=OfferEnd.CANCELLED) == office.facts()[-1]
        assert not office.calls.deliver(CALL, replace(ASSIGNED, agent=AgentId(3)))


async def test_an_arrival_that_is_seen_twice_is_one_call() -> None:
    async with open_office() as office:
        assert office.calls.begin(arrived())
        assert not office.calls.begin(arrived())
        await office.reads(2)

    assert sum(isinstance(each, fact.CallBegan) for each in office.facts()) == 1


async def test_a_call_of_an_earlier_life_goes_on_where_it_was() -> None:
    office = Office()
    office.calls.adopt(states()["talking"])
    running = asyncio.create_task(office.calls.run())
    office.calls.deliver(CALL, ev.HoldAsked(at=at(50)))
    await office.reads(1)
    running.cancel()
    await asyncio.wait([running])

    assert [fact.Held(at=at(50), by="agent")] == office.facts()


async def test_ended_calls_are_remembered_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENDED_KEPT", 2)
    office = Office()
    office.calls.adopt_ended([CallId("1"), CallId("2"), CallId("3")])

    assert [office.calls.has_ended(CallId(n)) for n in "123"] == [False, True, True]


async def test_a_journal_that_cannot_be_written_ends_the_service() -> None:
    office = Office()
    office.journal.broken = True
    office.calls.begin(arrived())

    with pytest.RaisesGroup(OSError):
        await office.calls.run()
    assert office.commands == []


async def test_leaving_leaves_the_calls_on_the_switch() -> None:
    async with open_office() as office:
        office.calls.adopt(states()["talking"])

    assert office.commands == []
    assert office.facts() == []
