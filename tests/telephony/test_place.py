"""A caller in the queue hears their place, and music again; it ends for an agent, and no offer is lost by it."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.due import deadline
from telephony.plan import Sound
from telephony.states import Offered, Offering
from telephony.step import Step, plan_of
from telephony.telling import Place, Told, Wait
from tests.telephony.kit import AGENT, CALL, CUSTOMER, MESSAGE, OFFER, PLAN, QUEUE, after, arrived, at, is_waiting

OFFERING = replace(PLAN, callback_offer=OFFER)
QUEUED = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)
SECOND = Sound("sound:position_2", "second", version=2, announcement=7, seconds=1.5)
UNDER_2 = Sound("sound:wait_under_2", "soon")
PARTS = (fact.Part(sound="second", version=2, announcement=7, seconds=1.5), fact.Part(sound="soon"))
SEEN = ev.PlaceSeen(at=at(5), place=Place(2, Wait.UNDER_2), sounds=(SECOND, UNDER_2))
SPOKEN = names.playback(CALL, 2)
ENDED = ev.PlaybackEnded(at=at(9), playback=SPOKEN, ok=True)
ASSIGNED = ev.AgentAssigned(at=at(7), agent=AGENT, endpoint="PJSIP/agent-1")


def queued(*events: ev.Event) -> Step:
    return after(arrived(OFFERING), QUEUED, *events)


def test_a_caller_hears_their_place_in_place_of_music_and_music_after_it() -> None:
    done = queued(SEEN)

    assert done.commands == (do.StopMusic(CUSTOMER), do.Play(CUSTOMER, SPOKEN, SECOND, then=(UNDER_2,)))
    assert done.facts == (fact.PlaceTold(at=at(5), position=2, wait=Wait.UNDER_2, parts=PARTS),)
    assert is_waiting(done).call.told == Told(at(5), 2, Wait.UNDER_2)
    assert queued(SEEN, ENDED).commands == (do.StartMusic(CUSTOMER, QUEUE.music),)


@pytest.mark.parametrize("seconds", [6, 20, 64])
def test_what_was_told_a_moment_ago_or_is_being_told_is_not_told_again(seconds: float) -> None:
    sooner = replace(SEEN, at=at(seconds), place=Place(1))

    assert queued(SEEN, sooner) == Step(queued(SEEN).state)
    assert queued(SEEN, ENDED, sooner) == Step(queued(SEEN, ENDED).state)
    assert queued(SEEN, ENDED, replace(sooner, at=at(65))).facts == (
        fact.PlaceTold(at=at(65), position=1, parts=PARTS),
    )


def test_an_agent_ends_it_and_it_is_not_said_again() -> None:
    done = queued(SEEN, ASSIGNED)

    assert isinstance(done.state, Offering)
    assert done.commands[:2] == (do.StopPlaying(SPOKEN), do.StartMusic(CUSTOMER, QUEUE.music))
    assert done.state.call.told == Told(at(5), 2, Wait.UNDER_2)


def test_a_callback_is_offered_after_it_and_what_was_offered_stays() -> None:
    late = replace(SEEN, at=at(34))
    offered = queued(late, replace(ENDED, at=at(38)), ev.DeadlinePassed(at=at(38)))
    again = replace(SEEN, at=at(101), place=Place(1))
    third, fourth = names.playback(CALL, 3), names.playback(CALL, 4)
    told = after(
        arrived(OFFERING),
        *(QUEUED, late, replace(ENDED, at=at(38)), ev.DeadlinePassed(at=at(38))),
        *(ev.PlaybackEnded(at=at(42), playback=third, ok=True), again, replace(ASSIGNED, at=at(102))),
    )

    assert deadline(queued(late).state) == at(605)
    assert deadline(queued(late, replace(ENDED, at=at(38))).state) == at(35)
    assert is_waiting(offered).call.callback is Offered.OFFERED
    assert do.StopPlaying(fourth) in told.commands
    assert told.state.call.callback is Offered.OFFERED


def test_a_key_takes_the_offer_while_a_place_is_told() -> None:
    third = names.playback(CALL, 3)
    done = after(
        arrived(OFFERING),
        *(QUEUED, ev.DeadlinePassed(at=at(35)), ev.PlaybackEnded(at=at(40), playback=SPOKEN, ok=True)),
        replace(SEEN, at=at(41)),
        ev.KeyPressed(at=at(42), channel=CUSTOMER, key="1"),
    )

    assert done.commands[0] == do.StopPlaying(third)
    assert (is_waiting(done).call.callback, is_waiting(done).telling) == (Offered.ASKED, False)


def test_no_place_is_told_into_the_question_whether_the_number_is_right() -> None:
    third, fourth = names.playback(CALL, 3), names.playback(CALL, 4)
    asked = (
        *(QUEUED, SEEN, ENDED, ev.DeadlinePassed(at=at(35)), ev.PlaybackEnded(at=at(62), playback=third, ok=True)),
        ev.KeyPressed(at=at(63), channel=CUSTOMER, key="1"),
        ev.PlaybackEnded(at=at(70), playback=fourth, ok=True),
    )
    better = ev.PlaceSeen(at=at(71), place=Place(1), sounds=(SECOND,))

    assert after(arrived(OFFERING), *asked, better).facts == ()
    assert after(arrived(OFFERING), *asked, replace(better, at=at(124))).facts == (
        fact.PlaceTold(at=at(124), position=1, parts=PARTS[:1]),
    )


@pytest.mark.parametrize(("until", "due"), [(100, 100), (2, 5), (900, 605)])
def test_a_project_that_closes_earlier_serves_those_who_wait_until_then(until: float, due: float) -> None:
    done = queued(ev.ClosingSeen(at=at(5), serve_until=at(until)))

    assert is_waiting(done).deadline == at(due)
    assert plan_of(done.state.call).serve_until == at(until)
