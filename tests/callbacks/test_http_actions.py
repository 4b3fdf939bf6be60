"""What may be done about a case over HTTP, and by whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from callbacks.http import CallNowBody, CloseBody, HoldBody, PostponeBody, WordBody
from callbacks.model import Word
from callbacks.rules import Barred
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Forbidden
from kernel.permissions import Role
from tests.callbacks.place import MARIA, NOW, OLENA, STRANGER, Neighbourhood, Place
from tests.grants import only_in


async def test_the_actions_are_those_that_the_asker_may_do_now(place: Place) -> None:
    case = await place.missed(1)

    assert (await place.one(case, OLENA)).actions == ["call", "postpone", "close"]
    assert (await place.one(case, MARIA)).actions == ["call", "postpone", "hold", "close"]
    await place.act("hold", case, HoldBody("Their lawyer calls us."))
    assert "release" in (await place.one(case, MARIA)).actions


async def test_the_agents_word_is_asked_for_until_it_is_said(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    found = await place.one(case, OLENA)

    assert found.word_due is not None
    assert found.word_due.call_id == "out-1"
    assert "word" in found.actions
    await place.act("word", case, WordBody("out-1", Word.MACHINE, note="Their mailbox"), OLENA)
    found = await place.one(case, OLENA)
    assert (found.word_due, "word" in found.actions) == (None, True)
    place.clock.at = NOW + timedelta(hours=25)
    assert "word" not in (await place.one(case, OLENA)).actions
    assert [(each.word, each.word_by, each.note) for each in found.touches] == [("machine", "Olena", "Their mailbox")]


async def test_an_agent_calls_now_for_themselves_and_a_supervisor_for_an_agent(place: Place) -> None:
    case = await place.missed(1)
    await place.act("call", case, CallNowBody(), OLENA)
    await place.act("call", case, CallNowBody(2), MARIA)

    assert place.called == [(case, 1), (case, 2)]


async def test_who_takes_no_calls_must_name_an_agent_and_an_agent_no_other(place: Place) -> None:
    case = await place.missed(1)

    with pytest.raises(BadInput, match=r"^agent_id: got nothing"):
        await place.act("call", case, CallNowBody(), MARIA)
    with pytest.raises(Forbidden):
        await place.act("call", case, CallNowBody(2), OLENA)


async def test_an_agent_touches_no_case_of_another_project(place: Place) -> None:
    case = await place.missed(1)
    bodies: dict[str, Any] = {
        "call": CallNowBody(),
        "postpone": PostponeBody(NOW + timedelta(hours=1)),
        "close": CloseBody("x"),
        "word": WordBody("out-1", Word.SPOKE),
    }

    for verb, body in bodies.items():
        with pytest.raises(NotFound):
            await place.act(verb, case, body, STRANGER)


async def test_a_word_is_said_by_who_made_the_call(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    colleague = replace(STRANGER, grants=only_in([1], Role.AGENT))

    with pytest.raises(Forbidden, match="their own calls"):
        await place.act("word", case, WordBody("out-1", Word.SPOKE), colleague)
    with pytest.raises(NotFound, match="no such attempt"):
        await place.act("word", case, WordBody("out-2", Word.SPOKE), MARIA)


async def test_call_me_at_goes_with_a_moment_to_come_and_no_other_word_does(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)

    for said in (
        WordBody("out-1", Word.CALL_ME_AT),
        WordBody("out-1", Word.CALL_ME_AT, NOW),
        WordBody("out-1", Word.SPOKE, NOW + timedelta(hours=1)),
    ):
        with pytest.raises(BadInput, match=r"^call_at: "):
            await place.act("word", case, said)
    await place.act("word", case, WordBody("out-1", Word.CALL_ME_AT, NOW + timedelta(hours=1)))
    assert (await place.one(case)).group == "promised"


async def test_nothing_is_postponed_into_the_past(place: Place) -> None:
    with pytest.raises(BadInput, match=r"^until: "):
        await place.act("postpone", await place.missed(1), PostponeBody(NOW))


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_a_moment_of_no_year_is_refused(place: Place, until: str) -> None:
    case, at = await place.missed(1), datetime.fromisoformat(until)

    with pytest.raises(BadInput, match=r"^until: "):
        await place.act("postpone", case, PostponeBody(at))
    await place.attempt(case)
    with pytest.raises(BadInput, match=r"^call_at: "):
        await place.act("word", case, WordBody("out-1", Word.CALL_ME_AT, at))


async def test_nothing_is_put_off_for_longer_than_a_promise_is_kept(place: Place) -> None:
    with pytest.raises(BadInput, match="within 31 days"):
        await place.act("postpone", await place.missed(1), PostponeBody(NOW + timedelta(days=32)))


async def test_a_word_that_closed_the_case_can_be_put_right_for_a_day(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    await place.act("word", case, WordBody("out-1", Word.SPOKE), OLENA)
    assert (await place.one(case, OLENA)).actions == (await place.one(case, MARIA)).actions == ["word"]

    place.clock.at = NOW + timedelta(minutes=1)
    await place.act("word", case, WordBody("out-1", Word.REFUSED), OLENA)
    row = await place.db.fetchrow("SELECT close_reason, recovered_by, reached_at FROM cases WHERE id = $1", case)
    assert row is not None
    assert (row["close_reason"], row["recovered_by"], row["reached_at"]) == ("refused", None, NOW)
    place.clock.at = NOW + timedelta(hours=25)
    assert (await place.one(case, MARIA)).actions == []


async def test_a_word_taken_back_opens_the_case_again(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    await place.act("word", case, WordBody("out-1", Word.SPOKE), OLENA)
    place.clock.at = NOW + timedelta(minutes=1)
    await place.act("word", case, WordBody("out-1", Word.MACHINE), OLENA)

    found = await place.one(case)
    row = await place.db.fetchrow("SELECT closed_at, close_reason, reached_at FROM cases WHERE id = $1", case)
    assert (found.group, None if row is None else tuple(row.values())) == ("planned", (None, None, None))


async def test_a_word_taken_back_joins_the_case_that_the_customer_has_by_now(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    await place.act("word", case, WordBody("out-1", Word.SPOKE), OLENA)
    place.clock.at = NOW + timedelta(minutes=10)
    newer = await place.missed(1, NOW + timedelta(minutes=9))
    await place.act("word", case, WordBody("out-1", Word.WRONG_PERSON), OLENA)

    assert newer != case
    assert ((await place.one(case)).group, (await place.one(newer)).group) == ("planned", "closed")
    assert (await place.one(case)).missed_calls == 2


async def test_what_is_barred_nobody_can_let_go_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def barred(*_: object) -> Barred:
        return Barred(why="dear_line", data={"line": "premium"})

    monkeypatch.setattr(Neighbourhood, "verdict", barred)
    case = await place.missed(1)
    found = await place.one(case)

    assert (found.group, found.actions) == ("held", ["postpone", "close"])
    with pytest.raises(Conflict, match="Nobody can let this go on"):
        await place.act("release", case)


async def test_a_closed_case_is_not_worked_any_more(place: Place) -> None:
    case = await place.missed(1)
    await place.act("close", case, CloseBody("Done."))

    with pytest.raises(Conflict):
        await place.act("close", case, CloseBody("Done."))
