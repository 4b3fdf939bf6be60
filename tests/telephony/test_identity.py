"""Who calls is read from what SIP says, however a carrier writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.phone import CallerId
from telephony.identity import fields_of, said_by, user_of


@pytest.mark.parametrize(
    ("header", "user"),
    [
        ("<sip:+380441234567@10.0.0.1>", "+380441234567"),
        ('"Bob, of <Acme>" <sip:0441234567@carrier.example;user=phone>;tag=1c2d', "0441234567"),
        ("sip:380441234567@carrier.example;tag=1c2d", "380441234567"),
        ("<sips:%2B380441234567@carrier.example>", "+380441234567"),
        ("<sip:+380441234567;npdi;rn=+38044@carrier.example>", "+380441234567"),
        ("<sip:+380441234567:secret@carrier.example>", "+380441234567"),
        ("<tel:+380-44-123-45-67;ext=9>;tag=1c2d", "+380-44-123-45-67"),
        ('"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1c2d', "anonymous"),
        ("<sip:carrier.example>;tag=1c2d", ""),
        ("4567@carrier.example>;tag=the-tag-is-long-and-the-beginning-was-cut-off", ""),
        ("", ""),
    ],
)
def test_the_user_is_found_in_a_from_header(header: str, user: str) -> None:
    assert user == user_of(header)


@given(st.text())
def test_anything_can_come_as_a_header(header: str) -> None:
    assert "\0" not in user_of(header)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("caller=2&shown=allowed_passed_screen&from=%3Csip%3A1%40a%3E", CallerId("1", "2")),
        ("caller=1&shown=allowed_not_screened&from=", CallerId("1", "1")),
        ("caller=1&shown=prohib&from=%3Csip%3Aanonymous%40a%3E", CallerId("anonymous", "1", withheld=True)),
        ("", CallerId("")),
    ],
)
def test_what_the_dialplan_hands_on_is_the_shown_and_the_asserted_number(text: str, said: CallerId) -> None:
    assert said == said_by(fields_of(text))
