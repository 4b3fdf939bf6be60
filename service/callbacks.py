"""The ladder, joined: what it asks of the set-up, the switch, the floor and the contacts, and who tells it what."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from callbacks.attempts import Attempts
from callbacks.by_hand import held, refused
from callbacks.cases import Cases
from callbacks.desk import CaseDesk
from callbacks.dialled import Dialled
from callbacks.follower import Follower
from callbacks.heard import Hearing
from callbacks.held import HeldNumbers
from callbacks.model import Case, CloseAsked, CloseReason
from callbacks.ports import CallBack, ProjectCard
from callbacks.regulars import Regulars
from callbacks.rulebook import Rulebook
from callbacks.rules import Decision
from callbacks.screen import FraudScreen
from callbacks.sms.desk import Parts, Texts
from callbacks.texted import Texted
from callbacks.texting import TextSteps
from callbacks.worker import Worker
from config.catalog import Catalog
from config.model import Project
from contacts.barred import BarredNumbers
from contacts.ports import Hooks
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.ids import AgentId, CallId, ContactId, ProjectId, QueueId
from kernel.numbering import LineType
from kernel.phone import Phone
from kernel.trouble import Trouble
from service.contacts import ContactBook
from store.journal import Journal
from store.listen import Listener
from store.pool import Database, Queryable

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.calls import Calls
from telephony.desk import Desk
from telephony.dispatcher import Dispatcher
from telephony.names import call_of
from telephony.states import RingingAgent, RingingCustomer
from workforce.floor import Floor

Gauge = tuple[str, str, float]


class CatalogProjects:
    """Implements `callbacks.ports.Projects`. `catalog` gives the newest snapshot."""

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        self._catalog = catalog

    def project(self, project: ProjectId) -> ProjectCard:
        catalog = self._catalog()
        found, queues = catalog.project(project), catalog.queues_of(project)
        return ProjectCard(
            id=project,
            name=found.name,
            region=found.region,
            language=found.language,
            hours=found.hours,
            numbers=_numbers(catalog, found),
            did=_to_name(catalog, found),
            queue=queues[0].id if queues else None,
        )

    def own_numbers(self) -> frozenset[str]:
        catalog = self._catalog()
        return frozenset().union(*(_numbers(catalog, each) for each in catalog.projects.values()))

    def skills(self, project: ProjectId, queue: QueueId | None) -> frozenset[str]:
        catalog = self._catalog()
        known = catalog.queues_of(project)
        found = next((each for each in known if each.id == queue), known[0] if known else None)
        if found is None:
            raise NotFound(f"Project {project} has no queue.")
        return found.skills


def _numbers(catalog: Catalog, project: Project) -> frozenset[str]:
    own = {number.did for number in catalog.numbers_of(project.id) if number.did.startswith("+")}
    return frozenset(own | ({project.caller_id.e164} if project.caller_id else set()))


def _to_name(catalog: Catalog, project: Project) -> str:
    """What customers see of us, where that can be called; else the first number that can."""
    dids = sorted(number.did for number in catalog.numbers_of(project.id) if number.did.startswith("+"))
    if project.caller_id is not None and project.caller_id.e164 in dids:
        return project.caller_id.e164
    return dids[0] if dids else ""


class Line:
    """The switch as the ladder sees it. Implements `callbacks.ports.Dialler`, `Presence` and `Switch`."""

    def __init__(self, desk: Desk, calls: Calls, ari: AriClient, trouble: Callable[[], Trouble | None]) -> None:
        self._desk = desk
        self._calls = calls
        self._ari = ari
        self._trouble = trouble

    def call_back(self, wanted: CallBack) -> None:
        self._desk.call_back(
            wanted.call,
            wanted.agent,
            wanted.endpoint,
            wanted.number,
            wanted.project,
            wanted.queue,
            wanted.language,
            wanted.case,
        )

    def drop(self, call: CallId) -> None:
        if isinstance(self._calls.state(call), RingingAgent | RingingCustomer):
            self._desk.hang_up(call)

    def let_go(self, call: CallId, agent: AgentId) -> None:
        self._desk.let_go(call, agent)

    def with_us(self, project: ProjectId, number: Phone, but: CallId) -> bool:
        return self._desk.with_us(project, number, but)

    async def has(self, call: CallId) -> bool | None:
        """A call that this life of the service knows of was placed, whatever its row says."""
        if self._calls.state(call) is not None or self._calls.has_ended(call):
            return True
        if self._trouble() is not None:
            return None
        try:
            found = await self._ari.snapshot()
        except AriError:
            return None
        return any(call_of(channel.id) == call for channel in found.channels)


class Ladder:
    """Every part of the ladder, made once. `load` before `tasks` are run."""

    def __init__(
        self,
        db: Database,
        listener: Listener,
        journal: Journal,
        clock: Clock,
        *,
        catalog: Callable[[], Catalog],
        line: Line,
        floor: Floor,
        dispatcher: Dispatcher,
        twilio: "Twilio | None",
        webhooks: str,
    ) -> None:
        self._db = db
        self._clock = clock
        self._catalog = catalog
        self.rulebook = Rulebook(db, listener)
        self.projects = CatalogProjects(catalog)
        self.contacts = ContactBook(
            self.known_prefixes,
            lambda project: self.rulebook.of(project).texting.sender,
        )
        self.dialled = Dialled()
        self.held = HeldNumbers()
        self.screen = FraudScreen(self.projects, self.dialled)
        self.cases = Cases(self.rulebook, self.projects, self.contacts, self.screen, clock)
        self.texts = Texts(self._text_parts(twilio, webhooks))
        self.barred = BarredNumbers(db, listener)
        self.regulars = Regulars(lambda project: self.rulebook.of(project).policy.front_hours, self._may_call)
        self.attempts = self._attempts(line, floor, journal)
        self.worker = self._worker(line, dispatcher)
        self.follower = Follower(db, Hearing(self.cases, self.projects), clock)
        self.desk = CaseDesk(db, self.cases, self.attempts.call_now)
        listener.subscribe("steps", self.worker.wake)
        dispatcher.given = self.worker.given
        self.cases.settled = self._settled
        self.rulebook.changed = self.worker.rules_changed

    def refusal(self, project: ProjectId, number: Phone) -> str | None:
        """Why a number that somebody typed is not dialled, and who can change that. Answers from memory."""
        if self.barred.covers(project, number):
            return "This number is on the do-not-call list."
        card = self.projects.project(project)
        verdict = self.screen.typed(card, number, self.rulebook.of(project), self._clock.now())
        return refused(verdict, card.hours.zone) or held(self.held.why(project, number))

    def _settled(self, case: Case, decision: Decision | None) -> None:
        self.regulars.settled(case)
        self.held.settled(case, decision)

    def _may_call(self, project: ProjectId, number: Phone, at: datetime) -> bool:
        return self.screen.lets(self.projects.project(project), number, self.rulebook.of(project), at)

    def _text_parts(self, twilio: "Twilio | None", webhooks: str) -> Parts:
        return Parts(
            db=self._db,
            twilio=twilio,
            projects=self.projects,
            contacts=self.contacts,
            texting=self.rulebook,
            hears=Texted(self.cases),
            line_types=self.contacts,
            clock=self._clock,
            webhooks=webhooks,
        )

    def _attempts(self, line: Line, floor: Floor, journal: Journal) -> Attempts:
        self._id = uuid4()
        return Attempts(
            self._db,
            self.cases,
            presence=line,
            dialler=line,
            agents=floor,
            switch=line,
            current=lambda: journal.current,
            clock=self._clock,
            worker=self._id,
        )

    def _worker(self, line: Line, dispatcher: Dispatcher) -> Worker:
        texts = TextSteps(self._db, self.cases, self.texts, self.screen, clock=self._clock, worker=self._id)
        return Worker(
            self._db,
            self.cases,
            self.attempts,
            texts,
            rulebook=self.rulebook,
            projects=self.projects,
            presence=line,
            dealer=dispatcher,
            clock=self._clock,
        )

    def known_prefixes(self, project: ProjectId) -> Mapping[str, LineType]:
        return self.rulebook.of(project).fraud.known_prefixes

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        await self.rulebook.load()
        await self.barred.load()
        await self.held.load(self._db)
        await self.dialled.load(self._db, self._clock.now())
        await self.regulars.load(self._db, self._clock.now())

    def tasks(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        """What fails alone and is begun again."""
        return (
            ("callback-rules", self.rulebook.run),
            ("do-not-call", self.barred.run),
            ("cases", self.follower.run),
            ("callbacks", self.worker.run),
            ("texts", self.texts.run),
        )

    def troubles(self) -> Iterator[tuple[str, Trouble | None]]:
        yield from self.worker.alarms()
        yield "cases", self.follower.alarm()
        yield "texts", self.texts.trouble

    def gauges(self) -> Iterator[Gauge]:
        ladder = self.worker.ladder
        yield "ringback_cases_open", "Cases that are open", self.worker.open
        yield "ringback_callbacks_due", "Calls and texts that are due", ladder.due
        yield "ringback_promises_broken", "Due calls whose promised moment has passed", ladder.broken
        yield "ringback_facts_unread", "Facts of calls that no case had heard of at the last look", self.follower.unread

    # ---- what happens to contacts

    def hooks(self) -> Hooks:
        return Hooks(
            moved=(self._moved,),
            barred=(self._barred,),
            blocked=(self._blocked,),
            changed=(self.cases.contact_changed,),
        )

    async def _moved(self, tx: Queryable, gone: ContactId, into: ContactId) -> None:
        await self.cases.contacts_merged(tx, gone, into)

    async def _blocked(self, tx: Queryable, project: ProjectId | None, number: Phone, by: str, why: str) -> None:
        """Who is not to reach us is not called either: a person has closed their case."""
        closed = CloseAsked(at=self._clock.now(), reason=CloseReason.BY_PERSON, by=by, note=f"Caller blocked: {why}")
        for each in self._catalog().projects if project is None else (project,):
            case = await self.cases.open_of(tx, ProjectId(each), number)
            if case is not None:
                await self.cases.tell(tx, case, closed)

    async def _barred(self, tx: Queryable, project: ProjectId | None, number: Phone, _at: datetime, _by: str) -> None:
        """Whoever has the number is not called any more: their case closes."""
        for each in self._catalog().projects if project is None else (project,):
            contact = await self.contacts.find(tx, ProjectId(each), number)
            if contact is not None:
                await self.cases.contact_changed(tx, contact)
