"""What came back of the marker."""

import numpy as np
import pytest

from telephony.provision.echo import FRAME, RATE, Samples, heard, marker


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def sent() -> Samples:
    return np.concatenate([silence(0.3), marker(), silence(1.0)])


def echoed(delay_s: float, gain: float = 0.5) -> Samples:
    late = np.concatenate([silence(delay_s), sent()])[: len(sent())]
    return (late * gain).astype(np.int16)


@pytest.mark.parametrize("delay_s", [0.02, 0.137, 0.9, 2.0])
def test_the_delay_is_that_of_what_came_back(delay_s: float) -> None:
    found = heard(sent(), echoed(delay_s))

    assert found is not None
    assert found.delay_ms == pytest.approx(delay_s * 1000, abs=1)
    assert found.loss_percent == 0


def test_missing_packets_are_counted() -> None:
    came = echoed(0.1)
    for frame in range(40, 200, 10):
        came[frame * FRAME : (frame + 1) * FRAME] = 0
    found = heard(sent(), came)

    assert found is not None
    assert 5 < found.loss_percent < 15


def test_noise_silence_and_another_sound_are_no_echo() -> None:
    noise = np.random.default_rng(7).normal(0, 2000, len(sent())).astype(np.int16)
    tone = (3000 * np.sin(np.arange(len(sent())) * 0.35)).astype(np.int16)

    for came in (noise, tone, silence(5.0), silence(0.1)):
        assert heard(sent(), came) is None
