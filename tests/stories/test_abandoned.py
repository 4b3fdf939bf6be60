"""Callers who hang up before anybody answered, in each phase, and one that does so in the very moment of the answer."""

import asyncio

import pytest

from lab.behaviours import Answers, RingsOut
from telephony import facts as fact
from telephony.states import Announcing, Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import QueueSeed, Seed
from tests.stories.story import Story

pytestmark = pytest.mark.switch


async def test_a_caller_who_hangs_up_while_it_rings_is_missed_before_the_announcement(story: Story) -> None:
    async with story.customer() as caller:
        call = await story.any_call()
        await caller.hang_up()

        assert await story.outcome(call) == ("missed", "abandoned_in_announcement")


async def test_a_caller_who_hangs_up_in_the_announcement_is_missed_for_that_reason(story: Story) -> None:
    async with story.customer() as caller:
        await caller.answered()
        call = await story.call()
        await story.reaches(call, Announcing)
        await caller.hang_up()

        assert await story.outcome(call) == ("missed", "abandoned_in_announcement")
        assert story.heard(call, fact.AnnouncementEnded)[0].complete is False
        assert await story.database.fetchval("SELECT count(*) FROM recordings") == 0


async def test_a_caller_who_leaves_the_queue_while_agents_are_busy_is_abandoned_in_it(stage: Stage) -> None:
    first, second = "+380441230001", "+380441230002"
    async with stage.open() as story:
        story.phone["agent-1"].behaviour = Answers()
        async with story.customer(first):
            await story.reaches(await story.call(first), Talking)
            async with story.customer(second) as caller:
                call = await story.call(second)
                await story.reaches(call, Waiting)
                await caller.hear(0.3)
                music = await caller.hear(1)
                await caller.hang_up()

                assert await story.outcome(call) == ("missed", "abandoned_in_queue")
                assert music.loudness > -75


async def test_a_caller_who_leaves_soon_is_a_short_abandon(stage: Stage) -> None:
    async with stage.open(Seed(short_abandon_s=20)) as story:
        story.phone["agent-1"].behaviour = RingsOut()
        async with story.customer() as caller:
            call = await story.call()
            await story.phone["agent-1"].ringing()
            await caller.hang_up()

            assert await story.outcome(call) == ("missed", "short_abandoned")


async def test_a_caller_who_leaves_while_an_agent_is_rung_frees_the_agent(story: Story) -> None:
    async with story.customer() as caller:
        call = await story.call()
        leg = await story.phone["agent-1"].ringing()
        await caller.hang_up()
        await leg.gone()

        assert await story.outcome(call) == ("missed", "abandoned_in_queue")
        await story.seated("agent-1", "available")


async def test_a_caller_who_leaves_in_the_moment_of_the_answer_is_answered_or_missed_and_nothing_stays(
    story: Story,
) -> None:
    async with story.customer() as caller:
        call = await story.call()
        leg = await story.phone["agent-1"].ringing()
        await asyncio.gather(leg.answer(), caller.hang_up(), return_exceptions=True)
        await leg.gone()

        connected = bool(story.heard(call, fact.AgentConnected))
        expected = ("answered", None) if connected else ("missed", "abandoned_in_queue")
        assert await story.outcome(call) == expected
        await story.seated("agent-1", "available")


async def test_a_caller_who_hangs_up_in_the_conversation_was_answered(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.customer() as caller:
        call = await story.call()
        await story.reaches(call, Talking)
        await caller.hang_up()
        await story.phone["agent-1"].gone()

        assert await story.outcome(call) == ("answered", None)
        await story.seated("agent-1", "wrap_up")


async def test_a_caller_who_waited_too_long_is_told_so_and_missed(stage: Stage) -> None:
    async with stage.open(Seed(queues=[QueueSeed(timeout_s=1)]), phones=()) as story, story.customer() as caller:
        call = await story.call()
        await caller.gone()

        assert await story.outcome(call) == ("missed", "queue_timeout")


async def test_a_caller_for_whom_nobody_was_signed_in_is_missed_for_that_reason(stage: Stage) -> None:
    async with stage.open(phones=()) as story, story.customer() as caller:
        call = await story.call()
        await story.reaches(call, Waiting)
        await caller.hang_up()

        assert await story.outcome(call) == ("missed", "no_agent_available")
