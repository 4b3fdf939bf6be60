"""The switch out of reach: the socket cut, the switch away, frozen, restarted, or taken over by another service."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from yarl import URL

from kernel.ids import CallId, ChannelId
from lab.behaviours import Answers
from lab.lab import Lab
from lab.switches import Switches, installed
from telephony import facts as fact
from telephony import notes
from telephony.ari.access import Access
from telephony.ari.client import open_client
from telephony.ari.manager import Manager, open_manager
from telephony.execute import APP
from telephony.states import Talking, Waiting
from telephony.switchboard import Fenced
from tests.stories.conftest import Stage
from tests.stories.proxy import wire_to_port
from tests.stories.story import Story
from tests.waiting import until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

STAYS, LEAVES, WAITS, COMES = "+380441230001", "+380441230002", "+380441230003", "+380441230004"
AGENT_HZ = 1000.0
GAP_S = 5.0
A_SECOND = timedelta(seconds=1)
"""What the switch writes down of an end is to the second."""


async def test_calls_go_on_while_the_socket_is_cut_and_who_left_meanwhile_is_known(stage: Stage) -> None:
    url = URL(stage.place.access.ari_url)
    async with (
        wire_to_port(str(url.host), url.port or 0) as (wire, port),
        stage.prepare(phones=("agent-1", "agent-2")) as story,
        story.service(ari_url=f"http://127.0.0.1:{port}"),
    ):
        story.ready("agent-1", "agent-2")
        story.expected |= {"switch_lost", "command_failed"}
        async with story.customer(STAYS) as stays, story.customer(LEAVES) as leaves, story.customer(WAITS) as waits:
            for phone in story.phone.values():
                phone.behaviour = Answers(speaks=AGENT_HZ)
            talking = {await story.call(STAYS), await story.call(LEAVES), await story.call(WAITS)}
            await _one_waits(story, talking)
            left = {number: await story.call(number) for number in (STAYS, LEAVES, WAITS)}
            by_state = sorted(left, key=lambda number: isinstance(story.house.calls.state(left[number]), Waiting))
            legs = {STAYS: stays, LEAVES: leaves, WAITS: waits}
            keeps, goes, abandons = (legs[number] for number in by_state)

            wire.cut()
            await story.logged("switch_lost")
            gone_at = story.now()
            await asyncio.gather(goes.hang_up(), abandons.hang_up())
            heard = (await keeps.hear(GAP_S)).between(0.5, GAP_S)
            mended_at = story.now()
            wire.mend()
            await story.logged("switch_compared", times=2)

            rows = [await story.ended(left[number]) for number in by_state[1:]]
            assert [(row["outcome"], row["reason"]) for row in rows] == [("answered", None), ("missed", "service_down")]
            for row in rows:
                assert gone_at - A_SECOND < row["ended_at"] < mended_at
            assert isinstance(story.house.calls.state(left[by_state[0]]), Talking)
            assert heard.level(AGENT_HZ) > -20
            assert (await keeps.hear(0.5)).level(AGENT_HZ) > -20
        assert await story.outcome(left[by_state[0]]) == ("answered", None)
        await story.ends_clean()


async def _one_waits(story: Story, calls: set[CallId]) -> None:
    """Two of the three talk."""

    def ready() -> bool:
        states = [story.house.calls.state(call) for call in calls]
        return sum(isinstance(state, Talking) for state in states) == 2 and any(
            isinstance(state, Waiting) for state in states
        )

    await story.until(ready, "two calls talking and one waiting")


async def test_who_calls_while_the_service_is_down_hears_an_apology_and_is_in_the_list_once(stage: Stage) -> None:
    async with stage.prepare() as story:
        async with story.customer(COMES) as caller:
            await caller.answered()
            heard = await caller.hear(1)
            await caller.hang_up()
        for _life in range(2):
            async with story.service():
                await until(lambda: _no_missed_notes(story))
                rows = await story.database.fetch("SELECT * FROM calls")
                await story.ends_clean()
            story.lines.clear()

    [row] = rows
    assert heard.loudness > -40
    assert (row["outcome"], row["reason"], row["customer"]) == ("missed", "service_down", COMES)


async def _no_missed_notes(story: Story) -> bool:
    async with open_manager(story.lab.manager_access) as manager:
        return not await manager.database_tree(notes.MISSED)


async def test_the_notes_of_hang_ups_are_forgotten_when_they_are_settled(story: Story) -> None:
    async with story.customer() as caller:
        call = await story.call()
        await caller.hang_up()
        await story.ended(call)
    async with open_manager(story.lab.manager_access) as manager:
        await until(lambda: _noted(manager, call))
        written = await notes.read(manager)
        await notes.forget_gone(manager, written, story.now())
        kept = await notes.read(manager)
        await notes.forget_gone(manager, written, story.now() + timedelta(minutes=5))
        forgotten = await notes.read(manager)

    assert ChannelId(call) in kept.gone
    assert ChannelId(call) not in forgotten.gone


async def _noted(manager: Manager, call: CallId) -> bool:
    return ChannelId(call) in (await notes.read(manager)).gone


async def test_another_service_takes_the_switch_over_and_the_first_ends_with_its_sentence(stage: Stage) -> None:
    access = stage.place.access
    async with stage.prepare(phones=()) as story:
        with pytest.raises(BaseExceptionGroup) as ended:  # noqa: PT012  the service ends while its block waits
            async with story.service() as running:
                theirs = Access(access.ari_url, access.ari_user, access.ari_password)
                async with open_client(theirs, APP, (), random.random):
                    await asyncio.wait({running}, timeout=30)

    assert ended.group_contains(Fenced, match="Another Ringback has taken over this switch, so this one stops.")


async def test_an_agents_phone_that_dies_in_the_call_gives_the_caller_to_another(stage: Stage) -> None:
    async with (
        stage.prepare(phones=("agent-2",)) as story,
        story.lab.phone("agent-1", mortal=True) as mortal,
        story.service(),
    ):
        story.ready("agent-1")
        mortal.behaviour = Answers()
        story.phone["agent-2"].behaviour = Answers(speaks=AGENT_HZ)
        async with story.customer() as caller:
            call = await story.call()
            assert (await story.reaches(call, Talking)).agent == 1
            await mortal.vanish()
            story.ready("agent-2")
            await story.hears(call, fact.AgentReleased)
            await story.seated("agent-1", "device_lost")
            assert story.heard(call, fact.AgentReleased)[0].device_failed
            await story.hears(call, fact.AgentConnected, nth=2)
            await caller.hear(0.4)

            await caller.hears(AGENT_HZ, above_db=-20)
            assert story.heard(call, fact.Queued)[-1].front
        assert await story.outcome(call) == ("answered", None)
        await story.ends_clean()


# ---- on a switch of their own


@pytest.fixture(scope="module")
def fragile() -> Iterator[Switches]:
    running = Switches(installed())
    asyncio.run(running.start())
    try:
        yield running
    finally:
        asyncio.run(running.stop())


class TestOnASwitchThatFails:
    @pytest.fixture
    async def lab(self, fragile: Switches) -> AsyncIterator[Lab]:
        async with Lab(fragile) as opened:
            yield opened

    async def test_a_switch_that_is_away_at_the_start_is_waited_for(self, stage: Stage) -> None:
        async with stage.prepare() as story:
            switch = story.lab.switches.switch
            await switch.stop()
            async with story.service(connected=False):
                lost = await story.logged("switch_lost")
                assert "The switch is away" in lost["why"]
                story.expected.add("switch_lost")
                await switch.start()
                await story.logged("switch_compared")
                async with story.customer() as caller:
                    await caller.answered()
                    await story.reaches(await story.call(), Waiting)
                await story.ends_clean()

    async def test_a_switch_that_restarts_ends_its_calls_with_the_right_outcome(self, stage: Stage) -> None:
        async with stage.open() as story:
            switch = story.lab.switches.switch
            story.phone["agent-1"].behaviour = Answers()
            story.expected |= {"switch_lost", "command_failed", "resync_failed"}
            first = await story.lab.customer(STAYS, "+442079460010").__aenter__()
            talking = await story.call(STAYS)
            await story.reaches(talking, Talking)
            second = await story.lab.customer(WAITS, "+442079460010").__aenter__()
            waiting = await story.call(WAITS)
            await story.reaches(waiting, Waiting)
            await switch.kill()
            await switch.start()

            assert await story.outcome(talking) == ("answered", "dropped_our_side")
            assert await story.outcome(waiting) == ("missed", "service_down")
            await asyncio.gather(first.end(), second.end(), story.phone["agent-1"].leg.end())
            await story.seated("agent-1", "available")
            async with story.customer(COMES):
                await story.reaches(await story.call(COMES), Talking)

    async def test_a_switch_that_freezes_is_noticed_and_its_calls_go_on_when_it_thaws(self, stage: Stage) -> None:
        async with stage.open() as story, story.customer() as caller:
            switch = story.lab.switches.switch
            story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
            call = await story.call()
            await story.reaches(call, Talking)
            story.expected |= {"switch_lost", "resync_failed", "command_failed"}
            switch.freeze()
            try:
                await story.logged("switch_lost")
            finally:
                switch.thaw()
            await story.logged("switch_compared", times=2)
            await caller.hear(0.5)

            await caller.hears(AGENT_HZ, above_db=-20)
            assert isinstance(story.house.calls.state(call), Talking)
            assert story.heard(call, fact.AgentReleased) == []
