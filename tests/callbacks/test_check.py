"""Rules that are refused, each in one sentence that names its field."""

import pytest

from callbacks.check import check_rules
from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from kernel.errors import BadInput
from kernel.numbering import LineType


def test_the_rules_that_ship_are_accepted() -> None:
    check_rules(ProjectRules(), demo=False)
    check_rules(ProjectRules(policy=Policy(ladder="text-first", useful_hours=0.25)), demo=False)
    check_rules(ProjectRules(policy=Policy(day_seconds=120, soon_after_s=10)), demo=True)
    check_rules(
        ProjectRules(
            fraud=FraudRules(
                countries=("UA", "US"), denied_prefixes=("+4470",), known_prefixes={"+1": LineType.MOBILE}
            ),
            texting=TextRules(sender="MG" + "0a" * 16),
        ),
        demo=False,
    )


def test_only_a_demonstration_has_shorter_days() -> None:
    with pytest.raises(BadInput, match="day_seconds"):
        check_rules(ProjectRules(policy=Policy(day_seconds=120, soon_after_s=10)), demo=False)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (ProjectRules(policy=Policy(ladder="three-call")), "policy.ladder"),
        (ProjectRules(policy=Policy(allowed_from=1260, allowed_until=1260)), "policy.allowed_until"),
        (ProjectRules(policy=Policy(allowed_from=1300)), "policy.allowed_until"),
        (ProjectRules(policy=Policy(allowed_from=-1)), "policy.allowed_from"),
        (ProjectRules(policy=Policy(allowed_until=1500)), "policy.allowed_until"),
        (ProjectRules(policy=Policy(max_attempts=0)), "policy.max_attempts"),
        (ProjectRules(policy=Policy(max_attempts_a_day=0)), "policy.max_attempts_a_day"),
        (ProjectRules(policy=Policy(agents_percent=0)), "policy.agents_percent"),
        (ProjectRules(policy=Policy(useful_hours=0)), "policy.useful_hours"),
        (ProjectRules(policy=Policy(useful_hours=0.05)), "policy.useful_hours"),
        (ProjectRules(policy=Policy(useful_hours=5000)), "policy.useful_hours"),
        (ProjectRules(policy=Policy(day_seconds=1)), "policy.day_seconds"),
        (ProjectRules(policy=Policy(busy_again_s=0)), "policy.busy_again_s"),
        (ProjectRules(fraud=FraudRules(countries=("Ukraine",))), "fraud.countries"),
        (ProjectRules(fraud=FraudRules(denied_prefixes=("4470",))), "fraud.denied_prefixes"),
        (ProjectRules(fraud=FraudRules(known_prefixes={"+": LineType.MOBILE})), "fraud.known_prefixes"),
        (ProjectRules(fraud=FraudRules(neighbours=1)), "fraud.neighbours"),
        (ProjectRules(fraud=FraudRules(per_hour=0)), "fraud.per_hour"),
        (ProjectRules(fraud=FraudRules(by_hand_per_number_a_day=0)), "fraud.by_hand_per_number_a_day"),
        (ProjectRules(texting=TextRules(sender="Ringback")), "texting.sender"),
    ],
)
def test_what_no_project_can_be_worked_by_is_refused(rules: ProjectRules, field: str) -> None:
    with pytest.raises(BadInput, match="accepted is") as refused:
        check_rules(rules, demo=True)

    assert field == refused.value.field
