"""Calls that we return: an agent is given by the dispatcher and rung first, then the customer is called."""

import asyncio
from datetime import datetime

import pytest

from config.model import AnnouncementKind
from kernel.ids import AgentId, CallId, ProjectId
from kernel.phone import Phone
from lab.behaviours import Answers, Behaviour, Busy, Declines, RingsOut, Unallocated
from lab.tones import Heard
from telephony import facts as fact
from telephony.ports import Standing
from telephony.routing import Want
from telephony.states import AnnouncingOut, Ended, RingingAgent, RingingCustomer, Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.offering import OFFERED, chooses_to_be_called_back, offered_soon
from tests.stories.seeds import ANNOUNCEMENT_HZ, NUMBER, Seed
from tests.stories.story import Story
from workforce import model as m

pytestmark = [pytest.mark.switch, pytest.mark.sound]

CALLED = "+447700900123"
SOMEBODY = "+447700900456"
AGENT_HZ, CUSTOMER_HZ, OTHER_HZ = 1000.0, 440.0, 700.0
SILENT_DB = -75
SPOKEN = {AnnouncementKind.QA_CALLBACK: 0.7, AnnouncementKind.QA_INBOUND: 0.7}
LONG = Seed(spoken={AnnouncementKind.QA_CALLBACK: 6.0})
"""Longer than the switch takes to notice that a phone is dead."""
WINDOW_S = 0.05


async def call_back(story: Story, number: str = CALLED) -> CallId:
    """Let a callback be due, and give the agent whom the dispatcher finds to the desk. Gives the call."""
    call, desk = CallId("cb-1"), story.house.desk

    def place(want: Want, agent: AgentId, endpoint: str) -> None:
        desk.call_back(want.call, agent, endpoint, Phone(number), want.project, None, None)

    story.house.dispatcher.given = place
    project = ProjectId(await story.database.fetchval("SELECT id FROM projects"))
    due = Want(call=call, project=project, skills=frozenset(), since=story.now(), soon=True)
    story.house.dispatcher.want([due])
    return call


def longest_silence_s(heard: Heard) -> float:
    longest = running = 0.0
    for n in range(int(heard.seconds / WINDOW_S)):
        quiet = heard.between(n * WINDOW_S, (n + 1) * WINDOW_S).loudness < SILENT_DB
        running = running + WINDOW_S if quiet else 0.0
        longest = max(longest, running)
    return longest


async def test_a_customer_who_is_called_back_is_told_why_and_talks_to_the_agent_who_was_rung_first(
    stage: Stage,
) -> None:
    async with (
        stage.open(Seed(spoken=SPOKEN)) as story,
        story.lab.callee(CALLED, Answers(speaks=CUSTOMER_HZ)) as callee,
    ):
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        call = await call_back(story)
        agent = await story.phone["agent-1"].answered()
        customer = await callee.called()
        await customer.answered()
        await customer.hears(ANNOUNCEMENT_HZ, above_db=-25)
        await story.reaches(call, Talking)
        assert story.house.desk.with_us(ProjectId(1), Phone(CALLED))
        await asyncio.gather(customer.hear(0.3), agent.hear(0.3))
        by_customer, by_agent = await asyncio.gather(customer.hear(0.5), agent.hear(0.5))
        await agent.hang_up()
        await customer.gone()
        row = await story.ended(call)

        assert customer.caller == NUMBER
        assert by_customer.level(AGENT_HZ) > -20
        assert by_agent.level(CUSTOMER_HZ) > -20
        assert (row["outcome"], row["direction"], row["customer"], row["agent_id"]) == (
            "answered",
            "outbound",
            CALLED,
            1,
        )
        assert story.heard(call, fact.AnnouncementBegan)[0].sound == "qa_callback (en)"
        assert len(story.heard(call, fact.RecordingBegan)) == 1
        assert not story.house.desk.with_us(ProjectId(1), Phone(CALLED))


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [(Busy(), "busy"), (Unallocated(), "invalid_number"), (Declines(), "rejected"), (RingsOut(), "no_answer")],
)
async def test_a_customer_who_is_not_reached_costs_the_agent_no_wrap_up_and_is_told_apart(
    story: Story, behaviour: Behaviour, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.directory.Plan", impatient)
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, behaviour):
        call = await call_back(story)

        assert await story.outcome(call) == ("not_reached", reason)
        await story.phone["agent-1"].gone()
        await story.seated("agent-1", "available")


async def test_an_agent_who_declines_keeps_the_customers_phone_from_ringing(story: Story) -> None:
    story.phone["agent-1"].behaviour = Declines()
    async with story.lab.callee(CALLED, Answers()) as callee:
        call = await call_back(story)

        assert await story.outcome(call) == ("not_reached", "agent_did_not_answer")
        assert callee.calls == []
        await story.seated("agent-1", "not_answering")


async def test_a_customer_whose_agents_phone_dies_in_the_announcement_is_never_in_silence_and_gets_another(
    stage: Stage,
) -> None:
    async with (
        stage.prepare(LONG, phones=("agent-2",)) as story,
        story.lab.phone("agent-1", mortal=True) as mortal,
        story.service(),
        story.lab.callee(CALLED, Answers()) as callee,
    ):
        story.ready("agent-1")
        mortal.behaviour = Answers()
        story.phone["agent-2"].behaviour = Answers(after=1.0, speaks=AGENT_HZ)
        call = await call_back(story)
        customer = await callee.called()
        await story.reaches(call, AnnouncingOut)
        await customer.listen()
        await mortal.vanish()
        assert (await story.hears(call, fact.AgentReleased)).device_failed
        story.ready("agent-2")
        await story.hears(call, fact.AgentConnected)
        await customer.hears(AGENT_HZ, above_db=-20)
        heard = customer.heard()
        await story.seated("agent-1", "device_lost")
        await customer.hang_up()
        row = await story.ended(call)
        await story.ends_clean()

    assert longest_silence_s(heard) < 2.0
    assert [each.front for each in story.heard(call, fact.Queued)] == [True]
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 2)


async def test_a_customer_is_not_brought_to_a_phone_that_has_signed_out_meanwhile(stage: Stage) -> None:
    """As the switch sees a closed browser, whose line lives on."""
    async with (
        stage.open(LONG, phones=("agent-1", "agent-2")) as story,
        story.lab.callee(CALLED, Answers()) as callee,
    ):
        for phone in ("agent-1", "agent-2"):
            story.phone[phone].behaviour = Answers(speaks=AGENT_HZ)
        call = await call_back(story)
        customer = await callee.called()
        first = await story.reaches(call, AnnouncingOut)
        await story.phone[f"agent-{first.agent}"].unregister()
        talking = await story.reaches(call, Talking)
        await customer.hears(AGENT_HZ, above_db=-20)
        await customer.hang_up()

        assert talking.agent != first.agent
        assert await story.outcome(call) == ("answered", None)
        await story.seated(f"agent-{first.agent}", "device_lost")


async def test_an_agent_who_hangs_up_in_the_announcement_leaves_the_customer_to_another(stage: Stage) -> None:
    async with (
        stage.open(Seed(spoken={AnnouncementKind.QA_CALLBACK: 2.0}), phones=("agent-1", "agent-2")) as story,
        story.lab.callee(CALLED, Answers()) as callee,
    ):
        for phone in ("agent-1", "agent-2"):
            story.phone[phone].behaviour = Answers(speaks=AGENT_HZ)
        call = await call_back(story)
        customer = await callee.called()
        first = await story.reaches(call, AnnouncingOut)
        await story.phone[f"agent-{first.agent}"].hang_up()
        talking = await story.reaches(call, Talking)
        await customer.hears(AGENT_HZ, above_db=-20)
        await customer.hang_up()

        assert await story.outcome(call) == ("answered", None)
        assert talking.call.plan is not None
        assert talking.call.plan.front


async def test_a_customer_who_answers_and_finds_no_agent_and_hangs_up_was_dropped_by_us(stage: Stage) -> None:
    async with stage.open(Seed(spoken=SPOKEN)) as story, story.lab.callee(CALLED, Answers()) as callee:
        story.phone["agent-1"].behaviour = Answers()
        call = await call_back(story)
        customer = await callee.called()
        await story.reaches(call, AnnouncingOut)
        story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
        await story.phone["agent-1"].hang_up()
        await story.reaches(call, Waiting)
        await customer.hang_up()

        assert await story.outcome(call) == ("not_reached", "dropped_our_side")


@pytest.mark.parametrize("rung", [RingingAgent, RingingCustomer])
async def test_a_customer_who_rings_in_while_we_ring_gets_the_agent_of_the_callback(
    stage: Stage, rung: type[RingingAgent | RingingCustomer]
) -> None:
    async with (
        stage.open(Seed(spoken=SPOKEN), phones=("agent-1", "agent-2")) as story,
        story.lab.callee(CALLED, RingsOut()) as callee,
    ):
        await story.seated("agent-2", "available")
        given = story.house.dispatcher
        behaviour: Behaviour = Answers(speaks=AGENT_HZ) if rung is RingingCustomer else RingsOut()
        for phone in ("agent-1", "agent-2"):
            story.phone[phone].behaviour = behaviour
        callback = await call_back(story)
        ringing = await story.reaches(callback, rung)
        if rung is RingingCustomer:
            await callee.called()
        async with story.customer(CALLED) as caller:
            inbound = await story.call(CALLED, nth=2)
            assert await story.outcome(callback) == ("not_reached", "glare")
            assert list(given.kept().values()) == [ringing.agent]
            for phone in ("agent-1", "agent-2"):
                story.phone[phone].behaviour = Answers(speaks=AGENT_HZ)
            talking = await story.reaches(inbound, Talking)
            await caller.hears(AGENT_HZ, above_db=-20)

            assert talking.agent == ringing.agent
            assert story.heard(inbound, fact.Queued)[0].front
            assert given.kept() == {}
        assert await story.outcome(inbound) == ("answered", None)


async def test_another_caller_does_not_get_the_agent_who_is_kept_for_the_customer(stage: Stage) -> None:
    async with (
        stage.open(Seed(spoken={AnnouncementKind.QA_INBOUND: 1.5})) as story,
        story.lab.callee(CALLED, RingsOut()),
    ):
        story.phone["agent-1"].behaviour = Answers()
        async with story.customer(SOMEBODY):
            other = await story.call(SOMEBODY)
            callback = await call_back(story)
            await story.reaches(callback, RingingCustomer)
            await story.reaches(other, Waiting)
            async with story.customer(CALLED) as caller:
                inbound = await story.call(CALLED, nth=2)
                await story.reaches(callback, Ended)
                await story.reaches(inbound, Talking)

                assert story.heard(other, fact.AgentOffered) == []
                await caller.hang_up()
            await story.reaches(other, Talking)


class Callable:
    """Implements `telephony.ports.Regulars`: whoever calls may be called back."""

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        return Standing(callable=True)


def may_be_called_back(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.house.acquaintance.regulars = Callable()
    monkeypatch.setattr("config.directory.CallbackOffer", offered_soon)


async def test_a_caller_in_the_queue_chooses_to_be_called_back_and_is_not_missed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage.open(Seed(spoken=OFFERED), phones=()) as story:
        may_be_called_back(story, monkeypatch)
        async with story.customer(CALLED) as caller:
            call = await story.call(CALLED)
            await story.reaches(call, Waiting)
            number = await chooses_to_be_called_back(story, call, caller)
            chosen = await story.hears(call, fact.CallbackChosen)
            await caller.hears(ANNOUNCEMENT_HZ)
            await caller.gone()

        assert await story.outcome(call) == ("flowed_out", "callback_chosen")
        assert number.seconds > len(CALLED) / 2
        assert number.between(number.seconds - 0.8, number.seconds - 0.3).level(ANNOUNCEMENT_HZ) > -25
        assert longest_silence_s(number) < 2.0
        assert chosen.since == story.heard(call, fact.Queued)[0].at
        assert [each.how for each in story.heard(call, fact.LeftQueue)] == ["callback_chosen"]


async def test_an_agent_who_comes_free_in_the_middle_of_the_offer_gets_the_caller(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage.open(Seed(spoken=OFFERED | {AnnouncementKind.CALLBACK_OFFER: 20.0})) as story:
        story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
        may_be_called_back(story, monkeypatch)
        story.phone["agent-1"].behaviour = Answers(after=0.5, speaks=AGENT_HZ)
        async with story.customer(CALLED) as caller:
            call = await story.call(CALLED)
            await story.hears(call, fact.CallbackOffered)
            await caller.hears(ANNOUNCEMENT_HZ)
            story.ready("agent-1")
            await story.reaches(call, Talking)
            await caller.hears(AGENT_HZ, above_db=-20)

            assert (await caller.hear(0.5)).level(ANNOUNCEMENT_HZ) < -50
        assert await story.outcome(call) == ("answered", None)


def impatient(**wishes: object) -> object:
    from telephony.plan import Plan  # noqa: PLC0415  the name is replaced while this runs

    return Plan(**{**wishes, "outside_ring_s": 1})  # type: ignore[arg-type]
