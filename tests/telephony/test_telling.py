"""What callers are told of their place and wait: on entry, then what is better, and never twice within a minute."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ProjectId
from telephony.routing import Entry, WaitingCaller
from telephony.telling import APART, FARTHEST, Answered, Place, Told, Wait, decide, expected, positions, remember
from tests.telephony.kit import OTHER_QUEUE, QUEUE, at

places = st.builds(Place, st.none() | st.integers(1, FARTHEST), st.none() | st.sampled_from(Wait))


@pytest.mark.parametrize(
    ("told", "now", "seconds", "said"),
    [
        (None, Place(3), 0, Place(3)),
        (None, Place(3, Wait.OVER_10), 0, Place(3, Wait.OVER_10)),
        (None, Place(), 0, None),
        (Told(at(0), 3), Place(1), 59, None),
        (Told(at(0), 3), Place(1), 60, Place(1)),
        (Told(at(0), 3), Place(3), 90, None),
        (Told(at(0), 3), Place(4), 90, None),
        (Told(at(0), 3, Wait.FROM_2_TO_5), Place(2, Wait.FROM_2_TO_5), 60, Place(2, Wait.FROM_2_TO_5)),
        (Told(at(0), 3, Wait.FROM_2_TO_5), Place(2, Wait.OVER_10), 60, Place(2)),
        (Told(at(0), 3, Wait.FROM_2_TO_5), Place(3, Wait.UNDER_2), 60, Place(3, Wait.UNDER_2)),
        (Told(at(0), 3, Wait.FROM_2_TO_5), Place(5, Wait.UNDER_2), 60, Place(None, Wait.UNDER_2)),
        (Told(at(0), 3), Place(3, Wait.UNDER_2), 60, None),
        (Told(at(0), None, Wait.OVER_10), Place(None, Wait.UNDER_2), 60, Place(None, Wait.UNDER_2)),
    ],
)
def test_only_what_is_better_is_told_and_a_minute_later_at_the_soonest(
    told: Told | None, now: Place, seconds: float, said: Place | None
) -> None:
    assert said == decide(told, now, at(seconds))


@given(st.lists(st.tuples(st.integers(0, 90), places), max_size=12))
def test_nobody_is_told_twice_within_a_minute_or_anything_worse_than_before(seen: list[tuple[int, Place]]) -> None:
    told, now, said = None, 0, []
    for seconds, place in seen:
        now += seconds
        words = decide(told, place, at(now))
        if words is not None:
            assert words == decide(told, words, at(now)), "what is to be said may be said"
            told = remember(told, words, at(now))
            said.append((at(now), words))

    assert all(later - earlier >= APART for (earlier, _), (later, _) in pairwise(said))
    ranks = list(Wait)
    for earlier, later in pairwise([words.position for _, words in said if words.position]):
        assert later <= earlier
    for before, after in pairwise([words.wait for _, words in said if words.wait]):
        assert ranks.index(after) <= ranks.index(before)


def entry(call: str, since: float, **fields: object) -> Entry:
    caller = WaitingCaller(CallId(call), ProjectId(1), frozenset(), at(since))
    return replace(Entry(caller, QUEUE, staffed=True), **fields)


def test_a_place_counts_those_of_the_same_queue_who_come_first_and_are_not_being_connected() -> None:
    returns = entry("returns", 9)
    waiting = [
        entry("second", 2),
        entry("rung", 1, agent=AgentId(1)),
        replace(returns, caller=replace(returns.caller, front=True)),
        entry("elsewhere", 0, queue=OTHER_QUEUE),
        *(entry(f"c{n:02}", 10 + n) for n in range(12)),
    ]

    found = {str(call): place for call, place in positions(waiting).items()}

    assert (found["returns"], found["second"], found["c00"], found["elsewhere"]) == (1, 2, 3, 1)
    assert (found["c07"], found["c08"], found["c11"]) == (10, 11, 14)
    assert "rung" not in found


def busy(n: int, apart_s: float) -> list[Answered]:
    """Each of them waited while the one before was answered."""
    return [Answered(at(0), at(apart_s * (each + 1))) for each in range(n)]


def quiet(n: int) -> list[Answered]:
    return [Answered(at(100 * each), at(100 * each + 1)) for each in range(n)]


@pytest.mark.parametrize(
    ("position", "answers", "wait"),
    [
        (1, busy(9, 10), None),
        (1, busy(10, 10), Wait.UNDER_2),
        (11, busy(10, 10), Wait.UNDER_2),
        (4, busy(10, 30), Wait.FROM_2_TO_5),
        (11, busy(10, 30), Wait.FROM_5_TO_10),
        (10, busy(10, 60), Wait.OVER_10),
        (1, quiet(10), Wait.FROM_2_TO_5),
        (1, quiet(20), Wait.UNDER_2),
        (1, [], None),
    ],
)
def test_the_expected_wait_is_told_from_ten_answers_on_by_how_fast_the_queue_moves(
    position: int, answers: list[Answered], wait: Wait | None
) -> None:
    assert wait is expected(position, answers)
    assert wait is expected(position, list(reversed(answers)))
