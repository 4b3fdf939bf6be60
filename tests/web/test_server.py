"""Files, headers, forged requests, probes, and the socket."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from kernel.http import FileReply
from tests.web.house import Browser, House, Slice
from web.door import Address, disposition
from web.entered import cookie
from web.guards import headers as security_headers
from web.pages import Console
from web.probes import Check
from web.server import CannotListen, WebSettings, refuse_twins, serving, tls_from


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "length"),
    [
        (None, 200, None, 100),
        ("bytes=0-9", 206, "bytes 0-9/100", 10),
        ("bytes=90-", 206, "bytes 90-99/100", 10),
        ("bytes=-5", 206, "bytes 95-99/100", 5),
        ("bytes=100-", 416, "bytes */100", 0),
    ],
)
async def test_audio_is_sent_in_the_parts_that_a_player_asks_for(
    bare_house: House, asked: str | None, status: int, content_range: str | None, length: int
) -> None:
    headers = {"Range": asked} if asked else {}

    response = await (await bare_house.visitor()).get("/api/audio", headers=headers)

    found = (response.status, response.headers.get("Content-Range"), len(await response.read()))
    assert found == (status, content_range, length)
    assert response.headers["Content-Type"] == "audio/flac"
    assert response.headers["Content-Disposition"].startswith('inline; filename="call 1.flac"')


@pytest.mark.parametrize(
    ("filename", "attached", "header"),
    [
        ("call 1.flac", False, "inline; filename=\"call 1.flac\"; filename*=UTF-8''call%201.flac"),
        (
            "Такси.flac",
            True,
            "attachment; filename=\"_____.flac\"; filename*=UTF-8''%D0%A2%D0%B0%D0%BA%D1%81%D0%B8.flac",
        ),
        ('a";b\r\n.flac', True, "attachment; filename=\"a__b__.flac\"; filename*=UTF-8''a%22%3Bb%0D%0A.flac"),
    ],
)
def test_a_file_keeps_its_name_whatever_its_letters(filename: str, attached: bool, header: str) -> None:
    assert disposition(FileReply(Path(), "audio/flac", filename, attached)) == header


async def test_audio_that_has_gone_is_not_found(bare_house: House, tmp_path: Path) -> None:
    (tmp_path / "call.flac").unlink()

    response = await (await bare_house.visitor()).get("/api/audio")

    assert (await response.json())["detail"] == "The file call 1.flac is no longer in the archive."


async def test_every_response_forbids_what_the_console_does_not_need(bare_house: House) -> None:
    browser = await bare_house.visitor()

    for path in ("/api/search", "/api/audio", "/api/nothing", "/calls/1"):
        headers = (await browser.get(path)).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")


async def dialled(browser: Browser, **headers: str) -> int:
    return (await browser.post("/api/dial", json={"number": "5"}, headers=headers)).status


async def test_a_change_needs_our_header_and_a_page_of_ours(bare_house: House) -> None:
    browser = await bare_house.visitor()
    own = f"http://{bare_house.server.host}:{bare_house.server.port}"

    assert await dialled(browser) == 202
    assert await dialled(browser, Origin=own) == 202
    assert await dialled(browser, Origin="https://evil.example") == 403
    assert await dialled(browser, Origin="null") == 403
    assert await dialled(browser, **{"X-Ringback": "0"}) == 403


async def test_another_sites_page_cannot_open_the_live_socket(bare_house: House) -> None:
    response = await (await bare_house.visitor()).get(
        "/api/live", headers={"Origin": "https://evil.example", "Upgrade": "websocket", "Connection": "Upgrade"}
    )

    assert response.status == 403


async def test_alive_says_nothing_about_ready(bare_house: House) -> None:
    bare_house.health.found = [Check("switch", True, "Connected."), Check("database", False, "The database is away.")]
    browser = await bare_house.visitor()

    alive, ready = await browser.get("/healthz"), await browser.get("/readyz")

    assert (alive.status, await alive.json()) == (200, {"alive": True})
    assert ready.status == 503
    assert (await ready.json())["checks"][1] == {
        "name": "database",
        "ok": False,
        "sentence": "The database is away.",
    }


async def test_metrics_count_requests_by_route(bare_house: House) -> None:
    browser = await bare_house.visitor()
    await browser.post("/api/calls/7/hold")

    text = await (await browser.get("/metrics")).text()

    assert 'ringback_http_seconds_count{method="POST",path="/api/calls/{id}/hold",status="200"} 1.0' in text


def built(tmp_path: Path) -> Console:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1a2b.js").write_text("1")
    (tmp_path / "index.html").write_text("<!doctype html>")
    return Console(tmp_path)


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/assets/app-1a2b.js", "public, max-age=31536000, immutable"),
        ("/index.html", "no-cache"),
        ("/", "no-cache"),
        ("/calls/17", "no-cache"),
        ("/../../etc/passwd", "no-cache"),
    ],
)
def test_hashed_files_are_kept_for_ever_and_pages_asked_for_again(tmp_path: Path, path: str, cache: str) -> None:
    assert built(tmp_path).page(path).headers["Cache-Control"] == cache


def test_a_hashed_file_that_is_gone_is_not_answered_with_a_page(tmp_path: Path) -> None:
    with pytest.raises(web.HTTPNotFound):
        built(tmp_path).page("/assets/old.js")


async def test_without_a_built_console_the_page_says_what_to_do(bare_house: House) -> None:
    response = await (await bare_house.visitor()).get("/calls")

    assert (response.status, response.content_type) == (503, "text/html")
    assert "The console has not been built" in await response.text()


async def test_a_port_in_use_is_one_sentence(unused_tcp_port: int) -> None:
    settings = WebSettings(port=unused_tcp_port)

    async with serving(web.Application(), settings):
        with pytest.raises(CannotListen, match=r"^Another program already listens on 127\.0\.0\.1:\d+: stop it, or"):
            await serving(web.Application(), settings).__aenter__()


async def test_a_request_under_way_is_answered_before_the_server_stops(bare_house: House) -> None:
    browser = await bare_house.visitor()

    asking = asyncio.create_task(browser.get("/api/slow"))
    await bare_house.slice.asked.wait()
    stopping = asyncio.create_task(bare_house.server.close())
    bare_house.slice.told_to_answer.set()

    assert await (await asking).json() == ["done"]
    await stopping


def test_two_slices_with_the_same_route_are_refused_at_start(tmp_path: Path) -> None:
    twins = (*Slice(tmp_path).routes(), *Slice(tmp_path).routes())

    with pytest.raises(ValueError, match="routes exported twice: GET /api/for/public, "):
        refuse_twins(twins)


async def test_a_port_that_cannot_be_is_one_sentence() -> None:
    with pytest.raises(CannotListen, match=r"^The web port is 70000; accepted is a number from 0 to 65535\.$"):
        await serving(web.Application(), WebSettings(port=70000)).__aenter__()


async def test_port_zero_takes_a_free_one_and_says_which() -> None:
    async with serving(web.Application(), WebSettings(port=0)) as port:
        assert port > 0


@pytest.mark.parametrize(("behind_proxy", "found"), [(True, (True, "203.0.113.7")), (False, (False, "127.0.0.1"))])
async def test_the_proxys_word_counts_only_where_there_is_one(behind_proxy: bool, found: tuple[bool, str]) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1, 203.0.113.7"}
    request = make_mocked_request("GET", "/", headers).clone(remote="127.0.0.1")
    address = Address(behind_proxy)

    assert (address.secure(request), address.peer(request)) == found


@pytest.mark.parametrize(("scheme", "said"), [("https", "max-age=31536000"), ("http", None)])
async def test_a_browser_that_came_by_https_is_told_to_stay_there(scheme: str, said: str | None) -> None:
    request, response = make_mocked_request("GET", "/", {"X-Forwarded-Proto": scheme}), web.Response()

    await security_headers(Address(behind_proxy=True))(request, response)

    assert response.headers.get("Strict-Transport-Security") == said


@pytest.mark.parametrize(("secure", "marked"), [(True, True), (False, False)])
def test_a_session_that_was_opened_over_https_never_travels_in_clear(secure: bool, marked: bool) -> None:
    assert cookie("token", 60, secure=secure).endswith("; Secure") is marked


def test_a_certificate_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "certificate.pem").write_text("no certificate")

    with pytest.raises(CannotListen, match="cannot be used"):
        tls_from(tmp_path / "certificate.pem", tmp_path / "key.pem")
