"""Cases as they are read: a typed function for each question that the console asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kernel.errors import NotFound
from kernel.ids import CaseId, ContactId, ProjectId
from kernel.phone import Phone
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__, "queries_views.sql")

Place = tuple[datetime, int]
"""Where a page of the list begins: the change and the id of the last case that was seen."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed: digits of a number, or else a part of a name."""

    digits: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What the cases behind a figure have in common. None is no condition; days are of the first missed call.

    `counted` is which of those count that are old enough for their project: `old_before` has, for each, the latest
    first missed call that is.
    """

    closed: bool | None = None
    recovered_by: str | None = None
    close_reason: str | None = None
    promise: str | None = None
    first: date | None = None
    last: date | None = None
    counted: str | None = None
    old_before: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """`projects` None is all of them."""

    projects: Sequence[int] | None
    search: Search
    before: Place | None
    limit: int


async def open_cases(db: Queryable, group: str | None, broken: bool, page: Page) -> list[Place]:
    """Of a group of the console's, latest change first."""
    search, (at, case) = page.search, page.before or (None, None)
    conditions = (page.projects, group, broken, search.digits, search.name, at, case)
    return _places(await db.fetch(SQL["open_case_ids"], *conditions, page.limit))


async def due_cases(db: Queryable, now: datetime, page: Page) -> list[Place]:
    """Those whose call or text is due and not begun: whom the wall counts."""
    search, (at, case) = page.search, page.before or (None, None)
    conditions = (now, page.projects, search.digits, search.name, at, case)
    return _places(await db.fetch(SQL["due_case_ids"], *conditions, page.limit))


async def due_count(db: Queryable, now: datetime, projects: Sequence[int] | None) -> int:
    found: int = await db.fetchval(SQL["due_count"], now, projects)
    return found


async def cases_behind(db: Queryable, behind: Behind, page: Page) -> list[Place]:
    search, (at, case) = page.search, page.before or (None, None)
    told = (behind.closed, behind.recovered_by, behind.close_reason, behind.promise, behind.first, behind.last)
    looked_for = (search.digits, search.name, at, case, page.limit)
    old = (behind.counted, list(behind.old_before), list(behind.old_before.values()))
    return _places(await db.fetch(SQL["case_ids"], page.projects, *told, *looked_for, *old))


async def cases_of_call(db: Queryable, call: str) -> list[Place]:
    """Of somebody who is on this call, was missed on it, or for whom it was placed."""
    return _places(await db.fetch(SQL["cases_of_call"], call))


async def no_case(db: Queryable, call: str, projects: Sequence[int] | None) -> str | None:
    """Why nothing can be done for who was missed on it; None where there is a case, or nobody was missed.

    `projects` are those to look in, None all.
    """
    found: str | None = await db.fetchval(SQL["no_case"], call, projects)
    return found


def _places(rows: Sequence[Record]) -> list[Place]:
    return [(row["changed_at"], row["id"]) for row in rows]


async def case_rows(db: Queryable, cases: Sequence[int]) -> list[Record]:
    """In the order asked for; a case that is gone is left out."""
    found = {row["id"]: row for row in await db.fetch(SQL["case_rows"], list(cases))}
    return [found[case] for case in cases if case in found]


async def one_case(db: Queryable, case: CaseId) -> Record:
    """Raises `NotFound`."""
    rows = await case_rows(db, [case])
    if not rows:
        raise NotFound(f"There is no case {case}.")
    return rows[0]


async def case_counts(db: Queryable, projects: Sequence[int] | None) -> list[Record]:
    return await db.fetch(SQL["case_counts"], projects)


async def case_steps(db: Queryable, case: CaseId) -> list[Record]:
    """The latest 200, in order."""
    return (await db.fetch(SQL["case_steps"], case))[::-1]


async def case_texts(db: Queryable, case: CaseId, contact: ContactId) -> list[Record]:
    """All of the contact's and the case's, in order of time; the latest 100 of each."""
    found = [*await db.fetch(SQL["case_texts"], contact), *await db.fetch(SQL["case_texts_of"], case, contact)]
    return sorted(found, key=lambda row: (row["at"], row["id"]))


async def agent_names(db: Queryable, agents: Sequence[int]) -> dict[int, str]:
    return {row["id"]: row["name"] for row in await db.fetch(SQL["agent_names"], list(agents))}


async def project_owing(db: Queryable, numbers: Mapping[ProjectId, Phone]) -> ProjectId | None:
    """Of the projects with the number as each reads it, the one with an open case for it; None: there is none."""
    found = await db.fetchval(SQL["project_owing"], list(numbers), [number.e164 for number in numbers.values()])
    return None if found is None else ProjectId(found)


async def project_zones(db: Queryable, projects: Sequence[int] | None) -> list[Record]:
    return await db.fetch(SQL["project_zones"], projects)


async def open_cases_of(db: Queryable, project: ProjectId, limit: int) -> list[int]:
    return [row["id"] for row in await db.fetch(SQL["open_cases_of"], project, limit)]


async def rules_saved(db: Queryable, project: ProjectId) -> tuple[datetime, str] | None:
    """When a project's rules were saved last, and by whom; None for one that has the defaults."""
    row = await db.fetchrow(SQL["rules_saved"], project)
    return (row["changed_at"], row["changed_by"]) if row else None
