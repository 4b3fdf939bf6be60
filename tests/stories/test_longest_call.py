"""No call is endless, and no carrier's bill: also where the service never comes back to it."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from kernel.ids import ChannelId
from lab.behaviours import Answers
from telephony.ari import requests
from telephony.ari.manager import open_manager
from telephony.ari.models import Variable
from telephony.safety import FAMILY, LONGEST_CALL
from telephony.states import Talking, Waiting
from telephony.step import customer_of
from tests.stories.conftest import Stage
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

TALKS, WAITS = "+380441230001", "+380441230002"
LIMIT, AN_HOUR = "TIMEOUT(absolute)", 1


async def told_the_switch(story: Story) -> bool:
    async with open_manager(story.lab.manager_access) as manager:
        return (await manager.database_tree(FAMILY)).get(LONGEST_CALL) == str(AN_HOUR * 3600)


async def limit_of(story: Story, channel: ChannelId) -> float:
    found = await story.lab.http.send(requests.channels_get_channel_var(channel, variable=LIMIT), within=20)
    assert isinstance(found, Variable)
    return float(found.value)


async def is_over(story: Story, channel: ChannelId) -> None:
    """As the dialplan has asked for hours ago."""
    asked = requests.channels_set_channel_var(channel, variable=LIMIT, value="1")
    await story.lab.http.send(asked, within=20)


async def test_calls_that_the_service_never_comes_back_to_are_ended_by_the_switch_with_music_and_in_conversation(
    stage: Stage,
) -> None:
    async with stage.prepare() as story, AsyncExitStack() as callers:
        async with story.service(longest_call_h=AN_HOUR):
            await until(lambda: told_the_switch(story))
            story.phone["agent-1"].behaviour = Answers()
            story.ready("agent-1")
            talks = await callers.enter_async_context(story.customer(TALKS))
            conversation = await story.reaches(await story.call(TALKS), Talking)
            waits = await callers.enter_async_context(story.customer(WAITS))
            waiting = await story.reaches(await story.call(WAITS), Waiting)
        channels = [customer_of(conversation.call), conversation.leg, customer_of(waiting.call)]
        limits = [await limit_of(story, channel) for channel in channels]
        for channel in channels:
            await is_over(story, channel)
        await asyncio.gather(talks.gone(), waits.gone(), story.phone["agent-1"].leg.gone())
        async with story.service():
            outcomes = [await story.outcome(each.call.id) for each in (conversation, waiting)]
        calls = await story.database.fetchval("SELECT count(*) FROM calls")

    assert all(0 < limit <= AN_HOUR * 3600 for limit in limits)
    assert outcomes == [("answered", None), ("missed", "service_down")]
    assert calls == 2, "what the dialplan does then is no new call"
