"""What Twilio's answers mean. A refusal is an outcome like any other: it has a word, and a sentence for a person.

Source of the codes: https://www.twilio.com/docs/api/errors.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from callbacks.model import TextStatus


class Why(StrEnum):
    """Why a text was not sent, did not arrive, or is in doubt."""

    # ours: nothing was asked of Twilio
    NO_CREDENTIALS = "no_credentials"
    NO_SENDER = "no_sender"
    NO_NUMBER = "no_number"
    TOO_LONG = "too_long"
    # Twilio's, or a carrier's
    STOPPED = "stopped"
    CANNOT_GET_TEXTS = "cannot_get_texts"
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    NO_ROUTE = "no_route"
    SENDER_UNFIT = "sender_unfit"
    BAD_CREDENTIALS = "bad_credentials"
    ACCOUNT_BARRED = "account_barred"
    TRIAL_ACCOUNT = "trial_account"
    BODY_REFUSED = "body_refused"
    UNREACHABLE_PHONE = "unreachable_phone"
    FILTERED = "filtered"
    CARRIER_FAILED = "carrier_failed"
    CANCELED = "canceled"
    REFUSED = "refused"
    # not sent yet
    TOO_FAST = "too_fast"
    TWILIO_AWAY = "twilio_away"
    GIVEN_UP = "given_up"
    # in doubt
    NO_ANSWER = "no_answer"
    TWILIO_FAILED = "twilio_failed"
    SERVICE_DIED = "service_died"
    NOT_LISTED = "not_listed"
    # a person's word
    PERSON_SAYS_SENT = "person_says_sent"
    PERSON_SAYS_NOT_SENT = "person_says_not_sent"


UNSENDABLE: Mapping[Why, str] = {
    Why.NO_CREDENTIALS: "No Twilio account is set: see RINGBACK_TWILIO_ACCOUNT_SID and RINGBACK_TWILIO_AUTH_TOKEN.",
    Why.NO_SENDER: "The project has no sender for its texts: set one in its texting rules.",
    Why.NO_NUMBER: "The project has no number that customers could call: the text would lead nowhere.",
    Why.TOO_LONG: "The text is longer than Twilio takes: shorten its template.",
}
"""What somebody is told who wants to write a text."""

SENTENCES: Mapping[Why, str] = {
    **UNSENDABLE,
    Why.STOPPED: "The customer has stopped texts: none is sent until they send START.",
    Why.CANNOT_GET_TEXTS: "The number cannot get texts: it is a landline, or no number in use.",
    Why.COUNTRY_NOT_ALLOWED: "The account may not send to this country: allow it in Twilio's geographic permissions.",
    Why.NO_ROUTE: "Twilio has no route from the sender to this number: use another sender for this country.",
    Why.SENDER_UNFIT: "The sender may not send this text: check in Twilio that it is ours, can text and is registered.",
    Why.BAD_CREDENTIALS: "Twilio does not accept RINGBACK_TWILIO_ACCOUNT_SID with RINGBACK_TWILIO_AUTH_TOKEN.",
    Why.ACCOUNT_BARRED: "Twilio has suspended the account, or it has no money left: look into Twilio's console.",
    Why.TRIAL_ACCOUNT: "The account is a trial, which sends to numbers verified in Twilio's console only.",
    Why.BODY_REFUSED: "Twilio does not take the text as it is written.",
    Why.UNREACHABLE_PHONE: "The phone is switched off, out of reach, or unknown to its carrier.",
    Why.FILTERED: "The carrier has filtered the text as unwanted: check the sender's registration and the wording.",
    Why.CARRIER_FAILED: "The carrier could not deliver the text, and does not say why.",
    Why.CANCELED: "The text was canceled in Twilio before it was sent.",
    Why.REFUSED: "Twilio has refused the text; its error code says why.",
    Why.TOO_FAST: "Twilio takes no more texts just now: it is sent a little later.",
    Why.TWILIO_AWAY: "Twilio could not be reached, and nothing was sent.",
    Why.GIVEN_UP: "Twilio took no text for half an hour, and nothing was sent.",
    Why.NO_ANSWER: "Twilio was asked and no answer came: the text may have been sent.",
    Why.TWILIO_FAILED: "Twilio failed while it was asked: the text may have been sent.",
    Why.SERVICE_DIED: "The service stopped while the text was being sent: it may have been sent.",
    Why.NOT_LISTED: "No answer came, and Twilio does not list the text: it was hardly sent, but that is no proof.",
    Why.PERSON_SAYS_SENT: "A person has found that it was sent.",
    Why.PERSON_SAYS_NOT_SENT: "A person has found that it was not sent.",
}

_CODES: Mapping[int, Why] = {
    **dict.fromkeys((21610,), Why.STOPPED),
    **dict.fromkeys((21211, 21217, 21265, 21401, 21614, 21635, 30006), Why.CANNOT_GET_TEXTS),
    **dict.fromkeys((21215, 21408), Why.COUNTRY_NOT_ALLOWED),
    **dict.fromkeys((21612,), Why.NO_ROUTE),
    **dict.fromkeys(
        (21212, 21213, 21603, 21606, 21607, 21659, 21660, 21661, 21701, 21702, 21703, 21704, 21705, 21712),
        Why.SENDER_UNFIT,
    ),
    **dict.fromkeys((30024, 30032, 30034, 30035), Why.SENDER_UNFIT),
    **dict.fromkeys((20003, 20008, 20404), Why.BAD_CREDENTIALS),
    **dict.fromkeys((10001, 20005, 20006, 30002), Why.ACCOUNT_BARRED),
    **dict.fromkeys((21602, 21604, 21605, 21617, 21619, 21654), Why.BODY_REFUSED),
    **dict.fromkeys((30003, 30005), Why.UNREACHABLE_PHONE),
    **dict.fromkeys((21219, 21608), Why.TRIAL_ACCOUNT),
    **dict.fromkeys((30004, 30007, 30450), Why.FILTERED),
    **dict.fromkeys((30001, 30008, 30017, 30022, 30023), Why.CARRIER_FAILED),
    **dict.fromkeys((14107, 20429, 21611), Why.TOO_FAST),
}


def meaning(code: int | None) -> Why:
    """Of one of Twilio's error codes, of a refused or an undelivered text."""
    return _CODES.get(code or 0, Why.REFUSED)


# What came of asking Twilio to send -----------------------------------------------------------------------------------


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """Twilio has it. `status` is Twilio's word; it may have failed already."""

    sid: str
    status: str
    code: int | None = None
    ours: str | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing was sent, and asking again would not help."""

    why: Why
    code: int | None = None


class NotSent(msgspec.Struct, frozen=True, kw_only=True):
    """For sure nothing was sent: it can be asked again, after `after_s` where Twilio has said when."""

    why: Why
    after_s: float | None = None


class InDoubt(msgspec.Struct, frozen=True, kw_only=True):
    """It may have been sent: it is never asked again."""

    why: Why


Sent = Accepted | Refused | NotSent | InDoubt


def refused(status: int, code: int | None, after_s: float | None) -> Refused | NotSent | InDoubt:
    """What an HTTP error in answer to a create says. `status` is HTTP's, `code` Twilio's where it gave one.

    A 5xx, or a 408 of whatever stands between, may come after the text was accepted.
    """
    if status >= 500 or status == 408:
        return InDoubt(why=Why.TWILIO_FAILED)
    if status == 429 or meaning(code) is Why.TOO_FAST:
        return NotSent(why=Why.TOO_FAST, after_s=after_s)
    if status in (401, 403) and meaning(code) is Why.REFUSED:
        return Refused(why=Why.BAD_CREDENTIALS, code=code)
    return Refused(why=meaning(code), code=code)


# What Twilio says of a text later -------------------------------------------------------------------------------------

_STATUSES: Mapping[str, TextStatus] = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), TextStatus.ACCEPTED),
    "sent": TextStatus.SENT,
    **dict.fromkeys(("delivered", "read"), TextStatus.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled", "partially_delivered"), TextStatus.UNDELIVERED),
}

_PROOF: Mapping[TextStatus, int] = {
    TextStatus.BEGUN: 0,
    TextStatus.UNKNOWN: 1,
    TextStatus.REFUSED: 2,
    TextStatus.ACCEPTED: 3,
    TextStatus.SENT: 4,
    TextStatus.UNDELIVERED: 5,
    TextStatus.DELIVERED: 6,
}
"""A receipt from the phone outranks a failure on the way to it, and what Twilio has seen what a person believed."""

FINAL = frozenset({TextStatus.DELIVERED, TextStatus.UNDELIVERED, TextStatus.REFUSED})


def status_of(word: str) -> TextStatus | None:
    """Twilio's word; None for one that is not known."""
    return _STATUSES.get(word)


def proves_more(new: TextStatus, old: TextStatus) -> bool:
    """Whether `new` may replace `old`. So reports may come twice and in any order: the same is left at the end."""
    return _PROOF[new] > _PROOF[old]


def report_why(word: str, status: TextStatus, code: int | None) -> Why | None:
    """Why it did not arrive; None where it did, or nothing is known against it."""
    if status is not TextStatus.UNDELIVERED:
        return None
    if word == "canceled":
        return Why.CANCELED
    return meaning(code) if code else Why.CARRIER_FAILED
