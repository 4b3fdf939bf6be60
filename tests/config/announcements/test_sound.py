"""What becomes of samples on their way to a telephone."""

import numpy as np
import pytest

from config.announcements.sound import (
    CEILING,
    MARGIN_S,
    RATE,
    TARGET_DB,
    Samples,
    levelled,
    loudness,
    prepared,
    resampled,
    trimmed,
)


def tone(hertz: float, seconds: float, rate: int = RATE, level: float = 0.1) -> Samples:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def seconds_of(samples: Samples, rate: int) -> list[Samples]:
    return [samples[start : start + rate] for start in range(0, len(samples), rate)]


def to_telephone(samples: Samples, rate: int) -> Samples:
    return np.concatenate([*resampled(seconds_of(samples, rate), rate)])


@pytest.mark.parametrize("rate", [6000, 8000, 11025, 16000, 22050, 44100, 48000, 96000])
def test_a_tone_keeps_its_pitch_its_level_and_its_length(rate: int) -> None:
    found = to_telephone(tone(1000, 2.5, rate), rate)

    assert abs(len(found) - 2.5 * RATE) <= 1
    assert np.abs(found[200:-200] - tone(1000, 2.5)[: len(found)][200:-200]).max() < 0.002


@pytest.mark.parametrize("hertz", [10, 4500, 7900, 12000, 20000])
def test_what_a_telephone_cannot_carry_is_no_part_of_it(hertz: float) -> None:
    found = to_telephone(tone(hertz, 3, 48000, 0.5), 48000)

    assert np.abs(found[2000:-2000]).max() < 0.002


@pytest.mark.parametrize("level", [0.003, 0.03, 0.3, 1.0])
def test_quiet_and_loud_ones_are_heard_alike(level: float) -> None:
    ready = prepared(np.concatenate([tone(600, 1, level=level), np.zeros(RATE, np.float32), tone(700, 1, level=level)]))

    assert ready is not None
    found = loudness(ready.astype(np.float32) / np.float32(32767))
    assert found == pytest.approx(TARGET_DB, abs=0.3)


def test_a_click_is_held_down_and_quietens_nothing_else() -> None:
    samples = tone(600, 2, level=0.02)
    samples[RATE] = 1.0
    found = levelled(samples, loudness(samples) or 0)

    assert np.abs(found).max() <= CEILING
    assert np.abs(found[: RATE // 2]).max() == pytest.approx(10 ** (TARGET_DB / 20) * np.sqrt(2), rel=0.15)


def test_nothing_is_above_the_ceiling_between_the_samples_either() -> None:
    samples = tone(RATE / 4, 1, level=0.9)
    shifted = np.sin(2 * np.pi * RATE / 4 * np.arange(RATE) / RATE + np.pi / 4).astype(np.float32) * samples.max()
    found = levelled(shifted, -60.0)

    finer = np.concatenate([*resampled(seconds_of(found, RATE), RATE, 4 * RATE)])
    assert np.abs(finer[4000:-4000]).max() <= CEILING * 1.01


def test_silence_around_it_is_cut_to_a_margin() -> None:
    quiet = np.full(2 * RATE, 1e-5, np.float32)
    found = trimmed(np.concatenate([quiet, tone(600, 1), quiet]), -23.0)

    assert len(found) == pytest.approx(RATE * (1 + 2 * MARGIN_S), abs=RATE // 50)


def test_what_nobody_would_hear_is_nothing() -> None:
    assert prepared(tone(600, 2, level=0.0005)) is None
