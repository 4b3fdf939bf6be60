"""What is stored of a call: both sides, all of it, and nothing before the caller was told."""

import asyncio

import pytest

from config.model import AnnouncementKind
from kernel.ids import AgentId, CallId
from lab.behaviours import Answers
from lab.leg import Leg
from telephony import facts as fact
from telephony.states import Announcing, OnHold, Talking
from tests.stories.conftest import Stage
from tests.stories.listening import BUSY_S, apart, stored
from tests.stories.seeds import ANNOUNCEMENT_HZ, Seed
from tests.stories.story import Story

pytestmark = [pytest.mark.switch, pytest.mark.sound]

CALLED = "+442079460123"
CUSTOMER_HZ, EARLY_HZ = 440.0, 600.0
SAYS_HZ = {"agent-1": 1000.0, "agent-2": 1100.0, "agent-3": 1200.0}
CODECS = {"agent-1": "alaw", "agent-2": "g722", "agent-3": "opus"}


async def test_both_sides_are_stored_apart_and_whole_with_narrow_and_wideband_agents(stage: Stage) -> None:
    async with stage.prepare(phones=()) as story:
        phones = [story.lab.phone(name, codec=codec) for name, codec in CODECS.items()]
        async with phones[0], phones[1], phones[2], story.service():
            for phone in phones:
                phone.behaviour = Answers(speaks=SAYS_HZ[phone.name])
            story.ready(*CODECS)
            calls = await asyncio.gather(*(_three_seconds(story, f"+38044123000{n}") for n in range(3)))
            for call, agent in calls:
                found = await stored(story, call)

                assert apart(found, CUSTOMER_HZ, SAYS_HZ[f"agent-{agent}"])
                assert found.whole(), (found.customer.seconds, found.wire_s, found.row["detail"])
            assert {agent for _, agent in calls} == {1, 2, 3}
            await story.ends_clean()


async def _three_seconds(story: Story, number: str) -> tuple[CallId, AgentId]:
    async with story.customer(number) as caller:
        await caller.answered()
        await caller.speak(CUSTOMER_HZ)
        call = await story.call(number)
        talking = await story.reaches(call, Talking)
        await caller.hear(3)
        await caller.hang_up()
        await story.ended(call)
    return call, talking.agent


async def test_nothing_is_stored_before_the_announcement_has_ended(stage: Stage) -> None:
    async with stage.open(Seed(spoken={AnnouncementKind.QA_INBOUND: 2.0})) as story:
        story.phone["agent-1"].behaviour = Answers()
        async with story.customer() as caller:
            await caller.answered()
            await caller.speak(EARLY_HZ)
            heard = await caller.hear(1)
            await caller.speak(CUSTOMER_HZ)
            call = await story.call()
            assert isinstance(story.house.calls.state(call), Announcing)
            await story.reaches(call, Talking)
            await caller.hear(1)
            await caller.hang_up()
            await story.ended(call)
        found = await stored(story, call)

    assert heard.level(ANNOUNCEMENT_HZ) > -25
    assert found.customer.level(CUSTOMER_HZ) > -25
    assert found.customer.level(EARLY_HZ) < -70
    assert found.ours.level(ANNOUNCEMENT_HZ) < -60
    assert found.whole()


async def test_hold_and_transfer_and_mute_stay_on_one_timeline(stage: Stage) -> None:
    async with stage.open(phones=("agent-1", "agent-2")) as story:
        for name, phone in story.phone.items():
            phone.behaviour = Answers(speaks=SAYS_HZ[name])
        async with story.customer() as caller:
            call, leg = await _talks(story, caller)
            await _mutes_a_second(story, call, leg)
            story.house.desk.hold(call)
            await story.reaches(call, OnHold)
            await caller.hear(1)
            story.house.desk.resume(call)
            await story.reaches(call, Talking)
            story.house.desk.transfer_to_agent(call, AgentId(2))
            await story.hears(call, fact.AgentConnected, nth=2)
            wire = await caller.hear(1.5)
            await caller.hang_up()
            await story.ended(call)
        found = await stored(story, call)
        muted = [await story.instant(call, kind) for kind in ("RecordingBegan", "RecordingMuted", "RecordingUnmuted")]

    began, first, last = muted
    asked = ((first - began).total_seconds(), (last - began).total_seconds())
    assert found.whole(BUSY_S), (found.customer.seconds, found.wire_s, found.row["detail"])
    for side in (found.customer, found.ours):
        assert side.silence() == pytest.approx(asked, abs=0.5)
        assert side.silence()[1] - side.silence()[0] == pytest.approx(asked[1] - asked[0], abs=0.3)
    assert found.customer.between(asked[1] + 0.6, found.customer.seconds).level(CUSTOMER_HZ) > -25
    assert wire.between(0.7, 1.5).level(SAYS_HZ["agent-2"]) > -25
    assert found.ours.between(found.ours.seconds - 0.7, found.ours.seconds).level(SAYS_HZ["agent-2"]) > -25
    assert len(found.row["muted"]) == 1


async def _talks(story: Story, caller: Leg) -> tuple[CallId, Leg]:
    await caller.answered()
    await caller.speak(CUSTOMER_HZ)
    call = await story.call()
    await story.reaches(call, Talking)
    await story.hears(call, fact.RecordingBegan)
    return call, caller


async def _mutes_a_second(story: Story, call: CallId, leg: Leg) -> None:
    story.house.desk.mute_recording(call, on=True)
    await story.hears(call, fact.RecordingMuted)
    await leg.hear(1)
    story.house.desk.mute_recording(call, on=False)
    await story.hears(call, fact.RecordingUnmuted)
    await leg.hear(0.5)


async def test_an_outbound_call_is_stored_from_the_end_of_its_announcement(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers(speaks=SAYS_HZ["agent-1"])
    async with story.lab.callee(CALLED, Answers(speaks=CUSTOMER_HZ)) as callee:
        call = story.house.desk.dial_out(AgentId(1), CALLED)
        await story.reaches(call, Talking)
        customer = await callee.called()
        await customer.hear(2)
        await customer.hang_up()
        await story.ended(call)
    found = await stored(story, call)

    assert apart(found, CUSTOMER_HZ, SAYS_HZ["agent-1"])
    assert found.whole(), (found.customer.seconds, found.wire_s, found.row["detail"])


async def test_below_the_disk_floor_calls_go_on_unrecorded_and_an_alarm_says_so(stage: Stage) -> None:
    async with stage.prepare() as story, story.service(disk_floor_mb=2**31):
        story.ready("agent-1")
        story.phone["agent-1"].behaviour = Answers()
        story.expected |= {"recording_stopped", "recording_refused"}
        async with story.customer():
            call = await story.call()
            await story.reaches(call, Talking)
            refused = await story.hears(call, fact.RecordingNotMade)

            assert "make room" in refused.why
            assert "make room" in next(alarm.sentence for alarm in story.house.wall.standing() if "disk" in alarm.id)
        assert await story.outcome(call) == ("answered", None)
        await story.ends_clean()
