"""The rows of recordings: what the call journal writes with a call's facts, and a typed function for each query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kernel.http import Actor
from kernel.ids import CallId, ProjectId, RecordingId
from recordings.naming import FORMAT, recording_id
from store.pool import Queryable, Record
from store.queries import load_queries
from telephony import facts as fact
from telephony.execute import side
from telephony.states import Call, ConsultHeld, OnHold, Recording, State, Talking

SQL = load_queries(__file__)

CLOSING_S = 3.0
"""The switch writes every 2 s and closes its files some milliseconds after the hang-up: a file that has rested for this
long after it is whole."""

Statement = tuple[str, tuple[Any, ...]]
Muted = list[dict[str, Any]]

# ---- with the facts


def rows_for(state: State, facts: Sequence[fact.Fact]) -> list[Statement]:
    """What one step of a call changes in its recording, to be written in one transaction with these facts.

    The statements of one call must keep their order. Written a second time they change nothing, also when the worker
    has been at the row meanwhile.
    """
    return [statement for each in facts for statement in _rows(state, each)]


def _rows(state: State, each: fact.Fact) -> list[Statement]:
    call = state.call
    key, project = recording_id(call.id), _project(call)
    match each:
        case fact.RecordingBegan(at=at, path=path):
            return [(SQL["recording_began"], (key, call.id, project, _agent(state), at, raw_files(Path(path))))]
        case fact.RecordingNotMade(at=at, why=why):
            return [(SQL["recording_not_made"], (key, call.id, project, at, why))]
        case fact.RecordingMuted(at=at) | fact.RecordingMuteFailed(at=at, on=False):
            began = _presumed_start(call)
            return [(SQL["recording_muted"], (key, call.id, project, began, at.isoformat()))]
        case fact.RecordingUnmuted(at=at) | fact.RecordingMuteFailed(at=at):
            return [_unmuted(key, at)]
        case fact.AgentConnected(agent=agent) if _recorded(call):
            return [(SQL["agent_connected"], (key, agent))]
        case fact.CallEnded(at=at) if _recorded(call):
            return [_ended(call, at)]
        case _:
            return []


def raw_files(path: Path) -> list[str]:
    """The customer's side, then ours."""
    return [str(side(path, "in")), str(side(path, "out"))]


def _unmuted(key: RecordingId, at: datetime) -> Statement:
    return SQL["recording_unmuted"], (key, at, at.isoformat())


def _ended(call: Call, at: datetime) -> Statement:
    began = min(_presumed_start(call), at)
    due = at + timedelta(seconds=CLOSING_S)
    return SQL["call_ended"], (recording_id(call.id), call.id, _project(call), began, at, due, at.isoformat())


def _recorded(call: Call) -> bool:
    return call.recording in (Recording.ON, Recording.MUTED)


def _presumed_start(call: Call) -> datetime:
    """When the announcement ended, for the case that we never heard when the switch began to write."""
    return call.queued_at or call.answered_at or call.began_at


def _project(call: Call) -> ProjectId | None:
    return call.plan.project if call.plan else None


def _agent(state: State) -> int | None:
    """Who is in the call, not who is only being rung."""
    return state.agent if isinstance(state, Talking | OnHold | ConsultHeld) else None


# ---- the worker's


@dataclass(frozen=True, slots=True)
class Due:
    """A recording that waits for the archive or, where `archived`, only for its raw files to be removed."""

    id: RecordingId
    call_id: CallId
    project_id: ProjectId | None
    archived: bool
    started_at: datetime
    ended_at: datetime
    expected_s: float
    raw: list[str]
    muted: Muted
    attempts: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive has taken. `detail` is why it is short, or worth knowing."""

    whole: bool
    seconds: float
    sides: int
    bytes: int
    sha256: str
    path: str
    detail: str | None


async def take_due(db: Queryable, now: datetime) -> Due | None:
    """Locks the row until the transaction ends."""
    row = await db.fetchrow(SQL["take_due"], now)
    return _due(row) if row else None


async def next_due(db: Queryable) -> datetime | None:
    found: datetime | None = await db.fetchval(SQL["next_due"])
    return found


async def mark_stored(db: Queryable, due: Due, stored: Stored, now: datetime) -> None:
    status = "stored" if stored.whole else "short"
    file = (stored.seconds, stored.sides, stored.bytes, stored.sha256, FORMAT, stored.path, stored.detail)
    await db.execute(SQL["mark_stored"], due.id, status, *file, due.raw, now)


async def mark_empty(db: Queryable, due: Due, status: str, why: str, now: datetime) -> None:
    """`status` is `failed`, or `refused` where nothing was lost."""
    await db.execute(SQL["mark_empty"], due.id, status, why, due.raw, now)


async def mark_cleared(db: Queryable, recording: RecordingId) -> None:
    await db.execute(SQL["mark_cleared"], recording)


async def postpone(db: Queryable, recording: RecordingId, until: datetime) -> None:
    await db.execute(SQL["postpone"], recording, until)


async def mark_tried(db: Queryable, due: Due, why: str, again_at: datetime) -> None:
    await db.execute(SQL["mark_tried"], due.id, due.attempts + 1, why, again_at)


async def mark_failed(db: Queryable, due: Due, why: str) -> None:
    await db.execute(SQL["mark_failed"], due.id, due.attempts + 1, why)


async def retry_failed(db: Queryable, now: datetime) -> Sequence[RecordingId]:
    return [row["id"] for row in await db.fetch(SQL["retry_failed"], now)]


async def known_ids(db: Queryable, ids: Sequence[RecordingId]) -> frozenset[RecordingId]:
    return frozenset(row["id"] for row in await db.fetch(SQL["known_ids"], list(ids)))


def _due(row: Record) -> Due:
    return Due(
        id=row["id"],
        call_id=row["call_id"],
        project_id=row["project_id"],
        archived=row["status"] != "pending",
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        expected_s=row["expected_seconds"] or 0.0,
        raw=row["raw"],
        muted=row["muted"],
        attempts=row["attempts"],
    )


# ---- deleting


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that must go: its name in the archive, and raw files that were never archived."""

    id: RecordingId
    path: str | None
    raw: list[str]
    retention_days: int


async def past_retention(db: Queryable, now: datetime, passed_over: Sequence[RecordingId]) -> Kept | None:
    """The oldest, locked until the transaction ends."""
    row = await db.fetchrow(SQL["past_retention"], now, list(passed_over))
    return Kept(row["id"], row["path"], row["raw"], row["retention_days"]) if row else None


async def mark_deleted(db: Queryable, kept: Kept, trace: str, now: datetime) -> None:
    await db.execute(SQL["mark_deleted"], kept.id, trace, now, kept.retention_days)


# ---- reading


@dataclass(frozen=True, slots=True)
class Filter:
    """None is no condition. `seen` are the projects to look in; `flag` is `held`, `marked`, `muted` or `deleted`.

    `before` is the place after which the page begins: start and id of the last one seen.
    """

    project: str | None = None
    status: str | None = None
    call_id: str | None = None
    digits: str | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 50
    seen: Sequence[int] | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """`path` is None where there is no file, and `detail` says why. `began` is the time on the project's clock."""

    id: RecordingId
    project_id: int | None
    path: str | None
    detail: str | None
    seconds: float | None
    project: str
    agent: str
    began: datetime


async def page(db: Queryable, wanted: Filter) -> Sequence[Record]:
    at, key = wanted.before or (None, None)
    conditions = (wanted.project, wanted.status, wanted.call_id, wanted.digits, at, key)
    return await db.fetch(SQL["recordings_page"], *conditions, wanted.limit, wanted.seen, wanted.flag)


async def file(db: Queryable, recording: str) -> File | None:
    row = await db.fetchrow(SQL["recording_file"], recording)
    return None if row is None else File(**row)


async def add_play(db: Queryable, file: File, actor: Actor, at: datetime, *, downloaded: bool = False) -> None:
    """One row for a user and a recording in the time that it lasts, however many ranges are asked for; a download is
    over sooner.
    """
    lasts_s = 0.0 if downloaded else file.seconds or 0.0
    await db.execute(SQL["add_play"], file.id, actor.user_id, at, downloaded, lasts_s)


async def plays(db: Queryable, recording: str) -> Sequence[Record]:
    return await db.fetch(SQL["plays_of"], recording)
