"""Every way in: a person's session, a program's token; and who is written down for it."""

from collections.abc import Callable

from kernel.clock import Clock
from kernel.http import Actor
from kernel.ids import UserId
from store.pool import Database
from store.sealed import Seal
from web.auth import Auth
from web.door import Guest, Place
from web.factors import Factors
from web.problems import TooManyTries
from web.refusals import TOKEN, Refusals
from web.sessions import Sessions
from web.tokens import Tokens
from web.witness import Book, Witness


class Entrance:
    """The entrance of one installation. Implements `web.door.Doorkeeper`."""

    def __init__(self, auth: Auth, db: Database, book: Book, clock: Clock, seal: Seal) -> None:
        self.auth, self.db, self.book = auth, db, book
        self.factors = Factors(db, clock, seal)
        self.sessions = Sessions(db, clock, auth.ended)
        self.tokens = Tokens(db, clock, auth.ended)
        self.refusals = Refusals(book, clock)
        self.witness = Witness(book, clock)

    async def who(self, token: str, place: Place | None = None) -> Guest | None:
        return await self.auth.who(token, place)

    async def bearer(self, token: str, peer: str) -> Guest | None:
        try:
            guest = await self.tokens.enter(token, peer)
        except TooManyTries:
            self.refusals.count(TOKEN, peer)
            raise
        if guest is None:
            self.refusals.count(TOKEN, peer)
        return guest

    async def holder(self, key: bytes) -> Guest | None:
        return await self.auth.holder(key) or await self.tokens.holder(key)

    def when_ended(self, callback: Callable[[bytes], None]) -> None:
        self.auth.when_ended(callback)

    def when_changed(self, callback: Callable[[UserId, Actor | None], None]) -> None:
        self.auth.when_changed(callback)
