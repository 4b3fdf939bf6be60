"""PINs, with which agents sign in at any phone: 4 to 8 digits, kept as a hash alone."""

import secrets
from collections.abc import Callable

from kernel.errors import BadInput, NotFound, Said
from kernel.ids import AgentId, UserId
from store.pool import Database
from store.queries import load_queries
from web.passwords import Passwords

SQL = load_queries(__file__, "queries_pins.sql")
SHORTEST, LONGEST, MADE = 4, 8, 6
ACCEPTED = f"{SHORTEST} to {LONGEST} digits, neither all the same nor counted up or down"
_COUNTED = "0123456789012345678"


class PinRefused(BadInput):
    """It cannot be accepted. The sentence does not repeat it."""

    def __init__(self) -> None:
        super().__init__("pin", Said("a PIN that is too easy, or none"), ACCEPTED)


def acceptable_pin(pin: str) -> str:
    """The PIN, or `PinRefused`: what everybody tries first is none."""
    digits = pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST
    if not digits or len(set(pin)) == 1 or pin in _COUNTED or pin in _COUNTED[::-1]:
        raise PinRefused
    return pin


def random_pin() -> str:
    """One that would be accepted."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(MADE))
        try:
            return acceptable_pin(pin)
        except PinRefused:
            continue


class Pins:
    """`new_pin` must be fit for a secret."""

    def __init__(self, database: Database, passwords: Passwords, new_pin: Callable[[], str] = random_pin) -> None:
        self._db = database
        self._passwords = passwords
        self._new_pin = new_pin

    async def set(self, agent: AgentId, pin: str) -> None:
        """Raises `PinRefused`, `NotFound`."""
        hashed = await self._passwords.hash(acceptable_pin(pin))
        if await self._db.fetchval(SQL["set_pin"], agent, hashed) is None:
            raise NotFound(f"There is no agent {agent}.")

    async def renew(self, agent: AgentId) -> str:
        """A new one, told once. Raises `NotFound`."""
        pin = self._new_pin()
        await self.set(agent, pin)
        return pin

    async def whose(self, extension: str, pin: str) -> AgentId | None:
        """None where they do not fit, which takes as long for an extension that nobody has."""
        row = await self._db.fetchrow(SQL["pin_of"], extension)
        right = await self._passwords.right(row["pin_hash"] if row else None, pin)
        return AgentId(row["id"]) if row is not None and right else None

    async def having(self) -> frozenset[AgentId]:
        """Who has one."""
        return frozenset(AgentId(row["id"]) for row in await self._db.fetch(SQL["with_pin"]))

    async def user_of(self, agent: AgentId) -> UserId | None:
        """Who takes this agent's calls; None: nobody who signs in at pages."""
        found: int | None = await self._db.fetchval(SQL["user_of_agent"], agent)
        return None if found is None else UserId(found)
