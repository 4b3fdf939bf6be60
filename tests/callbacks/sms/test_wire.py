"""What is asked of Twilio, and what is made of each of its answers."""

from datetime import timedelta

import pytest

from callbacks.sms.account import open_twilio
from callbacks.sms.outcome import Accepted, InDoubt, NotSent, Refused, Sent, Why
from callbacks.sms.said import TwilioAway
from callbacks.sms.wire import Twilio
from kernel.numbering import LineType
from kernel.phone import Phone
from lab.twilio import Fault, TwilioStandIn, cut, fail, hang, now, refuse, too_many
from tests.callbacks.sms.room import HASTY, MOBILE, OURS

CALLBACK = "https://calls.example.com/api/twilio/status/1"


async def send(twilio: Twilio, sender: str = OURS) -> Sent:
    return await twilio.send(MOBILE, sender, "Ми вам дзвонили 😀", CALLBACK)


async def test_an_accepted_text_is_in_the_outbox_as_it_was_written(stand: TwilioStandIn, twilio: Twilio) -> None:
    sent = await send(twilio)

    [message] = stand.outbox
    assert sent == Accepted(sid=message.sid, status="queued", ours=OURS)
    assert (message.to, message.sender, message.body) == (MOBILE.e164, OURS, "Ми вам дзвонили 😀")
    assert message.callback == CALLBACK


async def test_a_messaging_service_sends_for_us(stand: TwilioStandIn, twilio: Twilio) -> None:
    sent = await send(twilio, "MG" + "1" * 32)

    [message] = stand.outbox
    assert sent == Accepted(sid=message.sid, status="accepted")
    assert (message.service, message.sender) == ("MG" + "1" * 32, "")


@pytest.mark.parametrize(
    ("fault", "outcome", "taken"),
    [
        (refuse(21610), Refused(why=Why.STOPPED, code=21610), 0),
        (refuse(21614), Refused(why=Why.CANNOT_GET_TEXTS, code=21614), 0),
        (refuse(21408), Refused(why=Why.COUNTRY_NOT_ALLOWED, code=21408), 0),
        (refuse(21612), Refused(why=Why.NO_ROUTE, code=21612), 0),
        (refuse(20003, 401), Refused(why=Why.BAD_CREDENTIALS, code=20003), 0),
        (too_many(7), NotSent(why=Why.TOO_FAST, after_s=7.0), 0),
        (too_many(), NotSent(why=Why.TOO_FAST), 0),
        (fail(accepting=True), InDoubt(why=Why.TWILIO_FAILED), 1),
        (fail(accepting=False), InDoubt(why=Why.TWILIO_FAILED), 0),
        (cut(accepting=True), InDoubt(why=Why.NO_ANSWER), 1),
        (cut(accepting=False), InDoubt(why=Why.NO_ANSWER), 0),
        (hang(accepting=True), InDoubt(why=Why.NO_ANSWER), 1),
        (hang(accepting=False), InDoubt(why=Why.NO_ANSWER), 0),
        (Fault(status=301), Refused(why=Why.REFUSED), 0),
        (Fault(status=200), InDoubt(why=Why.TWILIO_FAILED), 0),
    ],
)
async def test_each_failure_is_an_outcome_and_is_asked_once(
    stand: TwilioStandIn, twilio: Twilio, fault: Fault, outcome: Sent, taken: int
) -> None:
    stand.next(fault)
    sent = await send(twilio)

    assert sent == outcome
    assert len(stand.asked) == 1
    assert len(stand.outbox) == taken


async def test_where_nobody_listens_nothing_was_sent(unused_tcp_port: int) -> None:
    async with open_twilio("AC1", "token", f"http://127.0.0.1:{unused_tcp_port}", HASTY) as twilio:
        assert twilio is not None
        sent = await send(twilio)

    assert sent == NotSent(why=Why.TWILIO_AWAY)


async def test_wrong_credentials_are_said_so(stand: TwilioStandIn) -> None:
    async with open_twilio(stand.account, "wrong", stand.url, HASTY) as twilio:
        assert twilio is not None
        sent = await send(twilio)

    assert sent == Refused(why=Why.BAD_CREDENTIALS, code=20003)


async def test_without_credentials_there_is_no_twilio() -> None:
    async with open_twilio("", "") as twilio:
        assert twilio is None


async def test_a_text_is_found_by_its_id_and_by_whom_it_went_to(stand: TwilioStandIn, twilio: Twilio) -> None:
    await send(twilio)
    [message] = stand.outbox
    await stand.becomes(message, "undelivered", 30003)
    found = await twilio.fetch(message.sid)

    assert found is not None
    assert (found.status, found.code, found.customer, found.body) == ("undelivered", 30003, MOBILE.e164, message.body)
    assert await twilio.sent_to(MOBILE) == [found]
    assert await twilio.sent_to(Phone("+380670000000")) == []
    assert await twilio.fetch("SM" + "0" * 32) is None


async def test_what_customers_wrote_is_read_to_the_last_page_oldest_first(stand: TwilioStandIn, twilio: Twilio) -> None:
    for number in range(230):
        await stand.incoming(MOBILE.e164, OURS, str(number))
    await stand.incoming(MOBILE.e164, "+380800000009", "to somebody else")
    came = await twilio.came(OURS, now() - timedelta(minutes=1))

    assert sorted(int(each.body) for each in came) == list(range(230))
    assert await twilio.came(OURS, now() + timedelta(minutes=1)) == []


async def test_a_services_texts_are_read_by_the_service(stand: TwilioStandIn, twilio: Twilio) -> None:
    service = "MG" + "1" * 32
    await stand.incoming(MOBILE.e164, OURS, "through the service", service)
    await stand.incoming(MOBILE.e164, OURS, "not through it")
    await twilio.send(MOBILE, service, "ours", None)

    assert [each.body for each in await twilio.came(service, now() - timedelta(minutes=1))] == ["through the service"]


async def test_a_question_without_an_answer_names_no_number(stand: TwilioStandIn, twilio: Twilio) -> None:
    stand.down = True

    for question in (twilio.sent_to(MOBILE), twilio.fetch("SM1"), twilio.line_type(MOBILE)):
        with pytest.raises(TwilioAway, match=r"^Twilio does not answer as it should \(HTTP 500, code None\)\.$"):
            await question


@pytest.mark.parametrize(
    ("word", "kind"), [("mobile", LineType.MOBILE), ("nonFixedVoip", LineType.VOIP), ("?", None), ("", None)]
)
async def test_lookup_tells_the_kind_of_line(
    stand: TwilioStandIn, twilio: Twilio, word: str, kind: LineType | None
) -> None:
    stand.line_types[MOBILE.e164] = word

    assert await twilio.line_type(MOBILE) is kind
