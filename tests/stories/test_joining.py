"""Supervisors on a live call: who hears whom, at each depth, on the wire."""

from contextlib import AsyncExitStack

import pytest

from kernel.errors import Conflict
from kernel.ids import AgentId
from lab.behaviours import Answers
from telephony import events as ev
from telephony import facts as fact
from telephony.listener import Depth, WhyLeft
from telephony.states import Offering, OnHold, TakenOver, Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.joined import (
    AGENT_HZ,
    CUSTOMER_HZ,
    HEARD_DB,
    LEAK_DB,
    OTHER_HZ,
    SUPERVISOR_HZ,
    hear,
    open_line,
    supervisors,
    talks,
)
from tests.stories.listening import stored
from tests.stories.story import Story

pytestmark = [pytest.mark.switch, pytest.mark.sound]

SECOND_HZ = SUPERVISOR_HZ + 100
ANOTHER = "+380441234568"


@pytest.mark.parametrize("codec", ["alaw", "g722", "opus"])
async def test_each_depth_is_heard_by_those_it_is_meant_for_and_nobody_else(stage: Stage, codec: str) -> None:
    async with stage.open(codec=codec) as story, supervisors(story, 1) as (chief,), story.customer() as caller:
        call, agent = await talks(story, caller)
        ears = (caller, agent, chief.line)
        for depth, customer_hears, agent_hears in (
            (Depth.LISTEN, False, False),
            (Depth.WHISPER, False, True),
            (Depth.BARGE, True, True),
            (Depth.WHISPER, False, True),
            (Depth.LISTEN, False, False),
        ):
            await chief.joins(call, depth)
            by_customer, by_agent, by_chief = levels = await hear(*ears)

            assert by_customer[AGENT_HZ] > HEARD_DB, (depth, levels)
            assert by_agent[CUSTOMER_HZ] > HEARD_DB, (depth, levels)
            assert min(by_chief[AGENT_HZ], by_chief[CUSTOMER_HZ]) > HEARD_DB, (depth, levels)
            assert _heard(by_customer[SUPERVISOR_HZ]) == customer_hears, depth
            assert _heard(by_agent[SUPERVISOR_HZ]) == agent_hears, depth


def _heard(level_db: float) -> bool:
    """Whether a tone is there, which must be plain to tell."""
    assert level_db > HEARD_DB or level_db <= LEAK_DB, level_db
    return level_db > HEARD_DB


async def test_who_listens_is_never_heard_for_an_instant(story: Story) -> None:
    async with supervisors(story, 1) as (chief,), story.customer() as caller:
        call, agent = await talks(story, caller)
        await caller.listen()
        await agent.listen()
        for _ in range(3):
            await chief.joins(call, Depth.LISTEN)
            await chief.line.hears(CUSTOMER_HZ)
            chief.leaves(call)
            await story.until(lambda: not story.state(call).call.listeners, "nobody on the call")
        await agent.hear(0.4)

        for ear in (caller.heard(), agent.heard()):
            windows = [ear.between(0.1 * n, 0.1 * n + 0.1) for n in range(int(ear.seconds * 10))]
            assert max(each.level(SUPERVISOR_HZ) for each in windows) < LEAK_DB + 20
            assert ear.onset(SUPERVISOR_HZ) is None


async def test_a_whisper_is_heard_on_hold_and_while_the_customer_sends_nothing(story: Story) -> None:
    async with supervisors(story, 1) as (chief,), story.customer() as caller:
        call, agent = await talks(story, caller)
        await chief.joins(call, Depth.WHISPER)
        story.house.desk.hold(call)
        await story.reaches(call, OnHold)
        held_customer, held_agent, held_chief = await hear(caller, agent, chief.line)
        story.house.desk.resume(call)
        await story.reaches(call, Talking)
        back_customer, back_agent, _ = await hear(caller, agent, chief.line)
        await caller.stop_sending()
        [silent_agent] = await hear(agent)

        assert held_agent[SUPERVISOR_HZ] > HEARD_DB
        assert held_customer[AGENT_HZ] < -40
        assert held_chief[AGENT_HZ] > HEARD_DB
        assert min(back_agent[SUPERVISOR_HZ], back_agent[CUSTOMER_HZ], back_customer[AGENT_HZ]) > HEARD_DB
        assert back_customer[SUPERVISOR_HZ] <= LEAK_DB
        assert silent_agent[SUPERVISOR_HZ] > HEARD_DB


async def test_two_listen_through_a_transfer_and_each_is_heard_as_they_ask(stage: Stage) -> None:
    async with (
        stage.open(phones=("agent-1", "agent-2")) as story,
        supervisors(story, 1, 2) as (ear, voice),
        story.customer() as caller,
    ):
        call, first = await talks(story, caller)
        story.phone["agent-2"].behaviour = Answers(after=1, speaks=OTHER_HZ)
        await ear.joins(call, Depth.LISTEN)
        await voice.joins(call, Depth.WHISPER)
        by_customer, by_first = await hear(caller, first)
        story.house.desk.transfer_to_agent(call, AgentId(2))
        await story.reaches(call, Offering)
        [between] = await hear(ear.line, seconds=0.3)
        await story.reaches(call, Talking)
        second = await story.phone["agent-2"].answered()
        to_customer, to_second, to_ear = await hear(caller, second, ear.line)

        assert by_first[SECOND_HZ] > HEARD_DB
        assert max(by_first[SUPERVISOR_HZ], by_customer[SECOND_HZ], by_customer[SUPERVISOR_HZ]) <= LEAK_DB
        assert between[CUSTOMER_HZ] < -50
        assert min(to_ear[OTHER_HZ], to_ear[CUSTOMER_HZ]) > HEARD_DB
        assert to_second[SECOND_HZ] > HEARD_DB
        assert max(to_customer[SECOND_HZ], to_customer[SUPERVISOR_HZ], to_second[SUPERVISOR_HZ]) <= LEAK_DB


async def test_a_call_taken_over_goes_on_without_the_agent_and_is_handed_back_to_the_queue(story: Story) -> None:
    async with supervisors(story, 1, 2) as (chief, other), story.customer() as caller:
        call, agent = await talks(story, caller)
        await chief.joins(call, Depth.WHISPER)
        await agent.hears(SUPERVISOR_HZ)
        await agent.hear(0.7)
        await chief.joins(call, Depth.TAKE_OVER)
        await agent.gone()
        by_customer, by_chief = await hear(caller, chief.line)
        with pytest.raises(Conflict, match="Supervisor 1 has taken this call over already"):
            await other.joins(call, Depth.TAKE_OVER)
        await story.seated("agent-1", "available")
        chief.leaves(call)
        await story.reaches(call, Waiting)
        await story.reaches(call, Talking)
        again = await story.phone["agent-1"].answered()
        back_customer, back_agent = await hear(caller, again)
        await caller.hang_up()
        assert await story.outcome(call) == ("answered", None)

    assert min(by_customer[SUPERVISOR_HZ], by_chief[CUSTOMER_HZ]) > HEARD_DB
    assert min(back_customer[AGENT_HZ], back_agent[CUSTOMER_HZ]) > HEARD_DB
    assert max(back_customer[SUPERVISOR_HZ], back_agent[SUPERVISOR_HZ]) <= LEAK_DB
    assert [each.agent for each in story.heard(call, fact.CallTakenOver)] == [1]
    found = await stored(story, call)
    began, over = story.heard(call, fact.RecordingBegan)[0].at, story.heard(call, fact.CallTakenOver)[0].at
    taken = (over - began).total_seconds()
    assert found.ours.between(taken - 0.7, taken - 0.1).level(SUPERVISOR_HZ) <= LEAK_DB, "a whisper is not recorded"
    assert found.ours.between(taken + 0.3, taken + 0.9).level(SUPERVISOR_HZ) > HEARD_DB
    assert found.ours.between(found.ours.seconds - 0.6, found.ours.seconds - 0.1).level(AGENT_HZ) > HEARD_DB


async def test_an_agent_whose_page_is_loaded_again_comes_back_to_the_customer_and_whoever_barged_in(
    story: Story,
) -> None:
    async with supervisors(story, 1) as (chief,), story.customer() as caller:
        call, agent = await talks(story, caller)
        await chief.joins(call, Depth.BARGE)
        await caller.hears(SUPERVISOR_HZ)
        story.house.calls.deliver(call, ev.BrowserPhoneGone(at=story.now(), agent=AgentId(1)))
        await agent.gone()
        [meanwhile] = await hear(caller)
        story.house.calls.deliver(call, ev.BrowserPhoneBack(at=story.now(), agent=AgentId(1), endpoint="PJSIP/agent-1"))
        await story.hears(call, fact.AgentReturned)
        back = await story.phone["agent-1"].answered()
        by_customer, by_agent, by_chief = await hear(caller, back, chief.line)

        assert meanwhile[SUPERVISOR_HZ] > HEARD_DB
        assert min(by_customer[AGENT_HZ], by_customer[SUPERVISOR_HZ]) > HEARD_DB
        assert min(by_agent[CUSTOMER_HZ], by_agent[SUPERVISOR_HZ]) > HEARD_DB
        assert min(by_chief[CUSTOMER_HZ], by_chief[AGENT_HZ]) > HEARD_DB
        story.house.desk.hang_up(call, AgentId(1))
        await story.reaches(call, TakenOver)


async def test_the_agent_goes_and_whoever_barged_in_has_the_customer_until_their_line_dies(story: Story) -> None:
    async with supervisors(story, 1) as (chief,), story.customer() as caller:
        call, agent = await talks(story, caller)
        await chief.joins(call, Depth.BARGE)
        await caller.hears(SUPERVISOR_HZ)
        await agent.hang_up()
        await story.reaches(call, TakenOver)
        [alone] = await hear(caller)
        await chief.line.hang_up()
        await story.hears(call, fact.JoinEnded)
        await story.hears(call, fact.AgentConnected, nth=2)
        again = await story.phone["agent-1"].answered()
        back_customer, back_agent = await hear(caller, again)

        assert alone[SUPERVISOR_HZ] > HEARD_DB
        assert min(back_customer[AGENT_HZ], back_agent[CUSTOMER_HZ]) > HEARD_DB
        assert [each.why for each in story.heard(call, fact.JoinEnded)] == [WhyLeft.LINE_GONE]


async def test_a_supervisor_whose_browser_dies_is_taken_off_and_the_others_talk_on(story: Story) -> None:
    async with story.lab.phone("web-1", mortal=True) as phone:
        chief = await open_line(story, phone, 1)
        async with story.customer() as caller:
            call, agent = await talks(story, caller)
            await chief.joins(call, Depth.BARGE)
            await caller.hears(SUPERVISOR_HZ)
            await phone.vanish()
            ended = await story.hears(call, fact.JoinEnded)
            by_customer, by_agent = await hear(caller, agent)

            assert ended.why is WhyLeft.LINE_GONE
            assert min(by_customer[AGENT_HZ], by_agent[CUSTOMER_HZ]) > HEARD_DB
            assert isinstance(story.state(call), Talking)


async def test_a_line_moves_from_call_to_call_and_outlives_them(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story, supervisors(story, 1) as (chief,):
        story.phone["agent-2"].behaviour = Answers(speaks=OTHER_HZ)
        async with story.customer() as caller:
            one, _ = await talks(story, caller)
            async with story.customer(ANOTHER) as neighbour:
                two = await story.call(ANOTHER)
                await story.reaches(two, Talking)
                await chief.joins(one, Depth.BARGE)
                [first] = await hear(chief.line)
                await chief.joins(two, Depth.LISTEN)
                [second, by_customer, by_neighbour] = await hear(chief.line, caller, neighbour)
            await story.ended(two)
        [after] = await hear(chief.line)
        again = await open_line(story, chief.phone, 1)
        await chief.line.gone()
        assert again.line.up

    assert (first[AGENT_HZ] > HEARD_DB, first[OTHER_HZ] > HEARD_DB) == (True, False)
    assert (second[AGENT_HZ] > HEARD_DB, second[OTHER_HZ] > HEARD_DB) == (False, True)
    assert max(by_customer[SUPERVISOR_HZ], by_neighbour[SUPERVISOR_HZ]) <= LEAK_DB
    assert max(after.values()) < -50
    assert [each.why for each in story.heard(two, fact.JoinEnded)] == [WhyLeft.CALL_ENDED]


async def test_a_whisper_goes_on_when_the_service_is_begun_again_and_nothing_is_left_at_the_end(stage: Stage) -> None:
    async with stage.prepare() as story, AsyncExitStack() as parties:
        async with story.service():
            story.ready("agent-1")
            [chief] = await parties.enter_async_context(supervisors(story, 1))
            caller = await parties.enter_async_context(story.customer())
            call, agent = await talks(story, caller)
            await chief.joins(call, Depth.WHISPER)
            await agent.hears(SUPERVISOR_HZ)
        async with story.service():
            await story.logged("line_opened", times=2)
            by_customer, by_agent, by_chief = await hear(caller, agent, chief.line)
            await chief.joins(call, Depth.LISTEN)
            [silenced] = await hear(agent)
            await chief.line.hang_up()
            await caller.hang_up()
            await story.ended(call)
            await story.ends_clean()

    assert by_agent[SUPERVISOR_HZ] > HEARD_DB
    assert min(by_chief[AGENT_HZ], by_chief[CUSTOMER_HZ]) > HEARD_DB
    assert by_customer[SUPERVISOR_HZ] <= LEAK_DB
    assert silenced[SUPERVISOR_HZ] <= LEAK_DB
