"""Due callbacks on a Postgres of their own, with every part of the ladder real and the switch played."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from callbacks.attempts import Attempts
from callbacks.cases import Cases
from callbacks.model import MissedCall
from callbacks.ports import CallBack, ProjectCard
from callbacks.rulebook import Rulebook
from callbacks.rules import FraudRules, Policy, ProjectRules
from callbacks.screen import FraudScreen
from callbacks.sms.desk import Parts, Texts
from callbacks.texted import Texted
from callbacks.texting import TextSteps
from callbacks.worker import Worker
from config.catalog import Catalog
from config.seed import OPEN_PROJECT, seed_demo
from config.store import load_catalog
from kernel.clock import SystemClock
from kernel.ids import AgentId, CallId, ProjectId, StepId
from kernel.numbering import LineType
from kernel.phone import Phone
from service.callbacks import CatalogProjects
from service.contacts import ContactBook
from store.listen import Listener
from store.pool import Database
from telephony.routing import Want

AGENT, ENDPOINT = AgentId(1), "PJSIP/agent-1"
PREFIX = "+4477009"
MANY = 10**6
SOON = timedelta(seconds=Policy().soon_after_s)
FAR = timedelta(days=30)
_UNLIMITED = FraudRules(
    known_prefixes={PREFIX: LineType.MOBILE},
    per_number_a_day=MANY,
    per_prefix_an_hour=MANY,
    per_hour=MANY,
    per_day=MANY,
    neighbours=MANY,
)

# Copies of one case and its step, due far ahead: what a busy installation has lying about.
_MORE_CASES = """
INSERT INTO cases (id, project_id, contact_id, status, state, next, opened_at, first_missed_at, last_missed_at,
                   changed_at)
SELECT $1::bigint + n, project_id, $1::bigint + n, status, state, next, opened_at, first_missed_at, last_missed_at,
       changed_at
FROM cases, generate_series($3::integer, $4::integer) AS n WHERE id = $2
"""
_MORE_STEPS = """
INSERT INTO steps (case_id, project_id, kind, status, number, rung, due_at, plan, planned_at)
SELECT $1::bigint + n, project_id, kind, status, number, rung, due_at + n * interval '1 second', plan, planned_at
FROM steps, generate_series($3::integer, $4::integer) AS n WHERE case_id = $2
"""
_FIRST_COPY = 10_000_000
_AT_ONCE = 50_000


class Switch:
    """Takes every callback, and has an agent for each that is wanted. Plays line, floor and dispatcher."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.worker: Worker | None = None
        self.rung: dict[CallId, datetime] = {}
        self._asked: set[CallId] = set()

    def want(self, wants: Sequence[Want], percents: Mapping[ProjectId, int]) -> None:
        for wanted in wants:
            if wanted.call not in self._asked and self.worker is not None:
                self._asked.add(wanted.call)
                self.worker.given(wanted, AGENT, ENDPOINT)

    def call_back(self, wanted: CallBack) -> None:
        self.rung[wanted.call] = self.clock.now()

    def drop(self, call: CallId) -> None: ...

    def let_go(self, call: CallId, agent: AgentId) -> None:
        self._asked.discard(call)

    def with_us(self, project: ProjectId, number: Phone, but: CallId) -> bool:
        return False

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        return ENDPOINT

    async def has(self, call: CallId) -> bool | None:
        return True


class Ladder:
    """`open_ladder` makes it. Callers are numbered, so that none is used twice."""

    def __init__(self, db: Database, catalog: Catalog) -> None:
        clock, worker = SystemClock(), uuid4()
        self.db = db
        self.switch = Switch()
        self.rulebook = Rulebook(db, Listener(db.url))
        self.projects = CatalogProjects(lambda: catalog)
        contacts = ContactBook(lambda project: self.rulebook.of(project).fraud.known_prefixes)
        screen = FraudScreen(self.projects)
        self.cases = Cases(self.rulebook, self.projects, contacts, screen, clock)
        self._project = next(each.id for each in catalog.projects.values() if each.name == OPEN_PROJECT)
        self._callers = 0
        self.stops: list[BaseException] = []
        """What an attempt is stopped by just before its transaction is committed."""
        self.attempts = Attempts(
            db,
            self.cases,
            presence=self.switch,
            dialler=self.switch,
            agents=self.switch,
            switch=self.switch,
            current=lambda: True,
            clock=clock,
            worker=worker,
            reached=self._reached,
        )
        parts = Parts(
            db=db,
            twilio=None,
            projects=self.projects,
            contacts=contacts,
            texting=self.rulebook,
            hears=Texted(self.cases),
            line_types=contacts,
            clock=clock,
            webhooks="",
        )
        self.worker = Worker(
            db,
            self.cases,
            self.attempts,
            TextSteps(db, self.cases, Texts(parts), screen, clock=clock, worker=worker),
            rulebook=self.rulebook,
            projects=self.projects,
            presence=self.switch,
            dealer=self.switch,
            clock=clock,
        )
        self.switch.worker = self.worker

    def _reached(self, name: str) -> None:
        if name == "claiming" and self.stops:
            raise self.stops.pop()

    async def furnish(self) -> None:
        """Rules without caps, so that what is measured is the way and not the refusal."""
        await self.rulebook.save(self._project, ProjectRules(fraud=_UNLIMITED), "bench", self.switch.clock.now())

    @property
    def card(self) -> ProjectCard:
        return self.projects.project(self._project)

    async def missed(self, due: datetime) -> StepId:
        """Somebody called in vain, and is to be called back at `due`: the step."""
        self._callers += 1
        call, number = CallId(f"bench.{self._callers}"), Phone(f"{PREFIX}{self._callers:05}")
        missed = MissedCall(call=call, at=due - SOON, reason="abandoned_in_queue", number=number)
        async with self.db.transaction() as tx:
            case = await self.cases.open_or_join(tx, self.card, missed)
        return await _step_of(self.db, case.id)

    async def fill(self, pending: int) -> None:
        """So many more steps that are due in a month."""
        pattern = await self.missed(self.switch.clock.now() + FAR)
        case = await self.db.fetchval("SELECT case_id FROM steps WHERE id = $1", pattern)
        for first in range(1, pending, _AT_ONCE):
            last = min(first + _AT_ONCE - 1, pending)
            for sql in (_MORE_CASES, _MORE_STEPS):
                await self.db.execute(sql, _FIRST_COPY, case, first, last)
        await self.db.execute("VACUUM ANALYZE cases")
        await self.db.execute("VACUUM ANALYZE steps")


async def _step_of(db: Database, case: int) -> StepId:
    return StepId(await db.fetchval("SELECT id FROM steps WHERE case_id = $1 AND status = 'planned'", case))


async def open_ladder(db: Database) -> Ladder:
    """On a migrated, empty database."""
    await seed_demo(db)
    ladder = Ladder(db, await load_catalog(db, SystemClock().now()))
    await ladder.furnish()
    return ladder
