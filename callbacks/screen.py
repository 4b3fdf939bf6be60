"""What was placed and who called of late, counted for the fraud rules. Implements `callbacks.cases.Screen`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from callbacks.dialled import Dialled
from callbacks.fraud import Seen, neighbourhood_of, prefix_of, screen, screen_by_hand, screen_text
from callbacks.ports import ProjectCard, Projects
from callbacks.rules import Cleared, Customer, ProjectRules, Verdict
from callbacks.store import SQL
from kernel.phone import Phone
from store.pool import Queryable

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class FraudScreen:
    def __init__(self, projects: Projects, dialled: Dialled | None = None) -> None:
        self._projects = projects
        self._dialled = dialled or Dialled()

    async def verdict(
        self, tx: Queryable, project: ProjectCard, customer: Customer, rules: ProjectRules, now: datetime
    ) -> Verdict:
        return screen(customer.number, await self.seen(tx, project, customer.number, rules, now), rules.fraud, now)

    async def verdict_by_hand(
        self, tx: Queryable, project: ProjectCard, customer: Customer, rules: ProjectRules, now: datetime
    ) -> Verdict:
        neighbours = await self._neighbours(tx, project, customer.number, rules, now)
        seen = replace(self._dialled_by(project, customer.number, now), neighbours=neighbours)
        return screen_by_hand(customer.number, seen, rules.fraud, now)

    def typed(self, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime) -> Verdict:
        """Of a number that a person typed, to call it or to transfer a call there. Answers from memory."""
        return screen_by_hand(number, self._dialled_by(project, number, now), rules.fraud, now)

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
        neighbours = await self._neighbours(tx, project, number, rules, now)
        seen = Seen(region=project.region, own=self._projects.own_numbers(), neighbours=neighbours, **counts)
        return _with_calls(seen, self._dialled.by_hand(project.id, number, now))

    async def _neighbours(
        self, tx: Queryable, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime
    ) -> int:
        since = now - timedelta(seconds=rules.fraud.neighbours_within_s)
        low = neighbourhood_of(number)
        found: int = await tx.fetchval(SQL["neighbours"], project.id, low, _after(low), since)
        return found

    def _dialled_by(self, project: ProjectCard, number: Phone, now: datetime) -> Seen:
        return self._dialled.seen(project.id, number, project.region, self._projects.own_numbers(), now)


def _with_calls(seen: Seen, by_hand: Sequence[datetime]) -> Seen:
    """What people called themselves is no less of a disturbance."""
    if not by_hand:
        return seen
    known = [*by_hand, *([seen.oldest_to_number_today] if seen.oldest_to_number_today else [])]
    return replace(seen, to_number_today=seen.to_number_today + len(by_hand), oldest_to_number_today=min(known))


def _after(prefix: str) -> str:
    """The first text, by bytes, that does not begin with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
