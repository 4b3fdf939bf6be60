"""What contacts need to know from others, and who wants to be told what happens to them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contacts.model import Place
from kernel.ids import ContactId, ProjectId
from kernel.phone import Phone
from store.pool import Queryable

Moved = Callable[[Queryable, ContactId, ContactId], Awaitable[None]]
"""(tx, from, into): two contacts have become one. The numbers have moved already."""
Barred = Callable[[Queryable, ProjectId | None, Phone, datetime, str], Awaitable[None]]
"""(tx, project or all, number, at, by): a number came on the do-not-call list."""
Blocked = Callable[[Queryable, ProjectId | None, Phone, str, str], Awaitable[None]]
"""(tx, project or all, number, by, why): calls from this number are turned away from now on."""
Changed = Callable[[Queryable, ContactId], Awaitable[None]]
"""(tx, contact): something by which a contact is called or texted is another now."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Called in the transaction of the change, in their order; what they raise undoes it."""

    moved: tuple[Moved, ...] = ()
    barred: tuple[Barred, ...] = ()
    changed: tuple[Changed, ...] = ()
    blocked: tuple[Blocked, ...] = ()


class Projects(Protocol):
    """Answers from memory."""

    def places(self) -> Mapping[ProjectId, Place]:
        """Of every project."""
        ...
