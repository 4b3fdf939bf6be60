"""Agents who sign in, take a break and hear themselves by dialling a code."""

import pytest

from kernel.errors import Conflict
from kernel.ids import AgentId
from lab.behaviours import Answers
from lab.leg import Leg
from service.desk_phones import DeskPhones
from telephony.states import Talking
from tests.stories.conftest import Stage
from tests.stories.story import Story, agent_of
from tests.waiting import until

pytestmark = pytest.mark.switch

EXTENSION, PIN = "12", "4713"
HERTZ = 1000.0


async def dialled(story: Story, phone: str, code: str) -> Leg:
    leg = await story.phone[phone].dial(code)
    await leg.answered()
    return leg


async def actions(story: Story) -> list[str]:
    rows = await story.database.fetch("SELECT action FROM trail WHERE action LIKE 'phone_%' ORDER BY id")
    return [row["action"] for row in rows]


async def has_pin(story: Story, agent: AgentId) -> None:
    await story.database.execute("UPDATE agents SET extension = $2 WHERE id = $1", agent, EXTENSION)
    await story.house.pins.set(agent, PIN)


async def test_an_agent_signs_in_at_a_colleagues_phone_takes_a_call_there_and_leaves_it_to_its_owner(
    stage: Stage,
) -> None:
    async with stage.open(phones=("agent-2",)) as story:
        anna, borrowed = agent_of("agent-1"), story.phone["agent-2"]
        await has_pin(story, anna)
        leg = await dialled(story, "agent-2", f"*11{EXTENSION}")
        await leg.press(f"{PIN}#")
        await story.seated("agent-1", "available")
        await leg.hang_up()
        assert story.seat("agent-2") == "signed_out"
        borrowed.behaviour = Answers()
        async with story.customer() as customer:
            call = await story.call()
            talking = await story.reaches(call, Talking)
            await customer.hang_up()
            await story.ended(call)
        await story.seated("agent-1", "available")
        await dialled(story, "agent-2", "*13")
        await story.seated("agent-1", "break")
        await borrowed.hang_up()
        await dialled(story, "agent-2", "*12")
        await until(lambda: _at_home(story, anna), within=20)
        await borrowed.hang_up()
        await dialled(story, "agent-2", "*11")
        await story.seated("agent-2", "available")
        await borrowed.hang_up()

        assert talking.agent == anna
        assert story.seat("agent-1") == "signed_out"
        assert await actions(story) == ["phone_sign_in", "phone_break", "phone_sign_out", "phone_sign_in"]
        assert await story.database.fetchval("SELECT count(*) FROM calls") == 1


async def _at_home(story: Story, agent: AgentId) -> bool:
    return story.house.floor.agent(agent).endpoint == f"PJSIP/agent-{agent}"


async def test_a_phone_hears_itself_and_is_known_with_where_it_is_and_how_it_sounds(story: Story) -> None:
    leg = await dialled(story, "agent-1", "*43")
    await leg.speak(HERTZ)
    await leg.hears(HERTZ, above_db=-20)
    await story.house.phone_watch.look()
    await leg.hang_up()
    where, sound = story.house.phone_watch.registered["agent-1"], story.house.phone_watch.sounds["agent-1"]
    story.phone["agent-1"].behaviour = Answers()
    await desk_phones(story).ring_for_echo("agent-1")
    await story.phone["agent-1"].answered()
    await story.phone["agent-1"].hang_up()
    with pytest.raises(Conflict, match="not registered"):
        await desk_phones(story).ring_for_echo("agent-2")

    assert (where.address, where.user_agent, where.reachable) == ("127.0.0.3", "Lab", True)
    assert sound.at >= where.since, "how good it is is the machine's own affair"
    assert story.seat("agent-1") == "available"
    assert await story.database.fetchval("SELECT count(*) FROM calls") == 0


def desk_phones(story: Story) -> DeskPhones:
    house = story.house
    return DeskPhones(
        *(house.setup.catalog, house.floor, house.phone_watch, house.phones, house.attendance, house.base.ari)
    )
