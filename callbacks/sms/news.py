"""What comes to be known of texts, from wherever it comes: our own request, a report, a list, a person, a customer."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

import msgspec
import structlog

from callbacks.model import TextChanged, TextStatus
from callbacks.ports import Contacts, Projects
from callbacks.sms import store
from callbacks.sms.outcome import Why, proves_more, report_why, status_of
from callbacks.sms.pacing import next_look
from callbacks.sms.ports import Hears, Texting
from callbacks.sms.segments import measure
from callbacks.sms.store import Known, Place, Text
from callbacks.sms.words import Word, heard
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.ids import ProjectId, TextId
from kernel.phone import Phone, parse_phone
from store.pool import Database, Queryable

log = structlog.get_logger()


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was found out about a text of ours."""

    status: TextStatus
    why: Why | None = None
    code: int | None = None
    sid: str | None = None


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer wrote, as Twilio tells it. `opted` is Twilio's own finding of STOP and START, if any."""

    sid: str
    customer: str
    ours: str
    body: str
    at: datetime
    service: str | None = None
    opted: str | None = None


def reported(word: str, code: int | None, sid: str | None) -> Heard | None:
    """What one of Twilio's status words says; None for a word we do not know."""
    status = status_of(word)
    if status is None:
        log.warning("text_status_unknown", word=word[:32])
        return None
    why = report_why(word, status, code)
    return Heard(status=status, why=why, code=code if why else None, sid=sid)


class News:
    """`reports`: whether Twilio also tells us by itself, so that asking is only for what got lost."""

    def __init__(
        self,
        db: Database,
        projects: Projects,
        contacts: Contacts,
        texting: Texting,
        hears: Hears,
        clock: Clock,
        reports: bool,
    ) -> None:
        self._db = db
        self._projects = projects
        self._contacts = contacts
        self._texting = texting
        self._hears = hears
        self._clock = clock
        self._reports = reports

    # ---- of ours

    async def of_attempt(self, attempt: UUID, news: Heard) -> bool:
        """By a status callback. False where there is no such attempt."""
        async with self._db.transaction() as tx:
            text = await store.by_attempt(tx, attempt)
            if text is not None:
                await self.apply(tx, text, news)
        return text is not None

    async def of_text(self, text: TextId, news: Heard) -> None:
        async with self._db.transaction() as tx:
            found = await store.by_id(tx, text)
            if found is not None:
                await self.apply(tx, found, news)

    async def apply(self, tx: Queryable, text: Text, news: Heard) -> None:
        """`text` as it is in the row, locked. What does not prove more than is known changes nothing but the next look.

        Twilio's id is kept in any case: with it the rest can be asked for.
        """
        old, now = TextStatus(text.status), self._clock.now()
        changed = proves_more(news.status, old)
        status = news.status if changed else old
        known = Known(
            status=status,
            code=news.code if changed else text.code,
            why=news.why if changed else _why(text.detail),
            sid=news.sid,
            due_at=next_look(status, text.posted_at or text.at, now, self._reports),
            accepted_at=now if status in _ACCEPTED else None,
            delivered_at=now if status is TextStatus.DELIVERED else None,
        )
        await store.change(tx, text.id, known)
        if changed:
            await self._tell(tx, text, known, now)

    async def _tell(self, tx: Queryable, text: Text, known: Known, now: datetime) -> None:
        why = known.why.value if known.why else None
        log.info("text_changed", text_id=text.id, status=known.status, code=known.code, why=why)
        if known.why is Why.STOPPED and text.project is not None:
            await self._contacts.stop_texts(tx, [text.project], text.customer, now)
        event = TextChanged(at=now, text=text.id, status=known.status, code=known.code, why=why)
        await self._hears.text_changed(tx, text.case, event)

    # ---- of customers

    async def came(self, incoming: Incoming) -> bool:
        """Exactly once for each of Twilio's ids, however often it is told. Whether it was new."""
        async with self._db.transaction() as tx:
            segments = measure(incoming.body).segments
            whence = (incoming.sid, incoming.customer, incoming.ours)
            text = await store.add_incoming(tx, *whence, incoming.body, segments, incoming.at)
            if text is None:
                return False
            await self._place(tx, text, incoming)
        return True

    async def _place(self, tx: Queryable, text: TextId, incoming: Incoming) -> None:
        number, projects = parse_phone(incoming.customer, "ZZ"), await self._whose(tx, incoming)
        if number is None or not projects:
            log.warning("text_for_nobody", text_id=text)
            return
        project = await self._project(tx, number, projects)
        try:
            card = self._projects.project(project)
        except NotFound:  # It is in the archive: nothing of it is worked any more.
            log.warning("text_for_nobody", text_id=text)
            return
        contact = await self._contacts.of_caller(tx, card, number, incoming.at)
        word = heard(incoming.body, incoming.opted)
        if word is not None and await self._obeyed(tx, word, projects, number, incoming):
            place = Place(project=project, contact=contact, case=None, word=word.value, dealt_with_at=incoming.at)
        else:
            case = await self._hears.text_came(tx, project, contact, text, incoming.body, incoming.at)
            place = Place(project=project, contact=contact, case=case)
        await store.place_incoming(tx, text, place)
        log.info("text_came", text_id=text, word=word.value if word else None)

    async def _whose(self, tx: Queryable, incoming: Incoming) -> Sequence[ProjectId]:
        """Those that use the sender; of a former one, those that have written to this customer from it."""
        senders = self._texting.senders()
        in_use = senders.get(incoming.ours) or senders.get(incoming.service or "")
        ours = [each for each in (incoming.ours, incoming.service) if each]
        return in_use or await store.writers_from(tx, incoming.customer, ours)

    async def _project(self, tx: Queryable, number: Phone, projects: Sequence[ProjectId]) -> ProjectId:
        """Several may use one sender: the one that wrote to them last, else one that knows them, else the first."""
        if len(projects) == 1:
            return projects[0]
        if (last := await store.last_written_to(tx, number, projects)) is not None:
            return last
        for project in projects:
            if await self._contacts.find(tx, project, number) is not None:
                return project
        return projects[0]

    async def _obeyed(
        self, tx: Queryable, word: Word, projects: Sequence[ProjectId], number: Phone, incoming: Incoming
    ) -> bool:
        """False where somebody has to read it: a "yes" from who has stopped nothing is an answer like any other."""
        match word:
            case Word.STOP:
                await self._contacts.stop_texts(tx, projects, number, incoming.at)
                for text in await store.unsent_to(tx, number, projects):
                    await self.apply(tx, text, Heard(status=TextStatus.REFUSED, why=Why.STOPPED))
                return True
            case Word.START:
                return await self._contacts.allow_texts(tx, projects, number) or incoming.opted is not None
            case Word.HELP:
                return False
            case _:
                assert_never(word)


_ACCEPTED = frozenset({TextStatus.ACCEPTED, TextStatus.SENT, TextStatus.DELIVERED, TextStatus.UNDELIVERED})


def _why(word: str | None) -> Why | None:
    return Why(word) if word else None
