"""Two contacts turn out to be one person."""

from datetime import datetime

from contacts import store
from contacts.model import Person, joined_notes, stronger
from contacts.ports import Hooks
from contacts.store import SQL, person_of
from kernel.errors import Conflict, NotFound
from kernel.ids import ContactId
from store.pool import Queryable, Record


async def merge(tx: Queryable, one: ContactId, into: ContactId, at: datetime, hooks: Hooks) -> ContactId:
    """All that belonged to `one` belongs to `into`, which it answers as from now on. Returns `into`.

    Raises `NotFound`, and `Conflict` for one and the same contact or contacts of two projects. The numbers move before
    the hooks are called: a call that comes in meanwhile waits for either.
    """
    gone, stays = await _locked(tx, one, into)
    await tx.execute(SQL["move_numbers"], gone["id"], stays["id"])
    await store.choose_main(tx, stays["id"])
    await tx.execute(SQL["move_texts"], gone["id"], stays["id"])
    await tx.execute(SQL["point_to"], gone["id"], stays["id"], at)
    await store.change(tx, stays["id"], both(person_of(gone), person_of(stays)), at)
    for moved in hooks.moved:
        await moved(tx, gone["id"], stays["id"])
    return ContactId(stays["id"])


async def _locked(tx: Queryable, one: ContactId, into: ContactId) -> tuple[Record, Record]:
    ids = [(await store.one(tx, each)).id for each in (one, into)]
    if ids[0] == ids[1]:
        raise Conflict("These are one and the same contact already.")
    rows = {row["id"]: row for row in await tx.fetch(SQL["lock_both"], ids)}
    if len(rows) < 2:
        raise NotFound("One of the contacts was merged with another a moment ago: look again.")
    gone, stays = rows[ids[0]], rows[ids[1]]
    if gone["project_id"] != stays["project_id"]:
        raise Conflict("Contacts of two projects stay apart: what one client notes is not the other's.")
    return gone, stays


def both(gone: Person, stays: Person) -> Person:
    """What the one that stays lacks, the other gives; a refusal of either holds; the notes of both are kept."""
    return Person(
        name=stays.name or gone.name,
        language=stays.language or gone.language,
        zone=stays.zone or gone.zone,
        consent=stronger(stays.consent, gone.consent),
        notes=joined_notes(stays.notes, gone.notes),
    )
