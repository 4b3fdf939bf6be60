"""The bench's own arithmetic; what it measures is no test."""

import pytest

from bench.audio import FRAME, alaw_frame
from bench.figures import Figure, percentile, told
from bench.search import rates, search


def test_a_figure_says_its_goal_and_whether_it_is_reached() -> None:
    kept = Figure("rate_kept", 0.9, "ratio", 0.85, "higher")
    slow = Figure("connect_pause_ms", 21.0, "ms", 20, "lower")

    assert str(kept) == "figure rate_kept 0.9 ratio goal >=0.85 ok"
    assert str(slow) == "figure connect_pause_ms 21 ms goal <=20 short"


def test_one_short_figure_is_enough_to_fail(capsys: pytest.CaptureFixture[str]) -> None:
    good = Figure("cpu_ratio", 1.0, "ratio", 1.15, "lower")
    short = Figure("cpu_ratio", 1.2, "ratio", 1.15, "lower")

    assert (told([good]), told([good, short])) == (0, 1)


@pytest.mark.parametrize(("percent", "expected"), [(50, 50.0), (99, 99.0), (100, 100.0), (0, 1.0)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], percent) == expected


def test_every_frame_of_a_tone_is_the_same_and_silence_is_what_g711_says() -> None:
    assert len(alaw_frame(1000)) == FRAME
    assert alaw_frame(1000)[0] == 0xD5
    assert alaw_frame(1000)[:8] == alaw_frame(1000)[8:16]


async def test_the_search_finds_each_sides_highest_rate() -> None:
    limits = {"ours": rates()[7], "theirs": rates()[20], "nobody": 0.0}

    async def holds(name: str, rate: float) -> bool:
        return rate <= limits[name]

    assert await search(tuple(limits), holds) == limits
