"""Running the floor while calls come: the outage prompt, an agent on loan, a trunk that is down."""

from datetime import timedelta

import pytest

from config.model import AnnouncementKind
from kernel.ids import AgentId, ProjectId
from lab.behaviours import Answers
from telephony import facts as fact
from telephony.states import Informing, Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER, OTHER_NUMBER, QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

SPOKEN = {AnnouncementKind.QA_INBOUND: 0.7, AnnouncementKind.OUTAGE: 1.2}
PROJECT, SECOND = ProjectId(1), "+380441230002"


async def test_callers_are_told_of_an_outage_between_announcement_and_queue_and_only_while_it_is_on(
    stage: Stage,
) -> None:
    async with stage.open(Seed(spoken=SPOKEN)) as story:
        story.phone["agent-1"].behaviour = Answers()
        outage = await story.house.wall.outages.begin(PROJECT, None, None, "Maria")
        async with story.customer() as caller:
            call = await story.call()
            await story.reaches(call, Informing)
            await story.reaches(call, Talking)
            await caller.hang_up()
            await story.ended(call)
        await story.house.wall.outages.end(outage.id, "Maria")
        async with story.customer(SECOND) as caller:
            after = await story.call(SECOND)
            await story.reaches(after, Talking)
            await caller.hang_up()
            await story.ended(after)

        kinds = await story.facts(call)
        order = ["AnnouncementEnded", "OutagePromptBegan", "OutagePromptEnded", "Queued", "AgentConnected"]
        assert [kind for kind in kinds if kind in order] == order
        [heard] = story.heard(call, fact.OutagePromptEnded)
        assert heard.complete
        assert heard.heard_s >= SPOKEN[AnnouncementKind.OUTAGE]
        assert (await story.recording(call))["status"] == "stored"
        assert "OutagePromptBegan" not in await story.facts(after)


async def test_who_hangs_up_in_the_outage_prompt_never_entered_the_queue(stage: Stage) -> None:
    async with stage.open(Seed(spoken=SPOKEN), phones=()) as story:
        await story.house.wall.outages.begin(PROJECT, None, None, "Maria")
        async with story.customer() as caller:
            call = await story.call()
            await story.reaches(call, Informing)
            await caller.hang_up()

            assert await story.outcome(call) == ("missed", "abandoned_in_announcement")


async def test_an_agent_on_loan_takes_the_other_project_s_caller_who_waits(stage: Stage) -> None:
    async with stage.open(Seed(queues=[QueueSeed(skills=("orders",))], agents=[("orders",)])) as story:
        story.phone["agent-1"].behaviour = Answers()
        await _other_project(story)
        async with story.customer(dials=OTHER_NUMBER) as caller:
            call = await story.call(CUSTOMER)
            await story.reaches(call, Waiting)
            await story.house.wall.loans.lend(AgentId(1), ProjectId(2), timedelta(minutes=5), "Maria")
            talking = await story.reaches(call, Talking)
            await caller.hang_up()
            await story.ended(call)

        assert talking.agent == AgentId(1)


async def _other_project(story: Story) -> None:
    async with story.database.transaction() as db:
        await db.execute("INSERT INTO projects (id, name, zone, region) VALUES (2, 'Other', 'Europe/London', 'GB')")
        await db.executemany("INSERT INTO hours VALUES (2, $1, 0, 1440)", [(day,) for day in range(1, 8)])
        await db.execute("INSERT INTO queues (id, project_id, name) VALUES (9, 2, 'Other')")
        await db.execute("INSERT INTO numbers VALUES ($1, 2, 9, NULL)", OTHER_NUMBER)

    async def loaded() -> bool:
        return OTHER_NUMBER in story.house.setup.catalog().numbers

    await until(loaded, within=20)


async def test_the_trunk_is_up_by_the_switch_s_word(story: Story) -> None:
    async def up() -> bool:
        return [trunk.up for trunk in story.house.wall.trunks.now()] == [True]

    await until(up, within=20)
