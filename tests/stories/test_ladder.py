"""The ladder on the real switch: from a missed call to each of its ends."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from callbacks.model import Word
from callbacks.naming import callback_id
from callbacks.rules import ProjectRules
from kernel.ids import StepId
from lab.behaviours import Answers, Declines, RingsOut
from lab.twilio import twilio_stand_in
from store.pool import Record
from telephony import facts as fact
from telephony.states import RingingCustomer, Talking, Waiting
from tests.stories.climbing import (
    AGENT_HZ,
    CASE,
    CUSTOMER_HZ,
    HASTY,
    MOBILE,
    PROJECT,
    SHORT_DAY,
    SPOKEN,
    attempted,
    case,
    closed,
    is_missed,
    opened,
    planned,
    says,
    steps,
    talks,
    to,
)
from tests.stories.conftest import Stage
from tests.stories.process import seat_ready, serving
from tests.stories.seeds import QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

DEAR = "+881612345678"


async def test_who_was_missed_is_called_back_soon_and_the_agents_word_closes_the_case(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers(speaks=CUSTOMER_HZ)) as callee:
        await is_missed(story)
        story.ready("agent-1")
        call = await talks(story, callee)
        step = await attempted(story, "answered")
        await says(story, call, Word.SPOKE)

        assert callback_id(StepId(step["id"])) == call
        assert await closed(story) == ("spoken_to", "team")


async def test_who_shows_another_number_than_the_network_asserts_is_not_called_until_a_person_says_so(
    stage: Stage,
) -> None:
    pai = f"<sip:{DEAR}@carrier.example>"
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers()) as callee:
        async with story.customer(MOBILE, P_Asserted_Identity=pai):
            await story.reaches(await story.call(MOBILE), Waiting)
        await until(lambda: case(story))
        held = await case(story)
        story.ready("agent-1")
        await story.house.ladder.desk.release(CASE, "Head")
        await callee.called()

    assert held["status"] == "held"
    assert held["next"]["why"][0] == {
        "rule": "asserted_differs",
        "data": {"shown": "+44740012••••", "asserted": "+88161234••••"},
    }


@pytest.mark.parametrize(
    ("shown", "headers"),
    [
        ("anonymous", {"P_Asserted_Identity": f"<sip:{MOBILE}@carrier.example>"}),
        (MOBILE, {"P_Asserted_Identity": f"<sip:{MOBILE}@carrier.example>", "Privacy": "id"}),
    ],
)
async def test_who_wants_to_be_anonymous_stays_that_whatever_the_network_knows(
    stage: Stage, shown: str, headers: dict[str, str]
) -> None:
    async with opened(stage) as story:
        async with story.customer(shown, **headers):
            call = await story.any_call()
            await story.reaches(call, Waiting)
        await story.ended(call)
        listed = "SELECT number, no_case FROM missed_calls"
        await until(lambda: story.database.fetchrow(listed))

        row: Record = await story.database.fetchrow(listed)
        assert tuple(row) == (None, "anonymous")


async def test_who_is_not_reached_is_called_the_next_day_at_the_clock_time_of_their_call(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Declines()):
        missed = await is_missed(story)
        story.ready("agent-1")
        await attempted(story, "rejected")
        step = await planned(story)
        arrived_at = await story.database.fetchval("SELECT arrived_at FROM calls WHERE call_id = $1", missed)
        there = ZoneInfo("Europe/London")
        called_at, due_at = (at.astimezone(there).replace(tzinfo=None) for at in (arrived_at, step["due_at"]))

        assert timedelta(days=1) - timedelta(seconds=1) < due_at - called_at <= timedelta(days=1)
        assert step["promised_at"] == step["due_at"]


async def test_who_is_never_reached_is_called_twice_and_texted_and_then_the_ladder_ends(stage: Stage) -> None:
    async with twilio_stand_in(pace_s=0.1) as stand, opened(stage, SHORT_DAY, **to(stand)) as story:
        async with story.lab.callee(MOBILE, Declines()) as callee:
            await is_missed(story)
            story.ready("agent-1")

            assert await closed(story, within=40) == ("ladder_exhausted", None)
        assert [step for step in await steps(story) if step[0] == "call"] == [
            ("call", "rejected"),
            ("call", "rejected"),
        ]
        assert len(callee.calls) == 2
        assert [message.to for message in stand.outbox] == [MOBILE]


async def test_who_returns_our_call_goes_to_the_front_and_closes_the_case(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Declines()):
        await is_missed(story)
        story.ready("agent-1")
        await attempted(story, "rejected")
        async with story.customer(MOBILE) as caller:
            call = await story.call(MOBILE, nth=3)
            talking = await story.reaches(call, Talking)
            await caller.hears(AGENT_HZ, above_db=-20)

        assert talking.call.plan is not None
        assert talking.call.plan.case == CASE
        assert [queued.front for queued in story.heard(call, fact.Queued)] == [True]
        assert await closed(story) == ("self_recovered", "self")


async def test_who_rings_in_while_we_ring_them_is_answered_and_the_case_is_over(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, RingsOut()) as callee:
        await is_missed(story)
        story.ready("agent-1")
        callback = await story.call(MOBILE, nth=2)
        await callee.called()
        await story.reaches(callback, RingingCustomer)
        async with story.customer(MOBILE) as caller:
            inbound = await story.call(MOBILE, nth=3)
            await story.reaches(inbound, Talking)
            await caller.hears(AGENT_HZ, above_db=-20)

        assert await closed(story) == ("self_recovered", "self")
        assert await steps(story) == [("call", "glare")]


PATIENT = Seed(queues=(QueueSeed(ring_s=15),), spoken=SPOKEN)


async def test_who_called_a_dead_service_is_rung_once_although_it_is_killed_while_they_are(stage: Stage) -> None:
    async with stage.prepare(PATIENT) as story, story.lab.callee(MOBILE, RingsOut()) as callee:
        await missed_while_away(story)
        story.phone["agent-1"].behaviour = Answers()
        await seat_ready(story.database, 1)
        async with serving(story) as service:
            await callee.called(within=40)
            await service.kill()
        async with serving(story):
            await story.logged("switch_compared", within=40, times=2)
            await story.phone["agent-1"].hang_up()
            await attempted(story, "cancelled")
        placed = await story.database.fetchval("SELECT count(*) FROM calls WHERE direction = 'outbound'")

        assert (len(callee.calls), placed) == (1, 1)


async def missed_while_away(story: Story) -> None:
    """A service has been there; the customer called after it had gone."""
    async with story.service():
        await story.logged("safety_net_kept")
        await story.house.ladder.rulebook.save(PROJECT, ProjectRules(policy=HASTY), "story", story.now())
    story.lines.clear()
    story.phone["agent-1"].behaviour = Declines()
    async with story.customer(MOBILE) as caller:
        await caller.answered()
        await caller.gone()
