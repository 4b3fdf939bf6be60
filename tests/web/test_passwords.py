"""Hashing keeps the loop free, and the time it takes tells nothing."""

import threading
from typing import Literal

import pytest
from argon2 import PasswordHasher

from tests.web.house import PASSWORD
from web.passwords import PasswordRefused, Passwords, acceptable


class Watched(PasswordHasher):
    """The real hasher, made quick, that notes on which thread each verification ran."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified_on: list[int] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified_on.append(threading.get_ident())
        return super().verify(hash, password)


async def test_the_right_password_is_right_and_another_is_not() -> None:
    passwords = Passwords(Watched())
    kept = await passwords.hash(PASSWORD)

    assert await passwords.right(kept, PASSWORD)
    assert not await passwords.right(kept, "another password")


async def test_an_unknown_user_costs_a_verification_too() -> None:
    hasher = Watched()

    right = await Passwords(hasher).right(None, "nobody has this password")

    assert (right, len(hasher.verified_on)) == (False, 1)


async def test_verification_leaves_the_event_loop() -> None:
    hasher = Watched()

    await Passwords(hasher).right(None, PASSWORD)

    assert hasher.verified_on != [threading.get_ident()]


async def test_a_kept_hash_that_is_none_opens_nothing() -> None:
    assert not await Passwords(Watched()).right("plain text", "plain text")


@pytest.mark.parametrize("password", ["", "123456789", "x" * 257])
def test_a_password_of_the_wrong_length_is_refused_without_repeating_it(password: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        acceptable(password)

    assert str(refused.value) == f"password: got {len(password)} characters, accepted is 10 to 256 characters."
