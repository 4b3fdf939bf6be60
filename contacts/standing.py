"""What may be done for a contact: whom to call, when it may be where they are, whom to text or why nobody."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from contacts.model import Consent, Contact, ContactNumber, NewNumber, TypeSource
from kernel.numbering import LineType, country_of, line_type_of, zones_of
from kernel.phone import Phone

STRICT = frozenset({"US", "CA"})
"""Countries in which the hour must be allowed in every zone the number may belong to, always."""
_NORTH_AMERICA = "+1"
NO_PREFIXES: Mapping[str, LineType] = {}


class ZonesFrom(StrEnum):
    CONTACT = "contact"
    NUMBER = "number"
    PROJECT = "project"


class NoText(StrEnum):
    """Why nothing can be sent; the first that fits."""

    DO_NOT_CALL = "do_not_call"
    CONSENT_REFUSED = "consent_refused"
    STOPPED = "stopped"
    UNCLEAR = "unclear"
    """There is a number of which nobody can tell whether it is mobile."""
    NO_MOBILE = "no_mobile"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`zones` are all they may be in, never empty. `no_text` is None exactly where `text_to` is not."""

    number: Phone
    zones: tuple[str, ...]
    zones_from: ZonesFrom
    strict: bool
    do_not_call: bool
    text_to: Phone | None
    no_text: NoText | None


def standing(
    contact: Contact,
    number: Phone,
    *,
    listed: bool,
    project_zone: str,
    unclear_is_mobile: bool = False,
    known_prefixes: Mapping[str, LineType] = NO_PREFIXES,
) -> Standing:
    """`number` is where they called from; `listed`, whether that one may not be called.

    Who asks not to be called or texted is a person: their word on one number holds for all of theirs.
    `unclear_is_mobile` says what to take a number for where the plan cannot tell.
    """
    zones, zones_from = zones_for(contact, number, project_zone)
    barred = listed or any(each.listed for each in contact.numbers)
    refused = contact.consent is Consent.REFUSED
    kinds = {each.phone: kind_of(each, known_prefixes) for each in contact.numbers}
    order = _order(contact, number)
    text_to = next((phone for phone in order if _is_mobile(kinds[phone], unclear_is_mobile)), None)
    obstacle = _obstacle(contact, barred, refused) or _no_mobile(text_to, kinds)
    return Standing(
        number=number,
        zones=zones,
        zones_from=zones_from,
        strict=is_strict(number),
        do_not_call=barred or refused,
        text_to=None if obstacle else text_to,
        no_text=obstacle,
    )


def zones_for(contact: Contact, number: Phone, project_zone: str) -> tuple[tuple[str, ...], ZonesFrom]:
    """The contact's own, else all that the number may belong to, else the project's."""
    if contact.zone is not None:
        return (contact.zone,), ZonesFrom.CONTACT
    if found := zones_of(number):
        return found, ZonesFrom.NUMBER
    return (project_zone,), ZonesFrom.PROJECT


def is_strict(number: Phone) -> bool:
    """A number under +1 that no country claims is taken for one of those two."""
    country = country_of(number)
    return country in STRICT or (not country and number.e164.startswith(_NORTH_AMERICA))


def kind_of(number: ContactNumber, known_prefixes: Mapping[str, LineType] = NO_PREFIXES) -> LineType:
    """By the contact's word or a look-up, else by the longest known prefix, else by the numbering plan as it is now."""
    if number.line_type_from is not TypeSource.NUMBERING:
        return number.line_type
    return planned_kind(number.phone, known_prefixes)


def planned_kind(phone: Phone, known_prefixes: Mapping[str, LineType] = NO_PREFIXES) -> LineType:
    fitting = [prefix for prefix in known_prefixes if phone.e164.startswith(prefix)]
    return known_prefixes[max(fitting, key=len)] if fitting else line_type_of(phone)


def new_number(phone: Phone, said: LineType | None = None) -> NewNumber:
    """`said` is the contact's word on what line it is."""
    if said is not None:
        return NewNumber(phone=phone, kind=said, source=TypeSource.CONTACT)
    return NewNumber(phone=phone, kind=line_type_of(phone))


def _order(contact: Contact, number: Phone) -> list[Phone]:
    """Where they called from goes first, as far as it is still theirs."""
    return sorted((each.phone for each in contact.numbers), key=lambda phone: phone != number)


def _is_mobile(kind: LineType, unclear_is_mobile: bool) -> bool:
    return kind is LineType.MOBILE or (unclear_is_mobile and kind is LineType.MOBILE_OR_LANDLINE)


def _obstacle(contact: Contact, barred: bool, refused: bool) -> NoText | None:
    if barred:
        return NoText.DO_NOT_CALL
    if refused:
        return NoText.CONSENT_REFUSED
    return NoText.STOPPED if any(each.texts_stopped_at for each in contact.numbers) else None


def _no_mobile(text_to: Phone | None, kinds: Mapping[Phone, LineType]) -> NoText | None:
    if text_to is not None:
        return None
    return NoText.UNCLEAR if LineType.MOBILE_OR_LANDLINE in kinds.values() else NoText.NO_MOBILE
