"""What people do to contacts: each in one transaction, in which those hear of it whom it concerns."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET, UnsetType

from contacts import store
from contacts.merge import merge
from contacts.model import MOST_NUMBERS, Contact, ContactNumber, NewNumber, Person
from contacts.ports import Hooks
from kernel.errors import Conflict, NotFound
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.permissions import Scope, within
from kernel.phone import Phone
from store.pool import Database, Queryable


@dataclass(frozen=True, slots=True)
class NumberChange:
    """By the contact's word. `line_type` None takes it back; `texts` as STOP and START from this number would."""

    line_type: LineType | UnsetType | None = UNSET
    main: bool = False
    texts: bool | None = None


class People:
    def __init__(self, database: Database, hooks: Hooks) -> None:
        self._database = database
        self._hooks = hooks

    async def one(self, contact: ContactId, scope: Scope) -> Contact:
        """Raises `NotFound`, as does everything here."""
        return _seen(await store.one(self._database, contact), scope)

    async def add(self, project: ProjectId, person: Person, numbers: Sequence[NewNumber], at: datetime) -> Contact:
        """Raises `Conflict` where a number is somebody's."""
        async with self._database.transaction() as tx:
            contact = await store.add(tx, project, person, at)
            for number in numbers:
                await _add_number(tx, project, contact, number, at)
            return await store.one(tx, contact)

    async def change(
        self, contact: ContactId, scope: Scope, changed: Callable[[Contact], Person], at: datetime
    ) -> Contact:
        async with self._opened(contact, scope, at) as (tx, known):
            await store.change(tx, known.id, changed(known), at)
        return await self.one(contact, scope)

    async def add_number(self, contact: ContactId, scope: Scope, number: NewNumber, at: datetime) -> Contact:
        """Raises `Conflict` where it is somebody else's, naming them; one that is theirs already changes nothing."""
        async with self._opened(contact, scope, at) as (tx, known):
            if number.phone not in {each.phone for each in known.numbers}:
                if len(known.numbers) >= MOST_NUMBERS:
                    raise Conflict(f"A contact has at most {MOST_NUMBERS} numbers.")
                await _add_number(tx, known.project, known.id, number, at)
        return await self.one(contact, scope)

    async def remove_number(self, contact: ContactId, scope: Scope, number: Phone, at: datetime) -> None:
        """Raises `Conflict` for the only one."""
        async with self._opened(contact, scope, at) as (tx, known):
            _theirs(known, number)
            if len(known.numbers) == 1:
                raise Conflict("This is the contact's only number: add another one first.")
            await store.remove_number(tx, known.id, number)

    async def change_number(
        self, contact: ContactId, scope: Scope, number: Phone, changed: NumberChange, at: datetime
    ) -> Contact:
        async with self._opened(contact, scope, at) as (tx, known):
            _theirs(known, number)
            if not isinstance(changed.line_type, UnsetType):
                await store.say_line_type(tx, known.id, number, changed.line_type)
            if changed.main:
                await store.choose_main(tx, known.id, number)
            if changed.texts is True:
                await store.allow_texts(tx, [known.project], number)
            elif changed.texts is False:
                await store.stop_texts(tx, [known.project], number, at)
        return await self.one(contact, scope)

    async def merge(self, one: ContactId, into: ContactId, scope: Scope, at: datetime) -> Contact:
        """Raises `Conflict`: see `contacts.merge`."""
        async with self._database.transaction() as tx:
            for each in (one, into):
                _seen(await store.one(tx, each), scope)
            stays = await merge(tx, one, into, at, self._hooks)
            await self._tell_changed(tx, stays)
            return await store.one(tx, stays)

    @asynccontextmanager
    async def _opened(self, contact: ContactId, scope: Scope, at: datetime) -> AsyncIterator[tuple[Queryable, Contact]]:
        """Ours until the block ends; then who calls and texts them hears that something is another now."""
        async with self._database.transaction() as tx:
            known = _seen(await store.one(tx, await store.lock(tx, contact)), scope)
            yield tx, known
            await store.touch(tx, known.id, at)
            await self._tell_changed(tx, known.id)

    async def _tell_changed(self, tx: Queryable, contact: ContactId) -> None:
        for changed in self._hooks.changed:
            await changed(tx, contact)


def _seen(contact: Contact, scope: Scope) -> Contact:
    if not within(scope, contact.project):
        raise NotFound(store.NO_SUCH_CONTACT)
    return contact


def _theirs(contact: Contact, number: Phone) -> ContactNumber:
    found = next((each for each in contact.numbers if each.phone == number), None)
    if found is None:
        raise NotFound("The contact does not have this number.")
    return found


async def _add_number(tx: Queryable, project: ProjectId, contact: ContactId, number: NewNumber, at: datetime) -> None:
    if not await store.add_number(tx, project, contact, number, at):
        owner = await store.find(tx, project, number.phone)
        if owner != contact:
            raise Conflict(_whose(owner))


def _whose(owner: ContactId | None) -> str:
    if owner is None:
        return "Somebody else is changing this number: try again."
    return f"This number belongs to contact {owner}: merge the two if they are one person."
