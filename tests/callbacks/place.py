"""Cases as people meet them over HTTP: the real parts over a real database, in a neighbourhood of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from callbacks import http, http_mine, http_notes, settings
from callbacks.cases import Cases
from callbacks.desk import CaseDesk
from callbacks.http import CasesQuery
from callbacks.model import AttemptBegan, AttemptEnded, MissedCall, Result
from callbacks.ports import ContactCard, ProjectCard
from callbacks.rules import Cleared, Customer, ProjectRules, Verdict, ZoneSource
from callbacks.views import CaseDetail, CaseList
from config.model import Hours, Interval
from kernel.errors import Conflict, NotFound
from kernel.http import Actor, Request, Route
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, UserId
from kernel.permissions import Role, everywhere
from kernel.phone import Phone
from store.pool import Database, Queryable
from tests.clocks import HandClock
from tests.grants import only_in

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, noon in Kyiv."""
KYIV = ZoneInfo("Europe/Kyiv")
NUMBER = "+38067123450"
OLENA = Actor(UserId(1), "Olena", only_in([1], Role.AGENT), AgentId(1))
STRANGER = Actor(UserId(2), "Taras", only_in([2], Role.AGENT), AgentId(2))
MARIA = Actor(UserId(3), "Maria", everywhere(Role.SUPERVISOR), None)

SETUP = """
INSERT INTO projects (id, name, zone, region) VALUES (1, 'Orders', 'Europe/Kyiv', 'UA'),
    (2, 'Clinic', 'Europe/Kyiv', 'UA');
INSERT INTO agents (id, name, endpoint, project_ids) VALUES (1, 'Olena', 'PJSIP/1', '{1}'),
    (2, 'Taras', 'PJSIP/2', '{2}');
INSERT INTO contacts (id, project_id, name, zone, created_at, changed_at)
SELECT n, 1, 'Customer ' || n, CASE n WHEN 2 THEN 'Europe/London' END, now(), now() FROM generate_series(1, 9) AS n;
INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, main, added_at)
SELECT 1, '+38067123450' || n, n, 'mobile', 'numbering', true, now() FROM generate_series(1, 9) AS n;
"""
MISSED = "INSERT INTO missed_calls (call_id, project_id, case_id, number, at, reason) VALUES ($1, 1, $2, $3, $4, $5)"


class Book:
    """Rules as the rulebook keeps them, in a dict."""

    def __init__(self) -> None:
        self.rules: dict[ProjectId, ProjectRules] = {}

    def of(self, project: ProjectId) -> ProjectRules:
        return self.rules.get(project, ProjectRules())

    async def save(self, project: ProjectId, rules: ProjectRules, by: str, at: datetime) -> ProjectRules:
        if rules.version != self.of(project).version:
            raise Conflict("Somebody else has changed these rules meanwhile.")
        self.rules[project] = msgspec.structs.replace(rules, version=rules.version + 1)
        return self.rules[project]


class Neighbourhood:
    """What others know: projects always open from nine to six, and contacts by the last digit of their number."""

    def project(self, project: ProjectId) -> ProjectCard:
        if project not in (1, 2):
            raise NotFound(f"There is no project {project}.")
        return ProjectCard(
            id=project,
            name="Orders" if project == 1 else "Clinic",
            region="UA",
            language="uk",
            hours=Hours(KYIV, {day: (Interval(540, 1080),) for day in range(1, 8)}, {}),
            numbers=frozenset(),
            did="+380800000001",
            queue=None,
        )

    def own_numbers(self) -> frozenset[str]:
        return frozenset()

    async def of_caller(self, tx: Queryable, project: ProjectCard, number: Phone, at: datetime) -> ContactId:
        return ContactId(int(number.e164[-1]))

    async def card(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone, unclear_is_mobile: bool
    ) -> ContactCard:
        customer = Customer(number=number, zones=("Europe/Kyiv",), zone_source=ZoneSource.NUMBER, text_to=number)
        return ContactCard(id=contact, name=f"Customer {contact}", language=None, customer=customer)

    async def find(self, tx: Queryable, project: ProjectId, number: Phone) -> ContactId | None:
        return ContactId(int(number.e164[-1]))

    async def stop_texts(self, tx: Queryable, projects: Any, number: Phone, at: datetime) -> None: ...

    async def allow_texts(self, tx: Queryable, projects: Any, number: Phone) -> bool:
        return False

    async def verdict(self, tx: Queryable, *_: object) -> Verdict:
        return Cleared()


class Place:
    """One test's cases, with the parts that the handlers ask."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = HandClock(NOW)
        self.book = Book()
        around: Any = Neighbourhood()
        book: Any = self.book
        self.projects = around
        self.cases = Cases(book, around, around, around, self.clock)
        self.called: list[tuple[CaseId, AgentId]] = []
        self.desk = CaseDesk(db, self.cases, self._call_now)

    @property
    def routes(self) -> tuple[Route, ...]:
        return (
            *http.routes(self.db, self.desk, self.cases, self.book, self.clock),
            *http_mine.routes(self.db),
            *http_notes.routes(self.db),
            *settings.routes(self.db, self.book, self.projects, self.cases, self.clock),
        )

    async def _call_now(self, case: CaseId, agent: AgentId) -> CallId:
        self.called.append((case, agent))
        return CallId("cb-7")

    async def missed(
        self, customer: int, at: datetime = NOW - timedelta(minutes=1), reason: str = "queue_timeout"
    ) -> int:
        """The case of a customer, who called in vain."""
        call = MissedCall(
            call=CallId(f"{customer}.{at:%H%M%S}"), at=at, reason=reason, number=Phone(f"{NUMBER}{customer}")
        )
        async with self.db.transaction() as tx:
            case = await self.cases.open_or_join(tx, self.projects.project(1), call)
            await tx.execute(MISSED, call.call, case.id, call.number.e164, at, reason)
        return case.id

    async def attempt(self, case: int, result: Result | None = Result.ANSWERED, call: str = "out-1") -> None:
        """Olena dialled them by hand."""
        at, id_ = self.clock.now(), CallId(call)
        async with self.db.transaction() as tx:
            await self.cases.tell(tx, CaseId(case), AttemptBegan(at=at, call=id_, agent=AgentId(1)))
            if result is not None:
                await self.cases.tell(tx, CaseId(case), AttemptEnded(at=at, call=id_, result=result))

    async def ask(self, method: str, path: str, actor: Actor, query: Any = None, body: Any = None, **named: Any) -> Any:
        [route] = [each for each in self.routes if (each.method, each.path) == (method, path)]
        parameters = {name: str(value) for name, value in named.items()}
        return await route.handler(Request(parameters, query, body, actor, permission=route.permission))

    async def listed(self, actor: Actor = MARIA, **query: Any) -> CaseList:
        found = await self.ask("GET", "/api/cases", actor, CasesQuery(**query))
        assert isinstance(found, CaseList)
        return found

    async def numbers(self, actor: Actor = MARIA, **query: Any) -> list[str]:
        """The last digits of those listed."""
        return [each.number[-1] for each in (await self.listed(actor, **query)).cases]

    async def one(self, case: int, actor: Actor = MARIA) -> CaseDetail:
        found = await self.ask("GET", "/api/cases/{id}", actor, id=case)
        assert isinstance(found, CaseDetail)
        return found

    async def act(self, verb: str, case: int, body: Any = None, actor: Actor = MARIA) -> Any:
        return await self.ask("POST", f"/api/cases/{{id}}/{verb}", actor, None, body, id=case)
