"""The live service level: one formula for the wall and the alarm."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import CallId, QueueId
from monitoring.levels import Entry, Left, Level, service_level
from tests.telephony.kit import at

ORDERS = QueueId(1)
HALF_AN_HOUR = timedelta(minutes=30)


def entry(began: float, left: float | None = None, how: Left | None = None) -> Entry:
    return Entry(call=CallId("1.1"), queue=ORDERS, at=at(began), left_at=None if left is None else at(left), how=how)


@pytest.mark.parametrize(
    ("stay", "level"),
    [
        (entry(0, 20, Left.ANSWERED), Level(1, 1)),
        (entry(0, 21, Left.ANSWERED), Level(0, 1)),
        (entry(0, 10, Left.LOST), Level(0, 1)),
        (entry(0, 3, Left.SHORT), Level(0, 0)),
        (entry(0, 60, Left.FLOWED_OUT), Level(0, 0)),
        (entry(80), Level(0, 0)),
        (entry(79), Level(0, 1)),
        (entry(-1700, -1690, Left.ANSWERED), Level(0, 0)),
    ],
)
def test_an_entry_counts_by_how_it_ended_and_when_it_began(stay: Entry, level: Level) -> None:
    assert service_level([stay], 20, HALF_AN_HOUR, at(100)) == level


@pytest.mark.parametrize(("level", "percent"), [(Level(0, 0), None), (Level(2, 3), 66), (Level(3, 3), 100)])
def test_the_percentage_is_never_rounded_up(level: Level, percent: int | None) -> None:
    assert level.percent == percent


STAYS = st.builds(
    lambda began, waited, how: entry(began, None if how is None else began + waited, how),
    st.integers(0, 900),
    st.integers(0, 100),
    st.sampled_from([None, *Left]),
)


@given(st.lists(STAYS))
def test_what_is_in_time_is_answered_and_what_counts_is_offered(stays: list[Entry]) -> None:
    level = service_level(stays, 20, HALF_AN_HOUR, at(1000))

    answered = sum(stay.how is Left.ANSWERED for stay in stays)
    excluded = sum(stay.how in (Left.SHORT, Left.FLOWED_OUT) for stay in stays)
    assert level.in_time <= answered
    assert level.in_time <= level.counted <= len(stays) - excluded


@given(st.lists(STAYS))
def test_a_caller_who_goes_on_waiting_never_betters_it(stays: list[Entry]) -> None:
    now = service_level(stays, 20, HALF_AN_HOUR, at(1000))
    later = service_level([*stays, entry(900)], 20, HALF_AN_HOUR, at(1000))

    assert later == Level(now.in_time, now.counted + 1)
