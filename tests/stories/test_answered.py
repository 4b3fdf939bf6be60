"""Calls that an agent answers, and who of the agents does."""

import asyncio

import pytest

from kernel.ids import AgentId
from lab.behaviours import Answers, Declines, Manual, RingsOut
from telephony import facts as fact
from telephony.outcome import OfferEnd
from telephony.states import Offering, Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER, NUMBER, OTHER_NUMBER, QueueSeed, Seed
from tests.stories.story import Story
from workforce import model as m

pytestmark = pytest.mark.switch


async def test_a_caller_is_announced_queued_and_answered_and_both_hear_each_other(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers(speaks=1000)
    async with story.customer() as caller:
        await caller.answered()
        await caller.speak(440)
        call = await story.call()
        await story.reaches(call, Talking)
        leg = await story.phone["agent-1"].answered()
        await asyncio.gather(caller.hear(0.3), leg.hear(0.3))
        by_customer, by_agent = await asyncio.gather(caller.hear(0.7), leg.hear(0.7))
        await caller.hang_up()
        row = await story.ended(call)
    kinds = await story.facts(call)
    kinds.remove("RecordingBegan")  # The switch says so whenever it likes.

    assert by_customer.level(1000) > -20 > -50 > by_customer.level(440)
    assert by_agent.level(440) > -20 > -50 > by_agent.level(1000)
    assert leg.caller == CUSTOMER
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 1)
    assert (row["customer"], row["dialled"], row["direction"]) == (CUSTOMER, NUMBER, "inbound")
    assert row["wait_seconds"] >= 0
    assert row["talk_seconds"] > 1
    assert row["state"] is None
    assert kinds == [
        "CallBegan",
        "AnnouncementBegan",
        "AnnouncementEnded",
        "Queued",
        "AgentOffered",
        "AgentRang",
        "OfferEnded",
        "LeftQueue",
        "AgentConnected",
        "AgentReleased",
        "CallEnded",
    ]


async def test_a_decline_sends_the_caller_to_the_next_agent(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story:
        story.phone["agent-1"].behaviour = Declines()
        story.phone["agent-2"].behaviour = Answers()
        async with story.customer():
            call = await story.call()
            talking = await story.reaches(call, Talking)
            declined = await story.hears(call, fact.OfferEnded)

            assert (declined.agent, declined.how) == (1, OfferEnd.DECLINED)
            assert story.seat("agent-1") == "not_answering"
            assert talking.agent == 2
        assert await story.outcome(call) == ("answered", None)


async def test_an_agent_who_lets_it_ring_is_not_answering_and_the_caller_goes_to_the_next(stage: Stage) -> None:
    seed = Seed(queues=[QueueSeed(ring_s=1)])
    async with stage.open(seed, phones=("agent-1", "agent-2")) as story:
        story.phone["agent-1"].behaviour = RingsOut()
        story.phone["agent-2"].behaviour = Answers()
        async with story.customer():
            call = await story.call()
            await story.reaches(call, Talking)
            rang_out = await story.hears(call, fact.OfferEnded)

            assert (rang_out.agent, rang_out.how) == (1, OfferEnd.RANG_OUT)
            assert story.seat("agent-1") == "not_answering"
            assert story.seat("agent-2") == "talking"
            story.ready("agent-1")
            assert story.seat("agent-1") == "available"
        assert await story.outcome(call) == ("answered", None)


async def test_a_caller_whom_no_agent_answered_is_missed_for_that_reason(stage: Stage) -> None:
    async with stage.open(Seed(queues=[QueueSeed(ring_s=1)])) as story:
        story.phone["agent-1"].behaviour = RingsOut()
        async with story.customer() as caller:
            call = await story.call()
            await story.hears(call, fact.OfferEnded)
            assert isinstance(await story.reaches(call, Waiting), Waiting)
            await caller.hang_up()

        assert await story.outcome(call) == ("missed", "agents_did_not_answer")
        assert story.seat("agent-1") == "not_answering"


async def test_the_agent_who_has_idled_longest_is_rung_first(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2", "agent-3")) as story:
        for phone in ("agent-1", "agent-3"):
            story.house.floor.happened(AgentId(int(phone[-1])), m.BreakAsked(at=story.now(), reason="Lunch"))
        story.ready("agent-3", "agent-1")
        first, second = "+380441230001", "+380441230002"
        async with story.customer(first):
            offered = [await story.reaches(await story.call(first), Offering)]
            async with story.customer(second):
                offered.append(await story.reaches(await story.call(second), Offering))

    assert [state.agent for state in offered] == [2, 3]


async def test_a_caller_goes_to_an_agent_with_the_skill_and_waits_while_there_is_none(stage: Stage) -> None:
    queues = [QueueSeed(skills=("orders",)), QueueSeed(name="Help", number=OTHER_NUMBER, skills=("help",))]
    seed = Seed(queues=queues, agents=[("orders",), ("help",)])
    async with stage.open(seed, phones=("agent-1", "agent-2")) as story:
        story.house.floor.happened(AgentId(2), m.BreakAsked(at=story.now(), reason="Lunch"))
        async with story.customer(dials=OTHER_NUMBER):
            call = await story.call()
            await story.reaches(call, Waiting)
            assert story.seat("agent-1") == "available"
            story.ready("agent-2")

            assert (await story.reaches(call, Offering)).agent == 2


async def test_the_first_agent_who_answers_late_is_hung_up_and_the_second_talks(stage: Stage) -> None:
    seed = Seed(queues=[QueueSeed(ring_s=1)])
    async with stage.open(seed, phones=("agent-1", "agent-2")) as story:
        story.phone["agent-2"].behaviour = Answers()
        async with story.customer():
            call = await story.call()
            late = await story.phone["agent-1"].ringing()
            await story.hears(call, fact.OfferEnded)
            await asyncio.gather(late.hang_up(), story.phone["agent-2"].answered())
            talking = await story.reaches(call, Talking)

            assert talking.agent == 2
            assert len(story.heard(call, fact.AgentConnected)) == 1


async def test_a_call_that_agent_and_time_out_settle_at_once_ends_with_one_of_both(stage: Stage) -> None:
    """The agent answers in the very moment in which the ring time ends: whichever came first counts, nothing hangs."""
    seed = Seed(queues=[QueueSeed(ring_s=1)])
    async with stage.open(seed) as story:
        story.phone["agent-1"].behaviour = Answers(after=0.97)
        async with story.customer() as caller:
            call = await story.call()
            ended = await story.hears(call, fact.OfferEnded)
            await caller.hang_up()

            answered = ended.how is OfferEnd.ANSWERED
            expected = ("answered", None) if answered else ("missed", "agents_did_not_answer")
            assert await story.outcome(call) == expected


async def test_wrap_up_follows_the_call_and_ends_by_itself(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.customer() as caller:
        call = await story.call()
        await story.reaches(call, Talking)
        await caller.hang_up()
        await story.seated("agent-1", "wrap_up")
        await story.seated("agent-1", "available")
        await story.house.stored.set_disposition(call, "Solved", "Agent 1", story.now())

    row = await story.ended(call)
    assert (row["outcome"], row["disposition"]) == ("answered", "Solved")
    assert (await story.facts(call))[-1] == "DispositionSet"


async def test_a_break_asked_for_in_a_call_begins_after_wrap_up(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.customer():
        await story.reaches(await story.call(), Talking)
        story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
        assert story.seat("agent-1") == "talking"
        await story.phone["agent-1"].hang_up()
        await story.seated("agent-1", "wrap_up")
        await story.seated("agent-1", "break")


async def test_two_callers_and_two_agents_are_put_together_each_with_one(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story:
        for phone in story.phone.values():
            phone.behaviour = Answers()
        first, second = "+380441230001", "+380441230002"
        async with story.customer(first), story.customer(second):
            talking = [await story.reaches(await story.call(number), Talking) for number in (first, second)]

    assert {1, 2} == {state.agent for state in talking}


async def test_an_agent_who_hangs_up_ends_the_call(story: Story) -> None:
    story.phone["agent-1"].behaviour = Manual()
    async with story.customer() as caller:
        call = await story.call()
        await story.phone["agent-1"].answer()
        await story.reaches(call, Talking)
        await story.phone["agent-1"].hang_up()
        await caller.gone()

    assert await story.outcome(call) == ("answered", None)
