"""Single moments of a call, where the next state alone does not say what was decided."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import begin, step
from telephony.outcome import Answered, Lost, Missed, MissedReason, NotReached, NotReachedReason, OfferEnd
from telephony.plan import RefusalReason, ToAgent, TransferTarget
from telephony.states import Connecting, Ended, Offering, Recording, RingingCustomer, State, Talking, Waiting, agent
from telephony.step import Step, plan_of
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CALL,
    CLOSED,
    COLLEAGUE,
    CUSTOMER,
    LEG,
    MESSAGE,
    OUTSIDE,
    PLAN,
    TO_COLLEAGUE,
    TO_NUMBER,
    TO_QUEUE,
    UNANNOUNCED,
    after,
    arrived,
    at,
    dial_out,
    ended,
    is_waiting,
    states,
)

PLAYED = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)
ASSIGNED = ev.AgentAssigned(at=at(10), agent=AGENT, endpoint="PJSIP/agent-1")
PICKED_UP = ev.ChannelAnswered(at=at(15), channel=LEG)
BRIDGED = ev.ChannelBridged(at=at(16), channel=LEG, bridge=BRIDGE)
HUNG_UP = ev.ChannelGone(at=at(60), channel=CUSTOMER, cause=16)
RECORDING = ev.RecordingStarted(at=at(6), path="/rec/1")


def recording_commands(done: Step) -> list[do.Command]:
    return [each for each in done.commands if isinstance(each, do.StartRecording | do.MuteRecording)]


@pytest.mark.parametrize("reason", RefusalReason)
def test_who_is_turned_away_without_a_word_is_rejected_and_whose_message_is_missing_is_hung_up_on(
    reason: RefusalReason,
) -> None:
    done = begin(arrived(replace(CLOSED, reason=reason, message=None)))

    rejected: dict[RefusalReason, do.Command] = {
        RefusalReason.BLOCKED: do.Reject(CUSTOMER),
        RefusalReason.UNKNOWN_NUMBER: do.Reject(CUSTOMER, unallocated=True),
    }
    assert (rejected.get(reason, do.HangUp(CUSTOMER)),) == done.commands


def test_a_call_is_recorded_from_the_end_of_the_announcement() -> None:
    arriving, played = after(arrived()), after(arrived(), PLAYED)

    assert recording_commands(arriving) == []
    assert [do.StartRecording(CUSTOMER, CALL, at(0))] == recording_commands(played)


def test_a_caller_whose_announcement_could_not_be_played_is_served_and_not_recorded() -> None:
    failed = after(arrived(), ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=False))

    assert is_waiting(failed).call.recording is Recording.UNTOLD
    assert recording_commands(failed) == []
    assert any(isinstance(each, fact.RecordingNotMade) for each in failed.facts)


def test_a_project_without_an_announcement_serves_at_once_and_does_not_record() -> None:
    done = begin(arrived(UNANNOUNCED))

    assert is_waiting(done).call.recording is Recording.UNTOLD


def test_a_recording_that_is_confirmed_twice_began_once() -> None:
    again = after(arrived(), PLAYED, RECORDING, RECORDING)

    assert Step(again.state) == again


def test_a_refusal_after_the_recording_has_begun_changes_nothing() -> None:
    refused = ev.RecordingRefused(at=at(7), why="The customer had hung up before it began.")

    done = after(arrived(), PLAYED, RECORDING, refused)

    assert Step(done.state) == done
    assert done.state.call.recording is Recording.ON


def test_a_recording_that_begins_after_it_was_muted_is_muted_again() -> None:
    done = after(arrived(), PLAYED, ev.MuteAsked(at=at(5), on=True), RECORDING)

    assert [do.MuteRecording(CUSTOMER, True)] == recording_commands(done)


def test_an_answered_call_counts_from_the_bridge_and_not_from_the_pick_up() -> None:
    picked_up, bridged = (
        after(arrived(), PLAYED, ASSIGNED, PICKED_UP),
        after(arrived(), PLAYED, ASSIGNED, PICKED_UP, BRIDGED),
    )

    assert picked_up.state.call.answered_at is None
    assert bridged.state.call.answered_at == at(16)


def test_an_agent_who_hangs_up_before_the_bridge_has_declined() -> None:
    done = after(arrived(), PLAYED, ASSIGNED, PICKED_UP, ev.ChannelGone(at=at(16), channel=LEG, cause=16))

    assert fact.OfferEnded(at=at(16), agent=AGENT, how=OfferEnd.DECLINED) in done.facts
    assert is_waiting(done).call.ring_outs == 1


def test_a_leg_that_never_reaches_the_bridge_is_given_up_as_the_device_s_fault() -> None:
    done = after(arrived(), PLAYED, ASSIGNED, PICKED_UP, ev.DeadlinePassed(at=at(21)))

    assert fact.OfferEnded(at=at(21), agent=AGENT, how=OfferEnd.DEVICE_FAILED) in done.facts
    assert do.HangUp(LEG) in done.commands
    assert is_waiting(done).call.ring_outs == 0


def test_a_caller_keeps_their_deadline_through_an_agent_s_ring_out() -> None:
    waiting = is_waiting(after(arrived(), PLAYED))
    rang_out = after(arrived(), PLAYED, ASSIGNED, ev.ChannelGone(at=at(30), channel=LEG, cause=19))

    assert waiting.deadline == is_waiting(rang_out).deadline


def test_a_caller_who_has_waited_too_long_while_an_agent_rang_is_dismissed_afterwards() -> None:
    patient = replace(PLAN, queue=replace(PLAN.queue, timeout_s=10))
    rang_out = after(arrived(patient), PLAYED, ASSIGNED, ev.ChannelGone(at=at(30), channel=LEG, cause=19))

    gone = after(
        arrived(patient),
        PLAYED,
        ASSIGNED,
        ev.ChannelGone(at=at(30), channel=LEG, cause=19),
        ev.DeadlinePassed(at=at(30)),
        ev.PlaybackEnded(at=at(35), playback=names.playback(CALL, 2), ok=True),
    )

    assert is_waiting(rang_out).deadline == at(15)
    assert Missed(MissedReason.QUEUE_TIMEOUT) == ended(gone).outcome


def test_who_waits_at_closing_time_is_served_until_the_grace_is_over() -> None:
    done = after(arrived(replace(PLAN, serve_until=at(100))), PLAYED)

    assert at(100) == is_waiting(done).deadline


@pytest.mark.parametrize("cause", [None, 18, 38, 44])
def test_a_customer_whose_agent_s_phone_dies_goes_to_the_front_of_the_queue(cause: int | None) -> None:
    done = step(states()["talking"], ev.ChannelGone(at=at(40), channel=LEG, cause=cause))

    assert [fact.AgentReleased(at=at(40), agent=AGENT, wrap_up_s=0, device_failed=True)] == list(done.facts[:1])
    assert [each.front for each in done.facts if isinstance(each, fact.Queued)] == [True]
    assert is_waiting(done).call.lost is Lost.DROPPED_OUR_SIDE


def test_a_customer_who_gives_up_after_the_agent_s_phone_died_was_dropped_by_us() -> None:
    lost = step(states()["talking"], ev.ChannelGone(at=at(40), channel=LEG, cause=44))

    done = step(lost.state, HUNG_UP)

    assert Answered(Lost.DROPPED_OUR_SIDE) == ended(done).outcome


@pytest.mark.parametrize("cause", [0, 16, 31, 127])
def test_an_agent_who_hangs_up_ends_the_call(cause: int) -> None:
    done = step(states()["on_hold"], ev.ChannelGone(at=at(40), channel=LEG, cause=cause))

    assert Answered() == ended(done).outcome
    assert do.HangUp(CUSTOMER) in done.commands


@pytest.mark.parametrize("target", [TO_COLLEAGUE, TO_QUEUE, TO_NUMBER])
@pytest.mark.parametrize("where", ["talking", "on_hold"])
def test_a_customer_who_hangs_up_in_a_blind_transfer_is_lost_in_it(where: str, target: TransferTarget) -> None:
    moved = step(states()[where], ev.TransferAsked(at=at(40), target=target))

    done = step(moved.state, HUNG_UP)

    assert do.HangUp(LEG) in moved.commands
    assert Answered(Lost.LOST_IN_TRANSFER) == ended(done).outcome


def test_a_transfer_that_arrives_is_lost_no_more() -> None:
    moved = step(states()["talking"], ev.TransferAsked(at=at(40), target=TO_NUMBER))
    assert moved.state.call.lost is Lost.LOST_IN_TRANSFER

    arrives = step(moved.state, ev.ChannelAnswered(at=at(50), channel=names.channel(CALL, names.Role.OUTSIDE, 2)))

    assert arrives.state.call.lost is None


@pytest.mark.parametrize("muted", [True, False])
def test_whoever_comes_after_an_agent_is_recorded_with_a_fresh_ear(muted: bool) -> None:
    recorded = after(arrived(), PLAYED, RECORDING, ASSIGNED, PICKED_UP, BRIDGED, ev.MuteAsked(at=at(20), on=muted))

    moved = step(recorded.state, ev.TransferAsked(at=at(40), target=TO_COLLEAGUE))

    assert do.RenewRecording(CUSTOMER, CALL, "/rec/1", muted) in moved.commands


def test_a_number_that_does_not_answer_gives_the_customer_back_to_the_front_of_the_queue() -> None:
    done = step(states()["dialling"], ev.ChannelGone(at=at(40), channel=OUTSIDE, cause=17))

    assert fact.TransferFailed(at=at(40), why="busy") in done.facts
    assert [each.front for each in done.facts if isinstance(each, fact.Queued)] == [True]


def test_a_second_transfer_while_the_first_one_rings_gives_only_its_own_agent_back() -> None:
    first = step(states()["talking"], ev.TransferAsked(at=at(40), target=TO_COLLEAGUE))

    second = step(first.state, ev.TransferAsked(at=at(40), target=ToAgent(AGENT, "PJSIP/agent-1")))

    assert Step(first.state, (fact.OfferEnded(at=at(40), agent=AGENT, how=OfferEnd.CANCELLED),)) == second
    assert agent(second.state) == COLLEAGUE


def test_the_phone_s_own_hold_key_is_noted_and_answered_by_its_own_resume() -> None:
    held = step(states()["talking"], ev.PhoneHeld(at=at(40), channel=LEG))
    back = step(held.state, ev.PhoneResumed(at=at(45), channel=LEG))

    assert (fact.Held(at=at(40), by="phone"),) == held.facts
    assert states()["talking"] == back.state
    assert held.commands == ()


def test_a_hold_that_was_asked_for_outlasts_the_phone_s_own_and_does_not_end_before_it() -> None:
    """Together with a phone that holds, the customer would hear nothing; and nobody is taken off hold unasked."""
    held = states()["on_hold"]
    both = step(held, ev.PhoneHeld(at=at(30), channel=LEG))

    assert both.state != held
    assert (both.facts, both.commands) == ((), ())
    assert step(both.state, ev.ResumeAsked(at=at(31))) == Step(both.state)
    assert step(both.state, ev.PhoneResumed(at=at(32), channel=LEG)) == Step(held)


def test_our_hold_does_nothing_while_the_phone_holds() -> None:
    held = step(states()["talking"], ev.PhoneHeld(at=at(40), channel=LEG)).state

    assert Step(held) == step(held, ev.HoldAsked(at=at(41)))


@pytest.mark.parametrize("name", ["ringing_customer", "announcing_out"])
def test_an_agent_who_has_not_spoken_to_the_customer_has_nothing_to_wrap_up(name: str) -> None:
    for over in (ev.SwitchLost(at=at(40)), ev.HangUpAsked(at=at(40))):
        done = step(states()[name], over)

        assert fact.AgentReleased(at=at(40), agent=AGENT, wrap_up_s=0) in done.facts


def test_an_outbound_call_lost_with_the_switch_has_failed_and_was_not_cancelled() -> None:
    done = step(states()["ringing_customer"], ev.SwitchLost(at=at(40)))

    assert NotReached(NotReachedReason.FAILED) == ended(done).outcome


def test_a_caller_lost_with_the_switch_was_missed_because_we_were_down() -> None:
    done = step(states()["queued"], ev.SwitchLost(at=at(40)))

    assert Missed(MissedReason.SERVICE_DOWN) == ended(done).outcome
    assert done.commands == ()


def test_a_caller_lost_with_the_switch_while_dismissed_keeps_the_reason_that_was_decided() -> None:
    done = step(states()["dismissing"], ev.SwitchLost(at=at(40)))

    assert Missed(MissedReason.QUEUE_TIMEOUT) == ended(done).outcome


def test_a_conversation_lost_with_the_switch_was_dropped_by_us_and_is_wrapped_up() -> None:
    done = step(states()["talking"], ev.SwitchLost(at=at(40)))

    assert Answered(Lost.DROPPED_OUR_SIDE) == ended(done).outcome
    assert fact.AgentReleased(at=at(40), agent=AGENT, wrap_up_s=30) in done.facts


@pytest.mark.parametrize(
    ("life", "reason"),
    [
        ([], MissedReason.ABANDONED_IN_ANNOUNCEMENT),
        ([PLAYED], MissedReason.NO_AGENT_AVAILABLE),
        ([PLAYED, ev.AgentStaffed(at=at(6))], MissedReason.ABANDONED_IN_QUEUE),
        ([PLAYED, ASSIGNED], MissedReason.ABANDONED_IN_QUEUE),
        ([PLAYED, ASSIGNED, PICKED_UP], MissedReason.ABANDONED_IN_QUEUE),
        (
            [PLAYED, ASSIGNED, ev.ChannelGone(at=at(12), channel=LEG, cause=17)],
            MissedReason.AGENTS_DID_NOT_ANSWER,
        ),
    ],
)
def test_a_caller_who_hangs_up_is_missed_for_the_reason_of_the_phase(
    life: list[ev.Event], reason: MissedReason
) -> None:
    assert Missed(reason) == ended(after(arrived(), *life, HUNG_UP)).outcome


@pytest.mark.parametrize("life", [[], [PLAYED], [PLAYED, ASSIGNED], [PLAYED, ASSIGNED, PICKED_UP]])
def test_a_caller_who_left_while_we_could_not_see_is_missed_because_we_were_down(life: list[ev.Event]) -> None:
    unseen = ev.ChannelGone(at=at(60), channel=CUSTOMER, unseen=True)

    assert Missed(MissedReason.SERVICE_DOWN) == ended(after(arrived(), *life, unseen)).outcome


def test_an_announcement_that_is_cut_short_was_still_heard_for_so_long() -> None:
    for name in ("announcing", "announcing_out"):
        state = states()[name]
        done = step(state, ev.HangUpAsked(at=at(23)))

        assert [each.complete for each in done.facts if isinstance(each, fact.AnnouncementEnded)] == [False]


def test_an_outbound_call_rings_the_agent_first_and_the_customer_when_the_agent_is_there() -> None:
    asked = begin(dial_out())
    picked_up = step(asked.state, ev.ChannelAnswered(at=at(3), channel=LEG))

    assert [each.leg for each in asked.commands if isinstance(each, do.Ring)] == [LEG]
    assert isinstance(picked_up.state, RingingCustomer)
    assert [picked_up.state.customer] == [each.leg for each in picked_up.commands if isinstance(each, do.Ring)]


def test_the_customer_who_is_rung_is_named_with_the_number_masked() -> None:
    state = states()["ringing_customer"]
    assert state.call.customer is not None

    rang = step(state, ev.ChannelRinging(at=at(30), channel=state.call.customer))

    assert (fact.OutsideRang(at=at(30), shown="+38044123••••"),) == rang.facts


def test_an_outbound_customer_hears_the_announcement_before_anything_is_recorded() -> None:
    ringing = states()["ringing_customer"]
    assert ringing.call.customer is not None
    answered = step(ringing, ev.ChannelAnswered(at=at(30), channel=ringing.call.customer))

    together = step(answered.state, ev.PlaybackEnded(at=at(35), playback=MESSAGE, ok=True))

    assert recording_commands(answered) == []
    assert isinstance(together.state, Talking)
    assert [do.StartRecording(ringing.call.customer, CALL, ringing.call.began_at)] == recording_commands(together)


def test_an_agent_whose_phone_dialled_is_answered_only_when_the_customer_is() -> None:
    asked = begin(dial_out(UNANNOUNCED, phone_channel=CUSTOMER))
    assert isinstance(asked.state, RingingCustomer)

    answered = step(asked.state, ev.ChannelAnswered(at=at(9), channel=asked.state.customer))

    assert not any(isinstance(each, do.Answer) for each in asked.commands)
    assert do.Answer(CUSTOMER) in answered.commands


def test_the_first_offer_makes_the_bridge_and_the_next_one_uses_it() -> None:
    first = after(arrived(), PLAYED, ASSIGNED)
    second = after(
        arrived(), PLAYED, ASSIGNED, ev.ChannelGone(at=at(30), channel=LEG, cause=19), replace(ASSIGNED, at=at(31))
    )

    assert do.CreateBridge(BRIDGE) in first.commands
    assert [names.channel(CALL, names.Role.AGENT, 2)] == [
        each.leg for each in second.commands if isinstance(each, do.Ring)
    ]
    assert do.CreateBridge(BRIDGE) not in second.commands


def test_a_plan_s_queue_is_that_of_the_last_transfer() -> None:
    done = step(states()["talking"], ev.TransferAsked(at=at(40), target=TO_QUEUE))

    assert TO_QUEUE.queue == plan_of(is_waiting(done).call).queue
    assert "slow" in {each.music for each in done.commands if isinstance(each, do.StartMusic)}


@pytest.mark.parametrize("kind", [Waiting, Offering, Connecting])
def test_a_caller_in_the_queue_who_is_hung_up_on_leaves_it(kind: type[State]) -> None:
    done = step(next(each for each in states().values() if isinstance(each, kind)), ev.HangUpAsked(at=at(40)))

    assert isinstance(done.state, Ended)
    assert fact.LeftQueue(at=at(40), queue=PLAN.queue.id, how="abandoned") in done.facts
    assert do.HangUp(CUSTOMER) in done.commands


def test_a_mute_that_failed_leaves_the_recording_on_and_says_so() -> None:
    muted = step(states()["talking"], ev.MuteAsked(at=at(60), on=True)).state
    failed = step(muted, ev.MuteFailed(at=at(61), on=True, why="The switch did not answer."))

    assert failed.state.call.recording is Recording.ON
    assert [type(each) for each in failed.facts] == [fact.RecordingMuteFailed]
