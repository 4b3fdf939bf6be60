"""A call that we return: what becomes of the customer when the agent is gone, and of the call when they ring in."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import step
from telephony.outcome import Answered, Lost, NotReached, NotReachedReason, OfferEnd
from telephony.states import Announcing, AnnouncingOut, State, Talking
from telephony.step import Step
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CALL,
    COLLEAGUE,
    CUSTOMER_OUT,
    LEG,
    MESSAGE,
    PLAN,
    after,
    at,
    dial_out,
    ended,
    is_waiting,
    states,
)

CALLBACK = replace(PLAN, callback=True)
AGENT_PICKED_UP = ev.ChannelAnswered(at=at(3), channel=LEG)
CUSTOMER_PICKED_UP = ev.ChannelAnswered(at=at(8), channel=CUSTOMER_OUT)
AGENT_HUNG_UP = ev.ChannelGone(at=at(9), channel=LEG, cause=16)
AGENT_DIED = ev.ChannelGone(at=at(9), channel=LEG, cause=44)
PLAYED = ev.PlaybackEnded(at=at(14), playback=MESSAGE, ok=True)
CUSTOMER_HUNG_UP = ev.ChannelGone(at=at(20), channel=CUSTOMER_OUT, cause=16)
RANG_IN = ev.CustomerRangIn(at=at(9))


def called_back(*events: ev.Event) -> Step:
    return after(dial_out(CALLBACK), AGENT_PICKED_UP, *events)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (ev.ChannelGone(at=at(2), channel=LEG), NotReachedReason.AGENT_UNREACHABLE),  # the switch could not ring it
        (ev.ChannelGone(at=at(2), channel=LEG, cause=20), NotReachedReason.AGENT_UNREACHABLE),
        (ev.DeadlinePassed(at=at(40)), NotReachedReason.AGENT_UNREACHABLE),  # it never said that it rings
        (ev.BrowserPhoneGone(at=at(2), agent=AGENT), NotReachedReason.AGENT_UNREACHABLE),
        (ev.ChannelGone(at=at(2), channel=LEG, cause=21), NotReachedReason.AGENT_DID_NOT_ANSWER),
    ],
)
def test_a_phone_that_cannot_be_rung_is_not_an_agent_who_does_not_answer(
    event: ev.Event, why: NotReachedReason
) -> None:
    assert ended(after(dial_out(CALLBACK), event)).outcome == NotReached(why)


@pytest.mark.parametrize("gone", [AGENT_HUNG_UP, AGENT_DIED])
def test_a_customer_whose_agent_is_gone_hears_the_announcement_on_and_then_waits_in_front(gone: ev.Event) -> None:
    listening = called_back(CUSTOMER_PICKED_UP, gone)
    waiting = step(listening.state, PLAYED)

    assert isinstance(listening.state, Announcing)
    assert listening.commands == (do.StartMusic(CUSTOMER_OUT, "default"),)
    assert is_waiting(waiting).call.plan == replace(CALLBACK, front=True)
    assert [each.front for each in waiting.facts if isinstance(each, fact.Queued)] == [True]
    assert do.StartRecording(CUSTOMER_OUT, CALL, waiting.state.call.began_at) in waiting.commands


@pytest.mark.parametrize(("gone", "device_failed"), [(AGENT_HUNG_UP, False), (AGENT_DIED, True)])
def test_the_agent_who_is_gone_has_nothing_to_wrap_up(gone: ev.Event, device_failed: bool) -> None:
    released = fact.AgentReleased(at=at(9), agent=AGENT, wrap_up_s=0, device_failed=device_failed)

    assert called_back(CUSTOMER_PICKED_UP, gone).facts == (released,)


def test_the_next_agent_answers_the_customer_whom_the_first_one_left() -> None:
    second = names.channel(CALL, names.Role.AGENT, 3)
    done = called_back(
        *(CUSTOMER_PICKED_UP, AGENT_DIED, PLAYED),
        ev.AgentAssigned(at=at(15), agent=COLLEAGUE, endpoint="PJSIP/agent-2"),
        ev.ChannelAnswered(at=at(17), channel=second),
        ev.ChannelBridged(at=at(18), channel=second, bridge=BRIDGE),
        ev.ChannelGone(at=at(60), channel=CUSTOMER_OUT, cause=16),
    )

    assert Answered() == ended(done).outcome
    assert done.state.call.answered_at == at(18)


@pytest.mark.parametrize(
    ("life", "why"),
    [
        ([CUSTOMER_HUNG_UP], NotReachedReason.HUNG_UP_IN_ANNOUNCEMENT),
        ([AGENT_DIED, CUSTOMER_HUNG_UP], NotReachedReason.HUNG_UP_IN_ANNOUNCEMENT),
        ([AGENT_DIED, PLAYED, CUSTOMER_HUNG_UP], NotReachedReason.DROPPED_OUR_SIDE),
        ([AGENT_DIED, ev.SwitchLost(at=at(12))], NotReachedReason.DROPPED_OUR_SIDE),
        ([ev.SwitchLost(at=at(12))], NotReachedReason.DROPPED_OUR_SIDE),
        ([ev.HangUpAsked(at=at(12))], NotReachedReason.CANCELLED),
    ],
)
def test_a_customer_who_answered_and_spoke_to_nobody_is_not_reached_for_this_reason(
    life: list[ev.Event], why: NotReachedReason
) -> None:
    assert NotReached(why) == ended(called_back(CUSTOMER_PICKED_UP, *life)).outcome


def test_a_customer_who_picked_up_and_left_while_the_service_was_away_was_dropped_by_us() -> None:
    gone = ev.ChannelGone(at=at(14), channel=CUSTOMER_OUT, unseen=True, picked_up_at=at(8))
    done = called_back(gone)

    assert NotReached(NotReachedReason.DROPPED_OUR_SIDE) == ended(done).outcome
    assert done.facts[:2] == (
        fact.CustomerAnswered(at=at(8)),
        fact.AgentReleased(at=at(14), agent=AGENT, wrap_up_s=0),
    )
    assert do.HangUp(LEG) in done.commands


def test_nobody_comes_in_time_for_the_customer_whose_agent_is_gone() -> None:
    waiting = called_back(CUSTOMER_PICKED_UP, AGENT_DIED, PLAYED)
    sorry = step(waiting.state, ev.DeadlinePassed(at=at(5000)))
    done = step(sorry.state, ev.DeadlinePassed(at=at(9000)))

    assert NotReached(NotReachedReason.DROPPED_OUR_SIDE) == ended(done).outcome


def test_a_customer_is_not_left_to_a_phone_that_the_switch_has_lost() -> None:
    """A browser's line lives on for half a minute after the browser is gone."""
    lost = ev.AgentPhoneLost(at=at(9), agent=AGENT)
    ringing, answered = called_back(lost), called_back(CUSTOMER_PICKED_UP, lost)

    assert NotReached(NotReachedReason.CANCELLED) == ended(ringing).outcome
    assert isinstance(answered.state, Announcing)
    assert answered.commands == (do.HangUp(LEG), do.StartMusic(CUSTOMER_OUT, "default"))


def test_a_conversation_goes_on_though_the_switch_has_lost_the_phone() -> None:
    assert Step(talking()) == step(talking(), ev.AgentPhoneLost(at=at(20), agent=AGENT))


def test_an_agent_who_dialled_by_hand_takes_the_call_back_by_hanging_up_in_the_announcement() -> None:
    done = after(dial_out(), AGENT_PICKED_UP, CUSTOMER_PICKED_UP, AGENT_HUNG_UP)

    assert NotReached(NotReachedReason.CANCELLED) == ended(done).outcome
    assert do.HangUp(CUSTOMER_OUT) in done.commands


def test_an_agent_whose_phone_died_after_dialling_by_hand_leaves_a_customer_who_is_served_all_the_same() -> None:
    done = after(dial_out(), AGENT_PICKED_UP, CUSTOMER_PICKED_UP, AGENT_DIED)

    assert isinstance(done.state, Announcing)


def talking() -> State:
    return called_back(CUSTOMER_PICKED_UP, PLAYED).state


def test_an_agent_who_hangs_up_in_the_conversation_ends_it() -> None:
    done = step(talking(), replace(AGENT_HUNG_UP, at=at(60)))

    assert Answered() == ended(done).outcome


def test_an_agent_whose_phone_dies_in_the_conversation_leaves_a_customer_in_front_of_the_queue() -> None:
    done = step(talking(), replace(AGENT_DIED, at=at(60)))

    assert is_waiting(done).call.lost is Lost.DROPPED_OUR_SIDE
    assert do.StartMusic(CUSTOMER_OUT, "default") in done.commands


def test_a_customer_who_rings_in_while_the_agent_is_rung_stops_the_callback() -> None:
    done = after(dial_out(CALLBACK), RANG_IN)

    assert NotReached(NotReachedReason.GLARE) == ended(done).outcome
    assert [each.how for each in done.facts if isinstance(each, fact.OfferEnded)] == [OfferEnd.CANCELLED]
    assert (do.HangUp(LEG),) == done.commands


def test_a_customer_who_rings_in_while_we_ring_them_stops_the_callback() -> None:
    done = called_back(RANG_IN)

    assert NotReached(NotReachedReason.GLARE) == ended(done).outcome
    assert fact.AgentReleased(at=at(9), agent=AGENT, wrap_up_s=0) in done.facts
    assert (do.HangUp(CUSTOMER_OUT), do.HangUp(LEG)) == done.commands


@pytest.mark.parametrize("kind", [AnnouncingOut, Talking])
def test_a_customer_who_has_answered_us_is_left_alone_whatever_else_they_ring(kind: type[State]) -> None:
    for state in states().values():
        if isinstance(state, kind):
            assert Step(state) == step(state, RANG_IN)
