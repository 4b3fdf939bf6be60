"""What people order, and the texts that are due: done once, with a switch and a Twilio that are played."""

from datetime import timedelta

import pytest

from callbacks.held import HeldNumbers
from callbacks.model import TextStatus, TextTouch, Word
from callbacks.rules import FraudRules, ProjectRules
from kernel.errors import BadInput, Conflict
from kernel.ids import AgentId, CallId
from kernel.phone import Phone
from telephony.outcome import Answered
from tests.callbacks.neighbours import AGENT, PROJECT, Killed
from tests.callbacks.rounds import CASE, OLENA, TEXT_SOON, called, missed
from tests.callbacks.town import Town, not_reached

# ---- a person calls


async def test_an_agent_calls_now_from_the_case(town: Town) -> None:
    await missed(town)

    call = await town.desk.call_now(CASE, AgentId(5))

    assert [(call, 5)] == [(each.call, each.agent) for each in town.floor.asked]
    assert await town.steps() == [("call", "superseded", None), ("call", "begun", None)]


async def test_two_people_cannot_call_one_customer_at_once(town: Town) -> None:
    await missed(town)
    await town.desk.call_now(CASE, AgentId(5))

    with pytest.raises(Conflict, match="being called"):
        await town.desk.call_now(CASE, AgentId(6))


async def test_an_agent_who_is_busy_is_told_so_and_the_step_stands(town: Town) -> None:
    await missed(town)
    town.floor.reserved[CallId("another")] = AgentId(5)

    with pytest.raises(Conflict, match="busy"):
        await town.desk.call_now(CASE, AgentId(5))

    assert await town.steps() == [("call", "planned", None)]


async def test_who_is_on_the_do_not_call_list_is_not_called_by_anybody(town: Town) -> None:
    await missed(town)
    [contact] = [row["contact_id"] for row in await town.db.fetch("SELECT contact_id FROM cases")]
    town.around.do_not_call.add(contact)

    with pytest.raises(Conflict, match="do-not-call"):
        await town.desk.call_now(CASE, AGENT)


async def test_what_the_rules_hold_is_called_by_nobody_until_it_is_released(town: Town) -> None:
    await town.rings_in(OLENA, asserted="+380501112233")
    await town.follow()
    with pytest.raises(Conflict, match=r"network says .* A supervisor can release the case"):
        await town.desk.call_now(CASE, AGENT)
    await town.desk.release(CASE, "Maria")

    call = await town.desk.call_now(CASE, AGENT)

    assert [call] == [each.call for each in town.floor.asked]


async def test_a_person_may_call_when_the_ladder_has_had_its_attempts_until_people_have_had_theirs(town: Town) -> None:
    await town.rules(fraud=FraudRules(per_number_a_day=1, by_hand_per_number_a_day=3))
    await missed(town)
    for nth in range(2):
        await town.dials_by_hand(OLENA, not_reached(), CallId(f"out-{nth}"))
    await town.dialled.load(town.db, town.clock.now())
    await town.follow()
    card = town.around.project(PROJECT)
    seen = await town.screen.seen(town.db, card, Phone(OLENA), ProjectRules(), town.clock.now())
    await town.desk.call_now(CASE, AGENT)
    await town.callback_ends(town.floor.asked[-1].call, not_reached())
    await town.follow()
    await town.dialled.load(town.db, town.clock.now())

    assert seen.to_number_today == 2
    with pytest.raises(Conflict, match="has had its 3 attempts of a day; not before 2026-11-25 12:"):
        await town.desk.call_now(CASE, AGENT)


async def test_the_number_of_a_held_case_is_known_also_to_a_service_that_starts(town: Town) -> None:
    await town.rings_in(OLENA, asserted="+380501112233")
    await town.follow()
    told, read = town.held.why(PROJECT, Phone(OLENA)), HeldNumbers()
    await read.load(town.db)

    assert told is not None
    assert told.rule == "asserted_differs"
    assert told == read.why(PROJECT, Phone(OLENA))


async def test_what_was_decided_in_a_transaction_that_failed_is_not_remembered(town: Town) -> None:
    await town.rings_in(OLENA, asserted="+380501112233")
    town.dies_at = "following"
    with pytest.raises(Killed):
        await town.follow()
    before = town.held.why(PROJECT, Phone(OLENA))
    await town.follow()

    assert before is None
    assert town.held.why(PROJECT, Phone(OLENA)) is not None


async def test_a_past_time_is_no_time_to_postpone_to(town: Town) -> None:
    await missed(town)

    with pytest.raises(BadInput, match="until"):
        await town.desk.postpone(CASE, town.clock.now(), "Maria")


async def test_a_closed_case_takes_no_orders(town: Town) -> None:
    await missed(town)
    await town.desk.close(CASE, "Wrong number", "Maria")

    with pytest.raises(Conflict, match="closed"):
        await town.desk.hold(CASE, "Wait", "Maria")
    with pytest.raises(Conflict, match="closed"):
        await town.desk.call_now(CASE, AGENT)


async def test_a_held_case_rests_until_it_is_released(town: Town) -> None:
    await missed(town)
    await town.desk.hold(CASE, "Their lawyer writes", "Maria")
    town.clock.advance(seconds=1)
    held = (await town.row())["status"]
    await town.desk.release(CASE, "Maria")

    assert (held, (await town.row())["status"]) == ("held", "planned")


async def test_the_agents_word_closes_the_case(town: Town) -> None:
    await missed(town)
    call = await town.desk.call_now(CASE, AGENT)
    await town.callback_is_up(call, OLENA)
    await town.callback_ends(call, Answered())
    await town.follow()
    await town.desk.word(CASE, call, Word.SPOKE, "Olena")

    row = await town.row()
    assert (row["status"], row["close_reason"], row["recovered_by"]) == ("closed", "spoken_to", "team")


# ---- texts


async def texting(town: Town) -> None:
    """The ladder has come to its text."""
    await town.rules(TEXT_SOON)
    await missed(town)
    await called(town)
    town.clock.advance(minutes=30)


async def test_a_due_text_is_written_and_sent(town: Town) -> None:
    await texting(town)

    await town.round()

    [text] = [touch for touch in (await town.case()).touches if isinstance(touch, TextTouch)]
    assert ([text.text], TextStatus.DELIVERED) == (town.twilio.wire, text.status)
    assert ("text", "done", "delivered") in await town.steps()


async def test_a_text_that_cannot_be_sent_leaves_its_reason_and_the_ladder_goes_on(town: Town) -> None:
    town.twilio.refusal = "no_credentials"
    await texting(town)

    await town.round()

    [text] = [touch for touch in (await town.case()).touches if isinstance(touch, TextTouch)]
    assert (text.status, text.why) == (TextStatus.REFUSED, "no_credentials")
    assert town.twilio.wire == []
    assert (await town.pending())["kind"] == "call"


async def test_a_text_over_a_cap_waits_for_room(town: Town) -> None:
    await texting(town)
    await town.rules(TEXT_SOON, FraudRules(texts_per_hour=0))
    await town.round()
    later = (await town.pending())["due_at"] - town.clock.now()

    assert ([], timedelta(hours=1)) == (town.twilio.wire, later)


async def test_a_text_in_doubt_is_not_sent_again(town: Town) -> None:
    town.twilio.status = TextStatus.UNKNOWN
    await texting(town)

    await town.round()
    await town.round()

    assert len(town.twilio.wire) == 1
    assert ("text", "unknown", "unknown") in await town.steps()
