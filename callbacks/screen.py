"""What was placed and who called of late, counted for the fraud rules. Implements `callbacks.cases.Screen`."""

from datetime import datetime, timedelta
from typing import Any

from callbacks.fraud import Seen, neighbourhood_of, prefix_of, screen, screen_text
from callbacks.ports import ProjectCard, Projects
from callbacks.rules import Cleared, Customer, ProjectRules, Verdict
from callbacks.store import SQL
from kernel.phone import Phone
from store.pool import Queryable

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class FraudScreen:
    def __init__(self, projects: Projects) -> None:
        self._projects = projects

    async def verdict(
        self, tx: Queryable, project: ProjectCard, customer: Customer, rules: ProjectRules, now: datetime
    ) -> Verdict:
        return screen(customer.number, await self.seen(tx, project, customer.number, rules, now), rules.fraud, now)

    def lets(self, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime) -> bool:
        """Whether nothing speaks against calling this number but what has been placed lately. Answers from memory."""
        return isinstance(self.word(project, number, rules, now), Cleared)

    def word(self, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime) -> Verdict:
        """What the number itself says, whatever has been placed lately. Answers from memory."""
        return screen(number, Seen(region=project.region, own=self._projects.own_numbers()), rules.fraud, now)

    async def text_verdict(
        self, tx: Queryable, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime
    ) -> Verdict:
        """Asked right before a text is written."""
        return screen_text(number, await self.seen(tx, project, number, rules, now), rules.fraud, now)

    async def seen(
        self, tx: Queryable, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime
    ) -> Seen:
        row = await tx.fetchrow(SQL["seen"], project.id, number.e164, prefix_of(number), now - A_DAY, now - AN_HOUR)
        counts: dict[str, Any] = dict(row or {})
        since = now - timedelta(seconds=rules.fraud.neighbours_within_s)
        low = neighbourhood_of(number)
        neighbours = await tx.fetchval(SQL["neighbours"], project.id, low, _after(low), since)
        return Seen(region=project.region, own=self._projects.own_numbers(), neighbours=neighbours, **counts)


def _after(prefix: str) -> str:
    """The first text, by bytes, that does not begin with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
