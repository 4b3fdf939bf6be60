"""The outage prompt: after the announcement, before the queue, and in nobody's way."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import begin
from telephony.outcome import Missed, MissedReason
from telephony.plan import Sound
from telephony.states import Informing, Recording
from tests.telephony.kit import CALL, CUSTOMER, INFORMED, MESSAGE, PLAN, after, arrived, at, ended, is_waiting

PROMPT = names.playback(CALL, 2)
TOLD = ev.PlaybackEnded(at=at(5), playback=MESSAGE, ok=True)
INFORMED_OF_IT = ev.PlaybackEnded(at=at(9), playback=PROMPT, ok=True)


def test_the_prompt_follows_the_announcement_and_the_caller_is_recorded_from_there() -> None:
    done = after(arrived(INFORMED), TOLD)

    assert isinstance(done.state, Informing)
    assert done.state.call.recording is Recording.ON
    assert done.commands == (
        do.StartRecording(CUSTOMER, CALL, at(0)),
        do.Play(CUSTOMER, PROMPT, Sound("sound:outage", "outage")),
        do.StartMusic(CUSTOMER, "default"),
    )
    assert [type(each) for each in done.facts] == [fact.AnnouncementEnded, fact.OutagePromptBegan]


def test_the_queue_follows_the_prompt_and_the_wait_counts_from_there() -> None:
    done = after(arrived(INFORMED), TOLD, INFORMED_OF_IT)

    assert is_waiting(done).call.queued_at == at(9)
    assert [type(each) for each in done.facts] == [fact.OutagePromptEnded, fact.Queued]
    assert done.commands == (), "the switch has begun the music by itself"


def test_a_prompt_that_cannot_be_played_keeps_nobody_from_the_queue() -> None:
    done = after(arrived(INFORMED), TOLD, replace(INFORMED_OF_IT, ok=False))

    assert is_waiting(done)
    assert [each.complete for each in done.facts if isinstance(each, fact.OutagePromptEnded)] == [False]


def test_a_prompt_whose_end_is_not_told_is_cut_off() -> None:
    done = after(arrived(INFORMED), TOLD, ev.DeadlinePassed(at=at(500)))

    assert is_waiting(done)
    assert do.StopPlaying(PROMPT) in done.commands


def test_without_an_announcement_the_prompt_comes_first_and_nothing_is_recorded() -> None:
    done = begin(arrived(replace(INFORMED, announcement=None)))

    assert isinstance(done.state, Informing)
    assert done.state.call.recording is Recording.UNTOLD
    assert done.commands[0] == do.Answer(CUSTOMER)


def test_without_an_outage_the_queue_follows_the_announcement() -> None:
    assert is_waiting(after(arrived(PLAN), TOLD))


@pytest.mark.parametrize("leaves", [ev.ChannelGone(at=at(6), channel=CUSTOMER, cause=16), ev.HangUpAsked(at=at(6))])
def test_who_leaves_in_the_prompt_never_entered_the_queue(leaves: ev.Event) -> None:
    done = after(arrived(INFORMED), TOLD, leaves)

    assert ended(done).outcome == Missed(MissedReason.ABANDONED_IN_ANNOUNCEMENT)
    assert [type(each) for each in done.facts] == [fact.OutagePromptEnded, fact.CallEnded]
