"""What a case is worked by, and what can be decided of it. All times are UTC instants."""

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from callbacks.model import CloseReason
from kernel.numbering import LineType
from kernel.phone import Phone

# What it is worked by ------------------------------------------------------------------------------------------------


class CallWhen(StrEnum):
    SOON = "soon"
    NEXT_DAY = "next_day"
    """The next day at the same clock time at which the customer called."""


class CallRung(msgspec.Struct, frozen=True, tag="call"):
    when: CallWhen


class TextRung(msgspec.Struct, frozen=True, tag="text"):
    """Skipped where the customer is not textable. Then wait for a word from them."""

    wait_hours: int = 24


Rung = CallRung | TextRung
TWO_CALL: tuple[Rung, ...] = (CallRung(CallWhen.SOON), CallRung(CallWhen.NEXT_DAY), TextRung())
TEXT_FIRST: tuple[Rung, ...] = (CallRung(CallWhen.SOON), TextRung(), CallRung(CallWhen.NEXT_DAY))
LADDERS = {"two-call": TWO_CALL, "text-first": TEXT_FIRST}


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a project works its cases. Clock times are minutes since midnight.

    `day_seconds` shortens a day for a demonstration: "the next day" is then so many seconds later, and hours are not
    looked at. None in earnest.
    """

    ladder: str = "two-call"
    soon_after_s: int = 180
    soon_competes_after_s: int = 1800
    opening_spread_s: int = 3600
    allowed_from: int = 540
    allowed_until: int = 1260
    tolerance_minutes: int = 30
    opening_margin_minutes: int = 15
    closing_margin_minutes: int = 30
    busy_again_s: int = 300
    busy_tries: int = 2
    failed_again_s: int = 300
    min_gap_s: int = 7200
    max_attempts: int = 6
    max_attempts_a_day: int = 3
    useful_hours: float = 96
    front_hours: int = 2
    agents_percent: int = 30
    word_within_s: int = 900
    text_answer_within_s: int = 3600
    day_seconds: int | None = None


class FraudRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`countries` are ISO 3166; empty: the project's own region only. Prefixes are E.164, such as `+4470`.

    `known_prefixes` says what the numbering plan does not (or no longer) know: a range's kind of line. The caps of
    `by_hand` are for what people dial, and count every call of the project; the others are for the ladder.
    """

    countries: tuple[str, ...] = ()
    denied_prefixes: tuple[str, ...] = ()
    known_prefixes: dict[str, LineType] = {}
    per_number_a_day: int = 3
    per_prefix_an_hour: int = 20
    per_hour: int = 300
    per_day: int = 3000
    by_hand_per_number_a_day: int = 10
    by_hand_per_prefix_an_hour: int = 60
    by_hand_per_hour: int = 600
    by_hand_per_day: int = 6000
    texts_per_hour: int = 200
    texts_per_day: int = 2000
    neighbours: int = 10
    neighbours_within_s: int = 3600


class TextRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sender` is one of our Twilio numbers or a messaging service's id; empty: no texts are sent.

    `unclear_is_mobile`: where the plan cannot tell (US, MX). `lookup`: ask Twilio Lookup v2 there instead.
    """

    sender: str = ""
    unclear_is_mobile: bool = False
    lookup: bool = False


class ProjectRules(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy = Policy()
    fraud: FraudRules = FraudRules()
    texting: TextRules = TextRules()
    version: int = 0


class Opening(Protocol):
    @property
    def opens(self) -> int: ...
    @property
    def closes(self) -> int: ...


class OpeningHours(Protocol):
    """`config.model.Hours` is one: wall-clock minutes of each date, in the project's zone."""

    @property
    def zone(self) -> ZoneInfo: ...

    def of(self, day: date) -> "tuple[Opening, ...]": ...


class ZoneSource(StrEnum):
    CONTACT = "contact"
    NUMBER = "number"
    PROJECT = "project"


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """What the ladder needs to know of a contact. `zones`: every zone they may be in, never empty.

    `number` is whom to call. `text_to` is None where nothing can be sent, and then `no_text` says why. `one_way`: no
    reply can come back from there.
    """

    number: Phone
    zones: tuple[str, ...]
    zone_source: ZoneSource
    strict: bool = False
    do_not_call: bool = False
    text_to: Phone | None = None
    no_text: str = ""
    one_way: bool = False


# Of a refusal to call or text ----------------------------------------------------------------------------------------


class Cleared(msgspec.Struct, frozen=True, tag="cleared"):
    """Nothing speaks against it."""


class Doubtful(msgspec.Struct, frozen=True, tag="doubtful"):
    """Held for a person; `why` is a constant word, `data` what it was held against."""

    why: str
    data: dict[str, str] = {}


class Barred(msgspec.Struct, frozen=True, tag="barred"):
    """Never, whoever asks."""

    why: str
    data: dict[str, str] = {}


class Crowded(msgspec.Struct, frozen=True, tag="crowded"):
    """A cap is reached: not before `until`."""

    why: str
    until: datetime
    data: dict[str, str] = {}


Verdict = Cleared | Doubtful | Barred | Crowded


# What is decided ------------------------------------------------------------------------------------------------------


class Why(msgspec.Struct, frozen=True):
    """One rule that had a part in a decision: a constant word, and what it was applied to."""

    rule: str
    data: dict[str, str] = {}


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision depends on besides the case and the time. `verdict` is what fraud rules say."""

    policy: Policy
    hours: OpeningHours
    customer: Customer
    verdict: Verdict


class CallAt(msgspec.Struct, frozen=True, kw_only=True, tag="call_at"):
    """`promised` is the moment a customer counts on; None where none was named. `competes_at`: from when on it is
    dealt out like a caller who has waited since `at`, and no longer only to agents whom no caller could have.
    """

    at: datetime
    number: Phone
    rung: int | None
    why: tuple[Why, ...]
    promised: datetime | None = None
    competes_at: datetime | None = None
    soon: bool = False


class TextAt(msgspec.Struct, frozen=True, kw_only=True, tag="text_at"):
    at: datetime
    number: Phone
    rung: int
    why: tuple[Why, ...]


class Wait(msgspec.Struct, frozen=True, kw_only=True, tag="wait"):
    """Nothing to do until then, or (None) until something happens."""

    until: datetime | None
    why: tuple[Why, ...]


class NeedsPerson(msgspec.Struct, frozen=True, kw_only=True, tag="needs_person"):
    """`until`: look again then all the same, such as when the case expires."""

    why: tuple[Why, ...]
    until: datetime | None = None


class Hold(msgspec.Struct, frozen=True, kw_only=True, tag="hold"):
    why: tuple[Why, ...]
    until: datetime | None = None


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close"):
    reason: CloseReason
    why: tuple[Why, ...]


Decision = CallAt | TextAt | Wait | NeedsPerson | Hold | Close
