"""Climbing the ladder in a story: a customer is missed, and what becomes of their case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callbacks.model import Word
from callbacks.rules import Policy, ProjectRules, TextRules
from config.model import AnnouncementKind
from config.settings import Secret
from kernel.ids import AgentId, CallId, CaseId, ProjectId
from lab.behaviours import Answers
from lab.customer import Callee
from lab.twilio import TwilioStandIn
from store.pool import Record
from telephony.states import Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import Seed
from tests.stories.story import Story
from tests.waiting import until
from workforce import model as m

MOBILE = "+447400123456"
AGENT_HZ, CUSTOMER_HZ = 1000.0, 440.0
SPOKEN = {AnnouncementKind.QA_CALLBACK: 0.7, AnnouncementKind.QA_INBOUND: 0.7}
HASTY = Policy(soon_after_s=0, min_gap_s=0)
SHORT_DAY = Policy(soon_after_s=0, min_gap_s=0, day_seconds=2, useful_hours=1000)
SENDER = "+447911000001"
PROJECT, CASE = ProjectId(1), CaseId(1)


@asynccontextmanager
async def opened(
    stage: Stage, policy: Policy = HASTY, seed: Seed | None = None, **overrides: Any
) -> AsyncIterator[Story]:
    """An agent is signed in and on a break, so that whoever calls is missed."""
    async with stage.prepare(seed or Seed(spoken=SPOKEN)) as story, story.service(**overrides):
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        story.ready("agent-1")
        await away(story)
        rules = ProjectRules(policy=policy, texting=TextRules(sender=SENDER))
        await story.house.ladder.rulebook.save(PROJECT, rules, "story", story.now())
        yield story
        await story.ends_clean()


def to(stand: TwilioStandIn) -> dict[str, Any]:
    """The settings by which a service sends its texts there."""
    return {
        "twilio_account_sid": stand.account,
        "twilio_auth_token": Secret(stand.token),
        "twilio_url": stand.url,
    }


async def away(story: Story) -> None:
    await story.seated("agent-1", "available")
    story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
    await story.seated("agent-1", "break")


async def is_missed(story: Story, number: str = MOBILE) -> CallId:
    """The customer waits in vain, and has a case."""
    async with story.customer(number):
        call = await story.call(number)
        await story.reaches(call, Waiting)
    await story.ended(call)
    await until(lambda: case(story), within=20)
    return call


async def talks(story: Story, callee: Callee) -> CallId:
    """The customer is called back, talks with the agent and hangs up. Gives the call."""
    customer = await callee.called(within=30)
    call = await story.call(callee.number, nth=1 + len(callee.calls))
    await story.reaches(call, Talking)
    await customer.hears(AGENT_HZ, above_db=-20)
    await customer.hang_up()
    await until(lambda: attempt_over(story, call))
    return call


async def attempt_over(story: Story, call: CallId) -> bool:
    sql = "SELECT count(*) = 1 FROM steps WHERE outcome = 'answered' AND call_id = $1"
    found: bool = await story.database.fetchval(sql, call)
    return found


async def says(story: Story, call: CallId, word: Word, **more: Any) -> None:
    await story.house.ladder.desk.word(CASE, call, word, "Agent 1", **more)


async def case(story: Story) -> Record:
    """None while there is none."""
    return await story.database.fetchrow("SELECT * FROM cases WHERE id = $1", CASE)


async def closed(story: Story, within: float = 20.0) -> tuple[str, str | None]:
    await comes_to(story, "closed", within)
    row = await case(story)
    return row["close_reason"], row["recovered_by"]


async def comes_to(story: Story, status: str, within: float = 20.0) -> Record:
    """The case, once it has that status."""

    async def is_there() -> bool:
        return bool((await case(story))["status"] == status)

    await until(is_there, within)
    return await case(story)


async def rules_of(story: Story) -> list[str]:
    """Those that made what is decided next."""
    return [why["rule"] for why in (await case(story))["next"]["why"]]


async def steps(story: Story) -> list[tuple[str, str | None]]:
    rows = await story.database.fetch("SELECT kind, outcome FROM steps WHERE status = 'done' ORDER BY id")
    return [(row["kind"], row["outcome"]) for row in rows if row["kind"] != "look"]


async def attempted(story: Story, outcome: str) -> Record:
    """The call step that ended so."""

    async def found() -> Record:
        return await story.database.fetchrow("SELECT * FROM steps WHERE outcome = $1", outcome)

    await until(found)
    return await found()


async def planned(story: Story) -> Record:
    """None where nothing is."""
    return await story.database.fetchrow("SELECT * FROM steps WHERE status = 'planned'")
