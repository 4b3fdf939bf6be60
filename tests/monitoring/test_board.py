"""The board shows what is, and a delta turns one board into the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.phone import Anonymous
from monitoring.board import (
    Alarm,
    Change,
    HeardBy,
    Items,
    LiveConsult,
    QueueInfo,
    changes,
    live_agent,
    live_call,
    live_queues,
)
from telephony.call import begin
from telephony.listener import Depth, Place
from telephony.routing import Entry, FreeAgent, WaitingCaller
from tests.telephony.kit import AGENT, CALL, CHIEF, CLOSED, COLLEAGUE, QUEUE, TO_NUMBER, arrived, at, states
from workforce import model as m

KEYS = st.tuples(st.sampled_from(["call", "alarm"]), st.sampled_from("abcd"))
VALUES = st.sampled_from("xyz").map(lambda word: Alarm(word, word, at(0), "ring_outs"))
BOARDS = st.dictionaries(KEYS, VALUES)
INFO = QueueInfo(id=QUEUE.id, name="sales", project=1, project_name="Acme", skills=QUEUE.skills)


def apply(board: Items, deltas: list[Change]) -> Items:
    after = dict(board)
    for change in deltas:
        if change.value is None:
            del after[change.kind, change.id]
        else:
            after[change.kind, change.id] = change.value
    return after


@given(BOARDS, BOARDS)
def test_the_changes_turn_one_board_into_the_other(before: Items, after: Items) -> None:
    assert after == apply(before, changes(before, after))


@given(BOARDS)
def test_a_board_that_is_the_same_changes_nothing(board: Items) -> None:
    assert changes(board, dict(board)) == []


def test_a_call_shows_its_state_its_agent_and_its_customer() -> None:
    shown = live_call(begin(arrived()).state, at(3), {AGENT: "Anna"})

    assert (
        shown.state,
        shown.project,
        shown.queue,
        shown.customer,
    ) == ("announcing", "Acme", "sales", "+380441234567")
    assert (at(3), None, "off") == (shown.since, shown.agent, shown.recording)


def test_a_refused_anonymous_call_shows_neither_project_nor_number() -> None:
    shown = live_call(begin(replace(arrived(CLOSED), caller=Anonymous())).state, at(0), {})

    assert (shown.state, shown.project, shown.customer) == ("dismissing", None, None)


def test_a_call_shows_who_hears_it_and_who_still_waits_for_somebody_to_hear() -> None:
    taken, waits = states()["taken_over"], states()["queued"]
    apart = replace(CHIEF, depth=Depth.LISTEN, place=Place.APART)
    waiting = replace(waits, call=replace(waits.call, listeners=(apart,)))

    inside, outside = (live_call(state, at(3), {}).heard_by for state in (taken, waiting))

    assert inside == [HeardBy(CHIEF.user, "Eva", Depth.TAKE_OVER, waiting=False)]
    assert outside == [HeardBy(CHIEF.user, "Eva", Depth.LISTEN, waiting=True)]


@pytest.mark.parametrize(("name", "talking"), [("asking", False), ("consulting", True), ("consult_held", True)])
def test_a_call_shows_whom_its_agent_asks_first(name: str, talking: bool) -> None:
    asked = live_call(states()[name], at(3), {AGENT: "Anna", COLLEAGUE: "Boris"})
    outside = live_call(replace(states()[name], asked=TO_NUMBER), at(3), {})

    assert asked.agent == "Anna"
    assert asked.consult == LiveConsult(agent_id=COLLEAGUE, agent="Boris", talking=talking)
    assert outside.consult == LiveConsult(number=TO_NUMBER.shown, talking=talking)
    assert live_call(states()["talking"], at(3), {}).consult is None


def test_an_agent_in_wrap_up_shows_when_it_ends_and_what_comes_next() -> None:
    state = m.WrapUp(since=at(0), call=CALL, until=at(30))
    seat = m.Seat(state=state, next=m.Break(since=at(0), reason="Lunch"), device=False)
    anna = m.Agent(id=AGENT, name="Anna", endpoint="PJSIP/agent-1", projects=frozenset({ProjectId(1), ProjectId(9)}))

    shown = live_agent(anna, seat, {1: "Acme"})

    assert ("wrap_up", CALL, at(30), "break", "gone") == (
        shown.state,
        shown.call_id,
        shown.until,
        shown.next,
        shown.device,
    )
    assert shown.projects == ["Acme"]


def test_a_queue_counts_who_waits_and_who_could_take_them() -> None:
    def agent(number: int, *skills: str) -> FreeAgent:
        return FreeAgent(AgentId(number), "PJSIP/x", frozenset(skills), frozenset({ProjectId(1)}), at(0))

    def entry(call: str, since: int, queue: QueueId = QUEUE.id) -> Entry:
        caller = WaitingCaller(CallId(call), ProjectId(1), QUEUE.skills, at(since))
        return Entry(caller, replace(QUEUE, id=queue), staffed=True)

    waiting = [entry("a", 5), entry("b", 2), entry("elsewhere", 1, QueueId(7))]
    able, unable = agent(1, "sales"), agent(2, "support")

    (shown,) = live_queues([INFO], waiting, [able, unable], [able, unable, agent(3, "sales", "support")])

    assert (2, at(2), 1, 2) == (shown.waiting, shown.longest_since, shown.free, shown.staffed)
    assert shown.asked == {"": 2}
    assert shown.skills == ["sales"]


def test_an_empty_queue_has_no_longest_wait() -> None:
    (shown,) = live_queues([INFO], [], [], [])

    assert (shown.waiting, shown.longest_since, shown.free, shown.staffed) == (0, None, 0, 0)


def test_who_was_served_before_and_waits_again_waits_since_they_came_back_as_their_queue_says() -> None:
    waiting = states()["queued"]

    assert live_call(waiting, at(300), {}).queued_at == at(5)
    assert live_call(waiting, at(300), {}, at(290)).queued_at == at(290)
