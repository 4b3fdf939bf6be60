"""Takes a file of contacts in: shown first, then applied part by part, each in its own transaction."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from contacts.do_not_call import tell_barred
from contacts.joining import Fate, Group, Joining, LineFate, Owner, join, whole_parts
from contacts.model import Place
from contacts.ports import Hooks
from contacts.store import SQL, person_of
from contacts.table import Entry, Table, read_table
from kernel.ids import ContactId, ProjectId
from store.pool import Database, Queryable

T = TypeVar("T")
WHY_LISTED = "imported"
_AT_ONCE = 500
"""Lines: so few that calls, whose numbers wait for the part that is being taken, are not kept waiting."""


class Progress(msgspec.Struct, kw_only=True):
    """A file that is being taken. `lines` are all that will be, `taken` those that are."""

    project: ProjectId
    by: str
    lines: int
    taken: int = 0


class Import:
    """`hooks` hear of contacts with open cases alone."""

    def __init__(self, database: Database, hooks: Hooks) -> None:
        self._database = database
        self._hooks = hooks
        self._running: list[Progress] = []

    @property
    def running(self) -> Sequence[Progress]:
        return tuple(self._running)

    async def take(self, project: ProjectId, place: Place, text: str, by: str, at: datetime, dry_run: bool) -> Joining:
        """What was done, or would be. Good lines are taken although others are refused. Raises `BadInput`.

        An import that is cut has taken whole people; taken again, the file joins them.
        """
        table = await asyncio.to_thread(read_table, text, place.region)
        planned = await _joining(self._database, project, table)
        if dry_run:
            return planned
        with self._shown(Progress(project=project, by=by, lines=_to_take(planned))) as progress:
            parts = [
                await self._take_part(progress, part, at) for part in whole_parts(table.entries, planned, _AT_ONCE)
            ]
        return _as_taken(planned, parts)

    @contextmanager
    def _shown(self, progress: Progress) -> Iterator[Progress]:
        self._running.append(progress)
        try:
            yield progress
        finally:
            self._running.remove(progress)

    async def _take_part(self, progress: Progress, entries: Sequence[Entry], at: datetime) -> Joining:
        """Joined again: meanwhile somebody may have called."""
        project, by = progress.project, progress.by
        async with self._database.transaction() as tx:
            await tx.execute(SQL["keep_numbers_still"])
            joining = await _joining(tx, project, Table(tuple(entries), (), ()))
            groups = await _keep_people(tx, project, joining.groups, at)
            await _keep_numbers(tx, project, groups, at)
            barred = await _keep_listed(tx, project, groups, by, at)
            await self._tell(tx, project, groups, barred, by, at)
        progress.taken += len(entries)
        return joining

    async def _tell(
        self, tx: Queryable, project: ProjectId, groups: Sequence[Group], barred: set[str], by: str, at: datetime
    ) -> None:
        ids = [group.contact for group in groups]
        being_called = {row["contact_id"] for row in await tx.fetch(SQL["of_open_cases"], ids)}
        for group in groups:
            if group.contact is None or group.contact not in being_called:
                continue
            for phone in group.listed:
                if phone.e164 in barred:
                    await tell_barred(self._hooks, tx, project, phone, at, by)
            for changed in self._hooks.changed:
                await changed(tx, group.contact)


def _to_take(planned: Joining) -> int:
    return len(planned.lines) - planned.count(Fate.REFUSED)


def _as_taken(planned: Joining, parts: Sequence[Joining]) -> Joining:
    """What was planned, with what each line has come to."""
    taken: Mapping[int, LineFate] = {line.line: line for part in parts for line in part.lines}
    return Joining(
        groups=tuple(group for part in parts for group in part.groups),
        lines=tuple(taken.get(line.line, line) for line in planned.lines),
        ignored=planned.ignored,
    )


async def _joining(db: Queryable, project: ProjectId, table: Table) -> Joining:
    owners: dict[str, Owner] = {}
    for some in _parts(table.entries):
        numbers = [number.phone.e164 for entry in some for number in entry.numbers]
        for row in await db.fetch(SQL["owners_of"], project, numbers):
            owners[row["number"]] = Owner(ContactId(row["id"]), person_of(row))
    return await asyncio.to_thread(join, table, owners)


async def _keep_people(tx: Queryable, project: ProjectId, groups: Sequence[Group], at: datetime) -> list[Group]:
    """The groups, each with its contact."""
    new = [group for group in groups if group.contact is None]
    ids = [row["id"] for row in await tx.fetch(SQL["new_ids"], len(new))]
    named = [msgspec.structs.replace(group, contact=ContactId(id_)) for group, id_ in zip(new, ids, strict=True)]
    known = [group for group in groups if group.contact is not None]
    await tx.execute(SQL["import_contacts"], project, [_person_row(group) for group in named], at)
    more = [_person_row(group) for group in known if group.person != group.before]
    await tx.execute(SQL["import_joined"], more, at)
    return named + known


def _person_row(group: Group) -> dict[str, Any]:
    person = group.person
    return {
        "id": group.contact,
        "name": person.name,
        "language": person.language,
        "zone": person.zone,
        "consent": person.consent,
        "notes": person.notes,
    }


async def _keep_numbers(tx: Queryable, project: ProjectId, groups: Sequence[Group], at: datetime) -> None:
    rows = [row for group in groups for row in _number_rows(group)]
    await tx.execute(SQL["import_numbers"], project, rows, at)


def _number_rows(group: Group) -> Iterator[dict[str, Any]]:
    """The first number of a new contact is its main one."""
    for place, number in enumerate(group.numbers):
        yield {
            "number": number.phone.e164,
            "contact_id": group.contact,
            "line_type": number.kind,
            "line_type_from": number.source,
            "main": place == 0 and group.before is None,
        }


async def _keep_listed(tx: Queryable, project: ProjectId, groups: Sequence[Group], by: str, at: datetime) -> set[str]:
    """The numbers that were not on the do-not-call list before."""
    numbers = [phone.e164 for group in groups for phone in group.listed]
    rows = await tx.fetch(SQL["import_listed"], project, numbers, WHY_LISTED, by, at)
    return {row["number"] for row in rows}


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
