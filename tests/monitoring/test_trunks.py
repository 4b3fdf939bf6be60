"""Whether a trunk could carry one more call, as far as anybody knows."""

import pytest

from monitoring.trunks import Trunks
from tests.clocks import HandClock
from tests.telephony.kit import START


@pytest.mark.parametrize(
    ("online", "load", "away", "carries"),
    [
        ({"PJSIP/one": True}, (1, 2), False, True),
        ({"PJSIP/one": True}, (2, 2), False, False),
        ({"PJSIP/one": True}, (200, None), False, True),
        ({"PJSIP/one": False}, (0, None), False, False),
        ({}, (0, None), False, True),
        ({"PJSIP/one": False}, (0, None), True, True),
    ],
)
def test_a_trunk_carries_a_call_unless_it_is_down_or_full(
    online: dict[str, bool], load: tuple[int, int | None], away: bool, carries: bool
) -> None:
    trunks = Trunks(lambda: ("one",), lambda: away, HandClock(START))
    trunks.load = lambda _name: load
    trunks.heard_devices(online)

    assert trunks.carries("one") is carries
