"""Who gets whom: callers by their claim, agents by how long they have been idle."""

from collections import Counter
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ProjectId
from kernel.phone import Anonymous, Caller, Known, Malformed, Phone
from telephony.routing import (
    Callbacks,
    Entry,
    FreeAgent,
    WaitingCaller,
    Want,
    assign,
    is_staffed,
    is_turned_away,
    languages_asked,
    may_take,
    room_for,
    understood,
)
from tests.telephony.kit import QUEUE, at

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
        st.sampled_from(["", "en", "uk"]),
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
        st.frozensets(st.sampled_from(["en", "uk"])),
    ),
    max_size=6,
    unique_by=lambda a: a.id,
)

wants = st.lists(
    st.builds(
        Want,
        call=st.integers(1, 30).map(lambda n: CallId(f"cb-{n}")),
        project=st.integers(1, 2).map(ProjectId),
        skills=skills,
        since=instants,
        competes_at=st.none() | instants,
        deadline=st.none() | instants,
        soon=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda w: w.call,
)
rooms = st.dictionaries(st.integers(1, 2).map(ProjectId), st.integers(-1, 3))
callbacks = st.builds(Callbacks, wants, rooms, instants)
promises = st.dictionaries(
    st.integers(1, 30).map(AgentId), st.integers(1, 30).map(lambda n: CallId(f"c{n}")), max_size=4
)
ACME = ProjectId(1)

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


# ---- callbacks


def caller(name: str, since: int, *, front: bool = False) -> WaitingCaller:
    return WaitingCaller(CallId(name), ACME, frozenset(), at(since), front)


def soon(name: str, since: int, competes_at: int | None = None) -> Want:
    competes = None if competes_at is None else at(competes_at)
    return Want(call=CallId(name), project=ACME, skills=frozenset(), since=at(since), competes_at=competes, soon=True)


def promise(name: str, by: int) -> Want:
    return Want(call=CallId(name), project=ACME, skills=frozenset(), since=at(0), deadline=at(by))


def agent(n: int) -> FreeAgent:
    return FreeAgent(AgentId(n), f"PJSIP/agent-{n}", frozenset(), frozenset({ACME}), at(0))


@pytest.mark.parametrize(
    ("waiting", "wanted", "served"),
    [
        ([], [soon("old", 1), soon("new", 5)], ["new", "old"]),
        ([], [promise("later", 60), soon("new", 5), promise("sooner", 30)], ["sooner", "later", "new"]),
        ([caller("caller", 9)], [soon("soon", 1), promise("promise", 10)], ["caller", "promise", "soon"]),
        ([caller("caller", 9)], [soon("aged", 1, competes_at=100)], ["aged", "caller"]),
        ([caller("caller", 9)], [soon("not yet", 1, competes_at=101)], ["caller", "not yet"]),
        ([caller("returned", 9, front=True)], [soon("aged", 1, competes_at=50)], ["returned", "aged"]),
        ([caller("early", 1)], [soon("aged", 2, competes_at=50)], ["early", "aged"]),
    ],
)
def test_callers_come_first_then_promises_then_soon_and_what_competes_is_dealt_by_its_age(
    waiting: list[WaitingCaller], wanted: list[Want], served: list[str]
) -> None:
    everybody = [agent(n) for n in range(5)]

    given_ = assign(waiting, everybody, Callbacks(wanted, {ACME: 5}, at(100)))

    assert served == [g.call for g in given_]


@pytest.mark.parametrize(
    ("team", "percent", "on", "room"), [(10, 30, 0, 3), (10, 30, 3, 0), (9, 30, 1, 1), (2, 30, 0, 1)]
)
def test_a_share_of_the_team_may_be_on_callbacks_and_one_at_least(team: int, percent: int, on: int, room: int) -> None:
    signed_in = [agent(n) for n in range(team)]

    assert room == room_for(ACME, percent, signed_in, on)


def test_an_agent_who_is_promised_to_a_caller_waits_for_them_and_goes_to_nobody_else() -> None:
    kept = {AgentId(1): CallId("returns")}

    assert assign([caller("early", 1)], [agent(1)], Callbacks([soon("soon", 1)], {ACME: 1}, at(9)), kept) == []
    assert [CallId("returns")] == [
        g.call for g in assign([caller("early", 1), caller("returns", 9)], [agent(1)], None, kept)
    ]


@few
@given(callers, agents, callbacks, promises)
def test_with_callbacks_too_nobody_is_given_twice_and_nobody_is_given_who_may_not(
    waiting: list[WaitingCaller], free: list[FreeAgent], wanted: Callbacks, kept: dict[AgentId, CallId]
) -> None:
    given_ = assign(waiting, free, wanted, kept)

    called, taken = [g.call for g in given_], [g.agent for g in given_]
    assert len(set(called)) == len(called)
    assert len(set(taken)) == len(taken)
    claims: list[WaitingCaller | Want] = [*waiting, *wanted.wants]
    by_call, by_agent = {claim.call: claim for claim in claims}, {a.id: a for a in free}
    assert all(kept.get(g.agent) == g.call or may_take(by_agent[g.agent], by_call[g.call]) for g in given_)
    assert all(kept.get(g.agent, g.call) == g.call for g in given_)


@few
@given(callers, agents, callbacks)
def test_no_caller_is_passed_over_for_a_callback_that_does_not_compete(
    waiting: list[WaitingCaller], free: list[FreeAgent], wanted: Callbacks
) -> None:
    by_agent = {a.id: a for a in free}
    given_ = assign(waiting, free, wanted)

    unserved = [c for c in waiting if c.call not in {g.call for g in given_}]
    waits = {w.call for w in wanted.wants if w.competes_at is None or w.competes_at > wanted.now}
    assert not [g for g in given_ if g.call in waits for c in unserved if may_take(by_agent[g.agent], c)]


@few
@given(callers, agents, callbacks)
def test_callbacks_that_do_not_compete_change_nothing_for_callers(
    waiting: list[WaitingCaller], free: list[FreeAgent], wanted: Callbacks
) -> None:
    patient = replace(wanted, wants=[replace(want, competes_at=None) for want in wanted.wants])

    with_them = [g for g in assign(waiting, free, patient) if g.call in {c.call for c in waiting}]
    assert assign(waiting, free) == with_them


@few
@given(callers, agents, callbacks)
def test_never_more_agents_than_there_is_room_for_are_put_on_callbacks(
    waiting: list[WaitingCaller], free: list[FreeAgent], wanted: Callbacks
) -> None:
    by_call = {w.call: w for w in wanted.wants}
    on = Counter(by_call[g.call].project for g in assign(waiting, free, wanted) if g.call in by_call)

    assert all(count <= wanted.room.get(project, 0) for project, count in on.items())


@few
@given(callers, agents, callbacks)
def test_no_callback_waits_while_there_is_an_agent_and_room_for_it(
    waiting: list[WaitingCaller], free: list[FreeAgent], wanted: Callbacks
) -> None:
    given_ = assign(waiting, free, wanted)

    served = {g.call for g in given_}
    left = [a for a in free if a.id not in {g.agent for g in given_}]
    on = Counter(w.project for w in wanted.wants if w.call in served)
    open_ = [w for w in wanted.wants if w.call not in served and wanted.room.get(w.project, 0) > on[w.project]]
    assert not [(w, a) for w in open_ for a in left if may_take(a, w)]


NUISANCE, OTHER = Phone("+380441234567"), Phone("+380501234567")


@pytest.mark.parametrize(
    ("caller", "away"),
    [
        (Known(NUISANCE), True),
        (Known(OTHER), False),
        (Known(NUISANCE, asserted=OTHER), True),
        (Known(OTHER, asserted=NUISANCE), True),
        (Known(OTHER, asserted=OTHER), False),
        (Anonymous(), False),
        (Malformed("0441234567x"), False),
    ],
)
def test_a_blocked_number_is_turned_away_shown_or_asserted(caller: Caller, away: bool) -> None:
    assert away == is_turned_away(caller, lambda number: number == NUISANCE)


def speaking(n: int, *languages: str, idle: float = 0) -> FreeAgent:
    return replace(agent(n), languages=frozenset(languages), idle_since=at(idle))


UKRAINIAN = WaitingCaller(CallId("c1"), ACME, frozenset(), at(0), language="uk")


@pytest.mark.parametrize(
    ("signed_in", "chosen"),
    [
        ([speaking(1, "en"), speaking(2, "en", "uk", idle=5)], 2),
        ([speaking(1, "en"), speaking(2, idle=5)], 2),
        ([speaking(1, idle=1), speaking(2, "uk", idle=5)], 1),
        ([speaking(1, "en"), speaking(2, "de", idle=5)], 1),
    ],
)
def test_a_caller_gets_who_speaks_their_language_and_anybody_where_nobody_does(
    signed_in: list[FreeAgent], chosen: int
) -> None:
    [found] = assign(understood([UKRAINIAN], signed_in), signed_in)

    assert found.agent == chosen


def test_a_caller_waits_for_who_speaks_their_language_and_is_signed_in() -> None:
    free, busy = speaking(1, "en"), speaking(2, "uk")

    assert assign(understood([UKRAINIAN], [free, busy]), [free]) == []
    assert is_staffed(UKRAINIAN, [free])


@given(st.lists(st.sampled_from(["", "uk", "en", "de"]), max_size=4), st.data())
def test_nobody_waits_for_a_language_that_nobody_speaks(spoken: list[str], data: st.DataObject) -> None:
    signed_in = [speaking(n, *filter(None, [language])) for n, language in enumerate(spoken, start=1)]
    language = data.draw(st.sampled_from(["", "uk", "fr"]))

    [caller_] = understood([replace(UKRAINIAN, language=language)], signed_in)

    assert not signed_in or any(may_take(each, caller_) for each in signed_in)


@pytest.mark.parametrize(
    ("serving", "asked"),
    [([], {"": 2}), ([speaking(1, "en")], {"": 2}), ([speaking(1, "en"), speaking(2, "uk")], {"": 1, "uk": 1})],
)
def test_what_is_asked_of_whoever_takes_those_who_wait_is_what_routing_asks(
    serving: list[FreeAgent], asked: dict[str, int]
) -> None:
    anybodys = replace(UKRAINIAN, call=CallId("c2"), language="")
    rung = Entry(replace(UKRAINIAN, call=CallId("c3")), QUEUE, staffed=True, agent=AgentId(2))
    left = [Entry(caller, QUEUE, staffed=True) for caller in (UKRAINIAN, anybodys)]

    assert languages_asked([*left, rung], serving) == {QUEUE.id: asked}


def test_a_callback_too_goes_to_who_speaks_the_customer_s_language_and_to_anybody_where_nobody_does() -> None:
    english, ukrainian = speaking(1, "en"), speaking(2, "uk", idle=5)
    wanted = replace(soon("cb-1", 1), language="uk")

    def given_to(*signed_in: FreeAgent) -> list[AgentId]:
        callbacks = Callbacks(understood([wanted], signed_in), {ACME: 1}, at(9))
        return [each.agent for each in assign([], signed_in, callbacks)]

    assert given_to(english, ukrainian) == [2]
    assert given_to(english) == [1]
