"""What admins do with announcements: upload one, listen to it before, say from when it is in force, withdraw it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from config.announcements import shelf, store
from config.announcements.convert import Converted
from config.announcements.model import AnnouncementStanding, Placed, Slot, Version, left_without, placed
from config.announcements.workshop import Workshop
from config.catalog import Catalog
from config.changes.store import take_turn
from kernel.clock import Clock, utc_of
from kernel.errors import BadInput, Conflict
from store.pool import Database

MINUTE = timedelta(minutes=1)
"""So late a moment may come that was now when somebody chose it."""


class AnnouncementDesk:
    """`catalog` gives the newest snapshot. `sounds` is the directory from which the switch plays."""

    def __init__(
        self, database: Database, catalog: Callable[[], Catalog], workshop: Workshop, sounds: Path, clock: Clock
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._workshop = workshop
        self._sounds = sounds
        self._clock = clock

    async def preview(self, file: Path) -> bytes:
        """What a caller would hear, as WAV. Raises `BadInput`, `Unavailable`."""
        async with self._converted(file) as (_, made):
            return await asyncio.to_thread(_heard, made)

    async def add(self, slot: Slot, file: Path, original: str, wanted: datetime | None, by: str) -> Placed:
        """The next version. `wanted` None: in force at once. Raises `BadInput`, `Unavailable`."""
        from_ = _from(wanted, self._clock.now())
        async with self._converted(file) as (found, made):
            kept = await asyncio.to_thread(shelf.keep, made, found.sha256, self._sounds)
        new = store.New(
            file=kept, sha256=found.sha256, seconds=found.seconds, in_force_from=from_, original=original.strip()
        )
        async with self._database.transaction() as tx:
            await take_turn(tx)
            now = self._clock.now()
            version = await store.add(tx, slot, replace(new, in_force_from=max(from_, now)), by, now)
            return _among(await store.of_slot(tx, slot), version, now)

    async def withdraw(self, id_: int, by: str) -> Placed:
        """Of the others the one counts then whose moment came last. Raises `Conflict` where a project must announce."""
        async with self._database.transaction() as tx:
            await take_turn(tx)
            version, now = await store.version(tx, id_), self._clock.now()
            mine = await store.of_slot(tx, version.slot)
            if version.withdrawn_at is None:
                self._expect_spoken([each for each in mine if each.id != id_], version.slot, now)
                version = await store.put(tx, version, version.in_force_from, now, by, now)
            return _among(await store.of_slot(tx, version.slot), version, now)

    async def put_in_force(self, id_: int, wanted: datetime | None, by: str) -> Placed:
        """From a moment on; None: from now on. Raises `BadInput` for a moment that is over, but for the version's own.

        Raises `Conflict` where it is in force and would not be meanwhile.
        """
        async with self._database.transaction() as tx:
            await take_turn(tx)
            version, now = await store.version(tx, id_), self._clock.now()
            mine = await store.of_slot(tx, version.slot)
            from_ = wanted if wanted and wanted == version.in_force_from else _from(wanted, now)
            if _among(mine, version, now).standing is AnnouncementStanding.IN_FORCE:
                _refuse_pause(from_, now)
            else:
                version = await store.put(tx, version, from_, None, by, now)
            return _among(await store.of_slot(tx, version.slot), version, now)

    def _expect_spoken(self, others: Sequence[Version], slot: Slot, now: datetime) -> None:
        if any(each.standing is AnnouncementStanding.IN_FORCE for each in placed(others, now)):
            return
        if silent := left_without(self._catalog(), slot):
            raise Conflict(
                f"Nothing would be said then to callers of {silent[0].name}, who must be told: upload another first."
            )

    @asynccontextmanager
    async def _converted(self, file: Path) -> AsyncIterator[tuple[Converted, Path]]:
        with tempfile.TemporaryDirectory(prefix="ringback-sound-") as place:
            made = Path(place) / "made.wav"
            yield await self._workshop.convert(file, made), made


def _from(wanted: datetime | None, now: datetime) -> datetime:
    at = utc_of("in_force_from", wanted)
    if at is not None and at < now - MINUTE:
        raise BadInput("in_force_from", at.isoformat(), "a moment that is not over, or nothing for now")
    return now if at is None else max(at, now)


def _heard(made: Path) -> bytes:
    return shelf.as_heard(made.read_bytes())


def _refuse_pause(from_: datetime, now: datetime) -> None:
    if from_ > now:
        raise Conflict("It is in force already: put another in force until then, or withdraw it.")


def _among(mine: Sequence[Version], version: Version, at: datetime) -> Placed:
    return next(each for each in placed(mine, at) if each.version.id == version.id)
