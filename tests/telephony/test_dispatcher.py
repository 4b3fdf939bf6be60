"""Callers and agents are brought together, whatever happens in between."""

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ChannelId, ProjectId, QueueId
from telephony import events as ev
from telephony.call import begin, step
from telephony.dispatcher import Dispatcher
from telephony.plan import Plan, ToAgent
from telephony.routing import Want, may_take
from telephony.states import (
    Connecting,
    Ended,
    Offering,
    RingingAgent,
    RingingCustomer,
    State,
    Talking,
    Waiting,
    agent,
    leg,
)
from telephony.step import Step, not_offered, plan_of
from tests.clocks import HandClock
from tests.telephony.floor import FakeFloor
from tests.telephony.kit import PLAN, QUEUE, UNANNOUNCED, arrived, at, dial_out, states

SUPPORT = replace(UNANNOUNCED, queue=replace(QUEUE, id=QueueId(2), skills=frozenset({"support"})))
ACME = ProjectId(1)
CALLBACK = replace(UNANNOUNCED, callback=True)
SPINNING = 500
"""So many events without rest mean that somebody is given and taken back for ever."""


class House:
    """Calls, floor and dispatcher, joined as the service joins them; mailboxes are read when the test says so."""

    def __init__(self) -> None:
        self.clock = HandClock(at(0))
        self.floor = FakeFloor()
        self.dispatcher = Dispatcher(self.floor, self.deliver, self.clock)
        self.floor.changed = self.dispatcher.look
        self.calls: dict[CallId, State] = {}
        self.mail: list[tuple[CallId, ev.Event]] = []
        self.staffed_told: Counter[CallId] = Counter()
        self.given: dict[CallId, AgentId] = {}
        self.dispatcher.given = self.take

    def take(self, want: Want, who: AgentId, endpoint: str) -> None:
        assert endpoint == f"PJSIP/agent-{who}"
        self.given[want.call] = who

    def due(self, *calls: str, soon: bool = True, competes_after_s: float | None = None) -> None:
        """These callbacks are due now, and no others; what was placed is not due any more."""
        now = self.clock.now()
        competes = None if competes_after_s is None else now + timedelta(seconds=competes_after_s)
        names = [CallId(call) for call in calls if CallId(call) not in self.calls]
        wants = [
            Want(call=name, project=ACME, skills=frozenset(), since=now, competes_at=competes, soon=soon)
            for name in names
        ]
        self.dispatcher.want(wants)

    def place(self, call: CallId) -> None:
        """As the desk does it."""
        who = self.given.pop(call)
        if call not in self.calls and self.floor.holds(who, call):
            self.settle(begin(replace(dial_out(CALLBACK), at=self.clock.now(), call=call, agent=who)))

    def let_go(self, call: CallId) -> None:
        who = self.given.pop(call)
        if call not in self.calls and self.floor.holds(who, call):
            self.floor.hear(call, (not_offered(self.clock.now(), who),))

    def arrive(self, plan_of_support: bool) -> CallId:
        call = CallId(f"call-{len(self.calls)}")
        self.arrive_with(SUPPORT if plan_of_support else UNANNOUNCED, call)
        return call

    def arrive_with(self, plan: Plan, call: CallId) -> None:
        self.settle(begin(replace(arrived(plan), at=self.clock.now(), call=call, channel=ChannelId(call))))

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


def rung_for_callbacks(house: House) -> dict[CallId, AgentId]:
    given = {call: who for call, who in house.given.items() if house.floor.holds(who, call)}
    return given | {call: s.agent for call, s in house.calls.items() if isinstance(s, RingingAgent)}


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.house = House()

    @rule(seconds=st.integers(0, 5))
    def time_goes_by(self, seconds: int) -> None:
        self.house.clock.advance(seconds=seconds)

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
        if channel is not None:
            self.house.tell(state.call.id, ev.ChannelGone(at=self.house.clock.now(), channel=channel, cause=cause))

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9))
    def an_agent_picks_up(self, n: int) -> None:
        state, now = self._call(n), self.house.clock.now()
        channel, bridge = leg(state), state.call.bridge
        if channel is not None:
            self.house.tell(state.call.id, ev.ChannelAnswered(at=now, channel=channel))
        if channel is not None and bridge is not None:
            self.house.tell(state.call.id, ev.ChannelBridged(at=now, channel=channel, bridge=bridge))

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9))
    def a_customer_picks_up_or_rings_in(self, n: int) -> None:
        state, now = self._call(n), self.house.clock.now()
        if isinstance(state, RingingCustomer):
            picked_up = ev.ChannelAnswered(at=now, channel=state.customer)
            self.house.tell(state.call.id, picked_up if n % 2 else ev.CustomerRangIn(at=now))

    @rule(names=st.sets(st.sampled_from(["cb-1", "cb-2", "cb-3"])), competes_after_s=st.sampled_from([None, 0.0, 3.0]))
    def callbacks_are_due(self, names: set[str], competes_after_s: float | None) -> None:
        self.house.due(*sorted(names), competes_after_s=competes_after_s)

    @precondition(lambda self: self.house.given)
    @rule(place=st.booleans())
    def a_callback_is_placed_or_let_go(self, place: bool) -> None:
        call = next(iter(self.house.given))
        (self.house.place if place else self.house.let_go)(call)

    @precondition(lambda self: self.house.calls)
    @rule(n=st.integers(0, 9), who=st.integers(1, 5))
    def an_agent_is_promised(self, n: int, who: int) -> None:
        self.house.dispatcher.promise(self._call(n).call.id, AgentId(who), CallId("cb-1"))
        self.house.dispatcher.look()

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
        rung = {call: who for call, who in in_queue(self.house).items() if who is not None}
        assert bound == rung | rung_for_callbacks(self.house)

    @invariant()
    def one_agent_in_three_at_most_is_put_on_a_callback_and_one_at_least(self) -> None:
        """Five agents make one. A customer whom the agent has left may be with the next one besides."""
        placed = [s for s in self.house.calls.values() if plan_of(s.call).callback and not plan_of(s.call).front]
        waiting = [call for call, who in self.house.given.items() if self.house.floor.holds(who, call)]
        assert len(waiting) + sum(agent(s) is not None and s.call.queued_at is None for s in placed) <= 1

    @precondition(lambda self: not self.house.mail)
    @invariant()
    def nobody_waits_while_an_agent_who_may_take_them_is_free(self) -> None:
        dispatcher = self.house.dispatcher
        unserved = [
            e.caller for e in dispatcher.entries() if e.agent is None and e.caller.call not in dispatcher.kept()
        ]
        free = [a for a in self.house.floor.free() if a.id not in dispatcher.kept().values()]
        assert not [(c, a) for c in unserved for a in free if may_take(a, c)]

    def teardown(self) -> None:
        house = self.house
        house.due()
        while house.given:
            house.let_go(next(iter(house.given)))
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


def test_an_agent_whose_callback_nobody_claims_is_taken_back() -> None:
    house = House()
    house.floor.sign_in(AgentId(1), at(0))
    house.due("cb-1")
    assert house.given == {"cb-1": 1}

    house.clock.at = at(21)
    house.due()

    assert [AgentId(1)] == [free.id for free in house.floor.free()]


def test_a_callback_that_begins_to_compete_gets_the_agent_before_a_caller_who_came_later() -> None:
    house = House()
    house.due("cb-1", competes_after_s=10)
    house.clock.at = at(5)
    house.arrive(False)
    house.clock.at = at(12)
    house.floor.sign_in(AgentId(1), at(12))

    assert house.given == {"cb-1": 1}


def test_a_callback_that_does_not_compete_yet_leaves_the_agent_to_the_caller() -> None:
    house = House()
    house.due("cb-1", competes_after_s=10)
    call = house.arrive(False)
    house.clock.at = at(9)
    house.floor.sign_in(AgentId(1), at(9))
    house.read_all()

    assert house.given == {}
    assert {call: AgentId(1)} == in_queue(house)


def test_a_promise_that_was_not_kept_in_time_frees_the_agent() -> None:
    house = House()
    house.floor.sign_in(AgentId(1), at(0))
    house.dispatcher.promise(CallId("never queued"), AgentId(1), CallId("cb-1"))
    call = house.arrive(False)
    assert {call: None} == in_queue(house)

    house.clock.at = at(61)
    house.due()
    house.read_all()

    assert {call: AgentId(1)} == in_queue(house)


def test_a_customer_who_picks_up_our_call_after_all_keeps_its_agent_and_the_promise_is_off() -> None:
    house = House()
    house.floor.sign_in(AgentId(1), at(0))
    house.due("cb-1")
    callback = CallId("cb-1")
    house.place(callback)
    house.tell(callback, ev.ChannelAnswered(at=at(1), channel=leg(house.calls[callback]) or ChannelId("none")))
    house.read_all()
    house.dispatcher.promise(CallId("rings in"), AgentId(1), callback)

    customer = house.calls[callback].call.customer
    house.tell(callback, ev.ChannelAnswered(at=at(2), channel=customer or ChannelId("none")))
    house.read_all()

    assert house.dispatcher.kept() == {}
