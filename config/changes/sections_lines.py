"""Hours and numbers as sections."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from config.changes import checks, week
from config.changes.model import Kept, Move, Warned, World
from config.changes.specs import ExceptionDay, HoursSpec, NumberSpec, Span, WeeklyHours
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__, "queries_sections.sql")
_CLOSED = Warned("The project takes calls, and would be closed always.")
_ARCHIVED = Warned("The project is in the archive: its numbers are as nobody's.")


class AllHours:
    """Every project has its own; removing them is closing the project for good."""

    name, kind, secret = "hours", HoursSpec, None

    def key_of(self, spec: HoursSpec) -> str:
        return spec.project

    def projects_of(self, spec: HoursSpec) -> Sequence[str]:
        return (spec.project,)

    def prepared(self, spec: HoursSpec, world: World) -> HoursSpec:
        checks.project(spec.project, world.projects)
        return week.prepared(spec)

    def check(self, move: Move[HoursSpec], world: World) -> Sequence[Warned]:
        """Nothing of a project that goes, and takes its hours along."""
        kept = move.after or move.before
        project = world.projects.get(kept.spec.project) if kept else None
        takes_calls = project is not None and project.live and project.active
        return (_CLOSED,) if takes_calls and not _opens(move.after) else ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[HoursSpec]]:
        weekly: defaultdict[str, list[WeeklyHours]] = defaultdict(list)
        for row in await db.fetch(SQL["weekly"]):
            span = _span(row)
            weekly[row["project"]].append(WeeklyHours(week.DAYS[row["weekday"] - 1], span.opens, span.closes))
        exceptions = _exceptions(await db.fetch(SQL["exceptions"]))
        names = [row["name"] for row in await db.fetch(SQL["projects_hours"])]
        specs = (
            HoursSpec(project=name, weekly=tuple(weekly[name]), exceptions=tuple(exceptions[name].values()))
            for name in names
        )
        return {spec.project: Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[HoursSpec]]) -> None:
        for move in moves:
            if move.before is not None:
                await tx.execute(SQL["forget_weekly"], move.before.spec.project)
                await tx.execute(SQL["forget_exceptions"], move.before.spec.project)
            if move.after is not None:
                await tx.executemany(SQL["add_weekly"], _weekly_rows(move.after.spec))
                await tx.executemany(SQL["add_exception"], _exception_rows(move.after.spec))


def _opens(hours: Kept[HoursSpec] | None) -> bool:
    """Ever."""
    return hours is not None and bool(hours.spec.weekly or any(each.open for each in hours.spec.exceptions))


class Numbers:
    name, kind, secret = "numbers", NumberSpec, None

    def key_of(self, spec: NumberSpec) -> str:
        return spec.did

    def projects_of(self, spec: NumberSpec) -> Sequence[str]:
        return (spec.project,)

    def prepared(self, spec: NumberSpec, world: World) -> NumberSpec:
        region = checks.project(spec.project, world.projects).region
        return replace(spec, did=checks.dialled(spec.did, region))

    def check(self, move: Move[NumberSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            return ()
        spec = move.after.spec
        queues = (each.name for each in world.queues.values() if each.project == spec.project)
        checks.one_of("queue", spec.queue, queues)
        checks.once("menu", spec.menu)
        beside = checks.patterns_over(spec.did, world.numbers)
        archived = () if world.projects[spec.project].active else (_ARCHIVED,)
        return [*archived, *(Warned(f"Calls go by the narrower of {spec.did} and {other}.") for other in beside)]

    async def read(self, db: Queryable) -> Mapping[str, Kept[NumberSpec]]:
        specs = [NumberSpec(**dict(row) | {"menu": tuple(row["menu"])}) for row in await db.fetch(SQL["numbers"])]
        return {spec.did: Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[NumberSpec]]) -> None:
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    await tx.execute(SQL["remove_number"], before.did)
                case Move(None, Kept(after)):
                    await tx.execute(SQL["add_number"], *_values(after))
                case Move(Kept(before), Kept(after)):
                    await tx.execute(SQL["change_number"], *_values(after), before.did)


def _span(row: Record) -> Span:
    return Span(week.clock(row["opens_minute"]), week.clock(row["closes_minute"]))


def _exceptions(rows: Sequence[Record]) -> defaultdict[str, dict[date, ExceptionDay]]:
    """By project and date."""
    found: defaultdict[str, dict[date, ExceptionDay]] = defaultdict(dict)
    for row in rows:
        dates, day = found[row["project"]], row["on_date"]
        so_far = dates.get(day, ExceptionDay(day, (), row["note"]))
        spans = () if row["opens_minute"] is None else (_span(row),)
        dates[day] = replace(so_far, open=(*so_far.open, *spans))
    return found


def _weekly_rows(spec: HoursSpec) -> list[tuple[object, ...]]:
    return [
        (spec.project, week.DAYS.index(each.day) + 1, week.minutes(each.opens), week.minutes(each.closes))
        for each in spec.weekly
    ]


def _exception_rows(spec: HoursSpec) -> list[tuple[object, ...]]:
    return [
        (spec.project, each.on, opens, closes, each.note)
        for each in spec.exceptions
        for opens, closes in _minutes(each)
    ]


def _minutes(each: ExceptionDay) -> list[tuple[int | None, int | None]]:
    """Of a closed date one pair of nothing."""
    return [(week.minutes(span.opens), week.minutes(span.closes)) for span in each.open] or [(None, None)]


def _values(spec: NumberSpec) -> tuple[object, ...]:
    return spec.did, spec.project, spec.queue, spec.language, spec.menu, spec.note
