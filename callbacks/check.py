"""Rules that no project can be worked by are refused before they are saved, in one sentence that names the field."""

import re
from collections.abc import Iterable

import phonenumbers

from callbacks.rules import LADDERS, FraudRules, Policy, ProjectRules, TextRules
from kernel.errors import BadInput

_A_DAY_S = 86400
_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")
_SENDER = re.compile(r"\+[1-9][0-9]{1,14}|MG[0-9a-fA-F]{32}")

POLICY = {
    "soon_after_s": (0, _A_DAY_S, "seconds"),
    "soon_competes_after_s": (0, _A_DAY_S, "seconds"),
    "opening_spread_s": (0, _A_DAY_S, "seconds"),
    "allowed_from": (0, 1439, "minutes since midnight"),
    "allowed_until": (1, 1440, "minutes since midnight"),
    "tolerance_minutes": (1, 180, "minutes"),
    "opening_margin_minutes": (0, 240, "minutes"),
    "closing_margin_minutes": (0, 240, "minutes"),
    "busy_again_s": (60, 3600, "seconds"),
    "busy_tries": (0, 10, "tries"),
    "failed_again_s": (60, _A_DAY_S, "seconds"),
    "min_gap_s": (0, 7 * _A_DAY_S, "seconds"),
    "max_attempts": (1, 50, "attempts"),
    "max_attempts_a_day": (1, 20, "attempts"),
    "front_hours": (0, 72, "hours"),
    "agents_percent": (1, 100, "percent"),
    "word_within_s": (60, _A_DAY_S, "seconds"),
    "text_answer_within_s": (60, 7 * _A_DAY_S, "seconds"),
}
_USEFUL_HOURS = 24 * 60
FRAUD = {
    "per_number_a_day": (1, 100, "attempts"),
    "per_prefix_an_hour": (1, 10_000, "attempts"),
    "per_hour": (1, 100_000, "attempts"),
    "per_day": (1, 1_000_000, "attempts"),
    "by_hand_per_number_a_day": (1, 1000, "calls"),
    "by_hand_per_prefix_an_hour": (1, 10_000, "calls"),
    "by_hand_per_hour": (1, 100_000, "calls"),
    "by_hand_per_day": (1, 1_000_000, "calls"),
    "texts_per_hour": (0, 100_000, "texts"),
    "texts_per_day": (0, 1_000_000, "texts"),
    "neighbours": (2, 1000, "callers"),
    "neighbours_within_s": (60, _A_DAY_S, "seconds"),
}


def check_rules(rules: ProjectRules, *, demo: bool) -> None:
    """Raises `BadInput` for the first field that cannot be. `demo`: the service runs as a demonstration."""
    check_policy(rules.policy, demo=demo)
    check_fraud(rules.fraud)
    check_texting(rules.texting)


def check_policy(policy: Policy, *, demo: bool) -> None:
    """Raises `BadInput`, also for a policy that could never call anybody."""
    if policy.ladder not in LADDERS:
        raise BadInput("policy.ladder", policy.ladder, f"one of {', '.join(sorted(LADDERS))}")
    _in_ranges("policy", policy, POLICY)
    if policy.allowed_from >= policy.allowed_until:
        raise BadInput(
            "policy.allowed_until", policy.allowed_until, f"a time after {policy.allowed_from}, when it begins"
        )
    _short_day(policy, demo)
    _useful(policy)


def _short_day(policy: Policy, demo: bool) -> None:
    """Where days are shortened no hours hold: in earnest that would be calls at night."""
    if policy.day_seconds is None:
        return
    if not demo:
        raise BadInput("policy.day_seconds", policy.day_seconds, "nothing: only a demonstration has shorter days")
    if not 60 <= policy.day_seconds <= _A_DAY_S:
        raise BadInput("policy.day_seconds", policy.day_seconds, f"60 to {_A_DAY_S} seconds, or nothing")


def _useful(policy: Policy) -> None:
    soon_s = policy.soon_after_s
    day_s = policy.day_seconds or _A_DAY_S
    least = soon_s / day_s * 24
    if not least < policy.useful_hours <= _USEFUL_HOURS:
        accepted = f"at most {_USEFUL_HOURS} hours and more than the {soon_s} seconds after which a call is returned"
        raise BadInput("policy.useful_hours", policy.useful_hours, accepted)


def check_fraud(fraud: FraudRules) -> None:
    """Raises `BadInput`."""
    _in_ranges("fraud", fraud, FRAUD)
    for country in fraud.countries:
        if country not in phonenumbers.SUPPORTED_REGIONS:
            raise BadInput("fraud.countries", country, "two capital letters of ISO 3166 for a country with telephones")
    _prefixes("fraud.denied_prefixes", fraud.denied_prefixes)
    _prefixes("fraud.known_prefixes", fraud.known_prefixes)


def check_texting(texting: TextRules) -> None:
    """Raises `BadInput`."""
    if texting.sender and not _SENDER.fullmatch(texting.sender):
        raise BadInput(
            "texting.sender", texting.sender, "a number in E.164, a messaging service's id (MG...), or nothing"
        )


def _prefixes(field: str, prefixes: Iterable[str]) -> None:
    for prefix in prefixes:
        if not _PREFIX.fullmatch(prefix):
            raise BadInput(field, prefix[:64], "a plus and the first digits of numbers in E.164, such as +4470")


def _in_ranges(part: str, rules: Policy | FraudRules, ranges: dict[str, tuple[int, int, str]]) -> None:
    for field, (low, high, unit) in ranges.items():
        value = getattr(rules, field)
        if not low <= value <= high:
            raise BadInput(f"{part}.{field}", value, f"{low} to {high} {unit}")
