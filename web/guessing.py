"""How often names, passwords and one-time links may be tried. Time comes with each try, by a monotonic clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from web.limit import Tries
from web.problems import TooManyTries

WINDOW_SECONDS = 300.0
PER_NAME = 10
"""Of one name from one address."""
PER_NAME_IN_ALL = 50
"""Of one name from everywhere."""
PER_PEER = 30
"""Of whatever names from one address; links that are not good have as many of their own."""
LONGEST_NAME = 64

Known = Callable[[str, str], Awaitable[bool]]
"""Whether who has this name has got in from this address before."""


@dataclass(frozen=True, slots=True)
class Try:
    """One that was let through. `counts` is whether the address has one less for it."""

    name: str
    peer: str
    counts: bool


class Guessing:
    """Beyond what an address, or a name, may be tried, only those names are listened to whose owners have got in from
    that address before: one office is one address, and nobody in it, nor a stranger elsewhere, shuts the others out.
    Of each name the address has `PER_NAME` tries all the same.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._pairs = Tries(PER_NAME, WINDOW_SECONDS)
        self._names = Tries(PER_NAME_IN_ALL, WINDOW_SECONDS)
        self._peers = Tries(PER_PEER, WINDOW_SECONDS)
        self._links = Tries(PER_PEER, WINDOW_SECONDS)

    async def begin(self, name: str, peer: str, at: float) -> Try:
        """Before the password is looked at. Raises TooManyTries."""
        tried = tried_as(name)
        of_peer = self._peers.take(peer, at)
        if of_peer and not await self._known(tried, peer):
            raise _too_many(of_peer)
        if wait := self._pairs.take(_pair(tried, peer), at):
            raise _too_many(wait)
        if (wait := self._names.take(tried, at)) and not await self._known(tried, peer):
            raise _too_many(wait)
        return Try(tried, peer, counts=not of_peer)

    def right(self, tried: Try) -> None:
        """It was the right password: that counts against nobody."""
        self._pairs.forgive(_pair(tried.name, tried.peer))
        if tried.counts:
            self._peers.give_back(tried.peer)

    def bad_link(self, peer: str, at: float) -> None:
        """Somebody came with one that is not good. Raises TooManyTries; a good one is never held up."""
        if wait := self._links.take(peer, at):
            raise _too_many(wait)


def tried_as(name: str) -> str:
    """What tries of a name are counted by. Lowered letter by letter, as the database compares names: whatever spelling
    finds somebody counts as theirs.
    """
    return "".join(each.lower()[0] for each in name)[:LONGEST_NAME]


def _pair(name: str, peer: str) -> str:
    return f"{name}@{peer}"


def _too_many(wait: int) -> TooManyTries:
    return TooManyTries(f"Too many tries to sign in: try again in {wait} seconds.", wait)
