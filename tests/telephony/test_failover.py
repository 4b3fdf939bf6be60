"""A call's way out: the next trunk is tried where one fails, and nobody's phone rings twice."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import step
from telephony.due import deadline
from telephony.outcome import ConsultEnd, NotReached, NotReachedReason
from telephony.plan import ToNumber, Way
from telephony.states import (
    Asking,
    Consulting,
    DiallingOutside,
    Ended,
    RingingCustomer,
    TalkingOutside,
    Waiting,
)
from telephony.step import Step
from telephony.trunk_trouble import TrunkTrouble
from tests.telephony.kit import AGENT, CALL, OTHER_WAY, WAY, after, at, dial_out, ended, states

LEG = names.channel(CALL, names.Role.AGENT, 1)
FIRST, SECOND = (names.channel(CALL, names.Role.CUSTOMER, n) for n in (2, 3))
PICKED_UP = ev.ChannelAnswered(at=at(5), channel=LEG)
UNAVAILABLE = ev.ChannelGone(at=at(6), channel=FIRST, cause=34, sip=503)
BOTH = dial_out(ways=(WAY, OTHER_WAY))


def rung(done: Step) -> list[do.Ring]:
    return [each for each in done.commands if isinstance(each, do.Ring)]


def test_a_customer_is_rung_by_the_next_trunk_in_the_same_call_and_the_first_ones_failure_is_told() -> None:
    done = after(BOTH, PICKED_UP, UNAVAILABLE)
    again = step(done.state, ev.ChannelGone(at=at(7), channel=SECOND, cause=17, sip=486))

    [ring] = rung(done)
    assert (ring.leg, ring.endpoint, ring.caller_id, ring.trunk) == (SECOND, OTHER_WAY.endpoint, "", "other")
    assert done.facts == (fact.TrunkFailed(at=at(6), trunk="trunk", cause=TrunkTrouble.REFUSED, sip=503),)
    assert isinstance(done.state, RingingCustomer)
    assert (done.state.call.customer, done.state.call.trunk, done.state.agent) == (SECOND, "other", AGENT)
    assert ended(again).outcome == NotReached(NotReachedReason.BUSY)
    assert not rung(again)


@pytest.mark.parametrize(
    "sign", [ev.ChannelRinging(at=at(6), channel=FIRST), ev.ChannelProgressed(at=at(6), channel=FIRST)]
)
def test_a_customer_whose_phone_has_given_a_sign_is_not_rung_again_whatever_the_trunk_says(sign: ev.Event) -> None:
    done = after(BOTH, PICKED_UP, sign, replace(UNAVAILABLE, at=at(9)))

    assert isinstance(done.state, Ended)
    assert not any(isinstance(each, fact.TrunkFailed) for each in done.facts)


def test_without_another_trunk_the_failure_costs_the_customer_nothing() -> None:
    refused = after(dial_out(), PICKED_UP, ev.ChannelGone(at=at(6), channel=FIRST, cause=21, sip=403))

    assert ended(refused).outcome == NotReached(NotReachedReason.FAILED)
    assert refused.facts[0] == fact.TrunkFailed(at=at(6), trunk="trunk", cause=TrunkTrouble.CREDENTIALS, sip=403)


def test_a_trunk_without_a_word_is_left_for_the_next_and_rung_to_the_end_where_there_is_none() -> None:
    waiting = after(BOTH, PICKED_UP)
    done = step(waiting.state, ev.DeadlinePassed(at=at(25)))

    assert deadline(waiting.state) == at(25)
    assert do.HangUp(FIRST) in done.commands
    assert [ring.trunk for ring in rung(done)] == ["other"]
    assert done.facts == (fact.TrunkFailed(at=at(25), trunk="trunk", cause=TrunkTrouble.NO_ANSWER),)
    assert deadline(done.state) == at(25 + 48)


def test_once_it_rings_a_customer_is_given_all_the_time_for_it() -> None:
    ringing = after(BOTH, PICKED_UP, ev.ChannelRinging(at=at(20), channel=FIRST))

    assert deadline(ringing.state) == at(5 + 48)


@pytest.mark.parametrize("untried", [TrunkTrouble.LIMIT, TrunkTrouble.UNREACHABLE])
def test_a_trunk_that_could_not_be_asked_is_passed_over(untried: TrunkTrouble) -> None:
    done = after(BOTH, PICKED_UP, ev.ChannelGone(at=at(6), channel=FIRST, untried=untried))

    assert done.facts == (fact.TrunkFailed(at=at(6), trunk="trunk", cause=untried),)
    assert [ring.trunk for ring in rung(done)] == ["other"]


def test_whose_end_was_not_seen_is_not_dialled_again() -> None:
    done = after(BOTH, PICKED_UP, ev.ChannelGone(at=at(6), channel=FIRST, unseen=True, cause=34))

    assert isinstance(done.state, Ended)


def test_a_customer_who_is_handed_on_goes_by_the_next_trunk_and_waits_in_front_where_none_is_left() -> None:
    talking = states()["talking"]
    target = ToNumber("+44••••", (WAY, OTHER_WAY))
    dialling = step(talking, ev.TransferAsked(at=at(30), target=target)).state
    assert isinstance(dialling, DiallingOutside)
    other = step(dialling, ev.ChannelGone(at=at(31), channel=dialling.leg, cause=34, sip=503))
    assert isinstance(other.state, DiallingOutside)
    leg = other.state.leg
    answered = step(other.state, ev.ChannelAnswered(at=at(33), channel=leg)).state
    failed = step(other.state, ev.ChannelGone(at=at(33), channel=leg, cause=38, sip=500))

    assert [ring.trunk for ring in rung(other)] == ["other"]
    assert isinstance(answered, TalkingOutside)
    assert answered.trunk == "other"
    assert isinstance(failed.state, Waiting)
    assert [type(each).__name__ for each in failed.facts] == ["TrunkFailed", "TransferFailed", "Queued"]


def test_a_number_that_is_asked_first_is_asked_by_the_next_trunk() -> None:
    target = ToNumber("+44••••", (WAY, OTHER_WAY))
    asking = step(states()["talking"], ev.ConsultAsked(at=at(30), target=target)).state
    assert isinstance(asking, Asking)
    other = step(asking, ev.ChannelGone(at=at(31), channel=asking.second, cause=34, sip=503))
    assert isinstance(other.state, Asking)
    answered = step(other.state, ev.ChannelAnswered(at=at(33), channel=other.state.second)).state

    assert [ring.trunk for ring in rung(other)] == ["other"]
    assert isinstance(answered, Consulting)
    assert answered.asked == replace(target, ways=(OTHER_WAY,))


def test_a_supervisor_s_phone_that_cannot_be_rung_is_no_trunk_s_failure() -> None:
    target = ToNumber("maria", (Way(trunk=None, endpoint="PJSIP/desk-7"),))
    begun = step(states()["talking"], ev.ConsultAsked(at=at(30), target=target))
    assert isinstance(begun.state, Asking)
    done = step(begun.state, ev.ChannelGone(at=at(31), channel=begun.state.second, untried=TrunkTrouble.UNREACHABLE))

    assert [ring.trunk for ring in rung(begun)] == [None]
    assert [each.why for each in done.facts if isinstance(each, fact.ConsultEnded)] == [ConsultEnd.UNREACHABLE]
    assert not any(isinstance(each, fact.TrunkFailed) for each in done.facts)


HEARD = ev.ChannelProgressed(at=at(6), channel=FIRST)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (ev.DeadlinePassed(at=at(60)), NotReachedReason.NO_ANSWER),
        (ev.ChannelGone(at=at(50), channel=FIRST, cause=19, sip=480), NotReachedReason.NO_ANSWER),
        (ev.ChannelGone(at=at(9), channel=FIRST, cause=19, sip=480), NotReachedReason.FAILED),
        (ev.ChannelGone(at=at(9), channel=FIRST, cause=34, sip=503), NotReachedReason.FAILED),
    ],
)
def test_who_was_heard_for_as_long_as_we_ring_has_not_answered_and_a_network_that_says_no_has_failed(
    end: ev.ChannelGone | ev.DeadlinePassed, reason: NotReachedReason
) -> None:
    """Many carriers let the ringing be heard (183), and never say that it rings (180)."""
    assert ended(after(BOTH, PICKED_UP, HEARD, end)).outcome == NotReached(reason)
