"""What reaches the log: no number in full, no password, in neither form."""

import io
import json
from collections.abc import Iterator

import pytest
import structlog

from kernel.phone import Phone
from service.logs import set_up_logs

NUMBER, PASSWORD = "+380441234567", "correct horse battery"


def sign_in(password: str) -> None:
    raise ValueError(f"the customer {NUMBER} could not be signed in")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_failure_is_told_without_passwords_and_numbers(as_json: bool) -> None:
    stream = io.StringIO()
    set_up_logs(stream, json=as_json)

    try:
        sign_in(PASSWORD)
    except ValueError:
        structlog.get_logger().exception("request_failed", caller=Phone(NUMBER), dialled=NUMBER)

    told = stream.getvalue()
    assert "ValueError" in told
    assert NUMBER not in told
    assert PASSWORD not in told


def test_where_nobody_looks_on_a_line_is_json() -> None:
    stream = io.StringIO()
    set_up_logs(stream)

    structlog.get_logger().info("call_ended", call_id="1795000000.7", caller=Phone(NUMBER))

    line = json.loads(stream.getvalue())
    assert (line["event"], line["caller"], line["call_id"]) == ("call_ended", "+38044123••••", "1795000000.7")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()
