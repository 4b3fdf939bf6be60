"""A caller who waits is told that they can be called back, says yes twice, and is let go without being missed."""

import pytest
from msgspec.structs import replace

from kernel.ids import PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import begin, step
from telephony.due import deadline
from telephony.outcome import FlowedOut, FlowReason, Missed, MissedReason
from telephony.reconcile import Seen, compare
from telephony.states import Dismissing, Offered, Offering, Waiting
from telephony.step import Step
from tests.telephony.kit import (
    AGENT,
    CALL,
    CUSTOMER,
    LEG,
    MESSAGE,
    OFFER,
    PLAN,
    after,
    arrived,
    at,
    ended,
    is_waiting,
    states,
)

WITH_OFFER = replace(PLAN, callback_offer=OFFER)
QUEUED = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)
OFFER_DUE = ev.DeadlinePassed(at=at(35))
ASSIGNED = ev.AgentAssigned(at=at(37), agent=AGENT, endpoint="PJSIP/agent-1")
FIRST, SECOND, LAST = (names.playback(CALL, n) for n in (2, 3, 4))


def pressed(key: str, seconds: float) -> ev.KeyPressed:
    return ev.KeyPressed(at=at(seconds), channel=CUSTOMER, key=key)


def played(playback: PlaybackId, seconds: float) -> ev.PlaybackEnded:
    return ev.PlaybackEnded(at=at(seconds), playback=playback, ok=True)


def waits(*events: ev.Event) -> Step:
    return after(arrived(WITH_OFFER), QUEUED, *events)


def test_after_half_a_minute_in_the_queue_the_offer_is_made_in_place_of_the_music() -> None:
    queued = waits()
    made = step(queued.state, OFFER_DUE)

    assert deadline(queued.state) == at(35)
    assert made.commands == (do.StopMusic(CUSTOMER), do.Play(CUSTOMER, FIRST, OFFER.offer))
    assert made.facts == (fact.CallbackOffered(at=at(35), sound=OFFER.offer.name),)
    assert deadline(made.state) == at(605)


def test_after_the_offer_the_music_goes_on_and_it_is_not_made_again() -> None:
    done = waits(OFFER_DUE, played(FIRST, 39))

    assert done.commands == (do.StartMusic(CUSTOMER, "default"),)
    assert deadline(done.state) == at(605)


@pytest.mark.parametrize("heard", [(), (played(FIRST, 39),)])
def test_a_caller_who_presses_the_key_hears_their_number_and_is_asked_whether_it_is_right(
    heard: tuple[ev.Event, ...],
) -> None:
    asked = waits(OFFER_DUE, *heard, pressed("1", 40))

    quiet = do.StopMusic(CUSTOMER) if heard else do.StopPlaying(FIRST)
    assert asked.commands == (quiet, do.Play(CUSTOMER, SECOND, OFFER.confirm, digits="380441234567"))


def test_a_caller_who_says_yes_twice_is_thanked_let_go_and_not_missed() -> None:
    taken = waits(OFFER_DUE, pressed("1", 38), played(SECOND, 45), pressed("1", 50))
    done = step(taken.state, played(LAST, 55))

    assert isinstance(taken.state, Dismissing)
    assert taken.commands == (do.StopMusic(CUSTOMER), do.Play(CUSTOMER, LAST, OFFER.taken))
    assert taken.facts == (
        fact.CallbackChosen(at=at(50), since=at(5)),
        fact.LeftQueue(at=at(50), queue=PLAN.queue.id, how="callback_chosen"),
        fact.MessageBegan(at=at(50), sound=OFFER.taken.name),
    )
    assert FlowedOut(FlowReason.CALLBACK_CHOSEN) == ended(done).outcome


def test_a_caller_who_hangs_up_in_the_thanks_will_be_called_back_all_the_same() -> None:
    done = waits(OFFER_DUE, pressed("1", 38), pressed("1", 40), ev.ChannelGone(at=at(41), channel=CUSTOMER, cause=16))

    assert FlowedOut(FlowReason.CALLBACK_CHOSEN) == ended(done).outcome


def test_a_caller_who_says_yes_once_and_hangs_up_has_left_the_queue_as_others_do() -> None:
    done = waits(
        ev.AgentStaffed(at=at(6)),
        *(OFFER_DUE, pressed("1", 38), ev.ChannelGone(at=at(41), channel=CUSTOMER, cause=16)),
    )

    assert Missed(MissedReason.ABANDONED_IN_QUEUE) == ended(done).outcome


@pytest.mark.parametrize("key", [pressed("1", 20), pressed("2", 40)])
def test_a_key_that_was_not_asked_for_changes_nothing(key: ev.KeyPressed) -> None:
    state = waits(*([OFFER_DUE] if key.key == "2" else [])).state

    assert Step(state) == step(state, key)


def test_an_agent_who_becomes_free_ends_the_offer_and_it_is_made_again_if_nothing_comes_of_it() -> None:
    offered = waits(OFFER_DUE, ASSIGNED)
    back = step(offered.state, ev.ChannelGone(at=at(50), channel=LEG, cause=17))

    assert isinstance(offered.state, Offering)
    assert offered.commands[:2] == (do.StopPlaying(FIRST), do.StartMusic(CUSTOMER, "default"))
    assert is_waiting(back).call.callback is Offered.NOT_YET
    assert deadline(back.state) == at(35)


def test_a_caller_who_had_heard_the_offer_can_still_take_it_after_an_agent_did_not_answer() -> None:
    back = waits(OFFER_DUE, played(FIRST, 36), ASSIGNED, ev.ChannelGone(at=at(50), channel=LEG, cause=17))

    asked = step(back.state, pressed("1", 55))
    assert is_waiting(asked).call.callback is Offered.ASKED


def test_whoever_waited_too_long_while_being_spoken_to_hears_the_word_of_regret_alone() -> None:
    done = waits(OFFER_DUE, ev.DeadlinePassed(at=at(605)))

    assert done.commands[0] == do.StopPlaying(FIRST)


def test_nothing_is_offered_where_the_caller_cannot_be_called_back_or_was_answered_once() -> None:
    answered = replace(states()["talking"].call, plan=WITH_OFFER, callback=Offered.NOT_YET)
    again = Waiting(call=answered, deadline=at(605))

    assert deadline(after(arrived(PLAN), QUEUED).state) == at(605)
    assert deadline(again) == at(605)
    assert deadline(begin(arrived(PLAN)).state) == at(120)


@pytest.mark.parametrize(("playing", "missed"), [(True, ()), (False, (False,))])
def test_a_caller_whose_offer_ended_in_a_gap_gets_their_music_back(playing: bool, missed: tuple[bool, ...]) -> None:
    offered = waits(OFFER_DUE).state
    seen = Seen(
        at=at(60),
        channels={CUSTOMER: True},
        bridges={},
        playbacks=frozenset({FIRST} if playing else ()),
        restarted_at=at(-1000),
        gone={},
    )

    repair = compare(offered, seen)

    assert missed == tuple(each.ok for each in repair.events if isinstance(each, ev.PlaybackEnded))
    assert not [each for each in repair.commands if isinstance(each, do.StartMusic)]
