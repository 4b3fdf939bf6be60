"""What customers write, with and without a public address; and what people do with it."""

import re

import pytest
from structlog.testing import capture_logs

from callbacks.model import TextStatus
from callbacks.rules import TextRules
from callbacks.sms.news import Heard, Incoming
from callbacks.sms.outcome import Why
from kernel.errors import BadInput, Conflict, NotFound
from kernel.ids import AgentId, ContactId, TextId
from kernel.phone import Phone
from lab.twilio import fail
from tests.callbacks.sms.room import CASE, MOBILE, OTHER, OURS, PROJECT, START, Room, project_card
from tests.waiting import in_background, until


def written(body: str = "call me", sid: str = "SM1", sender: str = MOBILE.e164) -> Incoming:
    return Incoming(sid=sid, customer=sender, ours=OURS, body=body, at=START)


async def test_a_text_is_heard_once_however_often_it_is_told(room: Room) -> None:
    assert await room.texts.news.came(written())
    assert not await room.texts.news.came(written())

    [(project, contact, text, body)] = room.near.came
    row = await room.row(text)
    assert (project, body, row["contact_id"], row["case_id"]) == (PROJECT, "call me", contact, CASE)
    assert (row["status"], row["answered_at"]) == ("received", None)


@pytest.mark.parametrize("word", ["STOP", "стоп"])
async def test_stop_stops_texts_and_asks_nobody_for_an_answer(room: Room, word: str) -> None:
    await room.texts.news.came(written(word))

    assert (room.near.stopped, room.near.came) == ({(PROJECT, MOBILE)}, [])
    [row] = await room.db.fetch("SELECT detail, answered_at FROM texts")
    assert (row["detail"], row["answered_at"]) == ("stop", START)


@pytest.mark.parametrize("body", ["Yes", "start", "Да"])
async def test_a_yes_from_who_has_stopped_nothing_is_an_answer_that_somebody_reads(room: Room, body: str) -> None:
    await room.texts.news.came(written(body, "SM1"))
    row = await room.db.fetchrow("SELECT detail, answered_at FROM texts WHERE sid = 'SM1'")
    assert row is not None

    assert (row["detail"], row["answered_at"]) == (None, None)
    assert [each[3] for each in room.near.came] == [body]


async def test_start_allows_texts_again(room: Room) -> None:
    await room.texts.news.came(written("STOP", "SM1"))
    await room.texts.news.came(written("START", "SM2"))

    assert room.near.stopped == set()


async def test_stop_also_stops_what_has_been_begun_and_not_been_sent(room: Room) -> None:
    text = await room.begun()
    await room.texts.news.came(written("STOP"))
    await room.texts.deliver(text)

    assert (await room.status(text), (await room.row(text))["detail"]) == ("refused", Why.STOPPED)
    assert (room.told(), room.stand.asked) == ([TextStatus.REFUSED], [])


async def test_of_projects_with_one_sender_the_one_that_wrote_last_gets_the_answer(room: Room) -> None:
    room.near.cards[OTHER] = project_card(OTHER)
    room.near.rules = {OTHER: TextRules(sender=OURS), PROJECT: TextRules(sender=OURS)}
    await room.sent()
    await room.texts.news.came(written())
    await room.texts.news.came(written("STOP", "SM2"))

    assert room.near.came[0][0] == PROJECT
    assert room.near.stopped == {(PROJECT, MOBILE), (OTHER, MOBILE)}


@pytest.mark.parametrize("sender", ["12345", "Acme", ""])
async def test_a_text_from_no_number_is_kept_and_belongs_to_nobody(room: Room, sender: str) -> None:
    await room.texts.news.came(written(sender=sender))

    [row] = await room.db.fetch("SELECT id, customer, project_id FROM texts")
    assert (row["customer"], row["project_id"], room.near.came) == (sender, None, [])
    await room.texts.deal_with(TextId(row["id"]), "Ivan")
    assert (await room.row(TextId(row["id"])))["answered_by"] == "Ivan"


# ---- by asking


async def test_without_a_public_address_texts_are_read_and_none_twice(room: Room) -> None:
    await room.stand.incoming(MOBILE.e164, OURS, "first")
    await room.texts.watch.read()
    room.clock.advance(seconds=20)
    await room.stand.incoming(MOBILE.e164, OURS, "second")
    await room.texts.watch.read()
    room.clock.advance(seconds=20)
    await room.texts.watch.read()

    assert [body for *_, body in room.near.came] == ["first", "second"]


async def test_a_stop_that_came_while_we_were_down_or_twilio_away_is_read_later(room: Room) -> None:
    await room.texts.watch.read()
    await room.stand.incoming(MOBILE.e164, OURS, "STOP")
    room.clock.advance(days=3)
    room.stand.down = True
    await room.texts.watch.read()
    assert room.near.stopped == set()
    room.stand.down = False
    room.clock.advance(minutes=1)
    await room.texts.watch.read()

    assert room.near.stopped == {(PROJECT, MOBILE)}


async def test_a_stop_that_twilio_lists_late_is_read_all_the_same(room: Room) -> None:
    stop = await room.stand.incoming(MOBILE.e164, OURS, "STOP")
    room.stand.messages.remove(stop)
    room.clock.advance(minutes=5)
    await room.texts.watch.read()
    room.stand.messages.append(stop)
    room.clock.advance(minutes=5)
    await room.texts.watch.read()

    assert room.near.stopped == {(PROJECT, MOBILE)}


async def test_a_stop_to_a_number_that_is_no_longer_our_sender_is_read_too(room: Room) -> None:
    await room.sent()
    await room.texts.watch.read()
    room.near.rules[PROJECT] = TextRules(sender="+380800000002")
    await room.stand.incoming(MOBILE.e164, OURS, "STOP")
    room.clock.advance(minutes=11)
    await room.texts.watch.read()

    assert room.near.stopped == {(PROJECT, MOBILE)}


async def test_no_number_and_no_word_of_a_customer_is_logged(room: Room) -> None:
    room.stand.next(fail(accepting=True))
    with capture_logs() as logged:
        await room.sent()
        await room.stand.incoming(MOBILE.e164, OURS, "my secret")
        await room.pass_time(minutes=1)
        room.stand.down = True
        await room.texts.watch.read()

    assert len(logged) > 3
    assert not any(word in str(logged) for word in (MOBILE.e164[4:], OURS[4:], "secret", "Acme"))


async def test_the_watch_reads_and_sends_by_itself(room: Room) -> None:
    text = await room.begun()
    await room.stand.incoming(MOBILE.e164, OURS, "hello")
    async with in_background(room.texts.run()):
        await until(lambda: room.near.came and room.stand.outbox)

    assert await room.status(text) == "accepted"


# ---- people


async def test_a_reply_goes_to_where_they_wrote_from_and_deals_with_what_waited(room: Room) -> None:
    await room.texts.news.came(written())
    contact = room.near.came[0][1]
    text = await room.texts.reply(project=PROJECT, contact=contact, number=None, body=" At five. ", by="Ivan")

    [message] = room.stand.outbox
    assert (message.to, message.body) == (MOBILE.e164, "At five.")
    assert (room.near.dealt, [event.text for event in room.near.began]) == ([(contact, "Ivan")], [text])
    [row] = await room.db.fetch("SELECT answered_by FROM texts WHERE direction = 'in'")
    assert (row["answered_by"], (await room.row(text))["case_id"]) == ("Ivan", CASE)


async def test_nobody_writes_to_who_has_stopped_texts(room: Room) -> None:
    room.near.contacts[(PROJECT, MOBILE)] = ContactId(1)
    room.near.stopped.add((PROJECT, MOBILE))
    with pytest.raises(Conflict, match="they have stopped texts, until they send START"):
        await room.texts.reply(project=PROJECT, contact=ContactId(1), number=MOBILE, body="Hello", by="Ivan")

    assert room.stand.asked == []


async def test_a_number_that_is_not_the_customers_is_refused_by_name_and_nothing_goes_to_another(room: Room) -> None:
    room.near.contacts[(PROJECT, MOBILE)] = ContactId(1)
    other = Phone("+881612345678")
    with pytest.raises(Conflict, match=re.escape(f"{other.e164} is no number of this customer.")):
        await room.texts.reply(project=PROJECT, contact=ContactId(1), number=other, body="Hello", by="Ivan")

    assert room.stand.asked == []


@pytest.mark.parametrize("body", ["", "  ", "a" * 1601])
async def test_a_reply_says_something_and_not_too_much(room: Room, body: str) -> None:
    with pytest.raises(BadInput, match="accepted is a text of 1 to 1600 characters"):
        await room.texts.reply(project=PROJECT, contact=ContactId(1), number=MOBILE, body=body, by="Ivan")


async def test_a_reply_needs_a_number_where_they_have_not_written(room: Room) -> None:
    with pytest.raises(BadInput, match="they have not written yet"):
        await room.texts.reply(project=PROJECT, contact=ContactId(1), number=None, body="Hello", by="Ivan")


async def test_dealing_with_one_text_deals_with_those_before_it_once(room: Room) -> None:
    await room.texts.news.came(written(sid="SM1"))
    await room.texts.news.came(written(sid="SM2"))
    (_, contact, _, _), (_, _, last, _) = room.near.came
    await room.texts.deal_with(last, "Ivan")
    await room.texts.deal_with(last, "Ivan")

    assert room.near.dealt == [(contact, "Ivan")]
    assert await room.db.fetchval("SELECT count(*) FROM texts WHERE answered_at IS NULL") == 0


async def test_an_incoming_text_is_somebodys_to_answer(room: Room) -> None:
    await room.texts.news.came(written())
    text = room.near.came[0][2]
    await room.db.execute("INSERT INTO agents (id, name, endpoint) VALUES (3, 'Taras', 'PJSIP/3')")
    with pytest.raises(NotFound, match="no such agent"):
        await room.texts.assign(text, AgentId(999))
    await room.texts.assign(text, AgentId(3))
    assert (await room.row(text))["assigned_to"] == 3
    await room.texts.assign(text, None)
    assert (await room.row(text))["assigned_to"] is None

    for wrong in (await room.begun(), TextId(999)):
        with pytest.raises(NotFound):
            await room.texts.assign(wrong, AgentId(3))
        with pytest.raises(NotFound):
            await room.texts.deal_with(wrong, "Ivan")


# ---- reports


@pytest.mark.parametrize("order", ["sent delivered", "delivered sent", "sent sent delivered delivered", "delivered"])
async def test_reports_may_come_twice_and_in_any_order(room: Room, order: str) -> None:
    text = await room.begun()
    for word in order.split():
        await room.texts.news.of_attempt(await room.attempt(text), Heard(status=TextStatus(word), sid="SM9"))
    row = await room.row(text)

    assert (row["status"], row["sid"], row["delivered_at"]) == ("delivered", "SM9", START)
    assert room.told()[-1] is TextStatus.DELIVERED
    assert len(room.told()) == len(set(room.told()))


async def test_a_number_nobody_knows_yet_becomes_a_contact(room: Room) -> None:
    await room.texts.news.came(written(sender="+380931112233"))

    assert (PROJECT, Phone("+380931112233")) in room.near.contacts
