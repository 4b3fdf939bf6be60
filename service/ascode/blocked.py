"""Callers who are turned away, in the file. An open case of theirs is not touched: its page closes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from config.changes.model import Kept, Move, Signature, Warned, World
from config.changes.specs import ProjectName
from config.changes.store import project_ids
from kernel.errors import BadInput
from service.ascode.sections import EVERYBODYS, SQL, UNSIGNED, project_id
from store.pool import Queryable

_BEFORE = timedelta(seconds=1)


class BlockedSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`project` null: every project turns the number away, which is in E.164. `until` null: until it is taken off."""

    project: ProjectName | None = None
    number: Annotated[
        str,
        msgspec.Meta(pattern=r"^\+[0-9]{2,15}$", extra={"words": "a number with + and its country's code before it"}),
    ]
    why: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@dataclass(frozen=True)
class BlockedSection:
    """Those whose time is over too, as they are kept."""

    signature: Signature = UNSIGNED
    name: ClassVar[str] = "blocked_callers"
    kind: ClassVar[type[BlockedSpec]] = BlockedSpec
    secret: ClassVar[None] = None

    def signed(self, signature: Signature) -> "BlockedSection":
        return BlockedSection(signature)

    def key_of(self, spec: BlockedSpec) -> str:
        return f"{spec.project or EVERYBODYS}/{spec.number}"

    def projects_of(self, spec: BlockedSpec) -> Sequence[str] | None:
        return None if spec.project is None else (spec.project,)

    def prepared(self, spec: BlockedSpec, _world: World) -> BlockedSpec:
        return spec

    def check(self, move: Move[BlockedSpec], world: World) -> Sequence[Warned]:
        """Raises `BadInput`."""
        if move.after is not None and move.after.spec.project not in (None, *world.projects):
            raise BadInput("project", move.after.spec.project, "the name of a project, or null")
        return ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[BlockedSpec]]:
        specs = [BlockedSpec(**dict(row)) for row in await db.fetch(SQL["blocked"])]
        return {self.key_of(spec): Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[BlockedSpec]]) -> None:
        ids = await project_ids(tx)
        for move in moves:
            if move.after is not None:
                spec = move.after.spec
                at, by = self.signature.at, self.signature.by
                at = at if spec.until is None else min(at, spec.until - _BEFORE)
                row = (project_id(ids, spec.project), spec.number, spec.why, spec.until, by, at)
                await tx.execute(SQL["put_blocked"], *row)
            elif move.before is not None:
                gone = move.before.spec
                await tx.execute(SQL["remove_blocked"], project_id(ids, gone.project), gone.number)
