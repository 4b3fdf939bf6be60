"""What a section of the set-up is, and what a save of something in it is made of. Values only.

A section is one kind of thing that admins save: trunks, queues and so on. Each thing has a key, which is text that
people know it by, and a version, which is made of all that is kept of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar, runtime_checkable

import msgspec

from config.changes.specs import AgentSpec, HoursSpec, InstallationSpec, NumberSpec, ProjectSpec, QueueSpec
from telephony.provision.model import PhoneSpec, TrunkSpec

if TYPE_CHECKING:
    from store.pool import Queryable

SpecT = TypeVar("SpecT", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Kept(Generic[SpecT]):
    """A thing as it is kept. `secret` is sealed; None: it has none."""

    spec: SpecT
    secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Move(Generic[SpecT]):
    """What a save does to one thing: None before is a new one, None after is removed."""

    before: Kept[SpecT] | None
    after: Kept[SpecT] | None


@dataclass(frozen=True, slots=True)
class Whichever:
    """Whatever version it has, and also if it is not there."""


WHICHEVER: Final = Whichever()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A save as it is asked for. `spec` None: the thing is to be removed.

    `key` None: it is told by the spec. `version` is that of what was edited; None: it must not be there yet. `secret`
    None keeps what there is, text is sealed, empty text takes it away; bytes are sealed already, for the new name.
    `place` is where in a document it stands, which a refusal then names.
    """

    section: str
    key: str | None
    version: str | Whichever | None
    spec: msgspec.Struct | None
    secret: str | bytes | None = field(default=None, repr=False)
    place: str | None = None


class Change(msgspec.Struct, frozen=True):
    """A field that becomes another; null where it was or is not. Of the secret only whether there is one."""

    field: str
    before: Any
    after: Any


class Warned(msgspec.Struct, frozen=True):
    """What may be saved and is perhaps not meant: one sentence in English, whose words a page has."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a save changes: `key` and `version` as they are after it, None where the thing is removed.

    `new`: it was not there before.
    """

    section: str
    key: str
    version: str | None
    changes: tuple[Change, ...]
    warnings: tuple[Warned, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """`change` is the id in the history; None: nothing was different."""

    difference: Difference
    change: int | None


@dataclass(frozen=True)
class World:
    """Everything of every section by its key, as a save leaves it."""

    things: Mapping[str, Mapping[str, Kept[Any]]]

    def of(self, section: str) -> dict[str, Any]:
        """The specs of a section."""
        return {key: kept.spec for key, kept in self.things.get(section, {}).items()}

    @cached_property
    def projects(self) -> dict[str, ProjectSpec]:
        return self.of("projects")

    @cached_property
    def queues(self) -> dict[str, QueueSpec]:
        return self.of("queues")

    @cached_property
    def hours(self) -> dict[str, HoursSpec]:
        return self.of("hours")

    @cached_property
    def numbers(self) -> dict[str, NumberSpec]:
        return self.of("numbers")

    @cached_property
    def agents(self) -> dict[str, AgentSpec]:
        return self.of("agents")

    @cached_property
    def trunks(self) -> dict[str, TrunkSpec]:
        return self.of("trunks")

    @cached_property
    def phones(self) -> dict[str, PhoneSpec]:
        return self.of("phones")

    @property
    def installation(self) -> InstallationSpec:
        return next(iter(self.of("installation").values()), InstallationSpec())


SecretOf = Literal["trunk", "phone"]


class Section(Protocol[SpecT]):
    """One kind of thing that admins save. Sections of other rooms need no more than this shape.

    `secret`: what its secrets are sealed for, with the key: `trunk:{key}`; None where it has none.
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> type[SpecT]: ...

    @property
    def secret(self) -> SecretOf | None: ...

    def key_of(self, spec: SpecT) -> str: ...

    def projects_of(self, spec: SpecT) -> Sequence[str] | None:
        """The names of the projects that it belongs to; None: to all of the installation."""
        ...

    def prepared(self, spec: SpecT, world: World) -> SpecT:
        """As it is kept, so that what was saved reads the same: lists in order, numbers in E.164. `world` is before.

        Raises `BadInput`.
        """
        ...

    def check(self, move: Move[SpecT], world: World) -> Sequence[Warned]:
        """What may be told of the save; `world` is after it. Raises `BadInput`, `Conflict` where it must not be."""
        ...

    async def read(self, db: "Queryable") -> Mapping[str, Kept[SpecT]]:
        """All of them, by their keys."""
        ...

    async def write(self, tx: "Queryable", moves: Sequence[Move[SpecT]]) -> None:
        """All of one save: what they name is there, of this section or of one before it, or else among these."""
        ...


@dataclass(frozen=True, slots=True)
class Signature:
    """Who saves, and when."""

    at: datetime
    by: str


@runtime_checkable
class Signed(Protocol):
    """A section whose rows say who has saved them last."""

    def signed(self, signature: Signature) -> "Section[Any]":
        """The same, for one save."""
        ...


@runtime_checkable
class Noted(Protocol):
    """A section whose history has other keys than its things, because it is not only the ledger that writes it."""

    def noted_as(self, spec: Any, projects: Mapping[str, int]) -> str:
        """`projects` are the ids by name."""
        ...
