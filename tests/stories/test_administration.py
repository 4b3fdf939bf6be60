"""The set-up changed while callers are there."""

import pytest
from msgspec.structs import replace

from config.changes.ledger import Ledger
from config.changes.model import WHICHEVER, Wanted
from config.changes.sections import all_sections
from lab.behaviours import Answers
from telephony.states import Talking, Waiting
from tests.config.changes.kit import nothing_lacks
from tests.stories.conftest import Stage
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

OTHER = "+380441230002"


async def archive(story: Story) -> None:
    """As an admin does it; the service is told by the database."""
    base = story.house.base
    ledger = Ledger(base.database, all_sections("carrier"), base.seal, base.clock, nothing_lacks)
    gone = replace((await ledger.world()).projects["Story"], active=False)
    await ledger.save([Wanted(section="projects", key="Story", version=WHICHEVER, spec=gone)], "Head")
    await until(lambda: not story.house.setup.catalog().projects)


async def test_who_waits_when_a_project_goes_into_the_archive_is_answered_and_who_calls_later_is_not(
    stage: Stage,
) -> None:
    async with stage.prepare() as story, story.service():
        story.phone["agent-1"].behaviour = Answers()
        async with story.customer() as caller:
            call = await story.call()
            await story.reaches(call, Waiting)
            await archive(story)
            story.ready("agent-1")
            await story.reaches(call, Talking)
            async with story.customer(OTHER) as late:
                await late.gone()
                assert await story.outcome(await story.call(OTHER)) == ("rejected", "unknown_number")
            await caller.hang_up()

            assert await story.outcome(call) == ("answered", None)
        await story.ends_clean()
