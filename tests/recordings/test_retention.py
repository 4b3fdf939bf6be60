from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.retention import delete_at, is_due, trace

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
    assert is_due(ENDED, 30, now) == due


@given(st.integers(1, 4000), st.timedeltas(timedelta(), timedelta(days=5000)))
def test_what_is_due_stays_due(days: int, later: timedelta) -> None:
    assert is_due(ENDED, days, delete_at(ENDED, days) + later)


def test_the_trace_says_when_and_by_which_rule() -> None:
    assert trace(30, ENDED) == "Deleted on 2026-03-01: the project keeps recordings for 30 days."
