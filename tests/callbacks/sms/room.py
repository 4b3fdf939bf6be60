"""Texts over a real database and the stand-in for Twilio, with the neighbours played."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import aiohttp

from callbacks.model import TextBegan, TextChanged, TextStatus
from callbacks.ports import ContactCard, ProjectCard
from callbacks.rules import Customer, TextRules, ZoneSource
from callbacks.sms.desk import Parts, Refusal, Texts
from callbacks.sms.wire import Twilio
from config.model import Hours, Interval
from kernel.errors import NotFound
from kernel.ids import CaseId, ContactId, ProjectId, QueueId, StepId, TextId
from kernel.numbering import LineType
from kernel.phone import Phone
from lab.twilio import TwilioStandIn
from store.pool import Database, Queryable, Record
from tests.clocks import HandClock

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PROJECT, OTHER = ProjectId(1), ProjectId(2)
OURS = "+380800000001"
MOBILE = Phone("+380671234567")
BELARUSIAN = Phone("+375291234567")
CASE = CaseId(7)
HASTY = aiohttp.ClientTimeout(total=0.3, sock_connect=0.2)


def project_card(project: ProjectId = PROJECT, language: str = "en", did: str = "+380441112233") -> ProjectCard:
    work: tuple[Interval, ...] = (Interval(540, 1080),)
    weekly = dict.fromkeys((1, 2, 3, 4, 5), work)
    hours = Hours(ZoneInfo("Europe/Kyiv"), weekly, {})
    return ProjectCard(
        id=project,
        name="Acme",
        region="UA",
        language=language,
        hours=hours,
        numbers=frozenset({did}),
        did=did,
        queue=None,
    )


class Neighbours:
    """Projects, contacts, cases and rules, as texts see them, in memory; what they are told is kept."""

    def __init__(self) -> None:
        self.rules = {PROJECT: TextRules(sender=OURS)}
        self.cards = {PROJECT: project_card()}
        self.contacts: dict[tuple[ProjectId, Phone], ContactId] = {}
        self.stopped: set[tuple[ProjectId, Phone]] = set()
        self.changes: list[tuple[CaseId | None, TextChanged]] = []
        self.began: list[TextBegan] = []
        self.came: list[tuple[ProjectId, ContactId, TextId, str]] = []
        self.dealt: list[tuple[ContactId, str]] = []
        self.line_types: dict[Phone, LineType] = {}
        self.lines_told: list[tuple[ProjectId, Phone]] = []

    # Projects

    def project(self, project: ProjectId) -> ProjectCard:
        if project not in self.cards:
            raise NotFound("There is no such project.")
        return self.cards[project]

    def own_numbers(self) -> frozenset[str]:
        return frozenset({OURS})

    def skills(self, project: ProjectId, queue: QueueId | None) -> frozenset[str]:
        return frozenset()

    # Texting

    def texting(self, project: ProjectId) -> TextRules:
        return self.rules.get(project, TextRules())

    def senders(self) -> Mapping[str, tuple[ProjectId, ...]]:
        used = {rules.sender for rules in self.rules.values() if rules.sender}
        return {each: tuple(key for key, rules in self.rules.items() if rules.sender == each) for each in used}

    # Contacts

    async def of_caller(self, tx: Queryable, project: ProjectCard, number: Phone, at: datetime) -> ContactId:
        found = self.contacts.setdefault((project.id, number), ContactId(len(self.contacts) + 1))
        await tx.execute(
            "INSERT INTO contacts (id, project_id, created_at, changed_at) VALUES ($1, $2, $3, $3) "
            "ON CONFLICT DO NOTHING",
            found,
            project.id,
            at,
        )
        return found

    async def card(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone, unclear_is_mobile: bool
    ) -> ContactCard:
        return card_of(contact, number, stopped=(project.id, number) in self.stopped)

    async def find(self, tx: Queryable, project: ProjectId, number: Phone) -> ContactId | None:
        return self.contacts.get((project, number))

    async def stop_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone, at: datetime) -> None:
        self.stopped |= {(project, number) for project in projects}

    async def allow_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone) -> bool:
        theirs = self.stopped & {(project, number) for project in projects}
        self.stopped -= theirs
        return bool(theirs)

    async def keep_line_type(self, tx: Queryable, project: ProjectId, number: Phone, found: LineType) -> None:
        self.line_types[number] = found

    # Hears

    async def text_began(
        self, tx: Queryable, project: ProjectId, contact: ContactId, event: TextBegan
    ) -> CaseId | None:
        self.began.append(event)
        return CASE

    async def text_changed(self, tx: Queryable, case: CaseId | None, event: TextChanged) -> None:
        self.changes.append((case, event))

    async def text_came(
        self, tx: Queryable, project: ProjectId, contact: ContactId, text: TextId, body: str, at: datetime
    ) -> CaseId | None:
        self.came.append((project, contact, text, body))
        return CASE

    async def text_dealt_with(
        self, tx: Queryable, project: ProjectId, contact: ContactId, at: datetime, by: str
    ) -> None:
        self.dealt.append((contact, by))

    async def line_type_told(self, tx: Queryable, project: ProjectId, number: Phone) -> None:
        self.lines_told.append((project, number))


def card_of(
    contact: ContactId, number: Phone, *, stopped: bool = False, language: str | None = None, one_way: bool = False
) -> ContactCard:
    customer = Customer(
        number=number,
        zones=("Europe/Kyiv",),
        zone_source=ZoneSource.NUMBER,
        text_to=None if stopped else number,
        no_text="stopped" if stopped else "",
        one_way=one_way,
    )
    return ContactCard(id=contact, name="Olena", language=language, customer=customer)


class Room:
    """`webhooks`: as if we were reached from outside at that address."""

    def __init__(self, db: Database, stand: TwilioStandIn, twilio: Twilio | None, webhooks: str = "") -> None:
        self.db, self.stand = db, stand
        self.clock = HandClock(START)
        stand.clock = self.clock.now
        self.near = Neighbours()
        self._steps = 0
        near = self.near
        parts = Parts(
            db=db,
            twilio=twilio,
            projects=near,
            contacts=near,
            texting=near,
            hears=near,
            line_types=near,
            clock=self.clock,
            webhooks=webhooks,
        )
        self.texts = Texts(parts)

    async def begin(self, number: Phone = MOBILE, card: ContactCard | None = None) -> TextId | Refusal:
        """As the worker does, in the transaction that claims a step."""
        self._steps += 1
        async with self.db.transaction() as tx:
            project = self.near.project(PROJECT)
            contact = await self.near.of_caller(tx, project, number, self.clock.now())
            return await self.texts.begin(
                tx,
                project=project,
                contact=card or card_of(contact, number),
                case=CASE,
                step=StepId(self._steps),
                number=number,
                now=self.clock.now(),
            )

    async def begun(self, number: Phone = MOBILE) -> TextId:
        found = await self.begin(number)
        assert not isinstance(found, Refusal)
        return found

    async def sent(self, number: Phone = MOBILE) -> TextId:
        """Begun and delivered."""
        text = await self.begun(number)
        await self.texts.deliver(text)
        return text

    async def row(self, text: TextId) -> Record:
        return await self.db.fetchrow("SELECT * FROM texts WHERE id = $1", text)

    async def status(self, text: TextId) -> str:
        return str((await self.row(text))["status"])

    async def attempt(self, text: TextId) -> UUID:
        found: UUID = (await self.row(text))["attempt"]
        return found

    async def pass_time(self, **by: float) -> None:
        """And look after what is due by then."""
        self.clock.advance(**by)
        await self.texts.watch.look()

    def told(self) -> list[TextStatus]:
        return [event.status for _, event in self.near.changes]
