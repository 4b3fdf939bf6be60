"""The phones in people's pages: an account on the switch for as long as the session lasts that asked for it.

The password is made at random, given to one page and to the switch, and kept nowhere else; each request makes a new
one, so that the page that asked last has the phone.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog

from kernel.clock import Clock
from kernel.errors import NotFound, Unavailable
from kernel.ids import AgentId, UserId
from store.pool import Database
from store.queries import load_queries
from telephony import webphone
from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.ari.models import ConfigTuple

SQL = load_queries(__file__, "queries_phones.sql")
RES_PJSIP = "res_pjsip"
SWITCH_S = 5.0
LOOK_EVERY_S = 30.0
SECRET_BYTES = 24

log = structlog.get_logger()


class BrowserPhones:
    """`new_secret` must be fit for a password of letters, digits, '-' and '_'."""

    def __init__(
        self,
        database: Database,
        ari: AriClient,
        clock: Clock,
        new_secret: Callable[[], str] = lambda: secrets.token_urlsafe(SECRET_BYTES),
    ) -> None:
        self._db = database
        self._ari = ari
        self._clock = clock
        self._new_secret = new_secret
        self._look = asyncio.Event()
        self._open: set[UserId] = set()
        self.ending: Callable[[UserId], None] = lambda _user: None
        """Is told whose phone is taken off the switch: a call that it is in would go on there until it is ended."""
        self._making = asyncio.Lock()
        """So that no account is taken off the switch that was asked for anew meanwhile."""

    async def load(self) -> None:
        """Whose phones an earlier life of the service has made, for sessions that go on. Raises `DatabaseAway`."""
        rows = await self._db.fetch(SQL["open_phones"], self._clock.now())
        self._open = {UserId(row["user_id"]) for row in rows}

    def may_ring(self, endpoint: str) -> bool:
        """Whether calls may go to this phone: to one in a page only as long as the session that asked for it.

        The switch goes on listing an account that was taken off in mid-call, and says that it is online.
        """
        user = webphone.user_of(endpoint)
        return user is None or user in self._open

    async def open(self, user: UserId, session: bytes) -> str:
        """The password of this person's phone, good until the session ends or the next one is made.

        Raises `Unavailable` while the switch or the database is away.
        """
        password = self._new_secret()
        async with self._making:
            await self._db.execute(SQL["keep_phone"], user, session, self._clock.now())
            self._open.add(user)
            for part in webphone.account(user, password):
                await self._put(part)
        return password

    async def _put(self, part: webphone.Part) -> None:
        fields = [ConfigTuple(attribute=name, value=value) for name, value in part.fields]
        request = requests.asterisk_update_object(RES_PJSIP, part.kind, part.name, fields=fields)
        try:
            await self._ari.send(request, within=SWITCH_S)
        except Unavailable:
            raise
        except AriError as error:
            log.error("browser_phone_refused", kind=part.kind, name=part.name, why=str(error))
            raise Unavailable("The switch does not take the phone of this page.") from error

    # ---- which phone an agent has

    async def choose(self, agent: AgentId, *, browser: bool) -> None:
        """Where this agent's calls ring from now on."""
        await self._db.execute(SQL["choose_phone"], agent, browser)

    async def chosen(self, agent: AgentId) -> tuple[bool, str | None]:
        """Whether their calls ring in the page, and the endpoint of their desk phone, if any. Raises `NotFound`."""
        row = await self._db.fetchrow(SQL["chosen_phone"], agent)
        if row is None:
            raise NotFound(f"There is no agent {agent}.")
        return row["in_browser"], row["endpoint"]

    async def owners(self) -> list[tuple[UserId, str, AgentId | None]]:
        """Whose pages are phones now, by name, and whose calls they take."""
        rows = await self._db.fetch(SQL["phone_owners"], self._clock.now())
        return [(UserId(row["user_id"]), row["name"], row["agent_id"]) for row in rows]

    # ---- their end

    def look(self) -> None:
        """A session may have ended: do not wait for the next round."""
        self._look.set()

    async def run(self) -> None:
        """Until cancelled: takes phones off the switch whose session is over, also those of an earlier life."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._look.wait()
            self._look.clear()
            with suppress(Unavailable):
                async with self._making:
                    await self._clear()

    async def _clear(self) -> None:
        for row in await self._db.fetch(SQL["orphaned_phones"], self._clock.now()):
            user = UserId(row["user_id"])
            self._open.discard(user)
            self.ending(user)
            await self._take_off(user)
            await self._db.execute(SQL["forget_phone"], row["user_id"], row["session"])

    async def _take_off(self, user: UserId) -> None:
        """What is not there is gone already."""
        for kind in webphone.KINDS:
            request = requests.asterisk_delete_object(RES_PJSIP, kind, webphone.name_of(user))
            await self._ari.send(request, within=SWITCH_S)
        log.info("browser_phone_removed", user_id=user)
