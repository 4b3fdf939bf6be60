"""Whom we neither call nor text, and whom only when a person says so.

Missed calls are a bait: a caller id is easily forged, and calling or texting a dear range pays whoever owns it. What
can never be right is barred; what may be right, but not by itself, is doubtful and waits for a person; a cap only puts
off.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
import phonenumbers

from callbacks.model import MissedCall
from callbacks.rules import Barred, Cleared, Crowded, Doubtful, FraudRules, Verdict
from kernel.numbering import REMEMBERED, LineType, country_of, line_type_of
from kernel.phone import Phone

PREFIX_LENGTH = 7
"""Digits of E.164, without the plus, that make a prefix: country, network and the first of the subscriber's."""
NEIGHBOURING_DIGITS = 3
"""Callers whose numbers differ only in so many last digits are neighbours."""

_DEAR = frozenset(
    {
        LineType.PREMIUM,
        LineType.SHARED_COST,
        LineType.SATELLITE,
        LineType.PERSONAL,
        LineType.PAGER,
        LineType.COMPANY,
        LineType.VOICEMAIL,
    }
)
_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What has been placed and who has called lately, across all cases. `own` are all numbers of ours, in E.164.

    Counts are of attempts begun in the hour, or day, before now: to this number, to its prefix (`prefix_of`), in the
    project. Of those with an `oldest`, it is the first still within its hour or day: when it leaves, there is room.
    `neighbours` counts the distinct callers within `FraudRules.neighbours_within_s` whose numbers differ from this
    one's only in the last three digits (`neighbourhood_of`), itself among them.
    """

    region: str
    own: frozenset[str] = frozenset()
    to_number_today: int = 0
    to_prefix_this_hour: int = 0
    calls_this_hour: int = 0
    calls_today: int = 0
    texts_to_number_today: int = 0
    texts_to_prefix_this_hour: int = 0
    texts_this_hour: int = 0
    texts_today: int = 0
    neighbours: int = 0
    oldest_to_number_today: datetime | None = None
    oldest_this_hour: datetime | None = None
    oldest_today: datetime | None = None


def prefix_of(number: Phone) -> str:
    """What is counted as one range: `+3809912` of `+380991234567`."""
    return number.e164[: PREFIX_LENGTH + 1]


def neighbourhood_of(number: Phone) -> str:
    """What neighbours have in common: `+380991234` of `+380991234567`."""
    return number.e164[:-NEIGHBOURING_DIGITS]


def screen(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Verdict:
    """Whether `number` may be called. Pure: what has been seen is handed in."""
    return _first(_checks(number, seen, rules), _call_caps(number, seen, rules, now))


def screen_by_hand(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Verdict:
    """Whether a person may call `number`, which they typed or chose: the same numbers, with caps that are for people.

    One that the numbering plan does not know is theirs to try, in a country that is allowed. `seen` counts every call
    of the project.
    """
    checks = (found for found in _checks(number, seen, rules) if found != Barred("invalid_number"))
    return _first(checks, _caps_by_hand(number, seen, rules, now))


def screen_text(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Verdict:
    """Whether `number` may be texted: the same numbers, with caps of their own."""
    return _first(_checks(number, seen, rules), _text_caps(number, seen, rules, now))


def doubted(verdict: Verdict, missed: MissedCall) -> Verdict:
    """Whoever shows another number than the network asserts may be somebody else: only a person lets us call it."""
    if isinstance(verdict, Barred) or missed.asserted is None:
        return verdict
    shown, asserted = missed.number.masked, missed.asserted.masked
    if shown == asserted:
        return Doubtful("asserted_near", {"shown": shown})
    return Doubtful("asserted_differs", {"shown": shown, "asserted": asserted})


def _first(*verdicts: Iterator[Verdict | None]) -> Verdict:
    return next((verdict for found in verdicts for verdict in found if verdict is not None), Cleared())


def _checks(number: Phone, seen: Seen, rules: FraudRules) -> Iterator[Verdict | None]:
    """In the order in which they are told: what is barred before what is doubtful."""
    yield Barred("own_number") if number.e164 in seen.own else None
    yield Barred("emergency_number") if _is_emergency(number, seen.region) else None
    yield _denied(number, rules)
    yield _line(_line_type(number, rules))
    yield _abroad(number, seen, rules)
    yield _flood(number, seen, rules)


@lru_cache(REMEMBERED)
def _is_emergency(number: Phone, region: str) -> bool:
    """Written as a national number of any country, or with a plus before it, it may still ring the police."""
    try:
        parsed = phonenumbers.parse(number.e164)
    except phonenumbers.NumberParseException:
        parsed = phonenumbers.PhoneNumber()
    national = phonenumbers.national_significant_number(parsed)
    regions = {region, *phonenumbers.region_codes_for_country_code(parsed.country_code or 0)}
    return any(
        phonenumbers.is_emergency_number(digits, where)
        for digits in (national, number.e164[1:])
        for where in regions
        if digits and where in phonenumbers.SUPPORTED_SHORT_REGIONS
    )


def _denied(number: Phone, rules: FraudRules) -> Verdict | None:
    """The longest prefix that fits decides; of the same one that is both known and denied, the denial."""
    denied, known = _longest(number, rules.denied_prefixes), _longest(number, rules.known_prefixes)
    if denied is None or (known is not None and len(known) > len(denied)):
        return None
    return Barred("denied_prefix", {"prefix": denied})


def _line_type(number: Phone, rules: FraudRules) -> LineType:
    known = _longest(number, rules.known_prefixes)
    if known is not None:
        return rules.known_prefixes[known]
    try:
        return line_type_of(number)
    except phonenumbers.NumberParseException:
        return LineType.UNKNOWN


def _longest(number: Phone, prefixes: Iterable[str]) -> str | None:
    fitting = (prefix for prefix in prefixes if number.e164.startswith(prefix))
    return max(fitting, key=len, default=None)


def _line(kind: LineType) -> Verdict | None:
    if kind is LineType.UNKNOWN:
        return Barred("invalid_number")
    return Barred("dear_line", {"line": kind.value}) if kind in _DEAR else None


def _abroad(number: Phone, seen: Seen, rules: FraudRules) -> Verdict | None:
    country = _country(number)
    allowed = rules.countries or (seen.region,)
    if country in allowed:
        return None
    return Doubtful("country_not_allowed", {"country": country or "unknown", "allowed": ", ".join(allowed)})


def _country(number: Phone) -> str:
    """Of a range that only an admin knows, the country whose code it has."""
    try:
        return country_of(number) or _main_country(number)
    except phonenumbers.NumberParseException:
        return ""


def _main_country(number: Phone) -> str:
    return str(phonenumbers.region_code_for_country_code(phonenumbers.parse(number.e164).country_code or 0))


def _flood(number: Phone, seen: Seen, rules: FraudRules) -> Verdict | None:
    if seen.neighbours < rules.neighbours:
        return None
    return Doubtful("neighbours", {"callers": str(seen.neighbours), "minutes": str(rules.neighbours_within_s // 60)})


# Caps -----------------------------------------------------------------------------------------------------------------


def _call_caps(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Iterator[Verdict | None]:
    yield _pumped(number, seen.to_prefix_this_hour, rules.per_prefix_an_hour)
    yield _full("cap_number", seen.to_number_today, rules.per_number_a_day, _A_DAY, seen.oldest_to_number_today, now)
    yield _full("cap_hour", seen.calls_this_hour, rules.per_hour, _AN_HOUR, seen.oldest_this_hour, now)
    yield _full("cap_project_day", seen.calls_today, rules.per_day, _A_DAY, seen.oldest_today, now)


def _caps_by_hand(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Iterator[Verdict | None]:
    oldest = seen.oldest_to_number_today
    yield _pumped(number, seen.to_prefix_this_hour, rules.by_hand_per_prefix_an_hour)
    yield _full("cap_number", seen.to_number_today, rules.by_hand_per_number_a_day, _A_DAY, oldest, now)
    yield _full("cap_hour", seen.calls_this_hour, rules.by_hand_per_hour, _AN_HOUR, seen.oldest_this_hour, now)
    yield _full("cap_project_day", seen.calls_today, rules.by_hand_per_day, _A_DAY, seen.oldest_today, now)


def _text_caps(number: Phone, seen: Seen, rules: FraudRules, now: datetime) -> Iterator[Verdict | None]:
    yield _pumped(number, seen.texts_to_prefix_this_hour, rules.per_prefix_an_hour)
    yield _full("cap_number", seen.texts_to_number_today, rules.per_number_a_day, _A_DAY, None, now)
    yield _full("cap_hour", seen.texts_this_hour, rules.texts_per_hour, _AN_HOUR, None, now)
    yield _full("cap_project_day", seen.texts_today, rules.texts_per_day, _A_DAY, None, now)


def _pumped(number: Phone, count: int, limit: int) -> Verdict | None:
    """Many to one range in an hour is what pumping looks like; more time does not make it right."""
    if count < limit:
        return None
    return Doubtful("cap_prefix", {"prefix": prefix_of(number), "count": str(count)})


def _full(
    why: str, count: int, limit: int, window: timedelta, oldest: datetime | None, now: datetime
) -> Verdict | None:
    """Until the oldest leaves its window; where that is not known, looked at again after a while."""
    if count < limit:
        return None
    until = oldest + window if oldest is not None and oldest + window > now else now + min(window, _AN_HOUR)
    return Crowded(why, until, {"limit": str(limit)})
