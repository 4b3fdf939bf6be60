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


@pytest.mark.parametrize(
    "event", [ev.SwitchLost(at=at(LONGEST_CALL_S + 20)), ev.HangUpAsked(at=at(LONGEST_CALL_S + 20))]
)
def test_a_call_that_something_else_has_ended_does_not_say_so(event: ev.Event) -> None:
    """A switch that was found dead hours later may have died in the call's first minute."""
    done = step(states()["talking"], event)

    assert isinstance(done.state, Ended)
    assert not [each for each in done.facts if isinstance(each, fact.LongestReached)]


def test_what_comes_after_a_call_has_ended_says_nothing_more() -> None:
    over = step(states()["talking"], ev.ChannelGone(at=at(LONGEST_CALL_S), channel=CUSTOMER)).state

    assert step(over, ev.ChannelGone(at=at(LONGEST_CALL_S + 1), channel=CUSTOMER)).facts == ()
