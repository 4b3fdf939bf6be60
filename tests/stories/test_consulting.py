"""An agent asks somebody first: the two talk alone, the customer hears music, and is then handed over or taken back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest

from kernel.clock import SystemClock
from kernel.ids import AgentId, CallId
from kernel.permissions import Role
from lab.behaviours import Answers, Manual
from lab.leg import Leg
from lab.ports import free_port
from telephony import facts as fact
from telephony.listener import Depth
from telephony.outcome import ConsultEnd
from telephony.states import Consulting, Talking
from tests.browser.site import MARIA, PASSWORD, QUICK
from tests.stories.conftest import Stage
from tests.stories.joined import (
    AGENT_HZ,
    CUSTOMER_HZ,
    HEARD_DB,
    LEAK_DB,
    OTHER_HZ,
    SUPERVISOR_HZ,
    hear,
    supervisors,
    talks,
)
from tests.stories.process import Service, seat_ready, serving
from tests.stories.seeds import QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until
from web.auth import Auth
from web.passwords import Passwords

pytestmark = [pytest.mark.switch, pytest.mark.sound]

TWO = ("agent-1", "agent-2")
OUTSIDE = "+442079460123"
MUSIC_DB = -75
RINGBACK_HZ = 480.0
"""One of the two tones by which the switch says that it rings."""
OURS = {"X-Ringback": "1"}


def nothing_of(*tones: float, heard: Mapping[float, float]) -> bool:
    """Music alone, which has a little of every tone."""
    return max(heard[hertz] for hertz in tones) < HEARD_DB


async def asks_the_other(story: Story, call: CallId) -> Leg:
    """Agent 2 has picked up and says their tone."""
    story.phone["agent-2"].behaviour = Answers(speaks=OTHER_HZ)
    story.house.desk.consult_agent(call, AgentId(2))
    await story.reaches(call, Consulting)
    return await story.phone["agent-2"].answered()


async def test_the_two_talk_alone_while_the_customer_hears_music_and_is_then_handed_over(stage: Stage) -> None:
    async with stage.open(phones=TWO) as story, story.customer() as caller:
        call, first = await talks(story, caller)
        second = await asks_the_other(story, call)
        customer, by_first, by_second = await hear(caller, first, second)
        music = await caller.hear(0.3)
        story.house.desk.complete_consult(call)
        talking = await story.reaches(call, Talking)
        await first.gone()
        after, second_after = await hear(caller, second)
        await story.seated("agent-1", "available")
        await caller.hang_up()
        row = await story.ended(call)

    assert music.loudness > MUSIC_DB
    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=customer)
    assert by_first[OTHER_HZ] > HEARD_DB > LEAK_DB > by_first[CUSTOMER_HZ]
    assert by_second[AGENT_HZ] > HEARD_DB > LEAK_DB > by_second[CUSTOMER_HZ]
    assert talking.agent == 2
    assert after[OTHER_HZ] > HEARD_DB > LEAK_DB > after[AGENT_HZ]
    assert second_after[CUSTOMER_HZ] > HEARD_DB
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 2)


async def test_a_colleague_who_lets_it_ring_leaves_the_agent_with_the_customer(stage: Stage) -> None:
    async with stage.open(Seed(queues=[QueueSeed(ring_s=1)]), phones=TWO) as story, story.customer() as caller:
        call, first = await talks(story, caller)
        story.phone["agent-2"].behaviour = Manual()
        await first.listen()
        before = first.heard().seconds
        story.house.desk.consult_agent(call, AgentId(2))
        ended = await story.hears(call, fact.ConsultEnded)
        ringing = first.heard().between(before, first.heard().seconds)
        await story.reaches(call, Talking)
        customer, by_first = await hear(caller, first)

        assert ended.why is ConsultEnd.NO_ANSWER
        assert ringing.level(RINGBACK_HZ) > HEARD_DB
        assert customer[AGENT_HZ] > HEARD_DB
        assert by_first[CUSTOMER_HZ] > HEARD_DB
        assert story.seat("agent-2") == "not_answering"
    assert await story.outcome(call) == ("answered", None)


async def test_a_customer_who_hangs_up_while_a_number_is_asked_ends_the_call_for_all(story: Story) -> None:
    async with story.lab.callee(OUTSIDE, Answers(speaks=OTHER_HZ)) as callee, story.customer() as caller:
        call, first = await talks(story, caller)
        story.house.desk.consult_number(call, OUTSIDE)
        outside = await callee.called()
        await story.reaches(call, Consulting)
        await caller.hang_up()
        await asyncio.gather(outside.gone(), first.gone())
        await story.seated("agent-1", "wrap_up")
    assert await story.outcome(call) == ("answered", None)
    assert [each.why for each in story.heard(call, fact.ConsultEnded)] == [ConsultEnd.CUSTOMER_LEFT]
    assert OUTSIDE not in str(story.heard(call, fact.ConsultBegan))


async def test_who_whispers_while_somebody_is_asked_is_heard_by_the_agent_alone(stage: Stage) -> None:
    async with stage.open(phones=TWO) as story, supervisors(story, 1) as (eva,), story.customer() as caller:
        call, first = await talks(story, caller)
        await eva.joins(call, Depth.BARGE)
        second = await asks_the_other(story, call)
        customer, by_first, by_second, by_eva = await hear(caller, first, second, eva.line)
        story.house.desk.end_consult(call, AgentId(1))
        await story.reaches(call, Talking)
        await second.gone()
        customer_after, by_first_after = await hear(caller, first)

    assert nothing_of(AGENT_HZ, OTHER_HZ, SUPERVISOR_HZ, heard=customer)
    assert by_second[SUPERVISOR_HZ] < LEAK_DB
    assert by_first[SUPERVISOR_HZ] > HEARD_DB
    assert min(by_eva[AGENT_HZ], by_eva[OTHER_HZ]) > HEARD_DB
    assert min(customer_after[AGENT_HZ], customer_after[SUPERVISOR_HZ]) > HEARD_DB
    assert min(by_first_after[CUSTOMER_HZ], by_first_after[SUPERVISOR_HZ]) > HEARD_DB


async def test_a_service_killed_while_somebody_is_asked_is_not_heard_and_hands_over_afterwards(stage: Stage) -> None:
    async with stage.prepare(phones=TWO) as story:
        await supervisor_added(story)
        jar = aiohttp.CookieJar(unsafe=True)
        await seat_ready(story.database, 1)
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        story.phone["agent-2"].behaviour = Answers(speaks=OTHER_HZ)
        async with one_life(story, jar) as (service, maria):
            await story.logged("switch_compared")
            async with story.customer() as caller:
                await maria.post("/api/session", json={"name": MARIA, "password": PASSWORD})
                await caller.answered()
                await caller.speak(CUSTOMER_HZ)
                call, first = await in_state(story, "talking"), await story.phone["agent-1"].answered()
                await maria.post("/api/agents/2/state", json={"state": "available"})
                await maria.post(f"/api/calls/{call}/consult", json={"to_agent": 2})
                await in_state(story, "consulting")
                second = await story.phone["agent-2"].answered()
                await service.kill()
                customer, by_first = await hear(caller, first)
                async with one_life(story, jar) as (_, maria):
                    await story.logged("switch_compared", times=2)
                    await maria.post(f"/api/calls/{call}/consult/complete")
                    await first.gone()
                    after, by_second = await hear(caller, second)
                    await caller.hang_up()
                    await until(lambda: story.database.fetchval("SELECT ended_at FROM calls WHERE call_id = $1", call))
                    row = await story.row(call)
                    await story.switch_is_empty()

    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=customer)
    assert by_first[OTHER_HZ] > HEARD_DB
    assert after[OTHER_HZ] > HEARD_DB
    assert by_second[CUSTOMER_HZ] > HEARD_DB
    assert (row["outcome"], row["agent_id"]) == ("answered", 2)
    story.log_is_clean()


async def supervisor_added(story: Story) -> None:
    """Maria, who may do it for everybody."""
    auth = Auth(story.database, SystemClock(), Passwords(QUICK))
    _, token = await auth.add_user(MARIA, Role.SUPERVISOR, None)
    await auth.set_up(token, None, PASSWORD, "test")


@asynccontextmanager
async def one_life(story: Story, jar: aiohttp.CookieJar) -> AsyncIterator[tuple[Service, aiohttp.ClientSession]]:
    """The service on a port of this life's own; who is signed in by the jar stays so in the next."""
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    async with (
        serving(story, RINGBACK_HTTP_PORT=str(port)) as service,
        aiohttp.ClientSession(root, cookie_jar=jar, headers=OURS, raise_for_status=True) as session,
    ):
        yield service, session


async def in_state(story: Story, word: str) -> CallId:
    sql = "SELECT call_id FROM calls WHERE state->>'type' = $1"
    await until(lambda: story.database.fetchval(sql, word))
    return CallId(await story.database.fetchval(sql, word))
