"""Marker tones are found where they are, and only there."""

import numpy as np

from lab.tones import RATE, Heard, level, onset, tone, whole_cycles


def test_a_tone_has_the_level_it_was_made_with() -> None:
    assert abs(level(tone(440, 0.5, level_db=-13), 440) + 13) < 0.1


def test_a_tone_is_not_found_at_another_frequency() -> None:
    assert level(tone(440, 0.5), 700) < -100


def test_silence_has_the_lowest_level() -> None:
    assert level(tone(0, 0.5), 440) == -120
    assert level(tone(440, 0), 440) == -120


def test_a_tones_beginning_is_found_to_twenty_milliseconds() -> None:
    samples = np.concatenate([tone(700, 0.5), tone(440, 0.5)])

    found = onset(samples, 440)

    assert found is not None
    assert abs(found - 0.5) <= 0.05
    assert onset(samples, 1000) is None


def test_the_strongest_of_several_tones_is_named() -> None:
    heard = Heard(tone(440, 0.5, level_db=-30) + tone(700, 0.5, level_db=-13))

    assert heard.loudest([440, 700, 1000]) == 700


def test_a_repeated_tone_has_no_seam() -> None:
    seconds = whole_cycles(440, 1)
    once = tone(440, seconds)
    twice = np.concatenate([once, once])

    assert len(once) == round(seconds * RATE)
    assert np.abs(np.diff(twice.astype(int))).max() <= np.abs(np.diff(once.astype(int))).max() + 1
