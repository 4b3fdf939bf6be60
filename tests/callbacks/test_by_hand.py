"""What people dial by hand goes through the same fraud rules, with caps of their own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.by_hand import held, refused, refused_on_case
from callbacks.fraud import Seen, screen, screen_by_hand
from callbacks.rules import Barred, Cleared, Crowded, Doubtful, FraudRules, Verdict, Why
from kernel.phone import Phone

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KYIV = Phone("+380441234567")
BERLIN = Phone("+493012345678")
SEEN = Seen(region="UA", own=frozenset({"+380442000000"}))
ZONE = ZoneInfo("Europe/Kyiv")
PREMIUM = "+380900212345"


@pytest.mark.parametrize(
    ("number", "rules", "verdict"),
    [
        (KYIV, FraudRules(), Cleared()),
        (BERLIN, FraudRules(), Doubtful("country_not_allowed", {"country": "DE", "allowed": "UA"})),
        (BERLIN, FraudRules(countries=("UA", "DE")), Cleared()),
        (KYIV, FraudRules(countries=("DE",)), Doubtful("country_not_allowed", {"country": "UA", "allowed": "DE"})),
        (Phone("+380011234567"), FraudRules(), Cleared()),
        (Phone("+99912345678"), FraudRules(), Doubtful("country_not_allowed", {"country": "unknown", "allowed": "UA"})),
        (Phone(PREMIUM), FraudRules(), Barred("dear_line", {"line": "premium"})),
        (Phone("+881612345678"), FraudRules(countries=("UA",)), Barred("dear_line", {"line": "satellite"})),
        (KYIV, FraudRules(denied_prefixes=("+38044",)), Barred("denied_prefix", {"prefix": "+38044"})),
        (Phone("+380442000000"), FraudRules(), Barred("own_number")),
        (Phone("+380112"), FraudRules(), Barred("emergency_number")),
    ],
)
def test_a_person_may_dial_what_the_rules_let_be_dialled(number: Phone, rules: FraudRules, verdict: Verdict) -> None:
    assert verdict == screen_by_hand(number, SEEN, rules, NOW)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (Seen(region="UA", to_number_today=9, to_prefix_this_hour=59, calls_this_hour=599, calls_today=5999), None),
        (Seen(region="UA", to_number_today=10), "cap_number"),
        (Seen(region="UA", to_prefix_this_hour=60), "cap_prefix"),
        (Seen(region="UA", calls_this_hour=600), "cap_hour"),
        (Seen(region="UA", calls_today=6000), "cap_project_day"),
    ],
)
def test_people_have_caps_of_their_own(seen: Seen, why: str | None) -> None:
    assert why == getattr(screen_by_hand(KYIV, seen, FraudRules(), NOW), "why", None)


COUNTS = st.integers(0, 100)
NUMBERS = st.one_of(
    st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True),
    st.from_regex(r"\+380(44|50|67|99|900)[0-9]{6,7}", fullmatch=True),
).map(Phone)


@settings(deadline=None, max_examples=50)
@given(NUMBERS)
def test_what_is_barred_is_barred_for_people_too_but_for_ranges_that_the_plan_does_not_know(number: Phone) -> None:
    by_itself, by_hand = screen(number, SEEN, FraudRules(), NOW), screen_by_hand(number, SEEN, FraudRules(), NOW)

    if by_itself == Barred("invalid_number"):
        assert isinstance(by_hand, Cleared | Doubtful)
    else:
        assert by_itself == by_hand


@settings(deadline=None, max_examples=50)
@given(NUMBERS)
def test_nobody_dials_a_country_that_is_not_allowed(number: Phone) -> None:
    verdict = screen_by_hand(number, SEEN, FraudRules(countries=("PL",)), NOW)

    assert number.e164.startswith("+48") or verdict != Cleared()


@settings(deadline=None, max_examples=50)
@given(NUMBERS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_nothing_is_allowed_because_more_was_dialled(number: Phone, to: int, prefix: int, hour: int, day: int) -> None:
    rules = FraudRules(
        by_hand_per_number_a_day=20, by_hand_per_prefix_an_hour=40, by_hand_per_hour=60, by_hand_per_day=80
    )
    seen = Seen(region="UA", to_number_today=to, to_prefix_this_hour=prefix, calls_this_hour=hour, calls_today=day)
    verdict = screen_by_hand(number, seen, rules, NOW)

    room = to < 20 and prefix < 40 and hour < 60 and day < 80
    assert (verdict == Cleared()) == (room and screen_by_hand(number, SEEN, rules, NOW) == Cleared())


# What they are told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Cleared(), None),
        (Barred("dear_line", {"line": "premium"}), "This number is never dialled: Numbers of this kind cost more"),
        (
            Doubtful("country_not_allowed", {"country": "DE", "allowed": "UA"}),
            "Calls to this country are not allowed (DE; allowed: UA). An administrator can allow the country",
        ),
        (
            Doubtful("cap_prefix", {"count": "60", "prefix": "+3804412"}),
            "60 attempts within an hour went to numbers that begin with +3804412: this may be fraud. An administrator",
        ),
        (Crowded("cap_number", NOW + timedelta(hours=2), {"limit": "10"}), "not before 2026-11-23 16:00 (Europe/Kyiv)"),
    ],
)
def test_who_may_not_dial_is_told_why_and_who_can_change_it(verdict: Verdict, told: str | None) -> None:
    said = refused(verdict, ZONE)

    assert said == told if told is None else said is not None and told in said


DOUBT = Doubtful("asserted_differs", {"shown": "+38044123••••", "asserted": "+38099123••••"})


@pytest.mark.parametrize(
    ("verdict", "released", "refuses"),
    [
        (Cleared(), False, False),
        (DOUBT, False, True),
        (DOUBT, True, False),
        (Barred("own_number"), True, True),
        (Crowded("cap_hour", NOW, {"limit": "600"}), True, True),
    ],
)
def test_a_case_that_is_held_is_called_only_once_a_person_has_released_it(
    verdict: Verdict, released: bool, refuses: bool
) -> None:
    assert refuses == (refused_on_case(verdict, ZONE, released=released) is not None)


def test_a_number_whose_case_is_held_is_refused_with_the_reason_and_the_way() -> None:
    said = held(Why("asserted_differs", DOUBT.data))

    assert said is not None
    assert said.startswith("The case of this customer is held: The caller showed +38044123••••, but")
    assert said.endswith("A supervisor can release the case.")
    assert held(None) is None
