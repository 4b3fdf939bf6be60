"""What a leg's end says of its trunk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.trunk_trouble import TrunkTrouble, trunk_trouble


@pytest.mark.parametrize(
    ("cause", "sip", "trouble"),
    [
        (21, 401, TrunkTrouble.CREDENTIALS),
        (21, 403, TrunkTrouble.CREDENTIALS),
        (21, 407, TrunkTrouble.CREDENTIALS),
        (18, 408, TrunkTrouble.NO_ANSWER),
        (102, 504, TrunkTrouble.NO_ANSWER),
        (58, 488, TrunkTrouble.CODEC),
        (38, 500, TrunkTrouble.REFUSED),
        (34, 503, TrunkTrouble.REFUSED),
        (127, 400, TrunkTrouble.REFUSED),
        (1, 404, None),
        (28, 484, None),
        (17, 486, None),
        (17, 600, None),
        (21, 603, None),
        (19, 480, None),
        (127, 487, None),
        (34, None, TrunkTrouble.REFUSED),
        (3, None, TrunkTrouble.UNREACHABLE),
        (18, 0, TrunkTrouble.NO_ANSWER),
        (21, None, None),  # 403 or 603: it cannot be told who
        (17, None, None),
        (19, None, None),  # our own time for ringing
        (16, 200, None),
        (None, None, None),
    ],
)
def test_an_end_without_a_sign_says_whether_the_trunk_failed(
    cause: int, sip: int | None, trouble: TrunkTrouble | None
) -> None:
    assert trouble is trunk_trouble(cause, sip, gave_sign=False)


@given(st.none() | st.integers(0, 127), st.none() | st.integers(0, 699))
def test_whoever_has_given_a_sign_is_never_dialled_another_way(cause: int | None, sip: int | None) -> None:
    assert trunk_trouble(cause, sip, gave_sign=True) is None
