"""How many of those who were missed were spoken to after all. Every figure with its formula and the cases behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from callbacks.rules import Policy
from kernel.ids import ProjectId
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__, "queries_figures.sql")
DAY_S = 86400

Unit = Literal["percent", "seconds"]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`value` is null where there is nothing to divide by. `cases` are the query of `/api/cases` that lists those
    counted above the line, `among` those below it; empty where they cannot be listed, or there is no line.
    """

    name: str
    value: float | None
    unit: Unit
    above: int | None = None
    below: int | None = None
    formula: str
    cases: dict[str, str] = {}
    among: dict[str, str] = {}


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Cases by the day of their first missed call. `young` have not had the time to run their ladder, and are in no
    other number; `lost` are closed and nobody was spoken to.
    """

    day: date
    cases: int
    young: int
    team: int
    self: int
    text: int
    refused: int
    open: int
    lost: int
    rate: float | None


class RungOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`rung` counts from 0; null: dialled by hand, or promised."""

    rung: int | None
    kind: str
    outcome: str
    steps: int


class Figures(msgspec.Struct, frozen=True):
    """`from` and `to` are days on the clock of each project."""

    figures: list[Figure]
    days: list[Day]
    rungs: list[RungOutcome]


@dataclass(frozen=True, slots=True)
class Span:
    """The projects asked for, each with its zone and the latest first missed call that is old enough; and the days."""

    projects: Sequence[int]
    zones: Sequence[str]
    old_before: Sequence[datetime]
    first: date
    last: date

    @property
    def parameters(self) -> tuple[object, ...]:
        return list(self.projects), list(self.zones), list(self.old_before), self.first, self.last


@dataclass(frozen=True, slots=True)
class Promises:
    kept: int = 0
    broken: int = 0


def old_before(policy: Policy, now: datetime) -> datetime:
    """A case whose first missed call is no later has had its whole time, on this policy."""
    return now - timedelta(seconds=policy.useful_hours * (policy.day_seconds or DAY_S) / 24)


async def figures_of(db: Queryable, span: Span) -> Figures:
    days = [_day(row) for row in await db.fetch(SQL["recovery_by_day"], *span.parameters)]
    median: float | None = await db.fetchval(SQL["seconds_to_recover"], *span.parameters)
    kept = await db.fetchrow(SQL["promises"], *span.parameters)
    rungs = [_rung(row) for row in await db.fetch(SQL["outcomes_by_rung"], *span.parameters)]
    promises = Promises(kept["kept"], kept["broken"]) if kept else Promises()
    return Figures(figures(days, median, promises, rungs, span), days, rungs)


def _day(row: Record) -> Day:
    counted = {name: row[name] for name in ("day", "cases", "young", "team", "self", "text", "refused", "open")}
    spoken = row["team"] + row["self"] + row["text"]
    lost = row["cases"] - spoken - row["refused"] - row["open"]
    return Day(**counted, lost=lost, rate=percent(spoken, row["cases"] - row["refused"]))


def _rung(row: Record) -> RungOutcome:
    return RungOutcome(rung=row["rung"], kind=row["kind"], outcome=row["outcome"], steps=row["steps"])


# ---- from counts to figures


def figures(
    days: Sequence[Day], median: float | None, promises: Promises, rungs: Sequence[RungOutcome], span: Span
) -> list[Figure]:
    total = {name: sum(getattr(day, name) for day in days) for name in ("cases", "team", "self", "text", "refused")}
    return [
        *_recovered(total, span),
        _refused(total, span),
        _median(median, span),
        _kept(promises, span),
        _hung_up(rungs),
    ]


def _recovered(total: Mapping[str, int], span: Span) -> list[Figure]:
    below = total["cases"] - total["refused"]
    spoken = total["team"] + total["self"] + total["text"]
    behind, among = _counted(span, "recovered"), _counted(span, "not_refused")
    every = _share("recovery_rate", spoken, below, _RECOVERY, behind, among)
    parts = [
        _share(f"recovered_by_{way}", total[way], below, formula, {**behind, "recovered_by": way}, among)
        for way, formula in _WAYS.items()
    ]
    return [every, *parts]


_RECOVERY = (
    "Customers spoken to ÷ cases, by the day of the first missed call. Counted are cases old enough to have run their"
    " ladder; those who refused are in neither."
)
_WAYS = {
    "team": "Of the recovery rate: spoken to because we called ÷ cases without refusals.",
    "self": "Of the recovery rate: rang again by themselves and got through ÷ cases without refusals.",
    "text": "Of the recovery rate: spoken to after our text ÷ cases without refusals.",
}


def _refused(total: Mapping[str, int], span: Span) -> Figure:
    formula = "Reached, and did not want to be called ÷ cases old enough. In no other figure."
    among = _counted(span, "old")
    return _share("refused", total["refused"], total["cases"], formula, {**among, "close_reason": "refused"}, among)


def _median(median: float | None, span: Span) -> Figure:
    return Figure(
        name="seconds_to_recover",
        value=None if median is None else round(float(median), 1),
        unit="seconds",
        formula="Median, over recovered cases old enough, from the first missed call until the customer was spoken to.",
        cases=_counted(span, "recovered"),
    )


def _kept(promises: Promises, span: Span) -> Figure:
    formula = (
        "Cases in which every promised moment was kept ÷ those in which it came. A promise called off before it was due"
        " is in neither."
    )
    behind, among = {**days_of(span), "promise": "kept"}, {**days_of(span), "promise": "come"}
    return _share("promises_kept", promises.kept, promises.kept + promises.broken, formula, behind, among)


def _hung_up(rungs: Sequence[RungOutcome]) -> Figure:
    hung_up = sum(each.steps for each in rungs if each.outcome == "hung_up_in_announcement")
    picked_up = hung_up + sum(each.steps for each in rungs if each.kind == "call" and each.outcome == "answered")
    formula = "Customers who hung up during the announcement of our callback ÷ customers who picked it up."
    return _share("hung_up_in_announcement", hung_up, picked_up, formula, {}, {})


def _share(name: str, above: int, below: int, formula: str, behind: dict[str, str], among: dict[str, str]) -> Figure:
    return Figure(
        name=name,
        value=percent(above, below),
        unit="percent",
        above=above,
        below=below,
        formula=formula,
        cases=behind,
        among=among,
    )


def percent(above: int, below: int) -> float | None:
    return round(100 * above / below, 1) if below else None


def _counted(span: Span, which: str) -> dict[str, str]:
    """Of these days, the cases old enough: `old` all, `recovered`, or all but those who refused: `not_refused`."""
    return {**days_of(span), "counted": which}


def days_of(span: Span) -> dict[str, str]:
    """The query of `/api/cases` for these days."""
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}


def span_of(
    rows: Sequence[Mapping[str, Any]], policy_of: Callable[[ProjectId], Policy], days: tuple[date, date], now: datetime
) -> Span:
    """`rows` are projects with their zones."""
    old = [old_before(policy_of(row["id"]), now) for row in rows]
    return Span([row["id"] for row in rows], [row["zone"] for row in rows], old, *days)
