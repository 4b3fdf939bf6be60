"""Codes of a second factor, against RFC 6238 and its appendix."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import codes

KEY = b"12345678901234567890"
NOW = datetime(2026, 11, 22, 10, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=codes.STEP_SECONDS)


def code_at(at: datetime, key: bytes = KEY) -> str:
    return pyotp.TOTP(codes.spelled(key)).at(at)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert codes.step_of(KEY, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_the_step_before_or_after_counts_too(steps: int, counts: bool) -> None:
    found = codes.step_of(KEY, code_at(NOW + steps * STEP), NOW)

    assert found == (codes.step_at(NOW) + steps if counts else None)


@given(st.integers(946_684_800, 7_258_118_400), st.integers(-3, 3))
def test_a_code_never_counts_twice_nor_one_before_it(seconds: int, steps: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    used = codes.step_of(KEY, code_at(now), now)
    assert used is not None

    again = codes.step_of(KEY, code_at(now + steps * STEP), now, after=used)

    assert again is None or again > used


@given(st.binary(min_size=codes.KEY_BYTES, max_size=codes.KEY_BYTES))
def test_the_code_of_another_key_does_not_count(key: bytes) -> None:
    near = {code_at(NOW + steps * STEP, key) for steps in (-1, 0, 1)}
    code = code_at(NOW)

    assert (codes.step_of(key, code, NOW) is None) == (code not in near)


@pytest.mark.parametrize(
    ("typed", "phone", "paper"),
    [
        ("287082", True, False),
        (" 287 082 ", True, False),
        ("28708", False, False),
        ("٢٨٧٠٨٢", False, False),
        ("ABCD-EFGH-IJKL-MN23", False, True),
        ("abcd efgh ijkl mn23", False, True),
        ("ABCD-EFGH-IJKL-MN21", False, False),
        ("", False, False),
    ],
)
def test_a_code_is_known_by_its_shape(typed: str, phone: bool, paper: bool) -> None:
    code = codes.plain(typed)

    assert (codes.is_of_phone(code), codes.is_of_paper(code)) == (phone, paper)


@given(st.binary(min_size=codes.PAPER_BYTES, max_size=codes.PAPER_BYTES))
def test_a_recovery_code_is_known_again_however_it_is_typed(random: bytes) -> None:
    shown = codes.on_paper(random)

    assert codes.is_of_paper(codes.plain(shown.lower().replace("-", " ")))
    assert codes.hash_of(codes.plain(shown.lower())) == codes.hash_of(codes.plain(shown))


def test_a_phone_is_told_whose_codes_they_are() -> None:
    address = urlsplit(codes.address_of(KEY, "Ольга & Co"))

    assert (address.scheme, address.netloc, unquote(address.path)) == ("otpauth", "totp", "/Ringback:Ольга & Co")
    assert parse_qs(address.query) == {"secret": [codes.spelled(KEY)], "issuer": ["Ringback"]}
