"""How the two projects of a demo return calls: with a day that lasts four minutes, one by each ladder."""

from collections.abc import Mapping
from datetime import datetime

from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from callbacks.store import SQL as CALLBACKS
from config.seed import CLOSED_PROJECT, OPEN_PROJECT
from config.store import SQL as CONFIG
from service.crowd_numbers import BAITING, COUNTRIES, FICTIONAL
from store.pool import Database

DAY_S = 240
BY = "the demo"


def _hurried(ladder: str) -> Policy:
    """Spans of days shrink with the day; the others are set here, as short as the settings' page would take them."""
    return Policy(
        ladder=ladder,
        day_seconds=DAY_S,
        soon_after_s=10,
        soon_competes_after_s=20,
        tolerance_minutes=1,
        busy_again_s=60,
        failed_again_s=60,
        word_within_s=60,
        text_answer_within_s=180,
    )


FRAUD = FraudRules(
    countries=COUNTRIES,
    known_prefixes={each.prefix: each.kind for each in (*FICTIONAL, *BAITING)},
    per_number_a_day=10,
    per_prefix_an_hour=1000,
    by_hand_per_number_a_day=100,
    by_hand_per_prefix_an_hour=1000,
    neighbours=1000,
)
"""The ranges kept for fiction are so small that all their numbers are neighbours, and no plan knows some of them."""

DEMO_RULES: Mapping[str, ProjectRules] = {
    OPEN_PROJECT: ProjectRules(
        policy=_hurried("two-call"),
        fraud=FRAUD,
        texting=TextRules(sender="+447700900990", unclear_is_mobile=True),
    ),
    CLOSED_PROJECT: ProjectRules(
        policy=_hurried("text-first"),
        fraud=FRAUD,
        texting=TextRules(sender="+447700900991"),
    ),
}


async def seed_rules(database: Database, rules: Mapping[str, ProjectRules], at: datetime) -> None:
    """For projects that are there and have no rules yet."""
    async with database.transaction() as tx:
        for name, wanted in rules.items():
            project = await tx.fetchval(CONFIG["project_id"], name)
            await tx.fetchval(CALLBACKS["add_rules"], project, wanted.policy, wanted.fraud, wanted.texting, at, BY)
