"""Whether the trail is still as it was written: each row's digest, and its link to the row before."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from store.pool import Queryable
from web.trail import SQL

FIRST = bytes(32)
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Linked:
    """A row with what its digest is made of."""

    id: int
    before: bytes
    digest: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The number and digest of a row: whoever keeps it elsewhere can tell later that nothing up to it was changed."""

    id: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.id}:{self.digest.hex()}"


NOTHING = Seal(0, FIRST)


@dataclass(frozen=True, slots=True)
class Broken:
    """`why` is one sentence that names the row."""

    id: int
    why: str


def seal_of(text: str) -> Seal | None:
    """What `str(seal)` has written; None for anything else."""
    number, _, digest = text.strip().partition(":")
    try:
        return Seal(int(number), bytes.fromhex(digest)) if len(digest) == 64 else None
    except ValueError:
        return None


def follow(last: Seal, rows: Iterable[Linked]) -> Seal | Broken:
    """The seal after these rows, or the first that does not fit."""
    for row in rows:
        if row.id != last.id + 1:
            return Broken(row.id, f"Row {last.id + 1} is missing: row {row.id} comes after row {last.id}.")
        if row.before != last.digest:
            return Broken(row.id, f"Row {row.id} does not follow row {last.id} as that is now.")
        if hashlib.sha256(row.before + row.text.encode()).digest() != row.digest:
            return Broken(row.id, f"Row {row.id} is not as it was written.")
        last = Seal(row.id, row.digest)
    return last


async def check(db: Queryable, kept: Sequence[Seal] = ()) -> Seal | Broken:
    """Reads the whole trail. The seal of its end, or where it breaks; rows at its end that are gone are found only by a
    seal that was `kept` elsewhere.
    """
    found, wanted = NOTHING, {seal.id: seal for seal in kept}
    async for rows in _pages(db):
        for row in rows:
            if row.id in wanted and wanted[row.id].digest != row.digest:
                return Broken(row.id, f"Row {row.id} has another digest than the one that was kept.")
        match follow(found, rows):
            case Broken() as broken:
                return broken
            case Seal() as found:
                pass
    if missing := [seal.id for seal in kept if seal.id > found.id]:
        return Broken(missing[0], f"The trail ends at row {found.id}, but row {missing[0]} was there.")
    return found


async def _pages(db: Queryable) -> AsyncIterator[list[Linked]]:
    last = 0
    while rows := await db.fetch(SQL["links"], last, _AT_ONCE):
        yield [Linked(row["id"], row["before"], row["digest"], row["text"]) for row in rows]
        last = rows[-1]["id"]


async def head(db: Queryable) -> Seal:
    """The seal of the trail's end as it is written there, without looking whether it is true."""
    row = await db.fetchrow(SQL["head"])
    return NOTHING if row is None else Seal(row["id"], row["digest"])
