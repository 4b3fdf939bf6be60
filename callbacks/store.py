"""The rows of cases and of what is due about them: a typed function for each query."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from callbacks import planning
from callbacks.model import Case
from callbacks.planning import Planned
from callbacks.rules import Decision
from kernel.errors import NotFound
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, QueueId, StepId, TextId
from kernel.phone import Phone
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)


class Kept(msgspec.Struct, frozen=True):
    """A case as its row has it. `next` is None where nothing is decided, such as during an attempt."""

    state: Case
    next: Decision | None


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    id: StepId
    case: CaseId
    project: ProjectId
    status: str
    planned: Planned
    broken: bool
    call: CallId | None
    text: TextId | None
    agent: AgentId | None


# ---- cases


async def lock_case(db: Queryable, case: CaseId) -> Kept:
    """Raises `NotFound`."""
    row = await db.fetchrow(SQL["lock_case"], case)
    if row is None:
        raise NotFound(f"There is no case {case}.")
    return _kept(row)


async def lock_open_case(db: Queryable, project: ProjectId, contact: ContactId) -> Kept | None:
    row = await db.fetchrow(SQL["lock_open_case"], project, contact)
    return _kept(row) if row else None


async def lock_opening(db: Queryable, project: ProjectId, contact: ContactId) -> Kept | None:
    """The open case of a contact; where there is none, none can be opened by another before the transaction ends."""
    await db.fetchval(SQL["lock_opening"], project, contact)
    return await lock_open_case(db, project, contact)


async def new_case_id(db: Queryable) -> CaseId:
    return CaseId(await db.fetchval(SQL["new_case_id"]))


async def add_case(db: Queryable, case: Case) -> bool:
    """False where the contact has got an open case meanwhile."""
    missed = case.missed[0].at
    row = (case.id, case.project, case.contact, case, case.opened_at, missed)
    return await db.fetchval(SQL["add_case"], *row) is not None


async def keep_case(db: Queryable, case: Case, decision: Decision | None, now: datetime) -> None:
    closed = case.closed
    await db.execute(
        SQL["keep_case"],
        *(case.id, planning.status_of(case, decision), case, decision, case.contact),
        *(case.missed[0].at, case.missed[-1].at, planning.promised_at(case, decision), planning.reached_at(case)),
        *((closed.at, closed.reason.value) if closed else (None, None)),
        *(planning.recovered_by(case), now),
    )


async def latest_case(db: Queryable, project: ProjectId, contact: ContactId) -> CaseId | None:
    found: CaseId | None = await db.fetchval(SQL["latest_case"], project, contact)
    return found


async def open_cases_of_contact(db: Queryable, contact: ContactId) -> list[CaseId]:
    return [row["id"] for row in await db.fetch(SQL["open_cases_of_contact"], contact)]


async def open_cases_of_project(db: Queryable, project: ProjectId, after: CaseId) -> list[CaseId]:
    return [row["id"] for row in await db.fetch(SQL["open_cases_of_project"], project, after)]


def _kept(row: Record) -> Kept:
    decided = row["next"]
    following = None if decided is None else msgspec.convert(decided, Decision)
    return Kept(msgspec.convert(row["state"], Case), following)


# ---- steps


async def lock_case_of_step(db: Queryable, step: StepId) -> Kept:
    """Raises `NotFound`."""
    row = await db.fetchrow(SQL["lock_case_of_step"], step)
    if row is None:
        raise NotFound(f"There is no step {step}.")
    return _kept(row)


async def pending_step(db: Queryable, case: CaseId) -> StepRow | None:
    row = await db.fetchrow(SQL["pending_step"], case)
    return _step(row) if row else None


async def step_by_id(db: Queryable, step: StepId) -> StepRow | None:
    row = await db.fetchrow(SQL["step_by_id"], step)
    return _step(row) if row else None


async def plan_step(db: Queryable, case: Case, planned: Planned, now: datetime) -> StepId:
    number = planned.number.e164 if planned.number else None
    what = (planned.kind, number, planned.rung, planned.due_at, planned.promised_at, planned.plan)
    return StepId(await db.fetchval(SQL["plan_step"], case.id, case.project, *what, now))


async def confirm_step(db: Queryable, step: StepId, plan: Decision, now: datetime) -> None:
    await db.execute(SQL["confirm_step"], step, plan, now)


async def supersede_step(db: Queryable, step: StepId, now: datetime, broken_before: datetime) -> bool:
    """Whether a promise was broken by then: one for a moment before `broken_before`."""
    return bool(await db.fetchval(SQL["supersede_step"], step, now, broken_before))


async def look_done(db: Queryable, step: StepId, now: datetime) -> None:
    await db.execute(SQL["look_done"], step, now)


async def begin_call(
    db: Queryable,
    step: StepId,
    *,
    worker: UUID,
    now: datetime,
    lease_until: datetime,
    agent: AgentId,
    call: CallId,
    broken_before: datetime,
) -> bool | None:
    """Whether a promise was broken by now; None where the step is not planned any more."""
    row = (step, worker, now, lease_until, agent, call, broken_before)
    found: bool | None = await db.fetchval(SQL["begin_call"], *row)
    return found


async def begin_text(db: Queryable, step: StepId, worker: UUID, now: datetime, text: TextId) -> None:
    await db.execute(SQL["begin_text"], step, worker, now, text)


async def delay_step(db: Queryable, step: StepId, until: datetime) -> None:
    await db.execute(SQL["delay_step"], step, until)


async def finish_step(db: Queryable, step: StepId, status: str, outcome: str, now: datetime) -> bool:
    """Whether it carried a promise, not broken. `status` is `done` or `unknown`."""
    row = await db.fetchrow(SQL["finish_step"], step, status, outcome, now)
    return row is not None and row["promised_at"] is not None and not row["broken"]


async def promise_kept(db: Queryable, case: CaseId, now: datetime) -> None:
    await db.execute(SQL["promise_kept"], case, now)


async def promise_broken(db: Queryable, case: CaseId, now: datetime) -> None:
    await db.execute(SQL["promise_broken"], case, now)


async def break_step(db: Queryable, step: StepId) -> bool:
    return await db.execute(SQL["break_step"], step) == "UPDATE 1"


async def due_calls(db: Queryable, now: datetime, limit: int) -> list[tuple[StepRow, QueueId | None, str | None]]:
    """Each with the queue that the customer rang last, and the language in which they asked to be served."""
    return [(_step(row), row["queue"], row["language"]) for row in await db.fetch(SQL["due_calls"], now, limit)]


async def due_others(db: Queryable, kind: str, now: datetime, limit: int) -> list[StepRow]:
    return [_step(row) for row in await db.fetch(SQL["due_others"], now, limit, kind)]


async def is_any_due(db: Queryable, now: datetime) -> bool:
    return bool(await db.fetchval(SQL["is_any_due"], now))


async def next_due(db: Queryable, now: datetime) -> datetime | None:
    found: datetime | None = await db.fetchval(SQL["next_due"], now)
    return found


async def due_long(db: Queryable, now: datetime, decided_before: datetime, limit: int) -> list[CaseId]:
    return [row["case_id"] for row in await db.fetch(SQL["due_long"], now, decided_before, limit)]


async def unplanned(db: Queryable, before: datetime) -> list[CaseId]:
    return [row["id"] for row in await db.fetch(SQL["unplanned"], before)]


async def renew_leases(db: Queryable, steps: Sequence[StepId], until: datetime, worker: UUID) -> None:
    await db.execute(SQL["renew_leases"], list(steps), until, worker)


async def lapsed(db: Queryable, now: datetime) -> list[StepRow]:
    return [_step(row) for row in await db.fetch(SQL["lapsed"], now)]


async def over_and_called(db: Queryable) -> list[CallId]:
    return [CallId(row["call_id"]) for row in await db.fetch(SQL["over_and_called"])]


async def placed(db: Queryable, calls: Sequence[CallId]) -> frozenset[CallId]:
    rows = await db.fetch(SQL["placed"], list(calls))
    return frozenset(CallId(row["call_id"]) for row in rows)


class Ladder(msgspec.Struct, frozen=True):
    """How it stands: due steps of each project, those whose promise is broken, attempts whose fate is not known."""

    due_in: dict[int, int] = {}
    broken: int = 0
    stuck: int = 0

    @property
    def due(self) -> int:
        return sum(self.due_in.values())


async def open_cases(db: Queryable) -> int:
    found: int = await db.fetchval(SQL["open_cases"])
    return found


async def state_of_the_ladder(db: Queryable, now: datetime, stuck_before: datetime) -> Ladder:
    row = await db.fetchrow(SQL["state_of_the_ladder"], now, stuck_before)
    return msgspec.convert(dict(row), Ladder, strict=False) if row else Ladder()


class Attempted(msgspec.Struct, frozen=True):
    project: ProjectId
    number: str
    case: CaseId
    at: datetime


async def attempted_lately(db: Queryable, since: datetime) -> list[Attempted]:
    rows = await db.fetch(SQL["attempted_lately"], since)
    return [Attempted(row["project_id"], row["number"], row["case_id"], row["at"]) for row in rows]


async def dialled_lately(db: Queryable, since: datetime) -> list[tuple[ProjectId, CallId, str, datetime]]:
    """Project, call, number in E.164 and instant."""
    rows = await db.fetch(SQL["dialled_lately"], since)
    return [(row["project_id"], row["call_id"], row["customer"], row["arrived_at"]) for row in rows]


async def held_cases(db: Queryable) -> list[Kept]:
    return [_kept(row) for row in await db.fetch(SQL["held_cases"])]


def _step(row: Record) -> StepRow:
    plan = msgspec.convert(row["plan"], Decision)
    return StepRow(
        id=row["id"],
        case=row["case_id"],
        project=row["project_id"],
        status=row["status"],
        planned=_planned(row, plan),
        broken=row["broken"],
        call=row["call_id"],
        text=row["text_id"],
        agent=row["agent_id"],
    )


def _planned(row: Record, plan: Decision) -> Planned:
    number: Phone | None = getattr(plan, "number", None)
    rung: int | None = getattr(plan, "rung", None)
    return Planned(
        kind=row["kind"], due_at=row["due_at"], plan=plan, number=number, rung=rung, promised_at=row["promised_at"]
    )


# ---- missed calls


class MissedRow(msgspec.Struct, frozen=True, kw_only=True):
    call: CallId
    project: ProjectId
    case: CaseId | None
    number: str | None
    at: datetime
    reason: str
    no_case: str | None = None


async def add_missed_call(db: Queryable, missed: MissedRow) -> bool:
    """False where it is there already."""
    row = (missed.call, missed.project, missed.case, missed.number, missed.at, missed.reason, missed.no_case)
    return await db.fetchval(SQL["add_missed_call"], *row) is not None


async def missed_in_case(db: Queryable, call: CallId, case: CaseId) -> None:
    await db.execute(SQL["missed_in_case"], call, case)


async def move_missed_calls(db: Queryable, source: CaseId, target: CaseId) -> None:
    await db.execute(SQL["move_missed_calls"], source, target)


async def missed_before(db: Queryable, missed: MissedRow, since: datetime) -> bool:
    row = (missed.project, missed.number, since, missed.at, missed.call)
    return bool(await db.fetchval(SQL["missed_before"], *row))


async def answered_since(
    db: Queryable, project: ProjectId, number: Phone, since: datetime
) -> tuple[CallId, datetime] | None:
    row = await db.fetchrow(SQL["answered_since"], project, number.e164, since)
    return (row["call_id"], row["answered_at"]) if row and row["answered_at"] else None
