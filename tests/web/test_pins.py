"""PINs: which are accepted, and what is told of one that is not."""

import pytest

from web.pins import PinRefused, acceptable_pin


@pytest.mark.parametrize("pin", ["4713", "00001", "98760123", "2580"])
def test_what_is_accepted(pin: str) -> None:
    assert acceptable_pin(pin) == pin


@pytest.mark.parametrize("pin", ["", "123", "1234", "8765", "0000", "90123", "123456789", "12a4", "١٢٣٥", "47 13"])
def test_what_is_not_is_not_repeated(pin: str) -> None:
    with pytest.raises(PinRefused, match="accepted is 4 to 8 digits") as refused:
        acceptable_pin(pin)

    assert not pin or f"'{pin}'" not in str(refused.value)
