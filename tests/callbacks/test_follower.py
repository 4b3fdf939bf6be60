"""What becomes of each way in which a call can end."""

from datetime import UTC, datetime

import pytest

from callbacks.follower import NAME
from callbacks.model import CallTouch, CloseReason, Result, Word
from kernel.ids import CallId, CaseId, ContactId
from kernel.phone import Anonymous
from telephony import facts as fact
from telephony.outcome import Answered, Direction, Lost, Missed, MissedReason, NotReached, NotReachedReason, Rejected
from telephony.plan import RefusalReason
from telephony.states import Call, Ended
from tests.callbacks.neighbours import AGENT, PROJECT, QUEUE
from tests.callbacks.town import Town, not_reached
from tests.waiting import in_background, until

OLENA, TARAS = "+380671234501", "+380671234502"
SHORT = Missed(MissedReason.SHORT_ABANDONED)


async def test_a_missed_call_opens_a_case_with_one_step(town: Town) -> None:
    call = await town.rings_in(OLENA)

    await town.follow()

    case, row = await town.case(), await town.row()
    assert [(missed.call, missed.reason, missed.queue) for missed in case.missed] == [
        (call, "abandoned_in_queue", QUEUE)
    ]
    assert (row["status"], row["project_id"]) == ("planned", PROJECT)
    assert await town.steps() == [("call", "planned", None)]


async def test_who_shows_another_number_than_the_network_asserts_is_held_until_a_person_lets_them_go(
    town: Town,
) -> None:
    await town.rings_in(OLENA, asserted=TARAS)
    await town.follow()
    held = await town.row()

    assert (held["status"], held["next"]["why"][0]["rule"]) == ("held", "asserted_near")
    assert TARAS not in str(held["next"])

    await town.desk.release(CaseId(1), "Head")

    assert (await town.row())["status"] == "planned"
    assert (await town.case()).missed[0].number.e164 == OLENA


async def test_a_later_call_whose_number_is_not_in_doubt_lets_the_case_go_on(town: Town) -> None:
    await town.rings_in(OLENA, asserted=TARAS)
    await town.rings_in(OLENA)

    await town.follow()

    assert (await town.row())["status"] == "planned"


async def test_a_later_missed_call_joins_the_open_case(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.rings_in(TARAS)
    await town.rings_in(OLENA)

    await town.follow()

    assert [len((await town.case(n)).missed) for n in (1, 2)] == [2, 1]
    assert await town.count("SELECT count(*) FROM missed_calls WHERE case_id IS NOT NULL AND no_case IS NULL") == 3


async def test_a_fact_is_taken_once_although_it_is_read_again(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.follow()

    await town.db.execute("UPDATE followers SET last_id = 0")
    await town.follow()

    assert await town.count("SELECT count(*) FROM cases") == 1
    assert len((await town.case()).missed) == 1


@pytest.mark.parametrize(
    ("number", "project", "why"),
    [(None, PROJECT, "anonymous"), (OLENA, 99, "unknown_project")],
)
async def test_who_cannot_be_called_back_is_listed_with_the_reason(
    town: Town, number: str | None, project: int, why: str
) -> None:
    await town.rings_in(number, project=project)

    await town.follow()

    assert why == await town.db.fetchval("SELECT no_case FROM missed_calls")
    assert await town.count("SELECT count(*) FROM cases") == 0


async def test_a_call_to_nobodys_number_is_owed_nothing(town: Town) -> None:
    await town.rings_in(OLENA, Rejected(RefusalReason.UNKNOWN_NUMBER), project=None)

    await town.follow()

    assert await town.count("SELECT count(*) FROM missed_calls") == 0


async def test_who_hung_up_at_once_is_only_listed_and_the_second_time_within_a_day_owed_a_call(town: Town) -> None:
    await town.rings_in(OLENA, SHORT)
    await town.follow()
    town.clock.advance(hours=25)
    await town.rings_in(OLENA, SHORT)
    await town.follow()
    listed = await town.count("SELECT count(*) FROM missed_calls WHERE no_case = 'listed_only'")
    town.clock.advance(hours=23)
    await town.rings_in(OLENA, SHORT)
    await town.follow()

    assert listed == 2
    assert await town.count("SELECT count(*) FROM cases") == 1


async def test_who_hung_up_at_once_joins_a_case_that_is_open(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.rings_in(OLENA, SHORT)

    await town.follow()

    assert len((await town.case()).missed) == 2


async def test_a_customer_who_gets_through_closes_the_case(town: Town) -> None:
    await town.rings_in(OLENA)
    town.clock.advance(minutes=1)
    await town.rings_in(OLENA, Answered())

    await town.follow()

    row = await town.row()
    assert (row["status"], row["close_reason"], row["recovered_by"]) == ("closed", "self_recovered", "self")
    assert row["reached_at"] == town.clock.now()
    assert await town.pending() is None


async def test_an_answer_that_the_spool_told_first_closes_the_case_all_the_same(town: Town) -> None:
    """The missed call was booked late, from the switch's notes."""
    missed_at = town.clock.now()
    town.clock.advance(minutes=1)
    await town.rings_in(OLENA, Answered())
    await town.follow()
    late = await town.rings_in(OLENA, Missed(MissedReason.SERVICE_DOWN))
    await town.db.execute("UPDATE calls SET arrived_at = $2 WHERE call_id = $1", late, missed_at)

    await town.follow()

    assert (await town.row())["close_reason"] == "self_recovered"


@pytest.mark.parametrize("how", list(Lost))
async def test_a_call_that_we_dropped_is_owed_another(town: Town, how: Lost) -> None:
    await town.rings_in(OLENA, Answered(how))

    await town.follow()

    assert [how.value] == [missed.reason for missed in (await town.case()).missed]


async def test_the_end_of_a_callback_ends_its_step_and_keeps_its_promise(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.follow()
    await town.desk.postpone(CaseId(1), town.clock.now().replace(hour=11), "Maria")
    town.clock.advance(hours=1)
    placed = await town.take()
    assert placed is not None
    await town.callback_is_up(placed.call, OLENA)
    await town.callback_ends(placed.call, not_reached())

    await town.follow()

    [touch] = (await town.case()).touches
    assert isinstance(touch, CallTouch)
    assert touch.result == Result.NO_ANSWER
    assert ("call", "done", "no_answer") in await town.steps()
    row = await town.row()
    assert row["kept_at"] == town.clock.now()
    assert row["broken_at"] is None


@pytest.mark.parametrize("reason", list(NotReachedReason))
async def test_every_reason_for_not_being_reached_has_its_result(town: Town, reason: NotReachedReason) -> None:
    await town.rings_in(OLENA)
    await town.follow()
    town.clock.advance(minutes=5)
    placed = await town.take()
    assert placed is not None
    await town.callback_ends(placed.call, NotReached(reason))

    await town.follow()

    [touch] = (await town.case()).touches
    assert isinstance(touch, CallTouch)
    expected = "failed" if reason is NotReachedReason.DROPPED_OUR_SIDE else reason.value
    assert expected == touch.result


async def test_a_call_dialled_by_hand_touches_the_open_case(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.follow()
    call = CallId("out-1")
    await town.dials_by_hand(OLENA, None, call)
    await town.follow()
    in_hand = (await town.row())["status"]
    await town.dials_by_hand(OLENA, Answered(), call)
    await town.follow()
    await town.desk.word(CaseId(1), call, Word.SPOKE, "Maria")

    [touch] = (await town.case()).touches
    assert isinstance(touch, CallTouch)
    assert (in_hand, touch.agent, touch.step, touch.result) == ("in_hand", AGENT, None, Result.ANSWERED)
    row = await town.row()
    assert (row["close_reason"], row["recovered_by"]) == ("spoken_to", "team")


async def test_a_word_said_during_a_call_by_hand_does_not_leave_the_call_open(town: Town) -> None:
    await town.rings_in(OLENA)
    await town.follow()
    call = CallId("out-1")
    await town.dials_by_hand(OLENA, None, call)
    await town.follow()
    await town.desk.word(CaseId(1), call, Word.SPOKE, "Maria")
    await town.dials_by_hand(OLENA, Answered(), call)

    await town.follow()

    case = await town.case()
    assert case.closed is not None
    assert case.closed.reason == CloseReason.SPOKEN_TO
    assert [touch.result for touch in case.touches if isinstance(touch, CallTouch)] == [Result.ANSWERED]


async def test_a_fact_that_nobody_understands_is_set_aside_and_the_others_go_on(town: Town) -> None:
    town.around.broken.add(ContactId(int(TARAS[-7:])))
    await town.rings_in(OLENA)
    bad = await town.rings_in(TARAS)
    await town.rings_in("+380671234503")

    await town.follow()

    assert [bad] == [each.call for each in town.follower.set_aside]
    assert town.follower.alarm() is not None
    assert await town.count("SELECT count(*) FROM cases") == 2
    assert await town.count("SELECT count(*) FROM missed_calls WHERE no_case = 'not_understood'") == 1
    assert await town.follower.lag() == 0


async def test_the_cursor_moves_past_facts_that_are_none_of_ours(town: Town) -> None:
    await town.db.execute(
        "INSERT INTO facts (subject_kind, subject_id, kind, at, body)"
        " SELECT 'agent', '1', 'Ready', now(), '{}' FROM generate_series(1, 2500)"
    )
    await town.rings_in(OLENA)

    await town.follow()

    assert await town.follower.lag() == 0
    assert await town.db.fetchval("SELECT last_id FROM followers WHERE name = $1", NAME) == 2501
    assert await town.count("SELECT count(*) FROM cases") == 1


async def test_the_end_of_a_call_is_heard_without_waiting_for_the_next_look(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.follower.POLL_S", 600.0)
    await town.rings_in(OLENA)
    async with in_background(town.follower.run()):
        await until(lambda: cases(town, 1))

        second = await town.rings_in("+380671234503")
        call = telephony_call(second)
        ended = fact.CallEnded(at=call.began_at, outcome=Answered())
        town.follower.hear(Ended(call=call, outcome=Answered(), at=call.began_at), [ended])

        await until(lambda: cases(town, 2))


async def cases(town: Town, count: int) -> bool:
    return await town.count("SELECT count(*) FROM cases") == count


def telephony_call(call: CallId) -> Call:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return Call(
        id=call, direction=Direction.INBOUND, caller=Anonymous(), dialled="", began_at=at, plan=None, customer=None
    )


async def test_a_case_knows_the_language_that_the_caller_was_asked_for(town: Town) -> None:
    await town.rings_in(OLENA)
    chose = await town.rings_in(OLENA)
    await town.db.execute("UPDATE calls SET language = 'pl' WHERE call_id = $1", chose)

    await town.follow()

    assert [missed.language for missed in (await town.case()).missed] == [None, "pl"]
