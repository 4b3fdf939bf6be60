"""One line sums a call up, without anybody's number."""

import pytest

from telephony.outcome import (
    Answered,
    FlowedOut,
    FlowReason,
    Lost,
    Missed,
    MissedReason,
    NotReached,
    NotReachedReason,
    Outcome,
    Rejected,
)
from telephony.plan import RefusalReason
from telephony.states import Ended
from telephony.summary import outcome_words, summary
from tests.telephony.kit import CALL, at, inbound_call, states


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Answered(), ("answered", None)),
        (Answered(Lost.LOST_IN_TRANSFER), ("answered", "lost_in_transfer")),
        (Missed(MissedReason.OUT_OF_HOURS), ("missed", "out_of_hours")),
        (Rejected(RefusalReason.UNKNOWN_NUMBER), ("rejected", "unknown_number")),
        (NotReached(NotReachedReason.BUSY), ("not_reached", "busy")),
        (FlowedOut(FlowReason.CALLBACK_CHOSEN), ("flowed_out", "callback_chosen")),
    ],
)
def test_an_outcome_has_a_kind_and_a_reason(outcome: Outcome, words: tuple[str, str | None]) -> None:
    assert words == outcome_words(outcome)


def test_an_ended_call_is_summed_up() -> None:
    ended = Ended(call=inbound_call(), outcome=Missed(MissedReason.ABANDONED_IN_QUEUE), at=at(12.34))

    assert summary(ended) == {
        "call_id": CALL,
        "direction": "inbound",
        "caller": "+38044123••••",
        "project": "Acme",
        "recording": "on",
        "ring_outs": 0,
        "outcome": "missed",
        "reason": "abandoned_in_queue",
        "seconds": 12.3,
    }


def test_no_line_holds_a_number() -> None:
    assert not any("1234567" in str(summary(state)) for state in states().values())
