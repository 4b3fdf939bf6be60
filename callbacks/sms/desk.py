"""Where texts are written, sent and answered. The row is the truth: it is there before anything is asked of Twilio."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, assert_never
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import structlog

from callbacks.model import TextBegan, TextStatus
from callbacks.ports import ContactCard, Contacts, ProjectCard, Projects
from callbacks.sms import store
from callbacks.sms.countries import one_way
from callbacks.sms.lookups import Lookups
from callbacks.sms.news import Heard, News
from callbacks.sms.outcome import SENTENCES, UNSENDABLE, Accepted, InDoubt, NotSent, Refused, Sent, Why, status_of
from callbacks.sms.pacing import LEASE, TRY_FOR, again_after
from callbacks.sms.ports import Hears, LineTypes, Texting
from callbacks.sms.segments import measure
from callbacks.sms.store import Draft, Text
from callbacks.sms.templates import LONGEST, Filling, Kind, hours_text, render, shipped
from callbacks.sms.watch import Watch
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound, Said
from kernel.ids import AgentId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.numbering import LineType, country_of
from kernel.phone import Phone
from kernel.trouble import Trouble
from store.pool import Database, Queryable

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio

log = structlog.get_logger()

STATUS_PATH = "/api/twilio/status/{attempt}"
"""Where Twilio reports; the attempt in it proves which text it speaks of."""


NOTHING_CAN_BE_SENT = "Nothing can be sent to this customer: they have no mobile number."
CANNOT_TEXT: Mapping[str, str] = {
    "do_not_call": "Nothing can be sent to this customer: they are on the do-not-call list.",
    "consent_refused": "Nothing can be sent to this customer: they do not want to hear from us.",
    "stopped": "Nothing can be sent to this customer: they have stopped texts, until they send START.",
    "unclear": "Nothing can be sent to this customer: it is not known whether the number is mobile.",
}
"""By the words of `Customer.no_text`."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is sent, and never will be for this step. There is a row all the same, `text`, with status refused.

    `why` is a constant word of `callbacks.sms.outcome`, such as `no_credentials` or `no_sender`.
    """

    text: TextId
    why: str


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What texts stand on. `webhooks` is our public address for Twilio, such as https://calls.example.com; empty: there
    is none, and everything is found out by asking. `twilio` None: no credentials.
    """

    db: Database
    twilio: "Twilio | None"
    projects: Projects
    contacts: Contacts
    texting: Texting
    hears: Hears
    line_types: LineTypes
    clock: Clock
    webhooks: str = ""
    new_attempt: Callable[[], UUID] = uuid4


class Texts:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._db, self._clock, self._twilio = parts.db, parts.clock, parts.twilio
        reports = bool(parts.webhooks)
        self.news = News(parts.db, parts.projects, parts.contacts, parts.texting, parts.hears, parts.clock, reports)
        self.lookups = Lookups(parts.db, parts.twilio, parts.texting, parts.line_types, parts.hears, parts.clock)
        self.watch = Watch(
            parts.db, parts.twilio, self.news, parts.texting, self.deliver, self.lookups.work, parts.clock, reports
        )
        self._barred: Why | None = None

    async def run(self) -> None:
        """Until cancelled: sends what is due, finds out what became of the rest, reads what customers wrote."""
        await self.watch.run()

    @property
    def trouble(self) -> Trouble | None:
        """For an alarm, gone with the next success."""
        match self._barred:
            case Why.BAD_CREDENTIALS:
                return Trouble("twilio_refuses", SENTENCES[Why.BAD_CREDENTIALS])
            case Why.ACCOUNT_BARRED:
                return Trouble("twilio_suspended", SENTENCES[Why.ACCOUNT_BARRED])
            case _:
                return Trouble("twilio_away", "Twilio does not answer: texts wait.") if self.watch.away_since else None

    # ---- the ladder's texts

    async def begin(
        self,
        tx: Queryable,
        *,
        project: ProjectCard,
        contact: ContactCard,
        case: CaseId,
        step: StepId,
        number: Phone,
        now: datetime,
    ) -> TextId | Refusal:
        """Writes the text down, in the transaction that claims its step. Then, after the commit, `deliver`.

        The caller tells the case `TextBegan`, and on a `Refusal` also `TextChanged(REFUSED, why)`.
        """
        sender = self.parts.texting.texting(project.id).sender
        body = await self._worded(tx, project, contact, one_way(country_of(number), sender), now)
        why = self._obstacle(sender, project, body)
        draft = Draft(
            project=project.id,
            contact=contact.id,
            case=case,
            step=step,
            attempt=self.parts.new_attempt(),
            customer=number,
            ours=sender,
            body=body,
            segments=measure(body).segments,
            at=now,
            why=why,
        )
        text = await store.add_outgoing(tx, draft)
        return Refusal(text=text, why=why.value) if why else text

    def _obstacle(self, sender: str, project: ProjectCard, body: str) -> Why | None:
        if self._twilio is None:
            return Why.NO_CREDENTIALS
        if not sender:
            return Why.NO_SENDER
        if not project.did:
            return Why.NO_NUMBER
        return Why.TOO_LONG if len(body) > LONGEST else None

    async def _worded(
        self, tx: Queryable, project: ProjectCard, contact: ContactCard, unanswerable: bool, now: datetime
    ) -> str:
        """In the customer's language, else the project's; the project's own words, else those that ship."""
        kind = Kind.MISSED_ONE_WAY if unanswerable or contact.customer.one_way else Kind.MISSED
        wanted = contact.language or project.language
        found = await store.template(tx, project.id, kind, [wanted])
        body, language = found or (shipped(kind, wanted), wanted)
        return render(body, _filling(project, contact, language, now))

    async def deliver(self, text: TextId) -> None:
        """Sends it, at most once, and tells the case what came of it. Never raises for Twilio's sake.

        Whom nobody calls `deliver` for (a crash after the commit) `run` delivers. Raises `Unavailable`.
        """
        now = self._clock.now()
        taken = await store.take_to_send(self._db, text, now, now + LEASE)
        if taken is None:
            return
        if now - taken.at > TRY_FOR:
            await self.news.of_text(text, Heard(status=TextStatus.REFUSED, why=Why.GIVEN_UP))
            return
        await self._record(taken, await self._send(taken))
        self.watch.wake()

    async def _send(self, text: Text) -> Sent:
        if self._twilio is None:
            return Refused(why=Why.NO_CREDENTIALS)
        base = self.parts.webhooks.rstrip("/")
        callback = base + STATUS_PATH.format(attempt=text.attempt) if base else None
        return await self._twilio.send(text.customer, text.ours, text.body, callback)

    async def _record(self, text: Text, sent: Sent) -> None:
        match sent:
            case Accepted(sid=sid, status=word, code=code):
                self._barred = None
                status = status_of(word) or TextStatus.ACCEPTED
                news = Heard(status=status, code=code, sid=sid)
            case Refused(why=why, code=code):
                self._barred = why if why in (Why.BAD_CREDENTIALS, Why.ACCOUNT_BARRED) else None
                news = Heard(status=TextStatus.REFUSED, why=why, code=code)
            case InDoubt(why=why):
                log.warning("text_in_doubt", text_id=text.id, why=why)
                news = Heard(status=TextStatus.UNKNOWN, why=why)
            case NotSent(why=why, after_s=after_s):
                again_at = self._clock.now() + again_after(text.tries, after_s)
                await store.was_not_sent(self._db, text.id, again_at, why)
                return
            case _:
                assert_never(sent)
        await self.news.of_text(text.id, news)

    # ---- what people do

    async def reply(
        self, *, project: ProjectId, contact: ContactId, number: Phone | None, body: str, by: str
    ) -> TextId:
        """A person's own words. `number` None: where they wrote from last. What waited is dealt with by it.

        Raises `NotFound`, `BadInput`, and `Conflict` where nothing can be sent to them.
        """
        if not 1 <= len(body.strip()) <= LONGEST:
            raise BadInput("body", Said(f"{len(body)} characters"), f"a text of 1 to {LONGEST} characters")
        card, rules = self.parts.projects.project(project), self.parts.texting.texting(project)
        if why := self._obstacle(rules.sender, card, body):
            raise Conflict(UNSENDABLE[why])
        async with self._db.transaction() as tx:
            to = await self._reachable(tx, card, contact, number, rules.unclear_is_mobile)
            await self._answered(tx, project, contact, by)
            text = await self._write(tx, card, contact, to, rules.sender, body.strip())
        await self.deliver(text)
        return text

    async def _reachable(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone | None, unclear_is_mobile: bool
    ) -> Phone:
        asked = number or await store.wrote_from(tx, contact)
        if asked is None:
            raise BadInput("number", None, "the number to write to: they have not written yet")
        card = await self.parts.contacts.card(tx, project, contact, asked, unclear_is_mobile)
        if await self.parts.contacts.find(tx, project.id, asked) != card.id:
            raise Conflict(f"{asked.e164} is no number of this customer.")
        if card.customer.text_to is None:
            raise Conflict(CANNOT_TEXT.get(card.customer.no_text, NOTHING_CAN_BE_SENT))
        if card.customer.text_to != asked:
            raise Conflict(f"{asked.e164} can get no texts; another number of this customer can.")
        return asked

    async def _write(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, to: Phone, sender: str, body: str
    ) -> TextId:
        now = self._clock.now()
        draft = Draft(
            project=project.id,
            contact=contact,
            case=None,
            step=None,
            attempt=self.parts.new_attempt(),
            customer=to,
            ours=sender,
            body=body,
            segments=measure(body).segments,
            at=now,
        )
        text = await store.add_outgoing(tx, draft)
        case = await self.parts.hears.text_began(tx, project.id, contact, TextBegan(at=now, text=text))
        await store.set_case(tx, text, case)
        return text

    async def deal_with(self, text: TextId, by: str) -> None:
        """An incoming text needs no answer (any more), nor does what its sender wrote before. Raises `NotFound`."""
        async with self._db.transaction() as tx:
            found = await store.by_id(tx, text)
            if found is None or not found.incoming:
                raise NotFound("There is no such incoming text.")
            if found.project is None or found.contact is None:
                await store.dealt_with_one(tx, text, self._clock.now(), by)
            else:
                await self._answered(tx, found.project, found.contact, by)

    async def _answered(self, tx: Queryable, project: ProjectId, contact: ContactId, by: str) -> None:
        now = self._clock.now()
        if await store.dealt_with(tx, contact, now, by):
            await self.parts.hears.text_dealt_with(tx, project, contact, now, by)

    async def assign(self, text: TextId, agent: AgentId | None) -> None:
        """Whose an incoming text is to answer. Raises `NotFound`, also for an agent who does not exist."""
        if not await store.assign(self._db, text, agent):
            raise NotFound("There is no such incoming text, or no such agent.")

    async def settle(self, text: TextId, *, sent: bool, by: str) -> None:
        """A person says what an unknown text came to. Raises `NotFound`, `Conflict` where it is not unknown."""
        async with self._db.transaction() as tx:
            found = await store.by_id(tx, text)
            if found is None or found.incoming:
                raise NotFound("There is no such text of ours.")
            if found.status != TextStatus.UNKNOWN:
                raise Conflict(f"The text is {found.status}: only one that is unknown can be settled.")
            status = TextStatus.SENT if sent else TextStatus.REFUSED
            why = Why.PERSON_SAYS_SENT if sent else Why.PERSON_SAYS_NOT_SENT
            await self.news.apply(tx, found, Heard(status=status, why=why))
        log.info("text_settled", text_id=text, sent=sent, by=by)

    async def look_up(self, project: ProjectId, number: Phone) -> LineType | None:
        """Asks Twilio's Lookup where the project wants that and the plan cannot tell; keeps the answer.

        Raises `TwilioAway`.
        """
        return await self.lookups.ask(project, number)


def _filling(project: ProjectCard, contact: ContactCard, language: str, now: datetime) -> Filling:
    zone: ZoneInfo = project.hours.zone
    hours = hours_text(project.hours, now.astimezone(zone).date(), language)
    return Filling(company=project.name, number=project.did, hours=hours, name=contact.name)
