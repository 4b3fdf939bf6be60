"""Secrets in the database open with the installation's key, as what they were sealed for, and not otherwise."""

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import BadInput
from store.sealed import KEY_BYTES, Seal, SealBroken, open_seal

KEY, OTHER = bytes(KEY_BYTES), bytes([1]) * KEY_BYTES
PURPOSE = "totp:7"


@given(st.binary(max_size=100), st.text(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, what: str) -> None:
    assert Seal(KEY).open(Seal(KEY).seal(plain, what), what) == plain


def test_the_same_is_sealed_differently_each_time_and_nothing_of_it_shows() -> None:
    seal = Seal(KEY)

    first, second = seal.seal(b"a secret of somebody", PURPOSE), seal.seal(b"a secret of somebody", PURPOSE)

    assert first != second
    assert b"secret" not in first


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_noticed(at: int, by: int) -> None:
    sealed = bytearray(Seal(KEY).seal(b"a secret", PURPOSE))
    sealed[at % len(sealed)] ^= by

    with pytest.raises(SealBroken):
        Seal(KEY).open(bytes(sealed), PURPOSE)


@pytest.mark.parametrize(
    ("key", "what", "sentence"),
    [
        (OTHER, PURPOSE, r"^What is kept for totp:7 was sealed with another key than this installation's\.$"),
        (KEY, "totp:8", r"^What is kept for totp:8 is damaged, or was sealed for something else\.$"),
    ],
)
def test_another_key_and_another_purpose_are_refused(key: bytes, what: str, sentence: str) -> None:
    sealed = Seal(KEY).seal(b"a secret", PURPOSE)

    with pytest.raises(SealBroken, match=sentence):
        Seal(key).open(sealed, what)


@pytest.mark.parametrize("length", [0, 1, 5, 20])
def test_what_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(SealBroken):
        Seal(KEY).open(Seal(KEY).seal(b"", PURPOSE)[:length], PURPOSE)


def test_the_first_start_makes_a_key_for_its_owner_alone_and_the_next_one_finds_it(tmp_path: Path) -> None:
    sealed = open_seal("", tmp_path / "data").seal(b"a secret", PURPOSE)

    again = open_seal("", tmp_path / "data")

    (file,) = (tmp_path / "data").iterdir()
    assert again.open(sealed, PURPOSE) == b"a secret"
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("secret.key", 0o600)


def test_a_key_of_the_settings_leaves_no_file(tmp_path: Path) -> None:
    told = base64.b64encode(KEY).decode()

    sealed = open_seal(f" {told}\n", tmp_path).seal(b"a secret", PURPOSE)

    assert Seal(KEY).open(sealed, PURPOSE) == b"a secret"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["short", "", "x" * 44, base64.b64encode(bytes(31)).decode()])
def test_a_key_that_is_none_is_said_without_repeating_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.key").write_text(text)

    with pytest.raises(BadInput, match=r"secret\.key: got something else, accepted is 32 random bytes in base64"):
        open_seal("", tmp_path)
