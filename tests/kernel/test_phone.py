"""Phone numbers are read once, at the door, and masked wherever they are printed."""

import logging

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.phone import (
    Anonymous,
    Caller,
    CallerId,
    Known,
    Malformed,
    Phone,
    describe,
    identify,
    mask_numbers,
    parse_caller,
    parse_phone,
)

KYIV = Phone("+380441234567")
LVIV = Phone("+380991234567")


@pytest.mark.parametrize(
    ("raw", "region"),
    [
        ("0441234567", "UA"),
        ("044 123 45 67", "UA"),
        ("(044) 123-45-67", "UA"),
        ("044.123.45.67", "UA"),
        ("044\u00a0123\u201145\u201167", "UA"),  # as pasted from a web page
        ("380441234567", "UA"),  # the country code without its plus
        ("+380441234567", "UA"),
        ("+380441234567", "US"),
        ("+380 (44) 123-45-67", "GB"),
        ("00380441234567", "UA"),
        ("00380441234567", "US"),  # carriers send 00 even where 011 is dialled
        ("  0441234567 ", "UA"),
    ],
)
def test_a_number_is_read_however_it_is_written(raw: str, region: str) -> None:
    assert parse_phone(raw, region) == KYIV


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "+",
        "00",
        "112",
        "12345",
        "234567",  # a local number: without its area it is somebody else's
        "0441234567890123",
        "alice",
        "alice0441234567",
        "0800FLOWERS",
        "0441234567 ext 5",
        "+380441234567;ext=5",
        "tel:+380441234567",
        "sip:+380441234567@example.com",
        "0441234567,,5",
        "0441234567#",
        "++380441234567",
        "+380+441234567",
        "+380441234567\x00",
        "\u0660\u0664\u0664\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
        "²²²²²²²²²²",
        "0" * 300,
    ],
)
def test_what_is_no_telephone_number_is_not_made_into_one(raw: str) -> None:
    assert parse_phone(raw, "UA") is None


@given(st.text(), st.sampled_from(["UA", "US", "RU", "", "XX"]))
def test_anything_can_come_as_a_number(raw: str, region: str) -> None:
    phone = parse_phone(raw, region)

    assert phone is None or phone == parse_phone(phone.e164, region)


@pytest.mark.parametrize("raw", ["", " ", "anonymous", "Anonymous", "unknown", "UNAVAILABLE", "Restricted", "private"])
def test_who_withholds_the_number_is_anonymous(raw: str) -> None:
    assert Anonymous() == parse_caller(raw, "UA")


def test_a_caller_is_known_by_a_number_and_malformed_by_anything_else() -> None:
    assert Known(KYIV) == parse_caller("0441234567", "UA")
    assert Malformed("bob") == parse_caller("bob", "UA")
    assert Malformed("x" * 64) == parse_caller("x" * 500, "UA")


def test_a_number_without_a_country_is_malformed_where_no_project_says_which() -> None:
    assert Malformed("0441234567") == parse_caller("0441234567", "")


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        (CallerId("+380441234567"), Known(KYIV)),
        (CallerId("0441234567", "+380441234567"), Known(KYIV)),
        (CallerId("+380441234567", "trunk-7"), Known(KYIV)),
        (CallerId("+380441234567", "anonymous"), Known(KYIV)),
        (CallerId("+380441234567", "0991234567"), Known(KYIV, LVIV)),
        (CallerId("anonymous", "+380441234567"), Anonymous()),
        (CallerId("+380441234567", "+380441234567", withheld=True), Anonymous()),
        (CallerId("", "+380441234567"), Known(KYIV)),
        (CallerId("alice", "+380441234567"), Known(KYIV)),
        (CallerId("alice", "bob"), Malformed("alice")),
        (CallerId(""), Anonymous()),
    ],
)
def test_who_calls_is_what_they_show_and_a_wish_to_stay_anonymous_counts(said: CallerId, caller: Caller) -> None:
    assert caller == identify(said, "UA")


@pytest.mark.parametrize("caller", [Known(KYIV), Known(KYIV, LVIV), Anonymous(), Malformed("x0441234567")])
def test_a_caller_comes_back_from_the_database_as_they_went(caller: Caller) -> None:
    assert caller == msgspec.json.decode(msgspec.json.encode(caller), type=Caller)


def test_the_digits_of_a_caller_are_in_nothing_that_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    for caller in (Known(KYIV), Malformed("alice380441234567"), Malformed("380441234567")):
        logging.getLogger(__name__).error("%s %r %s", caller, caller, describe(caller))
        logging.getLogger(__name__).error(f"{[caller]} { ({'caller': caller}) }")

    assert "4567" not in caplog.text


def test_a_masked_number_tells_people_apart_and_cannot_be_called() -> None:
    assert "+38044123••••" == KYIV.masked == str(KYIV)
    assert repr(KYIV) == "Phone(+38044123••••)"


@pytest.mark.parametrize(
    ("caller", "said"), [(Known(KYIV), "+38044123••••"), (Anonymous(), "anonymous"), (Malformed("x"), "malformed")]
)
def test_a_caller_is_described_without_their_number(caller: Caller, said: str) -> None:
    assert said == describe(caller)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("PJSIP/+380441234567@trunk-1", "PJSIP/+38044123••••@trunk-1"),
        ("PJSIP/agent-12", "PJSIP/agent-12"),
        ("1234567 and 123456", "123•••• and 123456"),
    ],
)
def test_long_runs_of_digits_are_masked_in_dial_strings(text: str, masked: str) -> None:
    assert masked == mask_numbers(text)
