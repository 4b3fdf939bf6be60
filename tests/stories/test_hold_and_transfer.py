"""What an agent does in a call: hold, by page and by key, and transfers."""

import asyncio

import pytest

from kernel.ids import AgentId
from lab.behaviours import Answers, Busy, Declines
from lab.leg import Leg
from telephony import facts as fact
from telephony.ari import requests
from telephony.states import Offering, OnHold, Talking, TalkingOutside
from tests.stories.conftest import Stage
from tests.stories.joined import AGENT_HZ, CUSTOMER_HZ, OTHER_HZ, talks
from tests.stories.seeds import OTHER_NUMBER, QueueSeed, Seed
from tests.stories.story import Story

pytestmark = [pytest.mark.switch, pytest.mark.sound]

OUTSIDE = "+442079460123"
SILENT_DB = -75


async def settled(*legs: Leg) -> None:
    """What was under way to their ears has arrived."""
    await asyncio.gather(*(leg.hear(0.4) for leg in legs))


async def test_a_caller_on_hold_hears_music_and_not_the_agent_until_taken_back(story: Story) -> None:
    async with story.customer() as caller:
        call, agent = await talks(story, caller)
        story.house.desk.hold(call)
        await story.reaches(call, OnHold)
        await settled(caller, agent)
        held, agent_held = await asyncio.gather(caller.hear(1), agent.hear(0.5))
        story.house.desk.resume(call)
        await story.reaches(call, Talking)
        await settled(caller, agent)
        back, agent_back = await asyncio.gather(caller.hear(0.5), agent.hear(0.5))

        assert held.loudness > SILENT_DB
        assert held.level(AGENT_HZ) < -50
        assert agent_held.level(CUSTOMER_HZ) < -50
        assert back.level(AGENT_HZ) > -20
        assert agent_back.level(CUSTOMER_HZ) > -20
    assert [each.by for each in story.heard(call, fact.Held)] == ["agent"]
    assert await story.outcome(call) == ("answered", None)


async def test_the_hold_key_of_a_desk_phone_gives_the_caller_music_too(story: Story) -> None:
    async with story.customer() as caller:
        call, agent = await talks(story, caller)
        await agent.hold()
        assert (await story.hears(call, fact.Held)).by == "phone"
        await settled(caller)
        held = await caller.hear(1)
        await agent.resume()
        await story.hears(call, fact.Resumed)
        await settled(caller)
        back = await caller.hear(0.5)

        assert held.loudness > SILENT_DB
        assert held.level(AGENT_HZ) < -50
        assert back.level(AGENT_HZ) > -20


async def test_the_transfer_key_of_a_desk_phone_is_refused_and_harms_nothing(story: Story) -> None:
    async with story.customer() as caller:
        call, agent = await talks(story, caller)
        await agent.stop_sending()
        await story.lab.carrier.send(requests.channels_redirect(agent.channel, endpoint="PJSIP/agent-2"))
        await agent.speak(AGENT_HZ)
        await settled(caller, agent)
        by_customer, by_agent = await asyncio.gather(caller.hear(1), agent.hear(1))

        assert by_customer.level(AGENT_HZ) > -20
        assert by_agent.level(CUSTOMER_HZ) > -20
        assert isinstance(story.house.calls.state(call), Talking)
        assert story.heard(call, fact.Transferred) == []
    assert "Endpoint agent-1 transfer attempt blocked" in story.lab.switches.switch.log()


async def test_a_caller_transferred_to_an_agent_hears_music_and_then_that_agent(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story, story.customer() as caller:
        call, first = await talks(story, caller)
        story.phone["agent-2"].behaviour = Answers(after=1, speaks=OTHER_HZ)
        story.house.desk.transfer_to_agent(call, AgentId(2))
        await first.gone()
        await story.reaches(call, Offering)
        await settled(caller)
        between = await caller.hear(0.5)
        talking = await story.reaches(call, Talking)
        await settled(caller)
        after = await caller.hear(0.5)

        assert between.loudness > SILENT_DB
        assert talking.agent == 2
        assert after.level(OTHER_HZ) > -20
        assert after.level(AGENT_HZ) < -50
        await story.seated("agent-1", "available")
    row = await story.ended(call)
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 2)


async def test_a_caller_transferred_to_an_agent_who_declines_goes_on_to_another(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2", "agent-3")) as story, story.customer() as caller:
        call, _ = await talks(story, caller)
        story.phone["agent-2"].behaviour = Declines()
        story.phone["agent-3"].behaviour = Answers()
        story.house.desk.transfer_to_agent(call, AgentId(2))
        await story.hears(call, fact.AgentConnected, nth=2)

        assert story.house.desk.agent_on(call) in (1, 3)
        assert story.seat("agent-2") == "not_answering"


async def test_a_caller_transferred_to_a_queue_is_served_before_those_who_wait_there(stage: Stage) -> None:
    queues = [QueueSeed(skills=("orders",)), QueueSeed(name="Help", number=OTHER_NUMBER, skills=("help",))]
    seed = Seed(queues=queues, agents=[("orders",), ("help",)])
    waiting = "+380441230001"
    async with (
        stage.open(seed, phones=("agent-1", "agent-2")) as story,
        story.customer(waiting, dials=OTHER_NUMBER),
        story.customer() as caller,
    ):
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        assert (await story.reaches(await story.call(waiting), Offering)).agent == 2
        call, _ = await talks(story, caller)
        story.house.desk.transfer_to_queue(call, "help")
        await story.hears(call, fact.Transferred)
        await story.phone["agent-2"].decline()
        await story.seated("agent-2", "not_answering")
        story.ready("agent-2")

        assert (await story.reaches(call, Offering)).agent == 2
        assert await story.facts(await story.call(waiting))
        assert story.heard(call, fact.Queued)[-1].queue.name == "Help"
    assert await story.outcome(call) == ("answered", "lost_in_transfer")


async def test_a_caller_transferred_to_a_number_talks_to_it_when_it_answers(story: Story) -> None:
    async with story.lab.callee(OUTSIDE, Answers(after=1, speaks=OTHER_HZ)) as callee, story.customer() as caller:
        call, agent = await talks(story, caller)
        story.house.desk.transfer_to_number(call, OUTSIDE)
        outside = await callee.called()
        await agent.gone()
        await story.seated("agent-1", "wrap_up")
        await story.reaches(call, TalkingOutside)
        await settled(caller, outside)
        by_customer, by_outside = await asyncio.gather(caller.hear(0.5), outside.hear(0.5))

        assert by_customer.level(OTHER_HZ) > -20
        assert by_outside.level(CUSTOMER_HZ) > -20
        await outside.hang_up()
        await caller.gone()
    assert await story.outcome(call) == ("answered", None)
    assert OUTSIDE not in str(story.heard(call, fact.Transferred))


async def test_a_caller_transferred_to_a_busy_number_comes_back_to_the_front_of_the_queue(story: Story) -> None:
    async with story.lab.callee(OUTSIDE, Busy()), story.customer() as caller:
        call, _ = await talks(story, caller)
        story.house.desk.transfer_to_number(call, OUTSIDE)
        assert (await story.hears(call, fact.TransferFailed)).why == "busy"
        assert story.heard(call, fact.Queued)[-1].front
        await story.hears(call, fact.AgentConnected, nth=2)
    assert await story.outcome(call) == ("answered", None)


async def test_a_caller_who_leaves_while_being_transferred_is_lost_in_it(story: Story) -> None:
    async with story.lab.callee(OUTSIDE, Answers(after=20)) as callee, story.customer() as caller:
        call, _ = await talks(story, caller)
        story.house.desk.transfer_to_number(call, OUTSIDE)
        outside = await callee.called()
        await caller.hang_up()
        await outside.gone()
    assert await story.outcome(call) == ("answered", "lost_in_transfer")


async def test_a_held_caller_can_be_transferred(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story, story.customer() as caller:
        call, _ = await talks(story, caller)
        story.phone["agent-2"].behaviour = Answers(speaks=OTHER_HZ)
        story.house.desk.hold(call)
        await story.reaches(call, OnHold)
        story.house.desk.transfer_to_agent(call, AgentId(2))
        await story.hears(call, fact.AgentConnected, nth=2)
        await settled(caller)

        assert (await caller.hear(0.5)).level(OTHER_HZ) > -20
