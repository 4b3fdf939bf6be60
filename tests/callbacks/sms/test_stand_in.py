"""The stand-in itself: what it shows, and that it signs and pages as Twilio's own SDK expects."""

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

from lab.twilio import TwilioStandIn, sign, twilio_stand_in
from tests.callbacks.sms.room import MOBILE, OURS
from tests.waiting import until

FIELDS = {"To": OURS, "From": MOBILE.e164, "Body": "Привіт 😀", "MessageSid": "SM1"}


@pytest.mark.parametrize("address", ["https://calls.example.com/api/twilio/incoming", "http://127.0.0.1:8080/x?y=1"])
def test_it_signs_as_the_sdk_does(address: str) -> None:
    assert sign("token", address, FIELDS) == RequestValidator("token").compute_signature(address, FIELDS)


async def test_its_page_shows_both_sides_and_runs_nothing_that_was_written(stand: TwilioStandIn) -> None:
    await stand.incoming(MOBILE.e164, OURS, "<script>alert(1)</script>")
    async with aiohttp.ClientSession() as browser, browser.get(f"{stand.url}/outbox") as response:
        page = await response.text()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert MOBILE.e164 in page


async def test_its_form_lets_a_customer_answer(stand: TwilioStandIn) -> None:
    form = {"From": MOBILE.e164, "To": OURS, "Body": "thanks"}
    async with aiohttp.ClientSession() as browser, browser.post(f"{stand.url}/outbox", data=form) as response:
        assert (response.status, response.url.path) == (200, "/outbox")

    assert [(each.inbound, each.body) for each in stand.messages] == [(True, "thanks")]


async def test_whoever_has_no_credentials_gets_nothing(stand: TwilioStandIn) -> None:
    address = f"{stand.url}/2010-04-01/Accounts/{stand.account}/Messages.json"
    async with aiohttp.ClientSession() as nobody, nobody.get(address) as response:
        assert (response.status, (await response.json())["code"]) == (401, 20003)


async def test_a_text_lives_by_itself_where_it_has_a_pace() -> None:
    async with twilio_stand_in(pace_s=0.0) as stand:
        form = {"To": MOBILE.e164, "From": OURS, "Body": "hello"}
        headers = {"Authorization": aiohttp.encode_basic_auth(stand.account, stand.token)}
        address = f"{stand.url}/2010-04-01/Accounts/{stand.account}/Messages.json"
        async with aiohttp.ClientSession(headers=headers) as asker, asker.post(address, data=form) as response:
            assert response.status == 201
        await until(lambda: stand.outbox[0].status == "delivered")
