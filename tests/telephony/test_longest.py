"""Calls that last for as long as any may: the switch ends them, and their record says so."""

import pytest
from msgspec.structs import replace

from telephony import events as ev
from telephony import facts as fact
from telephony.call import step
from telephony.longest import LONGEST_CALL_S
from telephony.outcome import Answered
from telephony.states import Ended
from tests.telephony.kit import CUSTOMER, PLAN, at, states


@pytest.mark.parametrize(
    ("seconds", "longest_s", "said"),
    [
        (LONGEST_CALL_S - 60, LONGEST_CALL_S, []),
        (LONGEST_CALL_S - 1, LONGEST_CALL_S, [LONGEST_CALL_S]),
        (LONGEST_CALL_S + 20, LONGEST_CALL_S, [LONGEST_CALL_S]),
        (3600, 3600, [3600]),
    ],
)
@pytest.mark.parametrize("unseen", [False, True])
def test_a_call_that_ends_after_its_longest_time_says_so_and_keeps_its_outcome(
    seconds: int, longest_s: int, said: list[int], unseen: bool
) -> None:
    talking = states()["talking"]
    limited = replace(talking, call=replace(talking.call, plan=replace(PLAN, longest_s=longest_s)))

    done = step(limited, ev.ChannelGone(at=at(seconds), channel=CUSTOMER, unseen=unseen))

    assert isinstance(done.state, Ended)
    assert [each.longest_s for each in done.facts if isinstance(each, fact.LongestReached)] == said
    assert isinstance(done.facts[-1], fact.CallEnded)
    assert unseen or done.state.outcome == Answered()
