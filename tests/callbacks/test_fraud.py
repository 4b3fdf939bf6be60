"""Whom we do not call. A missed call may be a bait."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from callbacks.fraud import Seen, doubted, neighbourhood_of, screen, screen_text
from callbacks.model import MissedCall
from callbacks.rules import Barred, Cleared, Crowded, Doubtful, FraudRules, Verdict
from kernel.ids import CallId
from kernel.numbering import LineType, country_of, line_type_of
from kernel.phone import Phone, parse_phone

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KYIV = Phone("+380441234567")
SEEN = Seen(region="UA", own=frozenset({"+380442000000"}))
RULES = FraudRules()
SPOOFER = Phone("+380991234567")
EXTENSION = Phone("+380441234000")
NEAR = Doubtful("asserted_near", {"shown": "+38044123••••"})
SPOOFED = Doubtful("asserted_differs", {"shown": "+38044123••••", "asserted": "+38099123••••"})


@cache
def example(region: str, kind: int) -> Phone:
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        (KYIV, Cleared()),
        (Phone("+380501234567"), Cleared()),
        (Phone("+380442000000"), Barred("own_number")),
        (Phone("+380112"), Barred("emergency_number")),
        (Phone("+112"), Barred("emergency_number")),
        (Phone("+380101"), Barred("emergency_number")),
        (Phone("+1911"), Barred("emergency_number")),
        (Phone("+38044123"), Barred("invalid_number")),
        (Phone("+380011234567"), Barred("invalid_number")),
        (Phone("+99912345678"), Barred("invalid_number")),
        (Phone("+00000000"), Barred("invalid_number")),
        (example("UA", PhoneNumberType.PREMIUM_RATE), Barred("dear_line", {"line": "premium"})),
        (example("DE", PhoneNumberType.SHARED_COST), Barred("dear_line", {"line": "shared_cost"})),
        (example("GB", PhoneNumberType.PERSONAL_NUMBER), Barred("dear_line", {"line": "personal"})),
        (example("GB", PhoneNumberType.PAGER), Barred("dear_line", {"line": "pager"})),
        (example("GB", PhoneNumberType.UAN), Barred("dear_line", {"line": "company"})),
        (example("AU", PhoneNumberType.SHARED_COST), Barred("dear_line", {"line": "shared_cost"})),
        (Phone("+870773111632"), Barred("dear_line", {"line": "satellite"})),
        (Phone("+881612345678"), Barred("dear_line", {"line": "satellite"})),
        (Phone("+493012345678"), Doubtful("country_not_allowed", {"country": "DE", "allowed": "UA"})),
    ],
)
def test_what_may_be_called_by_its_number_alone(number: Phone, verdict: object) -> None:
    assert verdict == screen(number, SEEN, RULES, NOW)
    assert verdict == screen_text(number, SEEN, RULES, NOW)


@pytest.mark.parametrize(
    ("verdict", "asserted", "doubted_so"),
    [
        (Cleared(), None, Cleared()),
        (Cleared(), SPOOFER, SPOOFED),
        (Cleared(), EXTENSION, NEAR),
        (Crowded("cap_hour", NOW), SPOOFER, SPOOFED),
        (Doubtful("neighbours"), SPOOFER, SPOOFED),
        (Doubtful("neighbours"), None, Doubtful("neighbours")),
        (Barred("own_number"), SPOOFER, Barred("own_number")),
    ],
)
def test_who_shows_another_number_than_the_network_asserts_waits_for_a_person(
    verdict: Verdict, asserted: Phone | None, doubted_so: Verdict
) -> None:
    missed = MissedCall(call=CallId("1.7"), at=NOW, reason="queue_timeout", number=KYIV, asserted=asserted)

    assert doubted_so == doubted(verdict, missed)


def test_a_country_that_is_allowed_is_cleared() -> None:
    assert Cleared() == screen(Phone("+493012345678"), SEEN, FraudRules(countries=("UA", "DE")), NOW)


def test_where_countries_are_named_the_projects_own_has_to_be_among_them() -> None:
    assert isinstance(screen(KYIV, SEEN, FraudRules(countries=("DE",)), NOW), Doubtful)


@pytest.mark.parametrize(
    ("denied", "known", "expected"),
    [
        (("+38044",), {}, Barred("denied_prefix", {"prefix": "+38044"})),
        (("+38044", "+3804412"), {}, Barred("denied_prefix", {"prefix": "+3804412"})),
        (("+38044",), {"+3804412": LineType.LANDLINE}, Cleared()),
        (("+3804412",), {"+38044": LineType.LANDLINE}, Barred("denied_prefix", {"prefix": "+3804412"})),
        (("+38044",), {"+38044": LineType.LANDLINE}, Barred("denied_prefix", {"prefix": "+38044"})),
        ((), {"+38044": LineType.PREMIUM}, Barred("dear_line", {"line": "premium"})),
    ],
)
def test_the_longest_prefix_of_an_admin_decides(
    denied: tuple[str, ...], known: dict[str, LineType], expected: object
) -> None:
    assert expected == screen(KYIV, SEEN, FraudRules(denied_prefixes=denied, known_prefixes=known), NOW)


def test_a_range_newer_than_the_numbering_plan_can_be_made_known() -> None:
    new = Phone("+380011234567")

    assert Cleared() == screen(new, SEEN, FraudRules(known_prefixes={"+38001": LineType.MOBILE}), NOW)


@pytest.mark.parametrize(("callers", "held"), [(9, False), (10, True), (50, True)])
def test_a_flood_of_neighbouring_numbers_waits_for_a_person(callers: int, held: bool) -> None:
    verdict = screen(KYIV, Seen(region="UA", neighbours=callers), RULES, NOW)

    assert held == isinstance(verdict, Doubtful)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (Seen(region="UA", to_number_today=3), "cap_number"),
        (Seen(region="UA", calls_this_hour=300), "cap_hour"),
        (Seen(region="UA", calls_today=3000), "cap_project_day"),
    ],
)
def test_a_cap_only_puts_off(seen: Seen, why: str) -> None:
    verdict = screen(KYIV, seen, RULES, NOW)

    assert isinstance(verdict, Crowded)
    assert (why, True) == (verdict.why, NOW < verdict.until <= NOW + timedelta(hours=1))
    assert Cleared() == screen_text(KYIV, seen, RULES, NOW)


def test_a_cap_holds_until_the_oldest_attempt_leaves_its_day() -> None:
    oldest = NOW - timedelta(hours=5)
    verdict = screen(KYIV, Seen(region="UA", to_number_today=3, oldest_to_number_today=oldest), RULES, NOW)

    assert Crowded("cap_number", oldest + timedelta(days=1), {"limit": "3"}) == verdict


@pytest.mark.parametrize(
    "seen",
    [
        Seen(region="UA", texts_to_number_today=3),
        Seen(region="UA", texts_this_hour=200),
        Seen(region="UA", texts_today=2000),
    ],
)
def test_texts_have_caps_of_their_own(seen: Seen) -> None:
    assert isinstance(screen_text(KYIV, seen, RULES, NOW), Crowded)
    assert Cleared() == screen(KYIV, seen, RULES, NOW)


def test_what_looks_like_pumping_waits_for_a_person() -> None:
    pumped = Seen(region="UA", texts_to_prefix_this_hour=20)

    assert Doubtful("cap_prefix", {"prefix": "+3804412", "count": "20"}) == screen_text(KYIV, pumped, RULES, NOW)


# Ten thousand callers -------------------------------------------------------------------------------------------------

COUNTRIES = ("UA", "PL", "DE", "RO", "GB")
GOOD_KINDS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
DEAR_KINDS = (
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
)
CALLS = int(os.environ.get("FRAUD_CALLS", "2500"))
"""`FRAUD_CALLS=10000` is what a change of the rules is held against."""


def test_of_thousands_of_mixed_callers_no_bad_one_is_cleared_and_hardly_a_good_one_held() -> None:
    chance = Random(20261123)
    callers = list(mixed(chance))
    verdicts = Counter(
        (good, verdict) for good, verdict in zip((good for good, _ in callers), screened(callers), strict=True)
    )
    good = sum(count for (is_good, _), count in verdicts.items() if is_good)

    assert len(callers) == CALLS
    assert verdicts[False, "Cleared"] == 0
    assert good > CALLS * 0.7
    assert (good - verdicts[True, "Cleared"]) / good < 0.001


def mixed(chance: Random) -> Iterator[tuple[bool, str]]:
    """Who calls, as the carrier says it: whether they may be called, and their caller id. Floods come in runs."""
    bad = (dear, satellite, abroad, misspelled, misspelled)
    told = 0
    while told < CALLS:
        dice = chance.random()
        flood = [(False, number) for number in neighbours(chance)] if dice < 0.002 else []
        one = (False, chance.choice(bad)(chance)) if dice < 0.2 else (True, good(chance))
        for caller in (flood or [one])[: CALLS - told]:
            told += 1
            yield caller


def screened(callers: list[tuple[bool, str]]) -> Iterator[str]:
    """As at the moment of dialling, three minutes later: by then a flood has shown itself."""
    rules = FraudRules(countries=COUNTRIES)
    phones = [parse_phone(raw, "UA") for _, raw in callers]
    near = Counter(neighbourhood_of(phone) for phone in set(phones) if phone)
    for phone in phones:
        if phone is None:
            yield "NoNumber"
            continue
        seen = Seen(region="UA", neighbours=near[neighbourhood_of(phone)])
        yield type(screen(phone, seen, rules, NOW)).__name__


def good(chance: Random) -> str:
    """A number in use in an allowed country, from anywhere in its plan."""
    while True:
        shape = example(chance.choice(COUNTRIES), chance.choice(GOOD_KINDS)).e164
        number = shape[:4] + "".join(chance.choices("0123456789", k=len(shape) - 4))
        if _is_plain(Phone(number)):
            return number


def _is_plain(number: Phone) -> bool:
    return line_type_of(number) in (LineType.MOBILE, LineType.LANDLINE) and country_of(number) in COUNTRIES


def dear(chance: Random) -> str:
    while True:
        found = phonenumbers.example_number_for_type(chance.choice(COUNTRIES), chance.choice(DEAR_KINDS))
        if found is not None:
            return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def satellite(chance: Random) -> str:
    return chance.choice(("+8707", "+8816", "+8835100", "+88213")) + "".join(chance.choices("0123456789", k=8))


@cache
def foreign() -> tuple[str, ...]:
    """Regions that share no country code with an allowed one."""
    allowed = {phonenumbers.country_code_for_region(country) for country in COUNTRIES}
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    return tuple(region for region in regions if phonenumbers.country_code_for_region(region) not in allowed)


def abroad(chance: Random) -> str:
    number = phonenumbers.example_number_for_type(chance.choice(foreign()), PhoneNumberType.MOBILE)
    return "+8816000000" if number is None else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def misspelled(chance: Random) -> str:
    digits = "".join(chance.choices("0123456789", k=chance.randint(1, 25)))
    ways: tuple[Callable[[], str], ...] = (
        lambda: "+0" + digits,
        lambda: "+999" + digits,
        lambda: "+380" + digits[:5],
        lambda: "+38001" + digits[:7].rjust(7, "0"),
        lambda: "CALL-ME-" + digits,
        lambda: "anonymous",
        lambda: good(chance) + ";ext=12",
        lambda: "112",
    )
    return chance.choice(ways)()


def neighbours(chance: Random) -> list[str]:
    """Real-looking numbers of one range, each but a little different from the last."""
    stem = good(chance)[:-2]
    return [f"{stem}{number:02}" for number in chance.sample(range(100), 30)]
