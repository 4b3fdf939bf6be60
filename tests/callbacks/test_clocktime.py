"""The bench of the same clock time, over one year's changes of clocks that are unlike each other."""

from datetime import date

import pytest

from bench.same_time import changes, clocks, wrong_around

NAMES = ("Europe/Kyiv", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut")


@pytest.mark.parametrize("name", NAMES)
def test_the_next_day_at_the_same_clock_time_is_right_over_every_change(name: str) -> None:
    [clock] = clocks([name])
    found = [wrong_around(clock, change) for change in changes(clock, date(2026, 1, 1), date(2026, 12, 31))]

    assert [wrong for wrong, _ in found] == [0, 0]
    assert all(asked >= 2 * 1380 for _, asked in found)
