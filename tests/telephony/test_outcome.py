"""Why a call was missed, how ringing an agent ended, why a customer was not reached."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from telephony.outcome import (
    Answered,
    Ending,
    Lost,
    Missed,
    MissedReason,
    NotReachedReason,
    OfferEnd,
    Rejected,
    classify,
    how_offer_ended,
    why_not_reached,
)
from telephony.plan import RefusalReason
from tests.telephony.kit import at

WAITED = Ending(ended_at=at(100), queued_at=at(10))


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        (replace(WAITED, service_down=True), MissedReason.SERVICE_DOWN),
        (Ending(ended_at=at(3), refused=RefusalReason.OUT_OF_HOURS), MissedReason.OUT_OF_HOURS),
        (Ending(ended_at=at(3), refused=RefusalReason.QUEUE_FULL), MissedReason.QUEUE_FULL),
        (Ending(ended_at=at(3)), MissedReason.ABANDONED_IN_ANNOUNCEMENT),
        (replace(WAITED, ended_at=at(14.9)), MissedReason.SHORT_ABANDONED),
        (replace(WAITED, timed_out=True, staffed=True, ring_outs=3), MissedReason.QUEUE_TIMEOUT),
        (WAITED, MissedReason.NO_AGENT_AVAILABLE),
        (replace(WAITED, staffed=True, ring_outs=1), MissedReason.AGENTS_DID_NOT_ANSWER),
        (replace(WAITED, staffed=True), MissedReason.ABANDONED_IN_QUEUE),
    ],
)
def test_a_missed_call_has_the_first_reason_that_fits(ending: Ending, reason: MissedReason) -> None:
    assert Missed(reason) == classify(ending)


@pytest.mark.parametrize("lost", [None, *Lost])
def test_an_answered_call_is_answered_whatever_happened_before(lost: Lost | None) -> None:
    ending = replace(WAITED, answered_at=at(20), lost=lost, ring_outs=2, service_down=True)

    assert Answered(lost) == classify(ending)


@pytest.mark.parametrize("refused", [RefusalReason.UNKNOWN_NUMBER, RefusalReason.BLOCKED])
@pytest.mark.parametrize("service_down", [False, True])
def test_who_dials_nobody_s_number_or_is_blocked_is_rejected_and_owed_nothing(
    refused: RefusalReason, service_down: bool
) -> None:
    ending = Ending(ended_at=at(1), refused=refused, service_down=service_down)

    assert Rejected(refused) == classify(ending)


def test_a_caller_who_is_sent_away_has_not_abandoned_however_short_the_wait() -> None:
    assert Missed(MissedReason.QUEUE_TIMEOUT) == classify(replace(WAITED, ended_at=at(11), timed_out=True))


instants = st.integers(0, 600).map(at)
endings = st.builds(
    Ending,
    ended_at=instants,
    service_down=st.booleans(),
    refused=st.sampled_from([None, RefusalReason.OUT_OF_HOURS, RefusalReason.QUEUE_FULL]),
    answered_at=st.none() | instants,
    lost=st.sampled_from([None, *Lost]),
    queued_at=st.none() | instants,
    short_abandon_s=st.integers(0, 20),
    timed_out=st.booleans(),
    staffed=st.booleans(),
    ring_outs=st.integers(0, 3),
)


def fits(reason: MissedReason, ending: Ending) -> bool:
    """Each reason by itself, as the mission words it."""
    queued = ending.queued_at
    match reason:
        case MissedReason.SERVICE_DOWN:
            return ending.service_down
        case MissedReason.OUT_OF_HOURS:
            return ending.refused is RefusalReason.OUT_OF_HOURS
        case MissedReason.QUEUE_FULL:
            return ending.refused is RefusalReason.QUEUE_FULL
        case MissedReason.ABANDONED_IN_ANNOUNCEMENT:
            return queued is None
        case MissedReason.SHORT_ABANDONED:
            return not ending.timed_out and _waited_s(ending, queued) < ending.short_abandon_s
        case MissedReason.QUEUE_TIMEOUT:
            return ending.timed_out
        case MissedReason.NO_AGENT_AVAILABLE:
            return not ending.staffed
        case MissedReason.AGENTS_DID_NOT_ANSWER:
            return ending.ring_outs > 0
        case MissedReason.ABANDONED_IN_QUEUE:
            return True


def _waited_s(ending: Ending, queued: datetime | None) -> float:
    return (ending.ended_at - queued).total_seconds() if queued else float("inf")


@given(endings)
def test_the_reasons_are_tried_in_the_order_in_which_they_are_listed(ending: Ending) -> None:
    unanswered = replace(ending, answered_at=None)

    assert Missed(next(r for r in MissedReason if fits(r, unanswered))) == classify(unanswered)


@given(endings, instants)
def test_whoever_spoke_to_an_agent_was_not_missed(ending: Ending, answered_at: datetime) -> None:
    assert isinstance(classify(replace(ending, answered_at=answered_at)), Answered)


def test_the_reasons_stand_in_the_order_of_the_mission() -> None:
    order = (
        "service_down out_of_hours queue_full abandoned_in_announcement short_abandoned queue_timeout "
        "no_agent_available agents_did_not_answer abandoned_in_queue"
    )

    assert order.split() == [reason.value for reason in MissedReason]


@pytest.mark.parametrize(
    ("cause", "rang", "how"),
    [
        (17, True, OfferEnd.DECLINED),  # 486, and the "decline" key of most phones
        (17, False, OfferEnd.DECLINED),
        (21, True, OfferEnd.DECLINED),  # 603, 403
        (21, False, OfferEnd.DECLINED),
        (19, True, OfferEnd.RANG_OUT),  # our own ring time-out, 480
        (16, True, OfferEnd.RANG_OUT),
        (0, True, OfferEnd.RANG_OUT),
        (19, False, OfferEnd.DEVICE_FAILED),  # never rang: nobody could have answered
        (16, False, OfferEnd.DEVICE_FAILED),
        (0, False, OfferEnd.DEVICE_FAILED),
        (1, False, OfferEnd.DEVICE_FAILED),  # 404
        (18, False, OfferEnd.DEVICE_FAILED),  # 408
        (18, True, OfferEnd.DEVICE_FAILED),  # rang, then left the network
        (34, False, OfferEnd.DEVICE_FAILED),  # 503
        (None, False, OfferEnd.DEVICE_FAILED),
        (None, True, OfferEnd.DEVICE_FAILED),
    ],
)
def test_a_cause_says_how_ringing_an_agent_ended(cause: int | None, rang: bool, how: OfferEnd) -> None:
    assert how is how_offer_ended(cause, rang=rang)


@given(st.none() | st.integers(0, 127))
def test_an_agent_whose_phone_never_rang_did_not_ring_out(cause: int | None) -> None:
    assert how_offer_ended(cause, rang=False) in (OfferEnd.DECLINED, OfferEnd.DEVICE_FAILED)


@pytest.mark.parametrize(
    ("cause", "rang", "why"),
    [
        (17, True, NotReachedReason.BUSY),
        (17, False, NotReachedReason.BUSY),
        (21, True, NotReachedReason.REJECTED),
        (1, False, NotReachedReason.INVALID_NUMBER),
        (28, False, NotReachedReason.INVALID_NUMBER),
        (19, True, NotReachedReason.NO_ANSWER),
        (18, True, NotReachedReason.NO_ANSWER),
        (None, True, NotReachedReason.NO_ANSWER),
        (34, False, NotReachedReason.FAILED),
        (19, False, NotReachedReason.FAILED),
        (None, False, NotReachedReason.FAILED),
    ],
)
def test_a_cause_says_why_a_customer_was_not_reached(cause: int | None, rang: bool, why: NotReachedReason) -> None:
    assert why is why_not_reached(cause, rang=rang)
