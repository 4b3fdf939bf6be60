"""Every other end of both ladders, on the real switch; and calls into a dead service, each of which becomes a case."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from msgspec.structs import replace

from callbacks.model import Word
from callbacks.rules import ProjectRules
from contacts import do_not_call
from kernel.phone import Phone
from lab.behaviours import Answers, Busy, Congested, Declines, Unallocated
from lab.twilio import twilio_stand_in
from telephony import facts as fact
from tests.stories.climbing import (
    CASE,
    CUSTOMER_HZ,
    HASTY,
    MOBILE,
    PROJECT,
    SENDER,
    SHORT_DAY,
    SPOKEN,
    case,
    closed,
    comes_to,
    is_missed,
    opened,
    planned,
    rules_of,
    says,
    steps,
    talks,
    to,
)
from tests.stories.conftest import Stage
from tests.stories.offering import OFFERED, chooses_to_be_called_back, offered_soon
from tests.stories.seeds import QueueSeed, Seed
from tests.stories.story import Story
from tests.waiting import until

pytestmark = pytest.mark.switch

LANDLINE = "+442079461234"
TEXT_FIRST = replace(SHORT_DAY, ladder="text-first")
SCATTERED = [f"+4474001{n}{n}456" for n in range(10)]
BRIEF = Seed(queues=(QueueSeed(ring_s=1, timeout_s=1),), spoken=SPOKEN)

# ---- what the agent says


async def test_who_says_no_is_not_called_again(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers(speaks=CUSTOMER_HZ)) as callee:
        await is_missed(story)
        story.ready("agent-1")
        await says(story, await talks(story, callee), Word.REFUSED)

        assert await closed(story) == ("refused", None)


async def test_who_asks_for_a_time_is_called_then_and_the_promise_is_kept(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers(speaks=CUSTOMER_HZ)) as callee:
        await is_missed(story)
        story.ready("agent-1")
        first = await talks(story, callee)
        call_at = story.now() + timedelta(seconds=1.5)
        await says(story, first, Word.CALL_ME_AT, call_at=call_at)
        asked = await planned(story)
        second = await talks(story, callee)
        await says(story, second, Word.SPOKE)

        assert (asked["due_at"], asked["promised_at"]) == (call_at, call_at)
        assert (await story.row(second))["arrived_at"] >= call_at
        assert await closed(story) == ("spoken_to", "team")
        row = await case(story)
        assert (row["kept_at"] is not None, row["broken_at"]) == (True, None)


async def test_a_call_that_nobody_says_anything_about_needs_a_person_and_a_late_word_closes_the_case(
    stage: Stage,
) -> None:
    reminded = replace(HASTY, word_within_s=1)
    async with opened(stage, reminded) as story, story.lab.callee(MOBILE, Answers(speaks=CUSTOMER_HZ)) as callee:
        await is_missed(story)
        story.ready("agent-1")
        call = await talks(story, callee)
        await comes_to(story, "needs_person")

        assert await rules_of(story) == ["no_word"]
        await says(story, call, Word.SPOKE)
        assert await closed(story) == ("spoken_to", "team")


# ---- what a person does


async def test_who_comes_onto_the_do_not_call_list_while_their_call_is_due_is_not_called(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers()) as callee:
        await is_missed(story)
        before = await planned(story)
        ladder = story.house.ladder
        async with story.database.transaction() as tx:
            await do_not_call.put(tx, PROJECT, Phone(MOBILE), "Asked.", "Head", story.now(), ladder.hooks())

        assert before["kind"] == "call"
        assert await closed(story) == ("do_not_call", None)
        await nobody_is_called(story)
        assert callee.calls == []


async def test_a_person_closes_a_case_with_a_note(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Answers()) as callee:
        await is_missed(story)
        await story.house.ladder.desk.close(CASE, "Came by in person.", "Head")

        assert await closed(story) == ("by_person", None)
        row = await case(story)
        assert (row["state"]["closed"]["by"], row["state"]["closed"]["note"]) == ("Head", "Came by in person.")
        await nobody_is_called(story)
        assert callee.calls == []


async def nobody_is_called(story: Story) -> None:
    """Although an agent is free and the worker looks."""
    story.ready("agent-1")
    await story.seated("agent-1", "available")
    await story.house.ladder.worker.round()
    assert await planned(story) is None
    assert await steps(story) == []


# ---- what the far end does


async def test_a_number_that_does_not_exist_closes_the_case(stage: Stage) -> None:
    async with opened(stage) as story, story.lab.callee(MOBILE, Unallocated()):
        await is_missed(story)
        story.ready("agent-1")

        assert await closed(story) == ("invalid", None)
        assert await steps(story) == [("call", "invalid_number")]


async def test_who_is_busy_is_tried_again_within_the_rung(stage: Stage) -> None:
    again = replace(HASTY, busy_again_s=1)
    async with opened(stage, again) as story, story.lab.callee(MOBILE, Busy()) as callee:
        await is_missed(story)
        story.ready("agent-1")
        await callee.called()
        callee.behaviour = Answers(speaks=CUSTOMER_HZ)
        await says(story, await talks(story, callee), Word.SPOKE)

        assert await closed(story) == ("spoken_to", "team")
        assert await steps(story) == [("call", "busy"), ("call", "answered")]
        assert await rungs(story) == {0}


async def test_what_the_trunk_does_not_carry_costs_the_customer_nothing(stage: Stage) -> None:
    """More often than a number may be tried a day, or a case at all."""
    one_try = replace(HASTY, max_attempts=1, failed_again_s=0)
    async with opened(stage, one_try) as story, story.lab.callee(MOBILE, Congested()) as callee:
        await is_missed(story)
        story.ready("agent-1")
        for _ in range(4):
            await callee.called()
        callee.behaviour = Declines()

        assert await closed(story) == ("ladder_exhausted", None)
        outcomes = [outcome for kind, outcome in await steps(story) if kind == "call"]
        assert set(outcomes[:-1]) == {"failed"}
        assert outcomes[-1] == "rejected"
        assert await rungs(story) == {0}


async def rungs(story: Story) -> set[int]:
    rows = await story.database.fetch("SELECT rung FROM steps WHERE kind = 'call' AND status = 'done'")
    return {row["rung"] for row in rows}


async def test_what_is_of_no_use_any_more_expires(stage: Stage) -> None:
    """A taxi: whoever was not reached has taken another one by the next day."""
    taxi = replace(HASTY, useful_hours=5 / 3600)
    async with opened(stage, taxi) as story, story.lab.callee(MOBILE, Declines()):
        await is_missed(story)
        story.ready("agent-1")

        assert await closed(story) == ("expired", None)
        assert await steps(story) == [("call", "rejected")]


# ---- text-first


async def test_text_first_goes_from_a_call_by_a_text_to_a_call_the_next_day_and_ends(stage: Stage) -> None:
    async with twilio_stand_in(pace_s=0.1) as stand, opened(stage, TEXT_FIRST, **to(stand)) as story:
        async with story.lab.callee(MOBILE, Declines()):
            await is_missed(story)
            story.ready("agent-1")

            assert await closed(story, within=40) == ("ladder_exhausted", None)
        assert [kind for kind, _ in await steps(story)] == ["call", "text", "call"]
        assert [message.to for message in stand.outbox] == [MOBILE]
        called_again_at = await story.database.fetchval("SELECT max(begun_at) FROM steps WHERE kind = 'call'")
        assert called_again_at - stand.outbox[0].made_at >= timedelta(seconds=2)


async def test_text_first_skips_the_text_to_a_landline(stage: Stage) -> None:
    async with twilio_stand_in(pace_s=0.1) as stand, opened(stage, TEXT_FIRST, **to(stand)) as story:
        async with story.lab.callee(LANDLINE, Declines()):
            await is_missed(story, LANDLINE)
            story.ready("agent-1")

            assert await closed(story, within=40) == ("ladder_exhausted", None)
        assert await steps(story) == [("call", "rejected"), ("call", "rejected")]
        assert stand.outbox == []
        assert "no_text" in await rules_of(story)


async def test_who_answers_the_text_is_left_in_peace_until_a_person_has_answered_and_is_then_called(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.sms.watch.READ_EVERY_S", 0.2)
    monkeypatch.setattr("callbacks.sms.watch.POLL_S", 0.2)
    async with twilio_stand_in(pace_s=0.1) as stand, opened(stage, TEXT_FIRST, **to(stand)) as story:
        async with story.lab.callee(MOBILE, Declines()) as callee:
            await is_missed(story)
            story.ready("agent-1")
            await until(lambda: stand.outbox)
            await stand.incoming(MOBILE, SENDER, "Call me tomorrow, please.")
            await comes_to(story, "needs_person")
            paused = await rules_of(story)
            callee.behaviour = Answers(speaks=CUSTOMER_HZ)
            await two_days_after_the_text(story)
            called = len(callee.calls)
            contact = (await case(story))["contact_id"]
            await story.house.ladder.texts.reply(
                project=PROJECT, contact=contact, number=None, body="We shall.", by="Head"
            )
            await callee.called()
            await says(story, await talks(story, callee), Word.SPOKE)

            assert await closed(story) == ("spoken_to", "team")
        assert (paused, called) == (["customer_wrote"], 1)
        assert [message.body for message in stand.outbox][1:] == ["We shall."]


async def two_days_after_the_text(story: Story) -> None:
    """By then the ladder would have called again."""
    texted_at = await story.database.fetchval("SELECT begun_at FROM steps WHERE kind = 'text' AND text_id IS NOT NULL")
    await until(lambda: story.now() > texted_at + timedelta(seconds=4.5))


# ---- a place kept in the queue


async def test_who_keeps_their_place_by_a_callback_is_promised_it_and_called(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.directory.CallbackOffer", offered_soon)
    seed = Seed(spoken=OFFERED | SPOKEN)
    async with opened(stage, seed=seed) as story, story.lab.callee(MOBILE, Answers(speaks=CUSTOMER_HZ)) as callee:
        async with story.customer(MOBILE) as caller:
            chosen = await story.call(MOBILE)
            await chooses_to_be_called_back(story, chosen, caller)
            await caller.gone()
        await until(lambda: case(story))
        promised = await case(story)
        arrived_at = (await story.row(chosen))["arrived_at"]
        story.ready("agent-1")
        await says(story, await talks(story, callee), Word.SPOKE)

        assert promised["state"]["promise"]["source"] == "queue"
        assert promised["promised_at"] == arrived_at
        assert await closed(story) == ("spoken_to", "team")
        assert (await case(story))["kept_at"] is not None
        assert story.heard(chosen, fact.CallbackChosen) != []


# ---- while the service was away


async def test_ten_calls_into_a_dead_service_are_ten_cases_after_its_return_and_stay_ten(stage: Stage) -> None:
    async with stage.prepare(BRIEF, phones=()) as story:
        async with story.service():
            await story.logged("safety_net_kept")
            await story.house.ladder.rulebook.save(PROJECT, ProjectRules(policy=HASTY), "story", story.now())
        await all_call(story)
        lives = []
        for _life in range(2):
            async with story.service():
                await until(lambda: all_read(story))
                lives.append(await cases_of(story))
                await story.ends_clean()

    assert [(number, reason, status) for _, number, reason, status in lives[0]] == [
        (number, "service_down", "planned") for number in SCATTERED
    ]
    assert len({case_id for case_id, *_ in lives[0]}) == len(SCATTERED)
    assert lives[1] == lives[0]


async def all_call(story: Story) -> None:
    """All at once, and each stays to the end."""
    async with AsyncExitStack() as stack:
        entering = (stack.enter_async_context(story.customer(number)) for number in SCATTERED)
        for caller in await asyncio.gather(*entering):
            await caller.gone(20)


async def all_read(story: Story) -> bool:
    """Every call was collected from the switch, and every fact of them was heard by the cases."""
    sql = (
        "SELECT (SELECT count(*) FROM calls WHERE ended_at IS NOT NULL) = $1 AND"
        " (SELECT max(id) FROM facts) = (SELECT last_id FROM followers WHERE name = 'callbacks')"
    )
    found: bool = await story.database.fetchval(sql, len(SCATTERED))
    return found


async def cases_of(story: Story) -> list[tuple[int, str, str, str]]:
    sql = (
        "SELECT c.id, m.number, m.reason, c.status FROM missed_calls m"
        " LEFT JOIN cases c ON c.id = m.case_id ORDER BY m.number"
    )
    rows = [tuple(row) for row in await story.database.fetch(sql)]
    assert len(rows) == await story.database.fetchval("SELECT count(*) FROM cases")
    return rows
