"""Phone numbers: parsed once, at the door, and masked wherever they are printed."""

import re
from typing import NamedTuple, assert_never

import msgspec
import phonenumbers

from kernel.errors import BadInput

MASKED_DIGITS = 4
MASK = "•"
"""Stands in the place of each digit that is not shown."""
_ANONYMOUS = frozenset({"", "anonymous", "unknown", "unavailable", "restricted", "private"})
_WRITTEN_NUMBER = re.compile("[+]?[0-9 ()./\u00a0\u2010-\u2015\u202f\u2212-]{1,40}")


class Phone(msgspec.Struct, frozen=True):
    """A number in E.164, such as `+380441234567`. Prints masked: ask for `.e164` where the digits are needed."""

    e164: str

    @property
    def masked(self) -> str:
        """All but the last four digits kept: who it was can be told apart, but not called."""
        return self.e164[:-MASKED_DIGITS] + MASK * MASKED_DIGITS

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Phone({self.masked})"


class Known(msgspec.Struct, frozen=True, tag="known", omit_defaults=True):
    """A caller whose number we have. `asserted` is what the network says it is, where that is another one."""

    phone: Phone
    asserted: Phone | None = None


class Anonymous(msgspec.Struct, frozen=True, tag="anonymous"):
    """A caller who withheld their number."""


class Malformed(msgspec.Struct, frozen=True, tag="malformed"):
    """A caller id that is no telephone number. `raw` is what came, cut to 64 characters. Prints masked."""

    raw: str

    def __repr__(self) -> str:
        return f"Malformed({mask_numbers(self.raw)!r})"


Caller = Known | Anonymous | Malformed


class CallerId(NamedTuple):
    """What came of a caller's number, not parsed: what they show, what the network asserts, whether it may be used."""

    shown: str
    asserted: str = ""
    withheld: bool = False


def identify(said: CallerId, region: str) -> Caller:
    """Who calls. A wish to stay anonymous counts, whatever the network knows; a shown number counts before another.

    What the network asserts stands in where nothing is shown that could be a number.
    """
    shown = parse_caller(said.shown, region)
    asserted = parse_caller(said.asserted, region)
    if said.withheld or (isinstance(shown, Anonymous) and said.shown.strip()):
        return Anonymous()
    if not isinstance(asserted, Known) or asserted == shown:
        return shown
    return Known(shown.phone, asserted.phone) if isinstance(shown, Known) else asserted


def parse_caller(raw: str, region: str) -> Caller:
    """What a SIP caller id says. `region` (ISO 3166, e.g. "UA") reads numbers that came without a country code."""
    text = raw.strip()
    if text.lower() in _ANONYMOUS:
        return Anonymous()
    phone = parse_phone(text, region)
    return Known(phone) if phone else Malformed(text[:64])


def parse_phone(raw: str, region: str) -> Phone | None:
    """The number in `raw`, or None where it is not a possible number. Needs no network and no line to exist.

    Digits, `+` and the usual separators only: a number that is spelled in letters, buried in a name or lacks its area
    would be read as somebody else's. `00` is read as the international prefix even where `region` uses another one:
    carriers send it.
    """
    text = raw.strip()
    if not _WRITTEN_NUMBER.fullmatch(text):
        return None
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def abroad_from(e164: str, region: str) -> str:
    """How one dials the number in `region`: national where it is there, else with that region's prefix for abroad.

    Digits alone. The number as it is, without its plus, where the region is none or the number is not understood.
    """
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164.removeprefix("+")
    written = phonenumbers.format_out_of_country_calling_number(number, region)
    return "".join(c for c in written if c.isascii() and c.isdigit())


def phone_of(caller: Caller) -> Phone | None:
    """The number we call them by."""
    return caller.phone if isinstance(caller, Known) else None


def describe(caller: Caller) -> str:
    """The caller for a log line or a mask-by-default screen."""
    match caller:
        case Known(phone):
            return phone.masked
        case Anonymous():
            return "anonymous"
        case Malformed():
            return "malformed"
        case _:
            assert_never(caller)


def mask_numbers(text: str) -> str:
    """`text` with every run of seven or more digits masked: for dial strings and the like in a log."""
    return re.sub(r"\d{7,}", lambda run: run.group()[:-MASKED_DIGITS] + MASK * MASKED_DIGITS, text)


def digits_of(field: str, text: str | None) -> str | None:
    """The digits of what was typed into a search, None where nothing was. Raises `BadInput` where there are none."""
    if text is None or not text.strip():
        return None
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    if not digits:
        raise BadInput(field, text[:64], "some digits of a telephone number")
    return digits
