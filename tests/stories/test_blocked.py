"""Callers who are blocked: turned away before anything is spent on them, with the service and without it."""

import pytest

from callbacks.model import CloseReason
from contacts import blocking
from contacts.blocking import Wish
from kernel.phone import Phone
from lab.behaviours import Answers
from telephony import notes
from telephony.ari.manager import open_manager
from telephony.states import Talking
from tests.stories import climbing
from tests.stories.climbing import MOBILE, PROJECT
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

OTHER = "+380441230002"
FORBIDDEN = 403
"""What a carrier is told of a call that is rejected, and not of one that was answered."""


async def block(story: Story, number: str) -> int:
    """As a supervisor does it."""
    wish = Wish(project=PROJECT, phone=Phone(number), why="Shouts", until=None, by="Head")
    async with story.database.transaction() as tx:
        entry = await blocking.put(tx, wish, story.now(), story.house.ladder.hooks())
    await until(lambda: story.house.blocked.covers(PROJECT, Phone(number), story.now()))
    return entry.id


async def test_a_blocked_caller_is_rejected_at_once_and_let_in_again_when_they_are_not(story: Story) -> None:
    story.phone["agent-1"].behaviour = Answers()
    entry = await block(story, CUSTOMER)
    async with story.customer() as caller:
        assert (await caller.gone()).sip == FORBIDDEN
        call = await story.call()
        row = await story.ended(call)

    assert (row["outcome"], row["reason"], row["project_id"], row["answered_at"]) == ("rejected", "blocked", 1, None)
    assert await story.facts(call) == ["CallBegan", "CallRefused", "CallEnded"]
    assert story.phone["agent-1"].calls == []

    await blocking.remove(story.database, entry)
    await until(lambda: not story.house.blocked.all())
    async with story.customer() as caller:
        await story.reaches(await story.call(nth=2), Talking)
        await caller.hang_up()


async def test_a_caller_whose_asserted_number_is_blocked_is_rejected_whatever_they_show(story: Story) -> None:
    await block(story, CUSTOMER)
    async with story.customer(OTHER, P_Asserted_Identity=f"<sip:{CUSTOMER}@carrier>") as caller:
        await caller.gone()
        assert await story.outcome(await story.call(OTHER)) == ("rejected", "blocked")


async def test_blocking_closes_the_open_case_and_later_calls_open_none(stage: Stage) -> None:
    async with climbing.opened(stage) as story:
        await climbing.is_missed(story)
        await block(story, MOBILE)
        assert await climbing.closed(story) == (CloseReason.BY_PERSON.value, None)
        async with story.customer(MOBILE) as caller:
            await caller.gone()
            assert await story.outcome(await story.call(MOBILE, nth=2)) == ("rejected", "blocked")
        await until(lambda: _has_heard(story))

        assert await story.database.fetchval("SELECT count(*) FROM cases") == 1
        assert await story.database.fetchval("SELECT count(*) FROM missed_calls") == 1


async def _has_heard(story: Story) -> bool:
    """Whether all that happened on calls has come to the cases."""
    return await story.house.ladder.follower.lag() == 0


async def test_the_switch_turns_a_blocked_caller_away_by_itself(stage: Stage) -> None:
    async with stage.prepare() as story:
        story.phone["agent-1"].behaviour = Answers()
        async with story.service():
            await block(story, CUSTOMER)
            await until(lambda: _on_the_switch(story))
            await story.ends_clean()
        for shown, headers in ((CUSTOMER, {}), (OTHER, {"P_Asserted_Identity": f"<sip:{CUSTOMER}@carrier>"})):
            async with story.customer(shown, **headers) as caller:
                assert (await caller.gone()).sip == FORBIDDEN
        async with story.service():
            await until(lambda: story.database.fetchval("SELECT count(*) = 2 FROM calls"))
            await until(lambda: _all_collected(story))
            await story.ends_clean()

    rows = await story.database.fetch("SELECT * FROM calls")
    assert [(row["outcome"], row["reason"], row["project_id"]) for row in rows] == [("rejected", "blocked", 1)] * 2
    assert story.phone["agent-1"].calls == []


async def _on_the_switch(story: Story) -> bool:
    async with open_manager(story.lab.manager_access) as manager:
        return f"block/{PROJECT}/{CUSTOMER}" in await manager.database_tree("net")


async def _all_collected(story: Story) -> bool:
    async with open_manager(story.lab.manager_access) as manager:
        return not await manager.database_tree(notes.MISSED)
