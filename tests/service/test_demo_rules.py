"""By which rules the demo's two projects return calls: in a hurry, one by each ladder."""

from datetime import UTC, datetime

import msgspec
import pytest

from callbacks.rulebook import Rulebook
from callbacks.rules import Policy, ProjectRules
from config.seed import CLOSED_PROJECT, OPEN_PROJECT, seed_demo
from kernel.ids import ProjectId
from service.demo_rules import DAY_S, DEMO_RULES, seed_rules
from store.listen import Listener
from store.pool import Database

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def in_force(database: Database) -> dict[str, ProjectRules]:
    book = Rulebook(database, Listener(database.url))
    await book.load()
    projects = await database.fetch("SELECT id, name FROM projects")
    return {each["name"]: book.of(ProjectId(each["id"])) for each in projects}


CHANGED = {name: ProjectRules(policy=Policy(ladder="text-first")) for name in (OPEN_PROJECT, CLOSED_PROJECT)}


async def test_a_day_is_short_and_each_project_has_a_ladder_and_a_sender_of_its_own(database: Database) -> None:
    await seed_demo(database)
    await seed_rules(database, DEMO_RULES, NOW)
    found = await in_force(database)

    assert {each.policy.day_seconds for each in found.values()} == {DAY_S}
    assert {each.policy.ladder for each in found.values()} == {"two-call", "text-first"}
    assert len({each.texting.sender for each in found.values()} - {""}) == 2


async def test_rules_that_somebody_has_changed_are_left_alone(database: Database) -> None:
    await seed_demo(database)
    await seed_rules(database, CHANGED, NOW)
    await seed_rules(database, DEMO_RULES, NOW)

    left = {name: msgspec.structs.replace(each, version=0) for name, each in (await in_force(database)).items()}
    assert left == CHANGED
