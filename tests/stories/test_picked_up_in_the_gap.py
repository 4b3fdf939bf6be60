"""Whoever picks up while the service is dead is not hung up on: they hear music until it is back, or an apology."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from callbacks.rules import ProjectRules
from config.model import AnnouncementKind
from lab.behaviours import Answers, Manual
from lab.customer import Callee
from lab.leg import Leg
from store.pool import Record
from telephony import names
from telephony.ari import requests
from telephony.ari.manager import open_manager
from tests.stories.climbing import AGENT_HZ, CUSTOMER_HZ, HASTY, MOBILE, PROJECT, away, case, is_missed
from tests.stories.conftest import Stage
from tests.stories.listening import BUSY_S, stored
from tests.stories.process import Service, seat_ready, serving
from tests.stories.seeds import ANNOUNCEMENT_HZ, QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

SPOKEN = dict.fromkeys((AnnouncementKind.QA_CALLBACK, AnnouncementKind.QA_INBOUND, AnnouncementKind.QUEUE_TIMEOUT), 0.7)
SILENT_DB = -75
LATE_S = 40.0
"""A service takes long to begin on a busy machine."""


@asynccontextmanager
async def owed(stage: Stage) -> AsyncIterator[Story]:
    """A customer was missed, is to be called back, and an agent is ready; the service has ended."""
    async with stage.prepare(Seed(spoken=SPOKEN)) as story:
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with story.service():
            story.ready("agent-1")
            await away(story)
            await story.house.ladder.rulebook.save(PROJECT, ProjectRules(policy=HASTY), "story", story.now())
            await is_missed(story)
        await story.database.execute("DELETE FROM agent_states")
        await seat_ready(story.database, 1)
        yield story
        story.log_is_clean()


async def killed_while_it_rings(story: Story, service: Service, callee: Callee) -> Leg:
    """The agent is on the line already."""
    customer = await callee.called(LATE_S)
    await customer.ringing()
    await until(lambda: _rang(story))
    await service.kill()
    return customer


async def _rang(story: Story) -> bool:
    return bool(await story.database.fetchval("SELECT count(*) FROM facts WHERE kind = 'OutsideRang'"))


async def patience(story: Story, seconds: int) -> None:
    """How long whoever is being rung will hear music, where the service is away."""
    channels = await story.lab.http.send(requests.channels_list(), within=20)
    [name] = [each.name for each in channels if names.parse(each.id) and each.state == "Ringing"]
    async with open_manager(story.lab.manager_access) as manager:
        await manager.act("Setvar", {"Channel": name, "Variable": "PATIENCE", "Value": str(seconds)})


async def _only_call(story: Story) -> Record:
    """Once it has ended."""
    sql = "SELECT * FROM calls WHERE ended_at IS NOT NULL"
    await until(lambda: story.database.fetchrow(sql))
    return await story.database.fetchrow(sql)


async def attempt(story: Story) -> Record:
    """Once it has ended."""
    sql = "SELECT * FROM steps WHERE kind = 'call' AND outcome IS NOT NULL ORDER BY id"
    await until(lambda: story.database.fetchrow(sql), within=20)
    return await story.database.fetchrow(sql)


async def test_a_customer_who_picks_up_while_the_service_is_dead_hears_music_and_then_the_agent(stage: Stage) -> None:
    async with owed(stage) as story, story.lab.callee(MOBILE, Manual()) as callee:
        async with serving(story) as first:
            customer = await killed_while_it_rings(story, first, callee)
        await patience(story, 60)
        await customer.answer()
        music = await customer.hear(1.5)
        async with serving(story):
            await customer.hears(ANNOUNCEMENT_HZ, LATE_S)
            await customer.hears(AGENT_HZ, LATE_S, above_db=-20)
            await customer.hear(3.0)
            await customer.hang_up()
            step = await attempt(story)
            row = await story.row(step["call_id"])
            kept = await stored(story, step["call_id"])
            await story.switch_is_empty()

    assert music.between(0.8, 1.5).loudness > SILENT_DB
    assert (step["outcome"], row["outcome"], row["agent_id"]) == ("answered", "answered", 1)
    assert kept.whole(BUSY_S), (kept.customer.seconds, kept.wire_s, kept.row["detail"])


async def test_where_the_service_stays_away_they_hear_an_apology_and_are_still_owed_the_call(stage: Stage) -> None:
    async with owed(stage) as story, story.lab.callee(MOBILE, Manual()) as callee:
        async with serving(story) as first:
            customer = await killed_while_it_rings(story, first, callee)
        await patience(story, 1)
        await customer.answer()
        await customer.hears(ANNOUNCEMENT_HZ)
        await customer.gone()
        async with serving(story):
            step = await attempt(story)
            row = await story.row(step["call_id"])
            await story.switch_is_empty()

    assert (row["outcome"], row["reason"]) == ("not_reached", "dropped_our_side")
    assert (await case(story))["closed_at"] is None


async def test_an_agent_who_picks_up_while_the_service_is_dead_gets_the_caller_once_it_is_back(stage: Stage) -> None:
    async with stage.prepare(Seed(queues=(QueueSeed(ring_s=20),))) as story:
        await seat_ready(story.database, 1)
        story.phone["agent-1"].behaviour = Manual()
        async with serving(story) as first:
            await story.logged("switch_compared")
            async with story.customer() as caller:
                agent = await story.phone["agent-1"].ringing()
                await caller.speak(CUSTOMER_HZ)
                await first.kill()
                await patience(story, 60)
                await agent.answer()
                await agent.speak(AGENT_HZ)
                music = await agent.hear(1.5)
                async with serving(story):
                    both = ((caller, AGENT_HZ), (agent, CUSTOMER_HZ))
                    await asyncio.gather(*(leg.hears(hertz, LATE_S, above_db=-20) for leg, hertz in both))
                    await caller.hang_up()
                    row = await _only_call(story)
                    await story.switch_is_empty()
        story.log_is_clean()

    assert music.between(0.8, 1.5).loudness > SILENT_DB
    assert (row["outcome"], row["agent_id"]) == ("answered", 1)
