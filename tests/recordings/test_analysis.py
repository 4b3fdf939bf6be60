from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.analysis import (
    RATE,
    Empty,
    Meter,
    Samples,
    Short,
    Side,
    Verdict,
    Whole,
    align,
    judge,
    measure,
    muted_spans,
)
from tests.recordings.room import nothing, silent_spans, tone

BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SPOKEN = 3000


def a_side(seconds: float, peak: int = SPOKEN) -> Side:
    return Side(round(seconds * RATE), peak, -20.0)


@pytest.mark.parametrize(
    ("customer", "ours", "expected_s", "verdict"),
    [
        (a_side(10), a_side(10), 10.0, Whole(10.0)),
        (a_side(10), a_side(9.9), 10.4, Whole(10.0)),
        (a_side(10, 0), a_side(10), 10.0, Whole(10.0, "All of the customer's side is silent.")),
        (a_side(10, 0), a_side(10, 0), 10.0, Whole(10.0, "All of the customer's and our side is silent.")),
        (a_side(14), a_side(14), 10.0, Whole(14.0, "It is 4.0 s longer than expected.")),
        (
            a_side(11),
            a_side(11),
            14.0,
            Short(
                11.0,
                "11.0 s were stored of 14.0 s by the clock: nothing is written while neither side sends sound, or "
                "while the switch stands still.",
            ),
        ),
        (a_side(10), a_side(7), 10.0, Short(10.0, "One side ends after 7.0 s of 10.0 s.")),
        (None, a_side(10), 10.0, Short(10.0, "The customer's side is missing: the switch wrote only ours.")),
        (a_side(10), a_side(0, 0), 10.0, Short(10.0, "Our side is missing: the switch wrote only the customer's.")),
        (a_side(0, 0), a_side(0, 0), 3.0, Empty("The switch wrote no sound, though 3.0 s were expected.")),
        (None, None, 3.0, Empty("The switch wrote no sound, though 3.0 s were expected.")),
    ],
)
def test_what_was_written_is_held_against_the_clock(
    customer: Side | None, ours: Side | None, expected_s: float, verdict: Verdict
) -> None:
    assert judge(customer, ours, expected_s) == verdict


def test_sound_in_a_muted_span_is_remarked() -> None:
    assert judge(a_side(9), a_side(9), 9.0, 700) == Whole(9.0, "Sound was stored while the recording was muted.")


def test_the_shorter_side_is_filled_up_with_silence_at_its_end() -> None:
    both = align(np.array([1, 2, 3], np.int16), np.array([7], np.int16))

    assert both.tolist() == [[1, 7], [2, 0], [3, 0]]


samples = st.lists(st.integers(-32768, 32767), max_size=60).map(lambda values: np.array(values, np.int16))


@given(samples, samples)
def test_aligning_loses_and_moves_nothing(customer: Samples, ours: Samples) -> None:
    both = align(customer, ours)

    assert both[: len(customer), 0].tolist() == customer.tolist()
    assert both[: len(ours), 1].tolist() == ours.tolist()
    assert not both[len(customer) :, 0].any()
    assert not both[len(ours) :, 1].any()


@given(samples, st.integers(1, 60))
def test_a_side_is_measured_alike_in_pieces_and_whole(whole: Samples, size: int) -> None:
    span = ((10 / RATE, 30 / RATE),)
    pieces, once = Meter(span), Meter(span)
    once.add(whole)
    for begin in range(0, len(whole), size):
        pieces.add(whole[begin : begin + size])

    assert pieces.side().level_db == pytest.approx(once.side().level_db)
    assert (pieces.side().peak, pieces.muted_peak) == (once.side().peak, once.muted_peak)


def test_a_level_is_held_against_full_scale() -> None:
    assert measure(tone(440, 1.0, level=0.1)).level_db == pytest.approx(-23.0, abs=0.1)


def test_silence_in_the_middle_is_found() -> None:
    spoken = np.concatenate((tone(440, 1.0) | 1, nothing(2.0), tone(440, 1.0) | 1))

    assert silent_spans(spoken, at_least_s=0.5) == [(1.0, 3.0)]


def test_a_muted_span_is_checked_without_its_edges_and_only_once_it_has_ended() -> None:
    muted: list[dict[str, Any]] = [
        {"from": "2026-11-22T10:00:02+00:00", "to": "2026-11-22T10:00:08+00:00"},
        {"from": "2026-11-22T10:00:09+00:00", "to": "2026-11-22T10:00:10+00:00"},
        {"from": "2026-11-22T10:00:11+00:00", "to": None},
    ]

    assert muted_spans(muted, BEGAN) == [(3.0, 7.0)]
