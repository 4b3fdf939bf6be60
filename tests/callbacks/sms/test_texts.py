"""A text from its row to what became of it: at most once, and never forgotten."""

import msgspec
import pytest

from callbacks.model import TextStatus
from callbacks.rules import TextRules
from callbacks.sms.desk import Refusal
from callbacks.sms.news import Heard
from callbacks.sms.outcome import SENTENCES, Why
from callbacks.sms.watch import Watch
from kernel.errors import Conflict, NotFound
from kernel.ids import ContactId, TextId
from kernel.numbering import LineType
from kernel.phone import Phone
from kernel.trouble import Trouble
from lab.twilio import Fault, TwilioStandIn, cut, fail, hang, refuse, too_many
from store.errors import DatabaseAway
from store.pool import Database
from tests.callbacks.sms.room import BELARUSIAN, CASE, MOBILE, OURS, PROJECT, Room, card_of, project_card
from tests.waiting import in_background, until

IN_DOUBT = (fail(accepting=True), cut(accepting=True), hang(accepting=True))
LOST = (fail(accepting=False), cut(accepting=False), hang(accepting=False))

# ---- begun


async def test_a_begun_text_says_who_called_whom_and_when_to_call(room: Room) -> None:
    text = await room.sent()

    [message] = room.stand.outbox
    assert message.body == (
        "Acme: sorry we missed your call, and did not reach you since. "
        "Reply here or call +380441112233 (Mon-Fri 09:00-18:00)."
    )
    assert (message.sender, message.to) == (OURS, MOBILE.e164)
    row = await room.row(text)
    assert (row["status"], row["sid"], row["case_id"], row["segments"]) == ("accepted", message.sid, CASE, 1)


async def test_the_customers_language_goes_before_the_projects(room: Room) -> None:
    await room.begin(card=card_of(ContactId(1), MOBILE, language="uk"))
    room.near.cards[PROJECT] = project_card(language="ru")
    await room.begin()

    bodies = [row["body"] for row in await room.db.fetch("SELECT body FROM texts ORDER BY id")]
    assert "телефонували" in bodies[0]
    assert "звонили" in bodies[1]


async def test_a_projects_own_words_replace_those_that_ship(room: Room) -> None:
    await room.db.execute("INSERT INTO text_templates VALUES (1, 'missed', 'en', '{company}! {name}!', now(), 'Ivan')")
    await room.sent()

    assert room.stand.outbox[0].body == "Acme! Olena!"


@pytest.mark.parametrize(
    ("number", "sender", "one_way"),
    [(BELARUSIAN, OURS, True), (MOBILE, "Acme", True), (MOBILE, OURS, False), (MOBILE, "MG" + "1" * 32, False)],
)
async def test_who_cannot_reply_is_not_asked_to(room: Room, number: Phone, sender: str, one_way: bool) -> None:
    room.near.rules[PROJECT] = TextRules(sender=sender)
    await room.sent(number)

    assert ("Reply" not in room.stand.outbox[0].body) == one_way


async def refused(room: Room, why: Why) -> None:
    found = await room.begin()
    assert isinstance(found, Refusal)
    row = await room.row(found.text)

    assert (found.why, row["status"], row["detail"], row["due_at"]) == (why, "refused", why, None)
    await room.texts.deliver(found.text)
    assert room.stand.asked == []


async def test_without_credentials_the_text_is_refused(furnished: Database, stand: TwilioStandIn) -> None:
    await refused(Room(furnished, stand, None), Why.NO_CREDENTIALS)


async def test_without_a_sender_the_text_is_refused(room: Room) -> None:
    room.near.rules.clear()
    await refused(room, Why.NO_SENDER)


async def test_without_a_number_to_call_the_text_is_refused(room: Room) -> None:
    room.near.cards[PROJECT] = project_card(did="")
    await refused(room, Why.NO_NUMBER)


# ---- sent, or not


async def test_a_text_is_asked_for_once_however_often_it_is_delivered(room: Room) -> None:
    text = await room.sent()
    await room.texts.deliver(text)
    await room.texts.deliver(text)

    assert len(room.stand.outbox) == 1
    assert room.told() == [TextStatus.ACCEPTED]


async def test_a_refusal_of_twilios_is_an_outcome_with_its_code(room: Room) -> None:
    room.stand.always[MOBILE.e164] = refuse(21614)
    text = await room.sent()
    row = await room.row(text)

    assert (row["status"], row["code"], row["detail"]) == ("refused", 21614, "cannot_get_texts")
    [(case, event)] = room.near.changes
    assert (case, event.status, event.code, event.why) == (CASE, TextStatus.REFUSED, 21614, "cannot_get_texts")


async def test_who_has_stopped_texts_at_twilio_has_stopped_them_with_us(room: Room) -> None:
    await room.stand.incoming(MOBILE.e164, OURS, "STOP")
    await room.sent()

    assert room.near.stopped == {(PROJECT, MOBILE)}


async def test_a_text_that_twilio_had_no_time_for_is_sent_later_and_not_before_it_said(room: Room) -> None:
    room.stand.next(too_many(30), too_many())
    text = await room.sent()
    await room.pass_time(seconds=29)
    assert (await room.status(text), len(room.stand.asked)) == ("begun", 1)
    await room.pass_time(seconds=2)
    assert len(room.stand.asked) == 2
    await room.pass_time(seconds=5)

    assert (await room.status(text), len(room.stand.outbox)) == ("accepted", 1)


async def test_a_text_that_cannot_be_sent_for_half_an_hour_is_given_up(room: Room) -> None:
    room.stand.always[MOBILE.e164] = too_many()
    text = await room.sent()
    for _ in range(20):
        await room.pass_time(minutes=2)

    assert (await room.status(text), room.told()) == ("refused", [TextStatus.REFUSED])
    assert (await room.row(text))["detail"] == Why.GIVEN_UP


async def test_a_crash_before_the_request_delays_the_text_and_loses_nothing(room: Room) -> None:
    text = await room.begun()
    await room.pass_time(seconds=1)

    assert (await room.status(text), len(room.stand.outbox)) == ("accepted", 1)


@pytest.mark.parametrize("fault", IN_DOUBT)
async def test_a_text_in_doubt_is_found_in_twilios_list_and_not_sent_again(room: Room, fault: Fault) -> None:
    room.stand.next(fault)
    text = await room.sent()
    assert (await room.status(text), room.told()) == ("unknown", [TextStatus.UNKNOWN])
    await room.pass_time(seconds=5)

    assert (await room.status(text), room.told()) == ("accepted", [TextStatus.UNKNOWN, TextStatus.ACCEPTED])
    assert len(room.stand.outbox) == 1


@pytest.mark.parametrize("fault", LOST)
async def test_a_text_that_twilio_does_not_list_stays_in_doubt_until_a_person_settles_it(
    room: Room, fault: Fault
) -> None:
    room.stand.next(fault)
    text = await room.sent()
    for _ in range(40):
        await room.pass_time(minutes=30)
    row = await room.row(text)
    assert (row["status"], row["detail"], room.stand.outbox) == ("unknown", Why.NOT_LISTED, [])
    await room.texts.settle(text, sent=False, by="Ivan")

    assert (await room.status(text), room.told()[-1]) == ("refused", TextStatus.REFUSED)
    assert room.stand.outbox == []


async def test_what_died_in_the_middle_of_sending_is_in_doubt_after_its_lease(room: Room) -> None:
    text = await room.begun()
    await room.db.execute("UPDATE texts SET posted_at = at, due_at = at + interval '40 s' WHERE id = $1", text)
    await room.pass_time(seconds=39)
    assert await room.status(text) == "begun"
    await room.pass_time(seconds=2)

    assert (await room.status(text), (await room.row(text))["detail"]) == ("unknown", Why.SERVICE_DIED)


async def test_two_texts_alike_in_doubt_are_not_taken_for_one(room: Room) -> None:
    room.stand.next(fail(accepting=True), fail(accepting=False))
    first, second = await room.sent(), await room.sent()
    await room.pass_time(seconds=5)

    assert sorted([await room.status(first), await room.status(second)]) == ["accepted", "unknown"]


async def test_a_settled_text_is_not_settled_again_but_proof_outranks_a_person(room: Room) -> None:
    room.stand.next(fail(accepting=True))
    text = await room.sent()
    await room.texts.settle(text, sent=False, by="Ivan")
    with pytest.raises(Conflict, match="The text is refused: only one that is unknown can be settled"):
        await room.texts.settle(text, sent=True, by="Ivan")
    with pytest.raises(NotFound):
        await room.texts.settle(TextId(99), sent=True, by="Ivan")
    attempt, [message] = await room.attempt(text), room.stand.outbox
    await room.texts.news.of_attempt(attempt, Heard(status=TextStatus.DELIVERED, sid=message.sid))

    assert await room.status(text) == "delivered"


# ---- what became of it, by asking


async def test_without_a_public_address_reports_are_fetched(room: Room) -> None:
    text = await room.sent()
    [message] = room.stand.outbox
    assert message.callback == ""
    await room.stand.becomes(message, "sent")
    await room.pass_time(seconds=10)
    await room.stand.becomes(message, "delivered")
    await room.pass_time(minutes=10)

    assert room.told() == [TextStatus.ACCEPTED, TextStatus.SENT, TextStatus.DELIVERED]
    row = await room.row(text)
    assert (row["due_at"], row["delivered_at"]) == (None, room.clock.now())


async def test_a_text_that_did_not_arrive_says_why(room: Room) -> None:
    text = await room.sent()
    await room.stand.becomes(room.stand.outbox[0], "undelivered", 30006)
    await room.pass_time(minutes=1)
    row = await room.row(text)

    assert (row["status"], row["code"], row["detail"]) == ("undelivered", 30006, Why.CANNOT_GET_TEXTS)


async def test_nobody_asks_for_ever(room: Room) -> None:
    text = await room.sent()
    for _ in range(100):
        await room.pass_time(hours=1)
    asked = len(room.stand.asked)
    await room.pass_time(days=1)

    assert (len(room.stand.asked), (await room.row(text))["due_at"]) == (asked, None)
    assert asked < 90


async def test_while_twilio_is_away_texts_wait_and_an_alarm_says_so(room: Room) -> None:
    await room.sent()
    room.stand.down = True
    await room.pass_time(minutes=1)
    assert room.texts.trouble == Trouble("twilio_away", "Twilio does not answer: texts wait.")
    room.stand.down = False
    await room.pass_time(hours=1)

    assert room.texts.trouble is None


async def test_credentials_that_are_refused_are_an_alarm(room: Room) -> None:
    room.stand.next(refuse(20003, 401))
    await room.sent()
    assert room.texts.trouble == Trouble("twilio_refuses", SENTENCES[Why.BAD_CREDENTIALS])
    await room.sent()

    assert room.texts.trouble is None


async def test_the_watch_goes_on_while_the_database_is_away(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[None] = []

    async def away(watch: Watch) -> None:
        tried.append(None)
        raise DatabaseAway("gone")

    monkeypatch.setattr(Watch, "look", away)
    monkeypatch.setattr("callbacks.sms.watch.POLL_S", 0.01)
    async with in_background(room.texts.run()):
        await until(lambda: len(tried) > 3)


# ---- Lookup


@pytest.mark.parametrize(
    ("number", "switched_on", "found"),
    [
        (Phone("+12025550123"), True, LineType.MOBILE),
        (Phone("+12025550123"), False, None),
        (MOBILE, True, None),
    ],
)
async def test_lookup_is_asked_only_where_it_is_wanted_and_the_plan_cannot_tell(
    room: Room, number: Phone, switched_on: bool, found: LineType | None
) -> None:
    room.near.rules[PROJECT] = TextRules(sender=OURS, lookup=switched_on)
    room.stand.line_types[number.e164] = "mobile"

    assert await room.texts.look_up(PROJECT, number) is found
    assert room.near.line_types == ({number: found} if found else {})
    assert room.near.lines_told == ([(PROJECT, number)] if found else [])


async def test_lookup_is_asked_once_for_customers_who_were_called_in_vain(room: Room) -> None:
    numbers = [Phone(f"+1202555012{last}") for last in range(3)]
    for id_, (number, touches) in enumerate(
        zip(numbers, ('[{"type":"call"}]', "[]", '[{"type":"call"}]'), strict=True), 1
    ):
        await room.db.execute(CALLED, id_, number.e164, msgspec.json.decode(f'{{"touches": {touches}}}'))
    room.near.rules[PROJECT] = TextRules(sender=OURS, lookup=True)
    room.stand.line_types[numbers[0].e164] = "landline"
    await room.texts.lookups.work()
    await room.texts.lookups.work()

    assert room.near.line_types == {numbers[0]: LineType.LANDLINE, numbers[2]: LineType.MOBILE_OR_LANDLINE}
    assert len(room.stand.asked) == 2


CALLED = """WITH contact AS (
  INSERT INTO contacts (id, project_id, created_at, changed_at) VALUES ($1, 1, now(), now())
), number AS (
  INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, added_at)
  VALUES (1, $2, $1, 'mobile_or_landline', 'numbering', now())
)
INSERT INTO cases (project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at, changed_at)
VALUES (1, $1, 'planned', $3, now(), now(), now(), now())"""
