"""Who gets whom: callers by their claim, agents by how long they have been idle."""

from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.ids import AgentId, CallId, ProjectId
from telephony.routing import FreeAgent, WaitingCaller, assign, is_staffed, may_take
from tests.telephony.kit import at

skills = st.frozensets(st.sampled_from(["sales", "support", "german"]), max_size=2)
instants: st.SearchStrategy[datetime] = st.integers(0, 5).map(at)
callers = st.lists(
    st.builds(
        WaitingCaller,
        st.integers(1, 30).map(lambda n: CallId(f"c{n}")),
        st.integers(1, 2).map(ProjectId),
        skills,
        instants,
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda c: c.call,
)
agents = st.lists(
    st.builds(
        FreeAgent,
        st.integers(1, 30).map(AgentId),
        st.just("PJSIP/agent"),
        st.frozensets(st.sampled_from(["sales", "support", "german"])),
        st.frozensets(st.integers(1, 2).map(ProjectId)),
        instants,
    ),
    max_size=6,
    unique_by=lambda a: a.id,
)

few = settings(max_examples=60, deadline=None)


def claim(caller: WaitingCaller) -> tuple[bool, datetime, CallId]:
    return (not caller.front, caller.since, caller.call)


@few
@given(callers, agents)
def test_nobody_is_given_twice_and_nobody_is_given_who_may_not(
    waiting: list[WaitingCaller], free: list[FreeAgent]
) -> None:
    given_ = assign(waiting, free)

    called, taken = [g.call for g in given_], [g.agent for g in given_]
    assert len(set(called)) == len(called)
    assert len(set(taken)) == len(taken)
    by_call, by_agent = {c.call: c for c in waiting}, {a.id: a for a in free}
    assert all(may_take(by_agent[g.agent], by_call[g.call]) for g in given_)


@few
@given(callers, agents)
def test_no_caller_waits_while_an_agent_who_may_take_them_is_left(
    waiting: list[WaitingCaller], free: list[FreeAgent]
) -> None:
    given_ = assign(waiting, free)

    left = [a for a in free if a.id not in {g.agent for g in given_}]
    unserved = [c for c in waiting if c.call not in {g.call for g in given_}]
    assert not [(c, a) for c in unserved for a in left if may_take(a, c)]


@few
@given(callers, agents)
def test_an_earlier_claim_is_never_passed_over_for_a_later_one(
    waiting: list[WaitingCaller], free: list[FreeAgent]
) -> None:
    agent_of = {g.call: g.agent for g in assign(waiting, free)}
    by_agent = {a.id: a for a in free}

    for early in waiting:
        if early.call not in agent_of:
            later = [c for c in waiting if c.call in agent_of and claim(c) > claim(early)]
            assert not any(may_take(by_agent[agent_of[c.call]], early) for c in later)


@few
@given(callers, agents)
def test_each_caller_gets_the_longest_idle_of_those_still_there(
    waiting: list[WaitingCaller], free: list[FreeAgent]
) -> None:
    left = {a.id: a for a in free}
    by_call = {c.call: c for c in waiting}

    for each in assign(waiting, free):
        eligible = [a for a in left.values() if may_take(a, by_call[each.call])]
        assert min((a.idle_since, a.id) for a in eligible) == (left[each.agent].idle_since, each.agent)
        del left[each.agent]


@few
@given(callers, agents, st.randoms())
def test_the_order_in_which_people_are_listed_decides_nothing(
    waiting: list[WaitingCaller], free: list[FreeAgent], chance: Random
) -> None:
    shuffled = chance.sample(waiting, len(waiting)), chance.sample(free, len(free))

    assert assign(waiting, free) == assign(*shuffled)


def test_a_caller_who_was_already_served_goes_before_those_who_came_earlier() -> None:
    early = WaitingCaller(CallId("early"), ProjectId(1), frozenset(), at(0))
    returned = WaitingCaller(CallId("returned"), ProjectId(1), frozenset(), at(9), front=True)
    agent = FreeAgent(AgentId(1), "PJSIP/agent-1", frozenset(), frozenset({ProjectId(1)}), at(0))

    assert [returned.call] == [g.call for g in assign([early, returned], [agent])]


def test_a_queue_without_anybody_who_could_take_the_caller_is_not_staffed() -> None:
    caller = WaitingCaller(CallId("c"), ProjectId(1), frozenset({"german"}), at(0))
    unskilled = FreeAgent(AgentId(1), "", frozenset(), frozenset({ProjectId(1)}), at(0))
    elsewhere = FreeAgent(AgentId(2), "", frozenset({"german"}), frozenset({ProjectId(2)}), at(0))
    right = FreeAgent(AgentId(3), "", frozenset({"german", "sales"}), frozenset({ProjectId(1)}), at(0))

    assert not is_staffed(caller, [unskilled, elsewhere])
    assert is_staffed(caller, [unskilled, elsewhere, right])
