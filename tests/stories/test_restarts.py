"""The service killed and begun again, and the database away: callers notice nothing, and everything is written."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kernel.ids import CallId
from lab.behaviours import Answers
from store.pool import Record
from telephony.states import Talking
from tests.stories.conftest import Stage
from tests.stories.listening import BUSY_S, apart, stored
from tests.stories.process import seat_ready, serving
from tests.stories.proxy import wire_to_socket
from tests.stories.seeds import CUSTOMER
from tests.stories.story import Story
from tests.waiting import until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

AGENT_HZ, CUSTOMER_HZ = 1000.0, 440.0
WINDOW_S = 0.2


async def test_a_service_killed_in_mid_call_is_not_heard_and_the_recording_is_whole(stage: Stage) -> None:
    async with stage.prepare() as story:
        await seat_ready(story.database, 1)
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with serving(story) as first:
            await story.logged("switch_compared")
            async with story.customer() as caller:
                await caller.answered()
                await caller.speak(CUSTOMER_HZ)
                call = await _in_state(story, "talking")
                await caller.hear(0.5)
                began = caller.heard().seconds
                await first.kill()
                await caller.hear(1)
                async with serving(story):
                    await story.logged("switch_compared", times=2)
                    await caller.hear(1)
                    heard = caller.heard()
                    await caller.hang_up()
                    row = await _ended(story, call)
                    await until(lambda: _seat(story, "wrap_up", "available"))
                    await story.switch_is_empty()
                    found = await stored(story, call)

    windows = range(int((heard.seconds - began) / WINDOW_S))
    levels = [heard.between(began + n * WINDOW_S, began + (n + 1) * WINDOW_S).level(AGENT_HZ) for n in windows]
    assert min(levels) > -20
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 1)
    assert apart(found, CUSTOMER_HZ, AGENT_HZ)
    assert found.whole(BUSY_S), (found.customer.seconds, found.wire_s, found.row["detail"])
    story.log_is_clean()


async def test_a_caller_who_left_while_the_service_was_dead_is_known_afterwards(stage: Stage) -> None:
    async with stage.prepare(phones=()) as story:
        async with serving(story) as first:
            await story.logged("switch_compared")
            async with story.customer() as caller:
                call = await _in_state(story, "queued")
                await first.kill()
                await caller.hang_up()
        async with serving(story):
            row = await _ended(story, call)
            await story.switch_is_empty()

    assert (row["outcome"], row["reason"]) == ("missed", "service_down")
    story.log_is_clean()


async def test_a_service_that_is_told_to_stop_leaves_its_calls_to_the_next(stage: Stage) -> None:
    async with stage.prepare() as story:
        await seat_ready(story.database, 1)
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with serving(story) as first:
            await story.logged("switch_compared")
            caller = story.customer()
            leg = await caller.__aenter__()
            call = await _in_state(story, "talking")
            assert await first.stop() == 0
        async with serving(story):
            await story.logged("switch_compared", times=2)
            await leg.hang_up()
            row = await _ended(story, call)
            await story.switch_is_empty()

    assert (row["outcome"], row["reason"]) == ("answered", None)
    story.log_is_clean()


async def test_a_database_away_at_the_start_is_waited_for(stage: Stage) -> None:
    real, here = _socket(stage.place.database_url), stage.place.home / "socket"
    here.mkdir()
    url = stage.place.database_url.replace(str(real.parent), str(here))
    async with stage.prepare(phones=()) as story, wire_to_socket(real, here / real.name) as wire:
        wire.cut()
        async with serving(story, DATABASE_URL=url):
            waited = await story.logged("database_waited_for")
            wire.mend()
            await story.logged("switch_compared")
            async with story.customer() as caller:
                await _in_state(story, "queued")
                await caller.hang_up()
            await story.switch_is_empty()

    assert "The database cannot be reached" in waited["why"]
    story.expected |= {"database_waited_for", "ari_lost"}
    story.log_is_clean()


async def test_calls_go_on_while_the_database_is_away_and_are_written_afterwards(stage: Stage) -> None:
    real, here = _socket(stage.place.database_url), stage.place.home / "socket"
    here.mkdir()
    url = stage.place.database_url.replace(str(real.parent), str(here))
    second = "+380441230002"
    async with (
        stage.prepare() as story,
        wire_to_socket(real, here / real.name) as wire,
        story.service(database_url=url),
    ):
        story.ready("agent-1")
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with story.customer() as caller:
            call = await story.call(CUSTOMER)
            await story.reaches(call, Talking)
            wire.cut()
            await caller.hear(1)
            heard = await caller.hear(0.5)
            await caller.hang_up()
        await story.seated("agent-1", "available")
        async with story.customer(second):
            other = await story.call(second)
            await story.reaches(other, Talking)
            assert story.house.base.journal.spooled_bytes > 0
        wire.mend()
        await until(lambda: story.house.base.journal.spooled_bytes == 0)
        rows = [await _ended(story, each) for each in (call, other)]
        await story.ends_clean()

    assert heard.level(AGENT_HZ) > -20
    assert [(row["outcome"], row["agent_id"]) for row in rows] == [("answered", 1)] * 2


def _socket(url: str) -> Path:
    [directory] = parse_qs(urlsplit(url).query)["host"]
    return Path(directory) / ".s.PGSQL.5432"


async def _in_state(story: Story, word: str) -> CallId:
    sql = "SELECT call_id FROM calls WHERE state->>'type' = $1"
    await until(lambda: story.database.fetchval(sql, word))
    return CallId(await story.database.fetchval(sql, word))


async def _ended(story: Story, call: CallId) -> Record:
    await until(lambda: story.database.fetchval("SELECT ended_at FROM calls WHERE call_id = $1", call))
    return await story.row(call)


async def _seat(story: Story, *words: str) -> bool:
    sql = "SELECT state->'state'->>'type' FROM agent_states WHERE agent_id = 1"
    return await story.database.fetchval(sql) in words
