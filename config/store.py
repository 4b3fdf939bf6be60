"""Loads the catalog: one typed function for each query."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from config.catalog import Catalog
from config.model import (
    AgentRecord,
    Announcement,
    AnnouncementKind,
    ForUnknown,
    Hours,
    Interval,
    Number,
    PhoneOwner,
    Project,
    Queue,
    UnknownNumber,
)
from kernel.ids import AgentId, ProjectId, QueueId
from kernel.permissions import GRANTED, Permission
from kernel.phone import Phone
from store.pool import Database, Queryable, Record
from store.queries import load_queries
from telephony.provision.model import PhoneSpec, Sealed, SpecT, TrunkSpec

_Intervals = tuple[Interval, ...]

SQL = load_queries(__file__)


async def load_catalog(database: Database, now: datetime) -> Catalog:
    """One consistent snapshot, as it is in force at `now`. Raises `DatabaseAway`."""
    async with database.transaction() as db:
        await db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return await catalog_in(db, now)


async def catalog_in(db: Queryable, now: datetime) -> Catalog:
    """As a transaction sees it, what it has written itself too. Raises `DatabaseAway`."""
    numbers, reserved = await _numbers(db)
    return Catalog(
        projects=MappingProxyType(await _projects(db, now.astimezone(UTC).date())),
        queues=MappingProxyType(await _queues(db)),
        numbers=MappingProxyType(numbers),
        reserved=MappingProxyType(reserved),
        agents=MappingProxyType(await _agents(db)),
        announcements=MappingProxyType(await _announcements(db, now)),
        outage_prompts=MappingProxyType(await _outage_prompts(db, now)),
        trunks=MappingProxyType(await _sealed(db, "trunks", TrunkSpec)),
        phones=MappingProxyType(await _sealed(db, "phones", PhoneSpec)),
        people=MappingProxyType(await _people(db)),
        unknown=await _for_unknown(db),
        changes_at=await db.fetchval(SQL["next_announcement"], now),
    )


async def _projects(db: Queryable, today: date) -> dict[ProjectId, Project]:
    weekly = _by_day(await db.fetch(SQL["hours"]), "weekday")
    exceptions = _by_day(await db.fetch(SQL["hours_exceptions"], today), "on_date")
    rows = await db.fetch(SQL["projects"])
    return {row["id"]: _project(row, weekly[row["id"]], exceptions[row["id"]]) for row in rows}


def _by_day(rows: Iterable[Record], key: str) -> "defaultdict[int, dict[Any, tuple[Interval, ...]]]":
    """By project and day; a row without minutes makes its day one without intervals."""
    found: defaultdict[int, dict[Any, tuple[Interval, ...]]] = defaultdict(dict)
    for row in rows:
        days = found[row["project_id"]]
        opens = row["opens_minute"]
        interval = () if opens is None else (Interval(opens, row["closes_minute"]),)
        days[row[key]] = days.get(row[key], ()) + interval
    return found


def _project(row: Record, weekly: dict[int, _Intervals], exceptions: dict[date, _Intervals]) -> Project:
    return Project(
        id=row["id"],
        name=row["name"],
        hours=Hours(ZoneInfo(row["zone"]), weekly, exceptions),
        region=row["region"],
        language=row["language"],
        announce_inbound=row["announce_inbound"],
        announce_outbound=row["announce_outbound"],
        record=row["record"],
        retention_days=row["retention_days"],
        caller_id=Phone(row["caller_id"]) if row["caller_id"] else None,
        short_abandon_s=row["short_abandon_s"],
        dispositions=tuple(row["dispositions"]),
        break_reasons=tuple(row["break_reasons"]),
        tell_agents_heard=row["tell_agents_heard"],
        trunks=tuple(row["trunks"]),
        live=row["live"],
    )


async def _queues(db: Queryable) -> dict[QueueId, Queue]:
    return {row["id"]: _queue(row) for row in await db.fetch(SQL["queues"])}


def _queue(row: Record) -> Queue:
    return Queue(
        id=row["id"],
        project=row["project_id"],
        name=row["name"],
        skills=frozenset(row["skills"]),
        ring_s=row["ring_s"],
        queue_timeout_s=row["queue_timeout_s"],
        max_waiting=row["max_waiting"],
        wrap_up_s=row["wrap_up_s"],
        music_class=row["music_class"],
        service_level_percent=row["service_level_percent"],
        service_level_s=row["service_level_s"],
        overflow=row["overflow_queue_id"],
        overflow_after_s=row["overflow_after_s"],
        tell_position=row["tell_position"],
        tell_wait=row["tell_wait"],
    )


async def _numbers(db: Queryable) -> tuple[dict[str, Number], dict[str, Number]]:
    """Those that take calls, and those of projects that are being set up."""
    live: dict[str, Number] = {}
    reserved: dict[str, Number] = {}
    for row in await db.fetch(SQL["numbers"]):
        (live if row["live"] else reserved)[row["did"]] = _number(row)
    return live, reserved


def _number(row: Record) -> Number:
    return Number(row["did"], row["project_id"], row["queue_id"], row["language"], tuple(row["menu"]))


async def _sealed(db: Queryable, table: str, kind: type[SpecT]) -> dict[str, Sealed[SpecT]]:
    """Trunks or phones by their names."""
    rows = await db.fetch(SQL[table])
    return {row["name"]: Sealed(msgspec.convert(row["spec"], kind), row["secret"]) for row in rows}


async def _people(db: Queryable) -> dict[str, PhoneOwner]:
    roles = [role for role, permitted in GRANTED.items() if Permission.SEE_NUMBERS in permitted]
    return {row["phone"]: _owner(row) for row in await db.fetch(SQL["phone_owners"], roles)}


def _owner(row: Record) -> PhoneOwner:
    return PhoneOwner(row["id"], row["name"], None if row["everywhere"] else frozenset(row["projects"]))


async def _for_unknown(db: Queryable) -> ForUnknown:
    row = await db.fetchrow(SQL["installation"])
    return ForUnknown(UnknownNumber(row["unknown_number"]), row["unknown_queue"]) if row else ForUnknown()


async def _agents(db: Queryable) -> dict[AgentId, AgentRecord]:
    return {row["id"]: _agent(row) for row in await db.fetch(SQL["agents"])}


def _agent(row: Record) -> AgentRecord:
    return AgentRecord(
        id=row["id"],
        name=row["name"],
        endpoint=row["endpoint"],
        skills=frozenset(row["skills"]),
        languages=frozenset(row["languages"]),
        projects=frozenset(row["project_ids"]),
        dials_for=row["dials_for"],
        own_phone=row["own_phone"],
        extension=row["extension"],
        elsewhere=row["elsewhere"],
    )


async def set_skills(db: Queryable, agent: AgentId, skills: Iterable[str]) -> bool:
    """False where there is no such agent. The catalog says so when it has been loaded again, at once."""
    return await db.fetchval(SQL["set_skills"], agent, sorted(skills)) is not None


async def dials_for(db: Queryable, agent: AgentId) -> ProjectId | None:
    """What an agent has chosen last, also if the catalog does not say so yet."""
    found: ProjectId | None = await db.fetchval(SQL["dials_for"], agent)
    return found


async def set_dials_for(db: Queryable, agent: AgentId, project: int | None) -> bool:
    """False where there is no such agent. The catalog says so when it has been loaded again, at once."""
    return await db.fetchval(SQL["set_dials_for"], agent, project) is not None


async def _announcements(
    db: Queryable, now: datetime
) -> dict[tuple[ProjectId | None, AnnouncementKind, str], Announcement]:
    found = [_announcement(row) for row in await db.fetch(SQL["announcements"], now)]
    return {(one.project, one.kind, one.language): one for one in found}


async def _outage_prompts(db: Queryable, now: datetime) -> dict[tuple[ProjectId | None, str, str], Announcement]:
    found = [_announcement(row) for row in await db.fetch(SQL["outage_prompts"], now)]
    return {(one.project, one.name, one.language): one for one in found}


def _announcement(row: Record) -> Announcement:
    return Announcement(
        project=row["project_id"],
        kind=AnnouncementKind(row["kind"]),
        language=row["language"],
        file=row["file"],
        sha256=row["sha256"],
        seconds=row["seconds"],
        name=row["name"],
        version=row["version"],
        id=row["id"],
    )
