"""Passwords that come in a file of their own: each that does not do is named, and never shown."""

import pytest

from kernel.errors import BadInput
from service.ascode.passwords import check_names, read_passwords

HAVE = {"acme": "trunk", "desk-1": "phone"}
NAMES = "accepted is names of trunks and phones, each with its password"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"--secrets: got nothing, {NAMES}."),
        ("- acme", f"--secrets: got something else, {NAMES}."),
        ("acme:", "--secrets, acme: got nothing, accepted is its password."),
        ("acme: ''", "--secrets, acme: got nothing, accepted is its password."),
        ("acme: {user: a}", "--secrets, acme: got something else, accepted is its password."),
        ('acme: "a\\nb"', "a password of up to 128 characters in one line."),
        (f"acme: {'x' * 129}", "a password of up to 128 characters in one line."),
        ("acme: [a", "accepted is YAML."),
        ("other: x\nanother: y\nacme: z", "--secrets: got 'another, other', accepted is names of trunks and phones in"),
        ("desk-1: short", "--secrets, desk-1: got a hidden value, accepted is a password of at least 12 characters"),
    ],
)
def test_one_that_does_not_do_is_told_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_names(read_passwords(text), HAVE)

    assert str(refused.value).startswith("--secrets")
    assert sentence in str(refused.value)


def test_they_are_taken_as_they_are_written() -> None:
    told = read_passwords("acme: 0012\ndesk-1: 'it''s \"quoted\": yes'")

    check_names(told, HAVE)
    assert told == {"acme": "0012", "desk-1": 'it\'s "quoted": yes'}
