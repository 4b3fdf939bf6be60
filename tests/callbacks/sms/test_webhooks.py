"""Twilio's ways in, through the real web server: only what is signed comes through."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from callbacks.sms import http
from callbacks.sms.wire import Twilio
from kernel.phone import Phone
from lab.twilio import TwilioStandIn, fail, sign
from store.pool import Database
from store.sealed import KEY_BYTES, Seal
from tests.callbacks.sms.room import MOBILE, OURS, PROJECT, Room
from tests.waiting import until
from tests.web.house import Floor, Notes
from web.auth import Auth
from web.entrance import Entrance
from web.hub import Hub
from web.live import Live
from web.openapi import openapi
from web.passwords import Passwords
from web.server import Parts, WebSettings, build

PUBLIC = "https://calls.example.com"
INCOMING = "/api/twilio/incoming"
STOP = {"MessageSid": "SM1", "From": MOBILE.e164, "To": OURS, "Body": "STOP"}


class Site:
    """The web server with nothing but texts. `tell` is Twilio's request, as the proxy before us hands it on."""

    def __init__(self, room: Room, client: TestClient[web.Request, web.Application]) -> None:
        self.room, self.client = room, client

    async def tell(self, path: str, fields: Mapping[str, str], signature: str | None = None) -> tuple[int, str]:
        right = sign(self.room.stand.token, PUBLIC + path, fields)
        headers = {"X-Twilio-Signature": right if signature is None else signature}
        async with self.client.post(path, data=fields, headers=headers) as response:
            return response.status, await response.text()

    async def report(self, text: int, word: str, code: str = "") -> int:
        attempt = await self.room.db.fetchval("SELECT attempt FROM texts WHERE id = $1", text)
        fields = {"MessageSid": "SM7", "MessageStatus": word, "ErrorCode": code}
        return (await self.tell(f"/api/twilio/status/{attempt}", fields))[0]


@asynccontextmanager
async def open_site(room: Room, dist: Path, port: int = 0) -> AsyncIterator[Site]:
    entrance = Entrance(Auth(room.db, room.clock, Passwords()), room.db, Notes(), room.clock, Seal(bytes(KEY_BYTES)))
    routes = http.routes(room.db, room.texts)
    app = build(
        Parts(routes, entrance, Live(Hub(Floor()), entrance), room.clock, CollectorRegistry(), WebSettings(dist=dist))
    )
    async with TestClient(TestServer(app, port=port)) as client:
        yield Site(room, client)


@pytest.fixture
async def site(furnished: Database, stand: TwilioStandIn, twilio: Twilio, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(Room(furnished, stand, twilio, PUBLIC), tmp_path) as opened:
        yield opened


async def test_a_signed_text_is_heard_and_answered_with_nothing_to_say(site: Site) -> None:
    status, body = await site.tell(INCOMING, STOP)

    assert (status, body) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    assert site.room.near.stopped == {(PROJECT, MOBILE)}


@pytest.mark.parametrize("signature", ["", "forged", sign("another token", PUBLIC + INCOMING, STOP)])
async def test_a_forged_text_is_refused(site: Site, signature: str) -> None:
    status, _ = await site.tell(INCOMING, STOP, signature)

    assert (status, site.room.near.stopped) == (403, set())
    assert await site.room.db.fetchval("SELECT count(*) FROM texts") == 0


async def test_a_signature_is_good_for_its_own_fields_and_address_only(site: Site) -> None:
    signature = sign(site.room.stand.token, PUBLIC + INCOMING, STOP)

    assert (await site.tell(INCOMING, STOP | {"Body": "START"}, signature))[0] == 403
    assert (await site.tell(f"{INCOMING}?x=1", STOP, signature))[0] == 403
    assert (await site.tell("/api/twilio/status/7", STOP, signature))[0] == 403


async def test_a_replayed_text_changes_nothing(site: Site) -> None:
    for _ in range(2):
        assert (await site.tell(INCOMING, STOP | {"Body": "Hi\0\nthere 😀"}))[0] == 200

    [(*_, body)] = site.room.near.came
    assert body == "Hi\nthere 😀"


async def test_without_a_public_address_nothing_is_taken(room: Room, tmp_path: Path) -> None:
    async with open_site(room, tmp_path) as site:
        assert (await site.tell(INCOMING, STOP))[0] == 403


@pytest.mark.parametrize(
    ("kind", "body"), [("application/json", b"{}"), ("application/x-www-form-urlencoded", b"\xff=%ff")]
)
async def test_what_is_no_form_is_refused(site: Site, kind: str, body: bytes) -> None:
    async with site.client.post(INCOMING, data=body, headers={"Content-Type": kind}) as response:
        assert response.status in (400, 403)


async def test_a_browser_still_needs_its_header_elsewhere(site: Site) -> None:
    async with site.client.post("/api/texts", json={}) as response:
        assert response.status == 403


# ---- reports


async def test_a_report_proves_that_a_text_in_doubt_was_accepted(site: Site) -> None:
    site.room.stand.next(fail(accepting=True))
    text = await site.room.sent()
    assert await site.room.status(text) == "unknown"
    assert await site.report(text, "queued") == 204

    row = await site.room.row(text)
    assert (row["status"], row["sid"], row["detail"]) == ("accepted", "SM7", None)


async def test_late_and_repeated_reports_are_harmless(site: Site) -> None:
    text = await site.room.sent()
    for word in ("delivered", "sent", "delivered", "queued", "teleported"):
        assert await site.report(text, word) == 204

    assert await site.room.status(text) == "delivered"


async def test_a_report_says_why_a_text_did_not_arrive(site: Site) -> None:
    text = await site.room.sent()
    await site.report(text, "undelivered", "21610")
    row = await site.room.row(text)

    assert (row["status"], row["code"], row["detail"]) == ("undelivered", 21610, "stopped")
    assert site.room.near.stopped == {(PROJECT, MOBILE)}


@pytest.mark.parametrize(("attempt", "status"), [("5" * 32, 204), ("no-attempt", 422)])
async def test_a_report_for_nobody_changes_nothing(site: Site, attempt: str, status: int) -> None:
    assert (await site.tell(f"/api/twilio/status/{attempt}", {"MessageStatus": "sent"}))[0] == status


async def test_the_stand_in_and_the_web_server_understand_each_other(
    furnished: Database, stand: TwilioStandIn, twilio: Twilio, tmp_path: Path, unused_tcp_port: int
) -> None:
    base = f"http://127.0.0.1:{unused_tcp_port}"
    stand.webhook, stand.pace_s = f"{base}{INCOMING}", 0.0
    stand.undelivered["+380931112233"] = 30003
    room = Room(furnished, stand, twilio, base)
    async with open_site(room, tmp_path, unused_tcp_port):
        first, second = await room.sent(), await room.sent(Phone("+380931112233"))
        await until(lambda: {"delivered", "undelivered"} <= set(room.told()))
        await stand.incoming(MOBILE.e164, OURS, "thanks")

    assert (await room.status(first), await room.status(second)) == ("delivered", "undelivered")
    assert [body for *_, body in room.near.came] == ["thanks"]


async def test_the_description_says_that_they_are_forms(room: Room) -> None:
    described = openapi(http.routes(room.db, room.texts), "1")
    operation = described["paths"][INCOMING]["post"]

    assert list(operation["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]
    assert "parameters" not in operation
