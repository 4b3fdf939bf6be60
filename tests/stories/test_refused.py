"""Calls that are answered only to be told why they are not served, and callers of whom little is known."""

from pathlib import Path

import pytest

from config.model import AnnouncementKind
from lab.behaviours import Answers
from telephony import facts as fact
from telephony.states import Talking
from tests.stories.conftest import Stage
from tests.stories.seeds import (
    ANNOUNCEMENT_HZ,
    NEVER,
    NOBODYS_NUMBER,
    QueueSeed,
    Seed,
    announcement_file,
)
from tests.stories.story import Story

pytestmark = pytest.mark.switch


async def test_a_caller_out_of_hours_hears_so_and_is_missed(stage: Stage) -> None:
    seed = Seed(hours=NEVER, spoken={AnnouncementKind.OUT_OF_HOURS: 1.5})
    async with stage.open(seed, phones=()) as story, story.customer() as caller:
        await caller.answered()
        await caller.hears(ANNOUNCEMENT_HZ, above_db=-25)
        await caller.gone()
        call = await story.call()

        assert await story.outcome(call) == ("missed", "out_of_hours")
        kinds = ["CallBegan", "CallRefused", "MessageBegan", "MessageEnded", "CallEnded"]
        assert await story.facts(call) == kinds
        assert await story.database.fetchval("SELECT count(*) FROM recordings") == 0


async def test_a_caller_of_nobodys_number_hears_so_and_is_rejected(story: Story) -> None:
    async with story.customer(dials=NOBODYS_NUMBER) as caller:
        await caller.gone()
        call = await story.any_call()

        row = await story.ended(call)
        assert (row["outcome"], row["reason"], row["project_id"]) == ("rejected", "unknown_number", None)


async def test_a_caller_of_a_full_queue_hears_so_and_is_missed(stage: Stage) -> None:
    first, second = "+380441230001", "+380441230002"
    seed = Seed(queues=[QueueSeed(max_waiting=1)])
    async with stage.open(seed, phones=()) as story, story.customer(first):
        waiting = await story.call(first)
        async with story.customer(second) as caller:
            await caller.gone()

        assert await story.outcome(await story.call(second)) == ("missed", "queue_full")
        assert story.house.calls.state(waiting) is not None


@pytest.mark.parametrize(
    ("number", "kind"),
    [("anonymous", "anonymous"), ("not a number!", "malformed"), ("<script>", "malformed"), ("", "anonymous")],
)
async def test_a_caller_of_whom_little_is_known_is_served_like_any_other(story: Story, number: str, kind: str) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.customer(number) as caller:
        call = await story.any_call()
        await story.reaches(call, Talking)
        await caller.hang_up()

        row = await story.ended(call)
        assert (row["outcome"], row["customer"]) == ("answered", None)
        assert row["caller"]["type"] == kind


async def test_an_announcement_that_is_missing_is_not_played_and_the_call_not_recorded(stage: Stage) -> None:
    spoken = {AnnouncementKind.QUEUE_TIMEOUT: 0.6}
    async with stage.open(Seed(spoken=spoken)) as story:
        await _is_carried_unrecorded(story)


@pytest.mark.parametrize("harm", ["missing", "not audio", "empty"])
async def test_a_call_with_a_broken_announcement_is_carried_but_not_recorded_and_the_log_says_why(
    stage: Stage, harm: str
) -> None:
    async with stage.prepare() as story:
        file = announcement_file(story.place.sounds, AnnouncementKind.QA_INBOUND)
        _harm(file, harm)
        async with story.service():
            story.ready("agent-1")
            story.expected.add("announcement_unplayable")
            await _is_carried_unrecorded(story)
            [why] = {line["why"] for line in story.lines if line["event"] == "announcement_unplayable"}
            assert str(file) in why
            await story.ends_clean()


async def test_an_announcement_that_vanished_since_the_start_is_carried_but_not_recorded(story: Story) -> None:
    announcement_file(story.place.sounds, AnnouncementKind.QA_INBOUND).unlink()
    story.expected.add("command_failed")
    await _is_carried_unrecorded(story)


def _harm(file: Path, harm: str) -> None:
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(b"this is no sound" if harm == "not audio" else b"")


async def _is_carried_unrecorded(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.customer() as caller:
        call = await story.call()
        await story.reaches(call, Talking)
        await caller.hang_up()
        await story.ended(call)

    [refused] = story.heard(call, fact.RecordingNotMade)
    assert "announcement" in refused.why
    assert story.heard(call, fact.RecordingBegan) == []
    assert (await story.recording(call))["status"] == "refused"
