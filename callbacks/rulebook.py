"""The rules that every project works by, in memory. The table is the truth; a notification is a hint."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
import structlog

from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from callbacks.store import SQL
from kernel.errors import Conflict
from kernel.ids import ProjectId
from store.listen import Listener, kept_new
from store.pool import Database, Queryable, Record

log = structlog.get_logger()

CHANNEL = "callback_rules"
DEFAULTS = ProjectRules()


class Rulebook:
    """Implements `callbacks.sms.ports.Texting`.

    `load` once before it is asked, `run` to keep it new. `changed` is told each project whose rules have changed.
    """

    def __init__(self, db: Database, listener: Listener) -> None:
        self._db = db
        self._rules: dict[ProjectId, ProjectRules] = {}
        self._hint = asyncio.Event()
        self.changed: Callable[[ProjectId], None] = lambda _project: None
        listener.subscribe(CHANNEL, self._hint.set)

    def of(self, project: ProjectId) -> ProjectRules:
        """A project without rules of its own has the defaults, version 0."""
        return self._rules.get(project, DEFAULTS)

    def texting(self, project: ProjectId) -> TextRules:
        return self.of(project).texting

    def senders(self) -> Mapping[str, tuple[ProjectId, ...]]:
        """Every sender of texts in use, with the projects that use it."""
        found: dict[str, tuple[ProjectId, ...]] = {}
        for project, rules in sorted(self._rules.items()):
            if rules.texting.sender:
                found[rules.texting.sender] = (*found.get(rules.texting.sender, ()), project)
        return found

    async def load(self) -> None:
        """Raises `DatabaseAway`. A row that does not read keeps what was in force before, and says so."""
        before = self._rules
        self._rules = await rules_in(self._db, self.of)
        for project in before.keys() | self._rules.keys():
            if before.get(project) != self._rules.get(project):
                self.changed(project)

    async def run(self) -> None:
        """Until cancelled."""
        await kept_new(self._hint, self.load, "callback_rules_not_read")

    async def save(self, project: ProjectId, rules: ProjectRules, by: str, at: datetime) -> ProjectRules:
        """`rules.version` is the one that was edited. What is saved is in force when this returns.

        Raises `Conflict` where somebody else has saved in between. What the fields may be is checked by who reads them.
        """
        parts = (rules.policy, rules.fraud, rules.texting, at, by)
        if rules.version == 0:
            version = await self._db.fetchval(SQL["add_rules"], project, *parts)
        else:
            version = await self._db.fetchval(SQL["change_rules"], project, rules.version, *parts)
        if version is None:
            raise Conflict("Somebody else has changed these rules meanwhile: look at them again before you save.")
        await self.load()
        return self.of(project)


def defaults(_project: ProjectId) -> ProjectRules:
    return DEFAULTS


async def rules_in(
    db: Queryable, before: Callable[[ProjectId], ProjectRules] = defaults
) -> dict[ProjectId, ProjectRules]:
    """Of every project that has some of its own. Raises `DatabaseAway`."""
    rows = await db.fetch(SQL["rules"])
    return {row["project_id"]: _read(row, before(row["project_id"])) for row in rows}


def _read(row: Record, before: ProjectRules) -> ProjectRules:
    try:
        return ProjectRules(
            policy=msgspec.convert(row["policy"], Policy),
            fraud=msgspec.convert(row["fraud"], FraudRules),
            texting=msgspec.convert(row["texting"], TextRules),
            version=row["version"],
        )
    except msgspec.ValidationError as error:
        log.error("callback_rules_unreadable", project=row["project_id"], why=str(error))
        return before
