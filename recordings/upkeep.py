"""Every hour: delete what has been kept long enough, and say which raw files belong to no recording."""

import asyncio
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import structlog

from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.ids import RecordingId
from recordings import store
from recordings.archive import Archive
from recordings.capture import SpoolRoom
from recordings.errors import RecordingFailed
from recordings.naming import picture_path
from recordings.retention import trace
from store.pool import Database

log = structlog.get_logger()

EVERY_S = 3600.0
ORPHAN_S = 3600.0
"""A raw file that has rested for this long without a row is an orphan: while the database is away, rows come late."""
_SIDES = ("-in.sln", "-out.sln")


class Upkeep:
    """Retention and orphans."""

    def __init__(self, db: Database, room: SpoolRoom, archive: Archive, clock: Clock) -> None:
        self._db = db
        self._room = room
        self._archive = archive
        self._clock = clock
        self._told: set[RecordingId] = set()

    async def run(self) -> None:
        """Until cancelled. A database that is away is left for the next hour.

        Orphans are looked for from the second hour on: what the switch recorded while we were away gets its row first.
        """
        for hour in count():
            try:
                await self.delete_due()
                if hour:
                    await self.tell_orphans()
            except Unavailable as error:
                log.warning("recordings_upkeep_waits", why=str(error))
            await asyncio.sleep(EVERY_S)

    async def delete_due(self) -> int:
        """How many went. One that cannot be deleted is logged, stays due, and does not keep the others."""
        deleted, stuck = 0, list[RecordingId]()
        while True:
            async with self._db.transaction() as tx:
                kept = await store.past_retention(tx, self._clock.now(), stuck)
                if kept is None:
                    return deleted
                try:
                    await self._delete(kept)
                except (RecordingFailed, OSError) as error:
                    log.error("recording_not_deleted", recording=kept.id, why=str(error))
                    stuck.append(kept.id)
                    continue
                now = self._clock.now()
                await store.mark_deleted(tx, kept, trace(kept.retention_days, now), now)
            deleted += 1
            log.info("recording_deleted", recording=kept.id, retention_days=kept.retention_days)

    async def _delete(self, kept: store.Kept) -> None:
        """The file before the row: killed in between, it is done again, and no file outlives its row's promise."""
        if kept.path is not None:
            await self._archive.remove(kept.path)
            await self._archive.remove(picture_path(kept.path))
        _unlink(kept.raw)

    async def tell_orphans(self) -> frozenset[RecordingId]:
        """Those in the spool that no row knows, each logged once. They are never deleted: a person must decide."""
        found = self._rested()
        orphans = frozenset(found) - await store.known_ids(self._db, sorted(found))
        for orphan in sorted(orphans - self._told):
            why = "No recording in the database belongs to these raw files: was a database lost? They are left alone."
            log.error("recording_orphaned", recording=orphan, spool=str(self._room.spool), why=why)
        self._told |= orphans
        return orphans

    def _rested(self) -> set[RecordingId]:
        """Whose raw files lie in the spool and are not being written. Raw files are named by the recording's id."""
        before = self._clock.now().timestamp() - ORPHAN_S
        files = (path for side in _SIDES for path in self._room.spool.glob(f"*{side}"))
        return {_owner(path) for path in files if path.stat().st_mtime < before}


def _unlink(names: Sequence[str]) -> None:
    for name in names:
        Path(name).unlink(missing_ok=True)


def _owner(path: Path) -> RecordingId:
    return RecordingId(path.name.removesuffix(_SIDES[0]).removesuffix(_SIDES[1]))
