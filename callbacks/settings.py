"""The rules of each project over HTTP: read, tried on the open cases, and saved. The version says who came first."""

from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec

from callbacks import listing, views
from callbacks.cases import Gathered
from callbacks.check import check_rules
from callbacks.model import Case
from callbacks.policy import decide
from callbacks.ports import Projects
from callbacks.rules import LADDERS, FraudRules, Policy, ProjectRules, Rung, TextRules
from callbacks.views import Name
from callbacks.views_steps import Instant, NextStep, step_view
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Request, Route
from kernel.ids import ProjectId
from kernel.permissions import Permission
from store.pool import Queryable, Record

TRIED = 100
"""Open cases that a dry run looks at: those due next."""


class RulesBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of a project's rules. `version` is that of the rules which were edited."""

    policy: Policy
    fraud: FraudRules
    texting: TextRules
    version: Annotated[int, msgspec.Meta(ge=0)]


class RulesView(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0: the defaults, never changed. `ladders` are what `policy.ladder` may name, with their steps."""

    project: Name
    policy: Policy
    fraud: FraudRules
    texting: TextRules
    version: int
    changed_at: Instant | None
    changed_by: str | None
    ladders: dict[str, list[Rung]]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What happens next to a case as it is, and what would under other rules."""

    case: int
    contact: Name
    number: str
    zone: str
    now: NextStep | None
    then: NextStep
    same: bool


class DryRun(msgspec.Struct, frozen=True):
    """`open` cases in all, of which the first due are `tried`; those that would change come first."""

    open: int
    tried: list[Tried]


class Book(Protocol):
    def of(self, project: ProjectId) -> ProjectRules: ...

    async def save(self, project: ProjectId, rules: ProjectRules, by: str, at: datetime) -> ProjectRules:
        """Raises `Conflict` where somebody else has saved in between."""
        ...


class Gathers(Protocol):
    async def gather(self, tx: Queryable, case: Case, book: ProjectRules | None = None) -> Gathered:
        """By what a case would be decided at this moment if `book` were its project's rules. Raises `NotFound`."""
        ...


class RulesRoutes:
    """The handlers. `demo`: days may be shortened."""

    def __init__(
        self, db: Queryable, book: Book, projects: Projects, cases: Gathers, clock: Clock, *, demo: bool
    ) -> None:
        self._db = db
        self._book = book
        self._projects = projects
        self._cases = cases
        self._clock = clock
        self._demo = demo

    async def read(self, request: Request[None, None]) -> RulesView:
        return await self._view(self._project(request))

    async def save(self, request: Request[None, RulesBody]) -> RulesView:
        project, rules = self._project(request), rules_in(request.body, demo=self._demo)
        await self._book.save(ProjectId(project.id), rules, request.actor.name, self._clock.now())
        return await self._view(project)

    async def dry_run(self, request: Request[None, RulesBody]) -> DryRun:
        project, rules = ProjectId(self._project(request).id), rules_in(request.body, demo=self._demo)
        cases = await listing.open_cases_of(self._db, project, TRIED)
        rows = await listing.case_rows(self._db, cases)
        tried = [await self._try(row, rules) for row in rows]
        counts = await listing.case_counts(self._db, [project])
        return DryRun(sum(row["cases"] for row in counts), sorted(tried, key=lambda each: each.same))

    async def _try(self, row: Record, rules: ProjectRules) -> Tried:
        case, shown = views.case_of(row), views.row_view(row)
        gathered = await self._cases.gather(self._db, case, rules)
        then = step_view(decide(case, gathered.rules, self._clock.now()), shown.zone)
        return Tried(
            case=shown.id,
            contact=shown.contact,
            number=shown.number,
            zone=shown.zone,
            now=shown.next,
            then=then,
            same=shown.next is not None and _outcome(shown.next) == _outcome(then),
        )

    async def _view(self, project: Name) -> RulesView:
        rules = self._book.of(ProjectId(project.id))
        at, by = await listing.rules_saved(self._db, ProjectId(project.id)) or (None, None)
        return RulesView(
            project=project,
            policy=rules.policy,
            fraud=rules.fraud,
            texting=rules.texting,
            version=rules.version,
            changed_at=at,
            changed_by=by,
            ladders={name: list(rungs) for name, rungs in LADDERS.items()},
        )

    def _project(self, request: Request[None, Any]) -> Name:
        """Raises `NotFound`."""
        project = request.number("project")
        request.expect(project)
        card = self._projects.project(ProjectId(project))
        return Name(card.id, card.name)


def rules_in(body: RulesBody, *, demo: bool) -> ProjectRules:
    """Raises `BadInput` for what no project can be worked by."""
    rules = ProjectRules(policy=body.policy, fraud=body.fraud, texting=body.texting, version=body.version)
    check_rules(rules, demo=demo)
    return rules


def _outcome(step: NextStep) -> tuple[object, ...]:
    """What counts as the same: a moment that was never promised may have moved on with the clock."""
    return step.kind, step.at, step.number, step.close_reason


def routes(
    db: Queryable, book: Book, projects: Projects, cases: Gathers, clock: Clock, *, demo: bool = False
) -> tuple[Route, ...]:
    """Rules are read by who sees settings, tried by who runs cases, and changed by admins."""
    on = RulesRoutes(db, book, projects, cases, clock, demo=demo)
    path, change = "/api/callback-rules/{project}", Permission.ADMINISTER
    return (
        Route(
            "GET",
            path,
            Permission.SEE_SETTINGS,
            on.read,
            "How a project works its cases",
            response=RulesView,
            errors=(NotFound,),
        ),
        Route(
            "PUT",
            path,
            change,
            on.save,
            "Work cases by other rules from now on",
            RulesBody,
            RulesView,
            errors=(NotFound, Conflict, BadInput),
        ),
        Route(
            "POST",
            f"{path}/dry-run",
            Permission.RUN_CASES,
            on.dry_run,
            "What these rules would do now with the open cases; nothing changes",
            RulesBody,
            DryRun,
            errors=(NotFound, BadInput),
        ),
    )
