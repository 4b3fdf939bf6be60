"""Passwords: what is accepted, and hashing them away from the event loop."""

import asyncio
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kernel.errors import BadInput, RingbackError, Said

SHORTEST = 10
LONGEST = 256
AT_ONCE = 2
"""Hashings at the same time: each takes 64 MiB and a core for some tens of milliseconds."""


class PasswordRefused(BadInput):
    """The password cannot be accepted. The sentence does not repeat it."""

    def __init__(self, length: int, field: str = "password") -> None:
        super().__init__(field, Said(f"{length} characters"), f"{SHORTEST} to {LONGEST} characters")


class PasswordWrong(BadInput):
    """It is not the password of who asks."""

    def __init__(self) -> None:
        RingbackError.__init__(self, "This is not your password.")
        self.field = "password"


def acceptable(password: str, field: str = "password") -> str:
    """The password, or PasswordRefused for that field."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(len(password), field)
    return password


class Passwords:
    """Argon2id with the library's own parameters unless others are handed in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def right(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password. None, for a user who does not exist, takes as long as a wrong password."""
        async with self._places:
            same = await asyncio.to_thread(self._verify, password_hash, password)
        return same and password_hash is not None

    @cached_property
    def _nobody(self) -> str:
        """Made when it is first needed: calls do not wait for it at the start."""
        return self._hasher.hash("nobody has this password")

    def _verify(self, password_hash: str | None, password: str) -> bool:
        nobody = self._nobody  # Whoever is the first to sign in, known or not, waits for it.
        try:
            return self._hasher.verify(password_hash or nobody, password)
        except (VerificationError, InvalidHashError):
            return False
