"""A supervisor's own desk phone: they listen at it, and agents' callers are brought there."""

import pytest

from kernel.ids import UserId
from lab.behaviours import Answers, Declines
from lab.phone import Phone
from telephony import facts as fact
from telephony.listener import Depth
from telephony.open_lines import RING_S
from telephony.states import TalkingOutside
from tests.stories.conftest import Stage
from tests.stories.joined import CUSTOMER_HZ, HEARD_DB, OTHER_HZ, hear, talks
from tests.stories.seeds import Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

DESK, EXTENSION, MARIA = "agent-2", "71", UserId(7)
SPEC = {"name": DESK, "person": "maria", "extension": EXTENSION}
UNREADABLE = b"sealed elsewhere"
"""Its password, so that no account is made: the lab's switch has this one from its settings."""


async def has_phone(story: Story) -> None:
    await story.database.execute("INSERT INTO users (id, name, created_at) VALUES (7, 'maria', now())")
    await story.database.execute("INSERT INTO user_roles (user_id, role) VALUES (7, 'supervisor')")
    phone = "INSERT INTO phones (name, spec, user_id, secret) VALUES ($1, $2, 7, $3)"
    await story.database.execute(phone, DESK, SPEC, UNREADABLE)
    story.expected.add("trunk_or_phone_refused")
    await story.house.catalog_feed.load()
    await until(lambda: MARIA in story.house.lines.phones())


async def declines(story: Story, desk: Phone) -> None:
    """That is told long before the phone would have rung out."""
    desk.behaviour = Declines()
    await story.house.lines.ring(MARIA)
    await until(lambda: is_over(story), within=RING_S / 2)


async def is_over(story: Story) -> bool:
    return not await story.house.lines.rings(MARIA)


async def test_a_supervisor_listens_and_whispers_at_their_own_phone_and_is_handed_the_caller_there_by_extension(
    stage: Stage,
) -> None:
    async with stage.open(Seed(agents=((),))) as story, story.lab.phones(DESK) as [desk]:
        await has_phone(story)
        await declines(story, desk)
        desk.behaviour = Answers(speaks=OTHER_HZ)
        async with story.customer() as caller:
            call, agent = await talks(story, caller)
            await story.house.lines.ring(MARIA)
            await story.logged("line_opened")
            line = await desk.answered()
            await story.house.joining.join(call, MARIA, "maria", Depth.LISTEN)
            await line.hears(CUSTOMER_HZ)
            silent = await hear(agent, caller)
            await story.house.joining.join(call, MARIA, "maria", Depth.WHISPER)
            await agent.hears(OTHER_HZ)
            await desk.hang_up()
            left = await story.hears(call, fact.JoinEnded)
            story.house.desk.consult_number(call, EXTENSION)
            await story.hears(call, fact.ConsultAnswered)
            story.house.desk.complete_consult(call)
            outside = await story.reaches(call, TalkingOutside)
            await caller.hears(OTHER_HZ, above_db=-20)
            await caller.hang_up()
            row = await story.ended(call)

    assert max(heard[OTHER_HZ] for heard in silent) < HEARD_DB
    assert left.user == MARIA
    assert (outside.shown, outside.trunk, row["outcome"]) == ("maria", None, "answered")
    assert [each.to for each in story.heard(call, fact.ConsultCompleted)] == ["maria"]
