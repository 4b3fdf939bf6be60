"""What is done on the floor, in Postgres: one typed function for each query."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kernel.ids import AgentId, CallId, ProjectId, QueueId
from monitoring.alarms import Acknowledgement, Nobody, Thresholds
from monitoring.levels import Entry, Left
from monitoring.running.model import Broadcast, Help, Outage
from store.pool import Database, Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)


async def load_entries(db: Queryable, since: datetime) -> list[Entry]:
    """In the order in which they were left, with those who still wait among them."""
    return [_entry(row) for row in await db.fetch(SQL["entries"], since)]


def _entry(row: Record) -> Entry:
    return Entry(
        call=CallId(row["call_id"]),
        queue=QueueId(row["entered"]),
        at=row["queued_at"],
        left_at=row["left_at"],
        how=_how(row),
    )


def _how(row: Record) -> Left | None:
    if row["answered_at"] is not None:
        return Left.ANSWERED
    if row["flowed_out"]:
        return Left.FLOWED_OUT
    if row["left_at"] is None:
        return None
    return Left.SHORT if row["reason"] == "short_abandoned" else Left.LOST


async def load_thresholds(db: Queryable) -> dict[ProjectId, Thresholds]:
    return {ProjectId(row["project_id"]): _thresholds(row) for row in await db.fetch(SQL["thresholds"])}


def _thresholds(row: Record) -> Thresholds:
    return Thresholds(
        longest_wait_s=row["longest_wait_s"],
        service_level_percent=row["service_level_percent"],
        window_minutes=row["window_minutes"],
        fewest_entries=row["fewest_entries"],
        nobody=Nobody(row["nobody"]),
    )


async def keep_thresholds(db: Queryable, project: ProjectId, limits: Thresholds, at: datetime, by: str) -> None:
    await db.execute(
        SQL["keep_thresholds"],
        *(project, limits.longest_wait_s, limits.service_level_percent, limits.window_minutes),
        *(limits.fewest_entries, limits.nobody.value, at, by),
    )


async def load_acknowledgements(db: Queryable) -> dict[str, Acknowledgement]:
    rows = await db.fetch(SQL["acknowledgements"])
    return {row["cause"]: Acknowledgement(row["by"], row["at"]) for row in rows}


async def acknowledge(db: Queryable, cause: str, seen: Acknowledgement) -> None:
    await db.execute(SQL["acknowledge"], cause, seen.by, seen.at)


async def forget_acknowledgements(db: Queryable, gone: Iterable[str]) -> None:
    await db.executemany(SQL["forget_acknowledgement"], [(cause,) for cause in gone])


async def load_outages(db: Queryable) -> Iterator[Outage]:
    return (_outage(row) for row in await db.fetch(SQL["outages"]))


def _outage(row: Record) -> Outage:
    return Outage(
        id=row["id"],
        project=ProjectId(row["project_id"]),
        queue=row["queue_id"],
        began_at=row["began_at"],
        began_by=row["began_by"],
        until=row["until"],
        prompt=row["prompt"],
    )


async def begin_outage(
    db: Database, project: ProjectId, queue: QueueId | None, at: datetime, by: str, until: datetime | None, prompt: str
) -> int | None:
    """Its id; None where one is on already."""
    async with db.transaction() as tx:
        await tx.execute(SQL["end_outages"], at)
        id_: int | None = await tx.fetchval(SQL["begin_outage"], project, queue, at, by, until, prompt)
        return id_


async def end_outage(db: Queryable, outage: int, at: datetime, by: str) -> bool:
    return await db.fetchval(SQL["end_outage"], outage, at, by) is not None


async def end_outages(db: Queryable, now: datetime) -> None:
    await db.execute(SQL["end_outages"], now)


async def load_broadcasts(db: Queryable, now: datetime) -> Iterator[Broadcast]:
    return (_broadcast(row) for row in await db.fetch(SQL["broadcasts_open"], now))


def _broadcast(row: Record) -> Broadcast:
    return Broadcast(
        id=row["id"],
        project=row["project_id"],
        text=row["text"],
        at=row["at"],
        by=row["by"],
        until=row["until"],
        recipients=frozenset(row["recipients"]),
        readers=frozenset(row["readers"]),
        agent=row["agent_id"],
    )


async def add_broadcast(
    db: Database,
    project: ProjectId | None,
    text: str,
    at: datetime,
    by: str,
    until: datetime,
    recipients: frozenset[AgentId],
    agent: AgentId | None = None,
) -> Broadcast:
    async with db.transaction() as tx:
        id_ = await tx.fetchval(SQL["add_broadcast"], project, text, at, by, until, agent)
        await tx.execute(SQL["add_recipients"], id_, sorted(recipients))
    return Broadcast(id=id_, project=project, text=text, at=at, by=by, until=until, recipients=recipients, agent=agent)


async def read_broadcast(db: Queryable, broadcast: int, agent: AgentId, at: datetime) -> None:
    await db.execute(SQL["read_broadcast"], broadcast, agent, at)


async def withdraw_broadcast(db: Queryable, broadcast: int, at: datetime, by: str) -> bool:
    return await db.fetchval(SQL["withdraw_broadcast"], broadcast, at, by) is not None


async def broadcast_history(db: Queryable, limit: int) -> list[Record]:
    return await db.fetch(SQL["broadcast_history"], limit)


async def receipts(db: Queryable, broadcasts: list[int]) -> list[Record]:
    return await db.fetch(SQL["receipts"], broadcasts)


async def load_help(db: Queryable) -> Iterator[Help]:
    return (_help(row) for row in await db.fetch(SQL["help_open"]))


def _help(row: Record) -> Help:
    return Help(
        call=CallId(row["call_id"]),
        agent=AgentId(row["agent_id"]),
        at=row["at"],
        taken_by=row["taken_by"],
        taken_at=row["taken_at"],
    )


async def ask_help(db: Queryable, asked: Help) -> None:
    await db.execute(SQL["ask_help"], asked.call, asked.agent, asked.at)


async def take_help(db: Queryable, call: CallId, at: datetime, by: str) -> bool:
    return await db.fetchval(SQL["take_help"], call, at, by) is not None


async def end_help(db: Queryable, call: CallId, at: datetime) -> None:
    await db.execute(SQL["end_help"], call, at)
