"""The service away: the switch itself speaks to callers, rings the agents, records, and notes it until we are back."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from yarl import URL

from kernel.ids import CallId
from lab.behaviours import Answers, RingsOut
from lab.lab import Lab
from lab.switches import Switches, installed
from store.pool import Record
from telephony import notes
from telephony.ari import requests
from telephony.ari.manager import Manager, open_manager
from telephony.states import Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.listening import BUSY_S, apart, stored
from tests.stories.process import serving
from tests.stories.proxy import wire_to_port
from tests.stories.seeds import ANNOUNCEMENT_HZ, CUSTOMER, NEVER, NOBODYS_NUMBER, NUMBER, QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

AGENT_HZ, CUSTOMER_HZ = 1000.0, 440.0
IMPATIENT = Seed(queues=(QueueSeed(ring_s=1, timeout_s=1),))
PATTERN = f"{NUMBER[:-3]}XXX"
TEN = [f"+38044123{n:04}" for n in range(10)]


@asynccontextmanager
async def _known_to_the_switch(story: Story) -> AsyncIterator[Manager]:
    """A service has been there, and has left its net behind."""
    async with story.service():
        await story.logged("safety_net_kept")
        await story.ends_clean()
    story.lines.clear()
    async with open_manager(story.lab.manager_access) as manager:
        yield manager


async def _collected(story: Story, manager: Manager) -> Sequence[Record]:
    """All calls there are, once a service has collected every note."""

    async def nothing_left() -> bool:
        return not await manager.database_tree(notes.MISSED)

    async with story.service():
        await until(nothing_left)
        await story.ends_clean()
    story.lines.clear()
    return await story.database.fetch("SELECT * FROM calls ORDER BY customer")


async def _facts(story: Story) -> Sequence[str]:
    rows = await story.database.fetch("SELECT kind FROM facts WHERE subject_kind = 'call' ORDER BY id")
    return [row["kind"] for row in rows]


async def _heard(story: Story, kind: str) -> Mapping[str, Any]:
    """What the record of the only call says of one thing that was said in it."""
    bodies = "SELECT body FROM facts WHERE kind IN ($1, $2) ORDER BY id"
    began, ended = await story.database.fetch(bodies, f"{kind}Began", f"{kind}Ended")
    return {**began["body"], **ended["body"]}


async def test_an_agent_answers_without_the_service_and_the_call_is_archived_when_it_is_back(stage: Stage) -> None:
    async with stage.prepare() as story, _known_to_the_switch(story) as manager:
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with story.customer() as caller:
            await caller.answered()
            await caller.speak(CUSTOMER_HZ)
            await caller.hears(ANNOUNCEMENT_HZ, above_db=-25)
            await caller.hears(AGENT_HZ, above_db=-20)
            await caller.hear(2)
            await caller.hang_up()
        async with story.service():
            await story.logged("call_answered_while_away")
            [row] = await story.database.fetch("SELECT * FROM calls")
            found = await stored(story, CallId(row["call_id"]))
            assert await manager.database_tree(notes.MISSED) == {}
            await story.ends_clean()

    assert (row["outcome"], row["reason"], row["agent_id"], row["customer"]) == ("answered", None, 1, CUSTOMER)
    assert row["arrived_at"] < row["answered_at"] < row["ended_at"]
    assert row["talk_seconds"] > 2
    assert apart(found, CUSTOMER_HZ, AGENT_HZ)
    assert found.whole(BUSY_S), (found.customer.seconds, found.wire_s, found.row["detail"])
    assert found.row["agent_id"] == 1
    assert found.ours.between(0, 0.1).level(ANNOUNCEMENT_HZ) < -40


async def test_who_talks_when_the_service_comes_back_is_left_alone_until_the_call_is_over(stage: Stage) -> None:
    second = "+380441230002"
    async with stage.prepare() as story, _known_to_the_switch(story):
        phone = story.phone["agent-1"]
        phone.behaviour = Answers(speaks=AGENT_HZ)
        first = story.customer()
        caller = await first.__aenter__()
        await caller.hears(AGENT_HZ, above_db=-20)
        async with story.service():
            story.ready("agent-1")
            await story.seated("agent-1", "device_lost")
            async with story.customer(second):
                await story.reaches(await story.call(second), Waiting)
                assert len(phone.calls) == 1
                await caller.hears(AGENT_HZ, above_db=-20)
                await caller.hang_up()
                await story.logged("call_answered_while_away")
                await story.reaches(await story.call(second), Talking)
            await story.ends_clean()
        rows = await story.database.fetch("SELECT * FROM calls ORDER BY arrived_at")

    assert [(row["outcome"], row["agent_id"]) for row in rows] == [("answered", 1)] * 2


async def test_who_finds_no_free_phone_hears_an_apology_and_is_missed_and_what_they_heard_is_known(
    stage: Stage,
) -> None:
    async with stage.prepare(IMPATIENT) as story, _known_to_the_switch(story) as manager:
        story.phone["agent-1"].behaviour = RingsOut()
        async with story.customer() as caller:
            await caller.answered()
            await story.phone["agent-1"].ringing()
            await caller.gone()
        [row] = await _collected(story, manager)
        heard = [await _heard(story, kind) for kind in ("Announcement", "Message")]

    assert (row["outcome"], row["reason"], row["agent_id"], row["queue_id"]) == ("missed", "service_down", None, 1)
    assert [each["sound"] for each in heard] == ["qa_inbound (en)", "queue_timeout (en)"]
    assert [(each["version"], each["complete"], each["heard_s"] > 0.5) for each in heard] == [(1, True, True)] * 2


async def test_out_of_hours_nobody_is_rung_and_the_caller_is_told_so(stage: Stage) -> None:
    async with stage.prepare(Seed(hours=NEVER)) as story, _known_to_the_switch(story) as manager:
        async with story.customer() as caller:
            await caller.answered()
            await caller.hears(ANNOUNCEMENT_HZ, above_db=-25)
            await caller.gone()
        [row] = await _collected(story, manager)

        assert story.phone["agent-1"].calls == []
        assert (row["outcome"], row["reason"]) == ("missed", "service_down")


async def test_a_number_that_nobody_has_is_told_to_be_unknown_and_is_nobodys_missed_call(stage: Stage) -> None:
    async with stage.prepare() as story, _known_to_the_switch(story) as manager:
        async with story.customer(dials=NOBODYS_NUMBER) as caller:
            await caller.answered()
            await caller.hears(ANNOUNCEMENT_HZ, above_db=-25)
            await caller.gone()
        [row] = await _collected(story, manager)

        assert story.phone["agent-1"].calls == []
        assert (row["outcome"], row["reason"], row["project_id"]) == ("rejected", "unknown_number", None)


@pytest.mark.parametrize(
    ("dialled", "listed"),
    [(NUMBER[1:], NUMBER), (f"00{NUMBER[1:]}", NUMBER), (f"0{NUMBER[3:]}", NUMBER), (f"0{NUMBER[3:]}", PATTERN)],
)
async def test_a_number_is_known_in_every_spelling_of_the_carriers(stage: Stage, dialled: str, listed: str) -> None:
    seed = Seed(queues=(QueueSeed(number=listed, ring_s=1, timeout_s=1),))
    async with stage.prepare(seed) as story, _known_to_the_switch(story) as manager:
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with story.customer(dials=dialled) as caller:
            await caller.hears(AGENT_HZ)
        [row] = await _collected(story, manager)

    assert (row["outcome"], row["project_id"], row["dialled"]) == ("answered", 1, dialled)


async def test_who_left_a_dead_service_before_it_had_written_them_down_is_missed_once(stage: Stage) -> None:
    """Taken in by a service that died before its first write: no row says that they were here."""
    async with stage.prepare(phones=()) as story:
        async with serving(story) as first:
            await story.logged("safety_net_kept")
            first.freeze()
            async with story.customer() as caller:
                await until(lambda: _in_stasis(story))
                await first.kill()
                await caller.hang_up()
        await until(lambda: _left_long_ago(story), within=15)
        rows = []
        for _life in range(2):
            async with story.service():
                await until(lambda: story.database.fetchval("SELECT count(*) FROM calls"))
                rows = await story.database.fetch("SELECT * FROM calls")
                await story.switch_is_empty()

    [row] = rows
    assert (row["outcome"], row["reason"], row["customer"]) == ("missed", "service_down", CUSTOMER)
    assert await _facts(story) == ["CallBegan", "CallEnded"]


async def _in_stasis(story: Story) -> bool:
    channels = await story.lab.http.send(requests.channels_list(), within=15)
    return any(channel.dialplan.app_name == "Stasis" for channel in channels)


async def _left_long_ago(story: Story) -> bool:
    async with open_manager(story.lab.manager_access) as manager:
        written, now = await notes.read(manager), await manager.time()
    return any(now - note.ended_at.timestamp() > 5 for note in written.left if note.ended_at)


async def test_who_calls_while_the_socket_is_cut_is_served_by_the_switch(stage: Stage) -> None:
    url = URL(stage.place.access.ari_url)
    async with (
        wire_to_port(str(url.host), url.port or 0) as (wire, port),
        stage.prepare() as story,
        story.service(ari_url=f"http://127.0.0.1:{port}"),
    ):
        story.ready("agent-1")
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        story.expected |= {"switch_lost", "command_failed"}
        await story.logged("safety_net_kept")
        wire.cut()
        await story.logged("switch_lost")
        async with story.customer() as caller:
            await caller.hears(AGENT_HZ)
        wire.mend()
        await story.logged("call_answered_while_away")
        [row] = await story.database.fetch("SELECT * FROM calls")
        await story.ends_clean()

    assert (row["outcome"], row["agent_id"]) == ("answered", 1)


async def test_a_frozen_service_gets_no_more_callers_and_the_net_takes_them(stage: Stage) -> None:
    async with stage.prepare() as story:
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        async with serving(story) as frozen:
            await story.logged("safety_net_kept")
            frozen.freeze()
            await until(lambda: _pulse_is_stale(story), within=20)
            async with story.customer() as caller:
                await caller.hears(AGENT_HZ)
                await caller.hang_up()
            frozen.thaw()
            await until(lambda: story.database.fetchval("SELECT true FROM calls"), within=20)
        [row] = await story.database.fetch("SELECT * FROM calls")

    assert (row["outcome"], row["agent_id"]) == ("answered", 1)


async def _pulse_is_stale(story: Story) -> bool:
    pulse = await story.lab.http.send(requests.asterisk_get_global_var(variable="PULSE"), within=15)
    async with open_manager(story.lab.manager_access) as manager:
        return await manager.time() - float(pulse.value) > 9.0


# ---- on a switch of their own


@pytest.fixture(scope="module")
def fragile() -> Iterator[Switches]:
    running = Switches(installed())
    asyncio.run(running.start())
    try:
        yield running
    finally:
        asyncio.run(running.stop())


class TestOnASwitchThatRestarts:
    @pytest.fixture
    async def lab(self, fragile: Switches) -> AsyncIterator[Lab]:
        async with Lab(fragile) as opened:
            yield opened

    async def test_ten_calls_into_a_dead_service_are_ten_missed_calls_once(self, stage: Stage) -> None:
        switch = stage.lab.switches.switch
        async with stage.prepare(IMPATIENT, phones=()) as story, _known_to_the_switch(story) as manager:
            await _all_call(story, TEN[:5])
            await switch.stop()
            await switch.start()
            await _all_call(story, TEN[5:])
            written = await manager.database_tree(notes.MISSED)
            rows = await _collected(story, manager)
            for call, note in written.items():
                await manager.database_put(notes.MISSED, call, note)
            again = await _collected(story, manager)

        assert len(written) == 10
        assert [(row["customer"], row["outcome"], row["reason"]) for row in rows] == [
            (number, "missed", "service_down") for number in TEN
        ]
        assert rows == again
        said = ["AnnouncementBegan", "AnnouncementEnded", "MessageBegan", "MessageEnded"]
        assert sorted(await _facts(story)) == sorted(["CallBegan", "RecordingBegan", "CallEnded", *said] * 10)

    async def test_a_call_that_the_switch_died_in_is_answered_and_lost_by_us(self, stage: Stage) -> None:
        switch = stage.lab.switches.switch
        async with stage.prepare() as story, _known_to_the_switch(story) as manager:
            story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
            caller = await story.customer().__aenter__()
            await caller.hears(AGENT_HZ)
            await caller.hear(2.5)
            await switch.kill()
            await switch.start()
            [row] = await _collected(story, manager)
            await asyncio.gather(caller.end(), story.phone["agent-1"].leg.end())

        assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", "dropped_our_side", 1)
        assert row["talk_seconds"] > 0


async def _all_call(story: Story, numbers: Sequence[str]) -> None:
    """All at once, and each stays to the end."""
    async with AsyncExitStack() as stack:
        entering = (stack.enter_async_context(story.customer(number)) for number in numbers)
        for caller in await asyncio.gather(*entering):
            await caller.gone(20)
