"""Every refusal is one clear sentence in problem+json."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import msgspec
import pytest
from aiohttp import web
from msgspec import inspect
from structlog.testing import capture_logs

from config.changes.specs import NumberSpec
from kernel.errors import BadInput
from kernel.permissions import Role
from lab.ports import free_port
from tests.waiting import until
from tests.web.house import LARGEST_NOTE, Browser, House
from web import parse
from web.problems import Malformed

NO_JSON = "bytes or more that are no JSON, accepted is a JSON object."
NO_CONTROL = "accepted is text without control characters."
JSON = {"Content-Type": "application/json"}


async def problem(browser: Browser, method: str, path: str, **more: Any) -> tuple[int, str, str | None]:
    response = await browser.request(method, path, **more)
    body = await response.json(content_type="application/problem+json")
    assert body["status"] == response.status
    return response.status, body["detail"], body.get("field")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("input", (422, "to_agent: got 7, accepted is the id of an agent.", "to_agent")),
        ("missing", (404, "There is no call 7.", None)),
        ("conflict", (409, "The call has ended.", None)),
        ("forbidden", (403, "This is another agent's call.", None)),
        ("away", (503, "The switch cannot be reached.", None)),
        ("bug", (500, "Something failed on our side. It is in the log under ref-1.", None)),
    ],
)
async def test_each_error_has_its_status_and_its_sentence(bare_house: House, kind: str, told: tuple[Any, ...]) -> None:
    assert await problem(await bare_house.visitor(), "GET", f"/api/fail/{kind}") == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{}", (422, "number: got nothing, accepted is text.", "number")),
        (b'{"number": 5}', (422, "number: got 5, accepted is text.", "number")),
        (b'{"number": null}', (422, "number: got null, accepted is text.", "number")),
        (b'{"number": "5", "times": "x"}', (422, "times: got 'x', accepted is a whole number.", "times")),
        (b'{"number": "5", "x": 1}', (422, "x: got 1, accepted is only the documented fields.", "x")),
        (b"[]", (422, "body: got a list of 0, accepted is an object.", "body")),
        (b"", (400, "body: got nothing, accepted is a JSON object.", "body")),
        (b'{"number"', (400, f"body: got 9 {NO_JSON}", "body")),
        (b"\xff", (400, f"body: got 1 {NO_JSON}", "body")),
        (
            b'{"number": "\xff"}',
            (400, f"body: got 15 {NO_JSON}", "body"),
        ),
        (b"[" * 5000, (400, f"body: got 64 {NO_JSON}", "body")),
        (b'{"x": ' + b"[" * 5000, (400, f"body: got 64 {NO_JSON}", "body")),
        (b'{"times": ' + b"9" * 5000 + b"}", (400, f"body: got 64 {NO_JSON}", "body")),
        (b'{"number": "\\ud800"}', (400, f"body: got 20 {NO_JSON}", "body")),
        (b'{"number": "5\\u0000"}', (422, f"number: got '5\\x00', {NO_CONTROL}", "number")),
    ],
)
async def test_a_body_that_does_not_fit_names_the_field(bare_house: House, body: bytes, told: tuple[Any, ...]) -> None:
    assert await problem(await bare_house.visitor(), "POST", "/api/dial", data=body, headers=JSON) == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("state=a&state=%00", (422, f"state[1]: got '\\x00', {NO_CONTROL}", "state[1]")),
        ("limit=" + "9" * 5000, (422, f"limit: got '{'9' * 64}…', accepted is a whole number.", "limit")),
        ("limit=x", (422, "limit: got 'x', accepted is a whole number.", "limit")),
        ("limt=5", (422, "limt: got '5', accepted is nothing: known here are limit, state.", "limt")),
    ],
)
async def test_a_query_that_does_not_fit_names_the_key(bare_house: House, query: str, told: tuple[Any, ...]) -> None:
    assert await problem(await bare_house.visitor(), "GET", f"/api/search?{query}") == told


async def test_a_repeated_key_is_a_list(bare_house: House) -> None:
    response = await (await bare_house.visitor()).get("/api/search?state=queued&state=talking&limit=7")

    assert await response.json() == {"limit": 7, "state": ["queued", "talking"]}


@pytest.mark.parametrize("call", ["x", "-1", "1.5", "٣", "2147483648", "99999999999999999999"])
async def test_an_id_in_the_path_must_be_one_that_a_row_could_have(bare_house: House, call: str) -> None:
    status, told, field = await problem(await bare_house.visitor(), "POST", f"/api/calls/{call}/hold")

    assert (status, told, field) == (422, f"id: got '{call}', accepted is a whole number.", "id")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"text": "\0"}, (422, f"text: got '\\x00', {NO_CONTROL}", "text")),
        ({"text": "a\nb\x1b"}, (422, f"text: got 'a\\nb\\x1b', {NO_CONTROL}", "text")),
        ({"text": "", "by": "c\\d\n"}, (422, f"by: got 'c\\d\\n', {NO_CONTROL}", "by")),
        ({"text": 5}, (422, "text: got 5, accepted is text or nothing.", "text")),
        ({"text": "x" * (LARGEST_NOTE + 1)}, (413, "The body is larger than this address takes.", None)),
    ],
)
async def test_text_of_several_lines_has_its_limits(bare_house: House, body: Any, told: tuple[Any, ...]) -> None:
    assert await problem(await bare_house.visitor(), "POST", "/api/calls/1/note", json=body) == told


@pytest.mark.parametrize("text", ["one\r\ntwo\tthree", "x" * (LARGEST_NOTE - 100)])
async def test_a_field_for_several_lines_takes_them_and_its_route_a_larger_body(bare_house: House, text: str) -> None:
    answer = await (await bare_house.visitor()).post("/api/calls/1/note", json={"text": text})

    assert (answer.status, await answer.json()) == (200, len(text))


async def test_a_control_character_in_the_path_is_refused(bare_house: House) -> None:
    told = await problem(await bare_house.visitor(), "POST", "/api/calls/%00/hold")

    assert told == (422, f"id: got '\\x00', {NO_CONTROL}", "id")


async def test_what_was_wrong_with_a_field_is_told_in_parts_too(bare_house: House) -> None:
    response = await (await bare_house.visitor()).request("GET", "/api/fail/input")
    body = await response.json(content_type="application/problem+json")

    assert (body["field"], body["got"], body["accepted"]) == ("to_agent", "7", "the id of an agent")


async def test_a_refusal_that_is_about_no_field_has_no_such_parts(bare_house: House) -> None:
    response = await (await bare_house.visitor()).request("GET", "/api/fail/missing")

    assert {"field", "got", "accepted"}.isdisjoint(await response.json(content_type="application/problem+json"))


@pytest.mark.parametrize(("field", "got"), [("name", "'\\x00'"), ("password", "a hidden value")])
async def test_a_control_character_at_the_sign_in_is_refused(bare_house: House, field: str, got: str) -> None:
    body = {"name": "x", "password": "y", field: "\0"}

    told = await problem(await bare_house.visitor(), "POST", "/api/session", json=body)

    assert told == (422, f"{field}: got {got}, {NO_CONTROL}", field)


async def test_a_password_that_does_not_fit_is_not_repeated(bare_house: House) -> None:
    body = {"name": "x", "password": "secret" * 1000}

    told = await problem(await bare_house.visitor(), "POST", "/api/session", json=body)

    assert told == (422, "password: got a hidden value, accepted is text of at most 1024 characters.", "password")


async def test_a_pin_sent_as_a_number_is_not_repeated(bare_house: House) -> None:
    told = await problem(await bare_house.visitor(), "POST", "/api/dial", json={"number": "1", "pin": 482913})

    assert told == (422, "pin: got a hidden value, accepted is only the documented fields.", "pin")


async def test_a_word_that_is_not_in_the_list_is_told_the_list(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)

    told = await problem(browser, "POST", "/api/users", json={"name": "x", "roles": [{"role": "boss"}]})

    assert told == (422, f"roles[0].role: got 'boss', accepted is one of {', '.join(Role)}.", "roles[0].role")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)], "a whole number from 1 to 2147483647"),
        (Annotated[float, msgspec.Meta(ge=0.5, le=2)], "a number from 0.5 to 2"),
    ],
)
def test_bounds_are_told_in_full(kind: type, told: str) -> None:
    assert parse.accepted(inspect.type_info(kind)) == told


def test_what_is_missing_is_told_as_nothing() -> None:
    assert str(BadInput("agent_id", None, "the id of an agent")) == (
        "agent_id: got nothing, accepted is the id of an agent."
    )


async def test_a_body_that_is_not_json_is_refused(bare_house: House) -> None:
    told = await problem(await bare_house.visitor(), "POST", "/api/dial", data={"number": "5"})

    assert told == (
        400,
        "Content-Type: got 'application/x-www-form-urlencoded', accepted is application/json.",
        "Content-Type",
    )


async def test_a_body_beyond_the_limit_is_refused(bare_house: House) -> None:
    told = await problem(await bare_house.visitor(), "POST", "/api/dial", data=b" " * 70_000, headers=JSON)

    assert told == (413, "The body is larger than this address takes.", None)


async def test_an_unknown_address_of_the_api_is_a_problem_not_a_page(bare_house: House) -> None:
    assert await problem(await bare_house.visitor(), "GET", "/api/nothing") == (
        404,
        "There is nothing at this address.",
        None,
    )


async def test_a_wrong_method_is_told_the_right_ones(bare_house: House) -> None:
    response = await (await bare_house.visitor()).put("/api/dial")

    assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_what_nobody_foresaw_is_logged_once_under_the_reference(bare_house: House) -> None:
    browser = await bare_house.visitor()

    with capture_logs() as lines:
        response = await browser.get("/api/fail/bug")

    assert "inside" not in await response.text()
    assert [line["reference"] for line in lines if line["event"] == "http_request_failed"] == ["ref-1"]


@asynccontextmanager
async def served(house: House) -> AsyncIterator[int]:
    """As in earnest: a test's server ends the handlers of those who leave. Yields the port."""
    runner = web.AppRunner(house.server.app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port := free_port()).start()
        yield port
    finally:
        await runner.cleanup()


async def test_a_client_who_left_in_mid_request_is_news_and_no_failure(bare_house: House) -> None:
    lines = ["POST /api/dial HTTP/1.1", "Host: x", "X-Ringback: 1", "Content-Type: application/json"]
    head = "\r\n".join([*lines, "Content-Length: 99", "Expect: 100-continue", "", ""])

    with capture_logs() as told:
        async with served(bare_house) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head.encode())
            await reader.readline()
            writer.write(b"{")
            writer.close()
            await until(lambda: told)

    [line] = told
    assert (line["event"], line["log_level"], line["status"]) == ("http_request", "info", 499)


async def test_the_log_line_of_a_request_holds_the_route_and_not_what_was_asked(bare_house: House) -> None:
    browser = await bare_house.visitor()

    with capture_logs() as lines:
        await browser.get("/api/search?state=%2B380441234567")

    assert lines == [
        {
            "event": "http_request",
            "log_level": "info",
            "method": "GET",
            "path": "/api/search",
            "status": 200,
            "ms": 0.0,
            "user_id": None,
        }
    ]


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (b"", {}),
        (b"Body=&From=%2B380671234567", {"Body": "", "From": "+380671234567"}),
        (b"Body=Hi%0Athere+%F0%9F%98%80%00", {"Body": "Hi\nthere 😀\0"}),
    ],
)
def test_a_form_comes_exactly_as_it_was_posted(raw: bytes, fields: dict[str, str]) -> None:
    assert parse.form(raw) == fields


@pytest.mark.parametrize("raw", [b"\xff=1", b"&".join(b"a=1" for _ in range(201))])
def test_what_cannot_be_read_as_a_form_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed, match="accepted is a form"):
        parse.form(raw)


def test_a_list_that_is_too_long_is_told_how_many_would_do() -> None:
    spec = {"did": "100", "project": "Acme", "queue": "Sales", "menu": ["en"] * 10}

    with pytest.raises(BadInput, match=r"^menu: got a list of 10, accepted is a list of up to 9, each a language's"):
        parse.texts(spec, NumberSpec)
