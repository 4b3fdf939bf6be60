from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.retention import delete_at, is_due, kept_until, trace

ENDED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (ENDED, False),
        (ENDED + timedelta(days=30, seconds=-1), False),
        (ENDED + timedelta(days=30), True),
        (ENDED + timedelta(days=400), True),
    ],
)
def test_a_recording_is_kept_for_as_long_as_the_project_says_and_no_longer(now: datetime, due: bool) -> None:
    assert is_due(ENDED, 30, now, held=False) == due


@given(st.integers(1, 4000), st.timedeltas(timedelta(), timedelta(days=5000)))
def test_what_is_due_stays_due(days: int, later: timedelta) -> None:
    assert is_due(ENDED, days, delete_at(ENDED, days) + later, held=False)


@given(st.integers(1, 4000), st.timedeltas(timedelta(), timedelta(days=9000)))
def test_what_is_under_a_legal_hold_is_never_due(days: int, later: timedelta) -> None:
    assert not is_due(ENDED, days, ENDED + later, held=True)


@pytest.mark.parametrize(
    ("ended_at", "stored", "held", "until"),
    [
        (ENDED, True, False, ENDED + timedelta(days=30)),
        (ENDED, True, True, None),
        (ENDED, False, False, None),
        (None, True, False, None),
    ],
)
def test_until_when_it_is_kept_is_told_where_it_is_known(
    ended_at: datetime | None, stored: bool, held: bool, until: datetime | None
) -> None:
    assert kept_until(ended_at, 30, stored=stored, held=held) == until


@given(st.integers(1, 4000), st.timedeltas(timedelta(), timedelta(days=9000)), st.booleans())
def test_it_is_there_until_the_time_that_is_told(days: int, later: timedelta, held: bool) -> None:
    told = kept_until(ENDED, days, stored=True, held=held)

    assert is_due(ENDED, days, ENDED + later, held=held) == (told is not None and ENDED + later >= told)


def test_the_trace_says_when_and_by_which_rule() -> None:
    assert trace(30, ENDED) == "Deleted on 2026-03-01: the project keeps recordings for 30 days."
