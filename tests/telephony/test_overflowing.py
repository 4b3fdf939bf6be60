"""A caller who has waited for so long goes on to another queue, once, and keeps their place."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.due import deadline
from telephony.outcome import Answered, Missed, MissedReason
from telephony.states import Offering, Waiting
from telephony.step import Step, plan_of
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CUSTOMER,
    LEG,
    MESSAGE,
    OFFER,
    OTHER_QUEUE,
    OVERFLOWING,
    QUEUE,
    after,
    arrived,
    at,
    ended,
    is_waiting,
)

QUEUED = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)
MOVES = ev.DeadlinePassed(at=at(45))
ASSIGNED = ev.AgentAssigned(at=at(44), agent=AGENT, endpoint="PJSIP/agent-1")


def moved(*more: ev.Event) -> Step:
    return after(arrived(OVERFLOWING), QUEUED, MOVES, *more)


def test_who_has_waited_for_so_long_goes_on_and_keeps_their_place_in_time() -> None:
    waiting = is_waiting(moved())

    assert plan_of(waiting.call).queue == OTHER_QUEUE
    assert moved().facts == (
        fact.LeftQueue(at=at(45), queue=QUEUE.id, how="overflow"),
        fact.Overflowed(at=at(45), name=QUEUE.name, how="waited"),
        fact.Queued(at=at(45), queue=OTHER_QUEUE, project=OVERFLOWING.project, since=at(5)),
    )


def test_they_hear_the_other_queue_s_music_and_go_no_further() -> None:
    assert moved().commands == (do.StopMusic(CUSTOMER), do.StartMusic(CUSTOMER, OTHER_QUEUE.music))
    assert deadline(moved().state) == at(45 + OTHER_QUEUE.timeout_s)


def test_nobody_goes_on_whose_queue_overflows_only_when_it_is_full() -> None:
    full = replace(OVERFLOWING.queue, overflow=replace(OVERFLOWING.queue.overflow, after_s=None))  # type: ignore[type-var]

    assert deadline(after(arrived(replace(OVERFLOWING, queue=full)), QUEUED).state) == at(605)


def test_a_caller_whose_agent_did_not_answer_goes_on_when_they_come_back_to_the_queue() -> None:
    ringing = after(arrived(OVERFLOWING), QUEUED, ASSIGNED, MOVES)
    back = after(arrived(OVERFLOWING), QUEUED, ASSIGNED, ev.ChannelGone(at=at(50), channel=LEG, cause=19))

    assert isinstance(ringing.state, Offering)
    assert deadline(back.state) == at(45)


def test_what_is_being_said_goes_on_and_is_followed_by_the_other_queue_s_music() -> None:
    offering = replace(OVERFLOWING, callback_offer=replace(OFFER, after_s=39))
    done = after(arrived(offering), QUEUED, ev.DeadlinePassed(at=at(44)), MOVES)
    playback = is_waiting(done).playback

    assert playback is not None
    assert done.commands == ()
    music = after(
        arrived(offering),
        QUEUED,
        ev.DeadlinePassed(at=at(44)),
        MOVES,
        ev.PlaybackEnded(at=at(47), playback=playback, ok=True),
    )
    assert music.commands == (do.StartMusic(CUSTOMER, OTHER_QUEUE.music),)


@pytest.mark.parametrize("seconds", [1, 60])
def test_who_hangs_up_then_is_judged_by_all_of_their_wait(seconds: float) -> None:
    over = ended(moved(ev.ChannelGone(at=at(45 + seconds), channel=CUSTOMER)))

    assert over.outcome == Missed(MissedReason.NO_AGENT_AVAILABLE)


def test_an_agent_of_the_other_queue_answers_them() -> None:
    done = moved(
        replace(ASSIGNED, at=at(46)),
        ev.ChannelAnswered(at=at(50), channel=LEG),
        ev.ChannelBridged(at=at(50), channel=LEG, bridge=BRIDGE),
        ev.ChannelGone(at=at(60), channel=CUSTOMER),
    )

    assert ended(done).outcome == Answered()


def test_a_caller_who_finds_their_queue_full_is_noted_as_waiting_in_another() -> None:
    elsewhere = replace(OVERFLOWING, queue=OTHER_QUEUE, overflowed=QUEUE.name)

    done = after(arrived(elsewhere))

    assert fact.Overflowed(at=at(0), name=QUEUE.name, how="full") in done.facts
    assert isinstance(after(arrived(elsewhere), QUEUED).state, Waiting)
