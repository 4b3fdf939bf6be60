"""Looks after texts whose fate is open, and reads what customers wrote, where Twilio does not tell or was not heard.

Asking is safe at any time: what is found out is applied like any other news, and only what certainly was not sent is
ever sent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog

from callbacks.model import TextStatus
from callbacks.sms import store
from callbacks.sms.countries import answerable
from callbacks.sms.news import Heard, Incoming, News, reported
from callbacks.sms.outcome import Why
from callbacks.sms.pacing import NOT_LISTED_AFTER, next_look
from callbacks.sms.ports import Texting
from callbacks.sms.said import Message, TwilioAway
from callbacks.sms.store import Text
from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.ids import TextId
from store.pool import Database

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio

log = structlog.get_logger()

POLL_S = 2.0
"""How long a text that nobody woke us for may wait."""
READ_EVERY_S = 15.0
READ_EVERY_SELDOM_S = 600.0
"""Where Twilio tells us by itself, reading is for what was lost on the way; and STOP still comes to a former number."""
OVERLAP = timedelta(minutes=15)
"""What Twilio lists late is not missed: what is known already is passed over."""
FIRST_READ = timedelta(days=1)
CLOCKS_APART = timedelta(minutes=10)
"""Within so much of our request Twilio must have made a text for it to be ours: the two clocks are not one."""
AT_ONCE = 50

Deliver = Callable[[TextId], Awaitable[None]]
T = TypeVar("T")


class Watch:
    """`twilio` None: there are no credentials, and nothing to ask."""

    def __init__(
        self,
        db: Database,
        twilio: "Twilio | None",
        news: News,
        texting: Texting,
        deliver: Deliver,
        look_up: Callable[[], Awaitable[None]],
        clock: Clock,
        reports: bool,
    ) -> None:
        self._db = db
        self._twilio = twilio
        self._news = news
        self._texting = texting
        self._deliver = deliver
        self._look_up = look_up
        self._clock = clock
        self._reports = reports
        self._awake = asyncio.Event()
        self._read_at: dict[str, float] = {}
        self.away_since: datetime | None = None
        """Since when Twilio has not answered our questions."""

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for, and so is Twilio."""
        while True:
            await self._patiently(self.look())
            await self._patiently(self.read())
            await self._patiently(self._look_up())
            await self._rest()

    def wake(self) -> None:
        """A hint that a text may be due. The rows are the truth."""
        self._awake.set()

    async def _patiently(self, work: Awaitable[T]) -> None:
        try:
            await work
        except Unavailable as error:
            log.warning("texts_wait", why=str(error))

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL_S):
                await self._awake.wait()
        except TimeoutError:
            return
        finally:
            self._awake.clear()

    # ---- texts of ours

    async def look(self) -> None:
        """All that is due, so many at once that what customers write is not kept waiting."""
        for _ in range(AT_ONCE):
            text = await store.due(self._db, self._clock.now())
            if text is None:
                return
            await self._look_after(text)

    async def _look_after(self, text: Text) -> None:
        if text.status == TextStatus.BEGUN:
            if text.posted_at is None:
                await self._deliver(text.id)
            else:
                await self._news.of_text(text.id, Heard(status=TextStatus.UNKNOWN, why=Why.SERVICE_DIED))
            return
        await self._ask(text)

    async def _ask(self, text: Text) -> None:
        """What became of it; first the next look is set, so that no failure makes us ask without a pause."""
        now = self._clock.now()
        again_at = next_look(TextStatus(text.status), text.posted_at or text.at, now, self._reports)
        await store.look_again(self._db, text.id, again_at)
        if self._twilio is None:
            return
        found = await self._asking(self._find(self._twilio, text))
        if found is not None and (heard := reported(found.status, found.code, found.sid)):
            await self._news.of_text(text.id, heard)
        elif found is None and self.away_since is None and _long_in_doubt(text, now):
            await store.look_again(self._db, text.id, again_at, Why.NOT_LISTED)

    async def _find(self, twilio: "Twilio", text: Text) -> Message | None:
        if text.sid is not None:
            return await twilio.fetch(text.sid)
        listed = await twilio.sent_to(text.customer)
        known = await store.known_sids(self._db, [each.sid for each in listed])
        ours = [each for each in listed if each.sid not in known and is_it(text, each)]
        return min(ours, key=lambda each: each.at, default=None)

    async def _asking(self, question: Awaitable[T]) -> T | None:
        """None also where Twilio is away: then `away_since` says so."""
        try:
            answer = await question
        except TwilioAway as error:
            self.away_since = self.away_since or self._clock.now()
            log.warning("twilio_away", why=str(error))
            return None
        self.away_since = None
        return answer

    # ---- what customers wrote

    async def read(self) -> None:
        """Each of our numbers whose turn it is."""
        if self._twilio is None:
            return
        in_use = frozenset(filter(answerable, self._texting.senders()))
        for ours in sorted(in_use | await store.read_before(self._db)):
            every_s = READ_EVERY_S if ours in in_use and not self._reports else READ_EVERY_SELDOM_S
            if self._clock.monotonic() - self._read_at.get(ours, -every_s) >= every_s:
                self._read_at[ours] = self._clock.monotonic()
                await self._read(self._twilio, ours)

    async def _read(self, twilio: "Twilio", ours: str) -> None:
        """Only what has been taken in is passed over the next time."""
        began_at = self._clock.now()
        last = await store.polled_to(self._db, ours)
        since = began_at - FIRST_READ if last is None else last - OVERLAP
        listed = await self._asking(twilio.came(ours, since))
        if listed is None:
            return
        known = await store.known_sids(self._db, [each.sid for each in listed])
        for each in listed:
            if each.sid not in known:
                await self._news.came(_incoming(each))
        await store.set_polled_to(self._db, ours, began_at)


def is_it(text: Text, listed: Message) -> bool:
    """Whether what Twilio lists is the text whose request had no answer. A trial account adds words in front."""
    apart = abs(listed.at - (text.posted_at or text.at))
    return listed.body.endswith(text.body) and apart <= CLOCKS_APART


def _long_in_doubt(text: Text, now: datetime) -> bool:
    return text.status == TextStatus.UNKNOWN and now - (text.posted_at or text.at) > NOT_LISTED_AFTER


def _incoming(message: Message) -> Incoming:
    return Incoming(
        sid=message.sid,
        customer=message.customer,
        ours=message.ours,
        body=message.body,
        at=message.at,
        service=message.service,
    )
