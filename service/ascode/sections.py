"""What has a history besides the sections of `config.changes`: scripts, and the rules of callbacks.

A file brings them, and what it changed is taken back as everything else is; their own pages save in their own way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

import msgspec

from callbacks.check import check_rules
from callbacks.rulebook import rules_in
from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from config.changes.model import Kept, Move, Signature, Warned, World
from config.changes.specs import Language, ProjectName
from config.changes.store import project_ids
from config.scripts import LONGEST
from config.scripts import SQL as SCRIPTS
from kernel.errors import BadInput
from kernel.http import Lines
from kernel.ids import ProjectId
from store.pool import Queryable
from store.queries import load_queries

SQL = load_queries(__file__)
EVERYBODYS = "/all"
"""In a key, of what belongs to no project: none can be called that."""


class ScriptSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project's agents read from in one language."""

    project: ProjectName
    language: Language
    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=LONGEST)]


class RulesSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a project calls back; a project without them has the defaults."""

    project: ProjectName
    policy: Policy = Policy()
    fraud: FraudRules = FraudRules()
    texting: TextRules = TextRules()


UNSIGNED = Signature(datetime.min.replace(tzinfo=UTC), "")
"""Of a section that is read; the ledger signs what it writes."""


@dataclass(frozen=True)
class _OfProject:
    """What both have in common."""

    signature: Signature = UNSIGNED
    secret: ClassVar[None] = None

    def signed(self, signature: Signature) -> Self:
        return type(self)(signature)

    def projects_of(self, spec: Any) -> Sequence[str]:
        return (spec.project,)

    def check(self, move: Move[Any], world: World) -> Sequence[Warned]:
        """Raises `BadInput`."""
        for each in filter(None, (move.after,)):
            if each.spec.project not in world.projects:
                raise BadInput("project", each.spec.project, "the name of a project")
        return ()


class ScriptsSection(_OfProject):
    name: ClassVar[str] = "scripts"
    kind: ClassVar[type[ScriptSpec]] = ScriptSpec

    def key_of(self, spec: ScriptSpec) -> str:
        return f"{spec.project}/{spec.language}"

    def prepared(self, spec: ScriptSpec, _world: World) -> ScriptSpec:
        """Raises `BadInput`."""
        text = spec.text.strip()
        if not text:
            raise BadInput("text", spec.text[:64], "some text")
        return msgspec.structs.replace(spec, text=text)

    async def read(self, db: Queryable) -> Mapping[str, Kept[ScriptSpec]]:
        rows = await db.fetch(SQL["scripts"])
        specs = (ScriptSpec(**dict(row)) for row in rows)
        return {self.key_of(spec): Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[ScriptSpec]]) -> None:
        ids = await project_ids(tx)
        for move in moves:
            for gone in filter(None, (move.before,)):
                await tx.execute(SCRIPTS["remove_script"], ids[gone.spec.project], gone.spec.language)
            for kept in filter(None, (move.after,)):
                spec = kept.spec
                row = (ids[spec.project], spec.language, spec.text, self.signature.at, self.signature.by)
                await tx.execute(SCRIPTS["put_script"], *row)


class RulesSection(_OfProject):
    """Of projects that have rules of their own. Removed, they are as they ship."""

    name: ClassVar[str] = "callback_rules"
    kind: ClassVar[type[RulesSpec]] = RulesSpec

    def key_of(self, spec: RulesSpec) -> str:
        return spec.project

    def prepared(self, spec: RulesSpec, world: World) -> RulesSpec:
        """Raises `BadInput`. Days that a demonstration has shortened may stay so."""
        there = world.of(self.name).get(spec.project)
        shortened = there is not None and there.policy.day_seconds == spec.policy.day_seconds
        check_rules(ProjectRules(policy=spec.policy, fraud=spec.fraud, texting=spec.texting), demo=shortened)
        return spec

    async def read(self, db: Queryable) -> Mapping[str, Kept[RulesSpec]]:
        names = {id_: name for name, id_ in (await project_ids(db)).items()}
        found = await rules_in(db)
        return {names[id_]: Kept(_spec(names[id_], rules)) for id_, rules in found.items()}

    async def write(self, tx: Queryable, moves: Sequence[Move[RulesSpec]]) -> None:
        ids = await project_ids(tx)
        for move in moves:
            if move.after is not None:
                spec = move.after.spec
                rules = (spec.policy, spec.fraud, spec.texting)
                await tx.execute(SQL["put_rules"], ids[spec.project], *rules, self.signature.at, self.signature.by)
            elif move.before is not None:
                await tx.execute(SQL["remove_rules"], ids[move.before.spec.project])


def _spec(project: str, rules: ProjectRules) -> RulesSpec:
    return RulesSpec(project=project, policy=rules.policy, fraud=rules.fraud, texting=rules.texting)


def project_id(ids: Mapping[str, int], name: str | None) -> ProjectId | None:
    """None belongs to none of them."""
    return None if name is None else ProjectId(ids[name])
