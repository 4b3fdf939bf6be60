"""Callers and agents are brought together, whatever happens in between."""

from collections import Counter
from datetime import datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ChannelId, QueueId
from telephony import events as ev
from telephony.call import begin, step
from telephony.dispatcher import Dispatcher
from telephony.plan import ToAgent
from telephony.routing import may_take
from telephony.states import Connecting, Ended, Offering, State, Talking, Waiting, agent, leg
from telephony.step import Step
from tests.telephony.floor import FakeFloor
from tests.telephony.kit import PLAN, QUEUE, UNANNOUNCED, arrived, at, states

SUPPORT = replace(UNANNOUNCED, queue=replace(QUEUE, id=QueueId(2), skills=frozenset({"support"})))
SPINNING = 500
"""So many events without rest mean that somebody is given and taken back for ever."""


class StoppedClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return at(self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class House:
    """Calls, floor and dispatcher, joined as the service joins them; mailboxes are read when the test says so."""

    def __init__(self) -> None:
        self.clock = StoppedClock()
        self.floor = FakeFloor()
        self.dispatcher = Dispatcher(self.floor, self.deliver, self.clock)
        self.floor.changed = self.dispatcher.look
        self.calls: dict[CallId, State] = {}
        self.mail: list[tuple[CallId, ev.Event]] = []
        self.staffed_told: Counter[CallId] = Counter()

    def arrive(self, plan_of_support: bool) -> CallId:
        call = CallId(f"call-{len(self.calls)}")
        admission = SUPPORT if plan_of_support else UNANNOUNCED
        event = replace(arrived(admission), at=self.clock.now(), call=call, channel=ChannelId(call))
        self.settle(begin(event))
        return call

    def deliver(self, call: CallId, event: ev.Event) -> bool:
        if isinstance(self.calls[call], Ended):
            return False
        self.staffed_told[call] += isinstance(event, ev.AgentStaffed)
        self.mail.append((call, event))
        return True

    def settle(self, done: Step) -> None:
        call = done.state.call.id
        self.calls[call] = done.state
        self.floor.hear(call, done.facts)
        self.dispatcher.hear(done.state, done.facts)

    def read(self, n: int = 0) -> None:
        call, event = self.mail.pop(n % len(self.mail))
        self.settle(step(self.calls[call], event))

    def read_all(self) -> None:
        for _ in range(SPINNING):
            if not self.mail:
                return
            self.read()
        raise AssertionError("an agent is given and taken back without end")

    def tell(self, call: CallId, event: ev.Event) -> None:
        self.mail.append((call, event))


def in_queue(house: House) -> dict[CallId, AgentId | None]:
    return {c: agent(s) for c, s in house.calls.items() if isinstance(s, Waiting | Offering | Connecting)}


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.house = House()

    @rule(seconds=st.integers(0, 5))
    def time_goes_by(self, seconds: int) -> None:
        self.house.clock.seconds += seconds

    @rule(of_support=st.booleans())
    def a_customer_arrives(self, of_support: bool) -> None:
        self.house.arrive(of_support)

    @rule(who=st.integers(1, 5))
    def an_agent_signs_in(self, who: int) -> None:
        self.house.floor.sign_in(AgentId(who), self.house.clock.now())

    @rule(who=st.integers(1, 5))
    def an_agent_leaves(self, who: int) -> None:
        self.house.floor.leave(AgentId(who))

    @precondition(lambda self: self.house.mail)
    @rule(n=st.integers(0, 9))
    def a_call_reads_its_next_event(self, n: int) -> None:
        """Of any call, but each call reads in order."""
        call, _ = self.house.mail[n % len(self.house.mail)]
        self.house.read([c for c, _ in self.house.mail].index(call))

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9), cause=st.sampled_from([16, 17, 19, 44, None]), whose=st.booleans())
    def a_channel_goes(self, n: int, cause: int | None, whose: bool) -> None:
        state = self._call(n)
        channel = (leg(state) if whose else None) or state.call.customer
        assert channel is not None
        self.house.tell(state.call.id, ev.ChannelGone(at=self.house.clock.now(), channel=channel, cause=cause))

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9))
    def an_agent_picks_up(self, n: int) -> None:
        state, now = self._call(n), self.house.clock.now()
        channel, bridge = leg(state), state.call.bridge
        if channel is not None and bridge is not None:
            self.house.tell(state.call.id, ev.ChannelAnswered(at=now, channel=channel))
            self.house.tell(state.call.id, ev.ChannelBridged(at=now, channel=channel, bridge=bridge))

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9), who=st.integers(1, 5))
    def a_transfer_is_asked_for(self, n: int, who: int) -> None:
        """By somebody who saw the call talking: it may have moved on since."""
        state, now = self._call(n), self.house.clock.now()
        if isinstance(state, Talking | Offering):
            endpoint = self.house.floor.reserve(AgentId(who), state.call.id, now)
            if endpoint is not None:
                target = ToAgent(AgentId(who), endpoint)
                self.house.tell(state.call.id, ev.TransferAsked(at=now, target=target))

    def _call(self, n: int) -> State:
        return list(self.house.calls.values())[n % len(self.house.calls)]

    @invariant()
    def each_entry_is_told_once_that_it_is_staffed(self) -> None:
        assert all(told == 1 for told in self.house.staffed_told.values() if told)

    @precondition(lambda self: not self.house.mail)
    @invariant()
    def who_is_bound_is_bound_to_somebody_who_waits(self) -> None:
        bound = {call: who for who, call in self.house.floor.bound.items()}
        assert bound == {call: who for call, who in in_queue(self.house).items() if who is not None}

    @precondition(lambda self: not self.house.mail)
    @invariant()
    def nobody_waits_while_an_agent_who_may_take_them_is_free(self) -> None:
        unserved = [e.caller for e in self.house.dispatcher.entries() if e.agent is None]
        assert not [(c, a) for c in unserved for a in self.house.floor.free() if may_take(a, c)]

    def teardown(self) -> None:
        house = self.house
        house.read_all()
        assert in_queue(house) == {e.caller.call: e.agent for e in house.dispatcher.entries()}
        self.nobody_waits_while_an_agent_who_may_take_them_is_free()
        self.who_is_bound_is_bound_to_somebody_who_waits()
        for call, state in list(house.calls.items()):
            house.tell(call, ev.HangUpAsked(at=state.call.began_at))
        house.read_all()
        assert house.floor.reserved == house.floor.answered
        assert house.dispatcher.entries() == ()
        assert not house.floor.bound


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)


def test_the_first_caller_gets_the_agent_who_signs_in() -> None:
    house = House()
    first, second = house.arrive(False), house.arrive(False)

    house.floor.sign_in(AgentId(1), at(5))
    house.read_all()

    assert {first: AgentId(1), second: None} == in_queue(house)


def test_an_agent_reserved_for_a_caller_who_has_just_ended_is_given_back() -> None:
    house = House()
    call = house.arrive(False)
    house.calls[call] = states()["ended"]

    house.floor.sign_in(AgentId(1), at(5))

    assert [AgentId(1)] == [free.id for free in house.floor.free()]
    assert house.dispatcher.entries() == ()


def test_an_agent_who_comes_too_late_is_given_back_while_the_first_one_s_phone_rings_on() -> None:
    """A second transfer, asked for while the first one rings."""
    house = House()
    call = house.arrive(False)
    house.floor.sign_in(AgentId(1), at(0))
    house.read_all()
    late = house.floor.reserve(AgentId(2), call, at(1))
    assert late is None
    house.floor.sign_in(AgentId(2), at(1))
    assert house.floor.reserve(AgentId(2), call, at(2)) == "PJSIP/agent-2"

    house.tell(call, ev.TransferAsked(at=at(2), target=ToAgent(AgentId(2), "PJSIP/agent-2")))
    house.read_all()

    assert {call: AgentId(1)} == in_queue(house)
    assert [AgentId(2)] == [free.id for free in house.floor.free()]


def test_a_caller_whom_nobody_could_take_is_not_staffed_until_somebody_signs_in() -> None:
    house = House()
    call = house.arrive(True)
    house.floor.sign_in(AgentId(1), at(0))
    assert not house.staffed_told[call]

    house.floor.sign_in(AgentId(2), at(1))
    house.read_all()

    assert house.calls[call].call.staffed


def test_callers_of_an_earlier_life_keep_their_place() -> None:
    house = House()
    waiting, offering = states()["queued"], states()["offering"]

    house.dispatcher.adopt(waiting)
    house.dispatcher.adopt(replace(offering, call=replace(offering.call, id=CallId("other"))))
    house.dispatcher.adopt(states()["talking"])

    assert [None, AgentId(1)] == [entry.agent for entry in house.dispatcher.entries()]
    assert [at(5), at(5)] == [entry.caller.since for entry in house.dispatcher.entries()]
    assert house.dispatcher.waiting(PLAN.queue.id) == 2
