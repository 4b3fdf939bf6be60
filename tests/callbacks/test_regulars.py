"""Who calls us: do they return our call, and may they be offered one. Answered from memory."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callbacks.model import Case, CloseAsked, CloseReason, Result
from callbacks.ports import ProjectCard
from callbacks.regulars import Regulars
from callbacks.rules import ProjectRules
from callbacks.screen import FraudScreen
from callbacks.step import hear
from config.model import Hours
from kernel.ids import CaseId, ProjectId
from kernel.phone import Phone
from telephony.ports import Standing
from tests.callbacks.deciding import NUMBER, a_case, attempt

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACME, OTHER = ProjectId(1), ProjectId(2)
PHONE = Phone("+447700900123")
CASE = CaseId(7)


@pytest.mark.parametrize(("hours_ago", "front"), [(1.9, True), (2.1, False)])
def test_who_returns_our_call_in_time_goes_to_the_front_and_later_still_has_the_case(
    hours_ago: float, front: bool
) -> None:
    regulars = Regulars(lambda _project: 2)
    regulars.settled(tried(NOW - timedelta(hours=hours_ago)))

    assert regulars.standing(ACME, NUMBER, NOW) == Standing(front=front, case=CASE)
    assert regulars.standing(OTHER, NUMBER, NOW) == Standing()


def test_whose_case_is_closed_is_nobody_special_any_more() -> None:
    regulars, case = Regulars(lambda _project: 2), tried(NOW)
    regulars.settled(case)
    regulars.settled(hear(case, CloseAsked(at=NOW, reason=CloseReason.BY_PERSON, by="Head", note="Came by.")))

    assert regulars.standing(ACME, NUMBER, NOW) == Standing()


def tried(at: datetime) -> Case:
    return a_case(at - timedelta(minutes=10), *attempt(at, Result.NO_ANSWER), number=CASE)


class OneProject:
    """Implements `callbacks.ports.Projects`."""

    def project(self, project: ProjectId) -> ProjectCard:
        raise NotImplementedError

    def own_numbers(self) -> frozenset[str]:
        return frozenset({"+442079460010"})

    def skills(self, project: ProjectId, queue: object) -> frozenset[str]:
        raise NotImplementedError


CARD = ProjectCard(
    id=ACME,
    name="Acme",
    region="GB",
    language="en",
    hours=Hours(ZoneInfo("Europe/London"), {}, {}),
    numbers=frozenset(),
    did="+442079460010",
    queue=None,
)


@pytest.mark.parametrize(
    ("number", "lets"),
    [("+447400123456", True), ("+442079460010", False), ("+449098790000", False), ("+380441234567", False)],
)
def test_only_who_could_be_called_is_offered_a_callback(number: str, lets: bool) -> None:
    screen = FraudScreen(OneProject())
    regulars = Regulars(lambda _project: 2, lambda _project, phone, at: screen.lets(CARD, phone, ProjectRules(), at))

    assert regulars.standing(ACME, Phone(number), NOW).callable is lets
