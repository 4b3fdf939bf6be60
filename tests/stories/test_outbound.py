"""Calls that an agent makes."""

import asyncio

import pytest

from callbacks.rules import FraudRules, ProjectRules
from kernel.errors import Conflict
from kernel.ids import AgentId, ProjectId
from lab.behaviours import Answers, Behaviour, Busy, Declines, RingsOut, Unallocated
from telephony import facts as fact
from telephony.states import AnnouncingOut, RingingCustomer, Talking
from tests.stories.conftest import Stage
from tests.stories.seeds import ANNOUNCEMENT_HZ, NUMBER
from tests.stories.story import Story

pytestmark = [pytest.mark.switch, pytest.mark.sound]

CALLED = "+442079460123"
ABROAD = "+493012345678"
AGENT_HZ, CUSTOMER_HZ = 1000.0, 440.0


async def test_an_agent_dials_out_and_is_rung_first_then_the_customer_is_announced_and_both_talk(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
    async with story.lab.callee(CALLED, Answers(speaks=CUSTOMER_HZ)) as callee:
        call = story.house.desk.dial_out(AgentId(1), CALLED)
        agent = await story.phone["agent-1"].answered()
        customer = await callee.called()
        await customer.answered()
        await customer.hears(ANNOUNCEMENT_HZ, above_db=-25)
        await story.reaches(call, Talking)
        await asyncio.gather(customer.hear(0.3), agent.hear(0.3))
        by_customer, by_agent = await asyncio.gather(customer.hear(0.5), agent.hear(0.5))
        await agent.hang_up()
        await customer.gone()
        row = await story.ended(call)

    assert customer.caller == NUMBER
    assert by_customer.level(AGENT_HZ) > -20
    assert by_agent.level(CUSTOMER_HZ) > -20
    assert (row["outcome"], row["direction"], row["customer"], row["agent_id"]) == ("answered", "outbound", CALLED, 1)
    assert len(story.heard(call, fact.RecordingBegan)) == 1


async def test_an_agent_dials_out_on_the_desk_phone(story: Story) -> None:
    async with story.lab.callee(CALLED, Answers(after=0.5, speaks=CUSTOMER_HZ)) as callee:
        agent = await story.phone["agent-1"].dial(CALLED)
        await (await callee.called()).answered()
        call = await story.call(CALLED)
        await story.reaches(call, Talking)
        await agent.hear(0.3)
        heard = await agent.hear(0.5)
        assert story.seat("agent-1") == "talking"
        await agent.hang_up()

        row = await story.ended(call)
        assert heard.level(CUSTOMER_HZ) > -20
        assert (row["outcome"], row["direction"], row["agent_id"]) == ("answered", "outbound", 1)
        await story.seated("agent-1", "wrap_up")


async def test_a_desk_phone_that_dials_nonsense_is_hung_up(story: Story) -> None:
    agent = await story.phone["agent-1"].dial("12")
    await agent.gone()
    line = await story.logged("dial_out_refused")

    assert "number" in line["why"]
    assert story.seat("agent-1") == "available"


async def test_a_country_that_is_not_allowed_is_dialled_once_it_is_and_no_oftener_than_the_project_lets_people(
    story: Story,
) -> None:
    story.phone["agent-1"].behaviour = Answers()
    with pytest.raises(Conflict, match=r"country are not allowed \(DE; allowed: GB\). An administrator can allow"):
        story.house.desk.dial_out(AgentId(1), ABROAD)
    refused = await story.phone["agent-1"].dial(ABROAD)
    await refused.gone()
    await story.logged("dial_out_refused")
    await allow(story, "GB", "DE", a_day=1)
    async with story.lab.callee(ABROAD, Answers()) as callee:
        call = story.house.desk.dial_out(AgentId(1), ABROAD)
        customer = await callee.called()
        await customer.answered()
        await story.reaches(call, Talking)
        await customer.hang_up()
        await story.ended(call)

    with pytest.raises(Conflict, match="has had its 1 attempts of a day; not before"):
        story.house.desk.dial_out(AgentId(1), ABROAD)


async def allow(story: Story, *countries: str, a_day: int) -> None:
    rules = ProjectRules(fraud=FraudRules(countries=countries, by_hand_per_number_a_day=a_day))
    await story.house.ladder.rulebook.save(ProjectId(1), rules, "Maria", story.now())


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [(Busy(), "busy"), (Unallocated(), "invalid_number"), (Declines(), "rejected")],
)
async def test_a_customer_who_cannot_be_reached_is_not_reached_for_that_reason(
    story: Story, behaviour: Behaviour, reason: str
) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, behaviour):
        call = story.house.desk.dial_out(AgentId(1), CALLED)

        assert await story.outcome(call) == ("not_reached", reason)
        await story.phone["agent-1"].gone()
        await story.seated("agent-1", "available")


async def test_a_customer_who_does_not_answer_in_time_is_not_reached(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.directory.Plan", _impatient)
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, RingsOut()):
        call = story.house.desk.dial_out(AgentId(1), CALLED)

        assert await story.outcome(call) == ("not_reached", "no_answer")


async def test_a_customer_who_hangs_up_in_the_announcement_is_not_reached_and_not_recorded(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, Answers()) as callee:
        call = story.house.desk.dial_out(AgentId(1), CALLED)
        customer = await callee.called()
        await story.reaches(call, AnnouncingOut)
        await customer.hang_up()

        assert await story.outcome(call) == ("not_reached", "hung_up_in_announcement")
        assert await story.database.fetchval("SELECT count(*) FROM recordings") == 0
        await story.phone["agent-1"].gone()


async def test_an_agent_who_does_not_answer_the_own_dialling_is_told_apart_from_the_customer(story: Story) -> None:
    story.phone["agent-1"].behaviour = Declines()
    call = story.house.desk.dial_out(AgentId(1), CALLED)

    assert await story.outcome(call) == ("not_reached", "agent_did_not_answer")


async def test_an_agent_who_hangs_up_while_it_rings_takes_the_call_back(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, RingsOut()) as callee:
        call = story.house.desk.dial_out(AgentId(1), CALLED)
        customer = await callee.called()
        await story.reaches(call, RingingCustomer)
        await story.phone["agent-1"].hang_up()
        await customer.gone()

        assert await story.outcome(call) == ("not_reached", "cancelled")


async def test_an_agent_who_dials_out_is_offered_no_caller_meanwhile(stage: Stage) -> None:
    async with stage.open() as story, story.lab.callee(CALLED, RingsOut()) as callee:
        story.phone["agent-1"].behaviour = Answers()
        call = story.house.desk.dial_out(AgentId(1), CALLED)
        await callee.called()
        async with story.customer() as caller:
            waiting = await story.call()
            await story.hears(waiting, fact.Queued)
            assert story.heard(waiting, fact.AgentOffered) == []
            story.house.desk.hang_up(call)
            await story.reaches(waiting, Talking)
            await caller.hang_up()


def _impatient(**wishes: object) -> object:
    from telephony.plan import Plan  # noqa: PLC0415  the name is replaced while this runs

    return Plan(**{**wishes, "outside_ring_s": 1})  # type: ignore[arg-type]
