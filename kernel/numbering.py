"""What the numbering plans say of a number: its country, its kind of line, its possible time zones. No network."""

from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType, timezone

from kernel.phone import Phone

REMEMBERED = 10_000
"""Numbers: each is looked at again and again while its case lives, and to find what a plan says of it takes long."""
LONGEST_SHORT = 6
"""Digits of a number that is short."""
_NO_ZONE = "Etc/Unknown"
_SATELLITES = ("+870", "+881", "+882", "+883")


class LineType(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    MOBILE_OR_LANDLINE = "mobile_or_landline"
    """The country's plan does not tell them apart (US, Canada, Mexico)."""
    VOIP = "voip"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    PERSONAL = "personal"
    PAGER = "pager"
    COMPANY = "company"
    """A universal access number: one number for a company, at a price of its own."""
    VOICEMAIL = "voicemail"
    SATELLITE = "satellite"
    UNKNOWN = "unknown"
    """No such range is in use, as far as the plan is known."""


_KINDS = {
    PhoneNumberType.MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE: LineType.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: LineType.MOBILE_OR_LANDLINE,
    PhoneNumberType.VOIP: LineType.VOIP,
    PhoneNumberType.TOLL_FREE: LineType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: LineType.PREMIUM,
    PhoneNumberType.SHARED_COST: LineType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER: LineType.PERSONAL,
    PhoneNumberType.PAGER: LineType.PAGER,
    PhoneNumberType.UAN: LineType.COMPANY,
    PhoneNumberType.VOICEMAIL: LineType.VOICEMAIL,
}


@lru_cache(REMEMBERED)
def country_of(phone: Phone) -> str:
    """ISO 3166, `001` for a number of no country, such as a satellite's, empty where the plan has no such range."""
    number = phonenumbers.parse(phone.e164)
    found = phonenumbers.region_code_for_number(number)
    if found is not None:
        return str(found)
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    return str(regions[0]) if len(regions) == 1 else ""


def is_emergency(dialled: str, region: str) -> bool:
    """Whether what somebody typed rings the police, the firemen or an ambulance in `region` (ISO 3166)."""
    digits = "".join(c for c in dialled if c.isdigit())
    known = region in phonenumbers.SUPPORTED_SHORT_REGIONS
    return known and bool(digits) and bool(phonenumbers.is_emergency_number(digits, region))


def is_emergency_anywhere(dialled: str) -> bool:
    """Whether it rings for help in any country, also with a country's code before it: who carries it may be in one."""
    digits = "".join(c for c in dialled if c.isdigit())
    abroad = digits if dialled.startswith("+") else digits.removeprefix("00") if digits.startswith("00") else ""
    return any(_rings_for_help(each) for each in (digits, abroad, abroad[1:], abroad[2:], abroad[3:]))


@lru_cache(REMEMBERED)
def _rings_for_help(digits: str) -> bool:
    if not digits or len(digits) > LONGEST_SHORT:
        return False
    return any(phonenumbers.is_emergency_number(digits, region) for region in phonenumbers.SUPPORTED_SHORT_REGIONS)


@lru_cache(REMEMBERED)
def line_type_of(phone: Phone) -> LineType:
    if phone.e164.startswith(_SATELLITES):
        return LineType.SATELLITE
    return _KINDS.get(phonenumbers.number_type(phonenumbers.parse(phone.e164)), LineType.UNKNOWN)


@lru_cache(REMEMBERED)
def zones_of(phone: Phone) -> tuple[str, ...]:
    """The IANA zones that the number may belong to: many for a mobile of a wide country, none where none is known."""
    found = timezone.time_zones_for_number(phonenumbers.parse(phone.e164))
    return tuple(zone for zone in found if zone != _NO_ZONE)
