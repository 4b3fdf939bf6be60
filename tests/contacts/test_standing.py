"""Whom to call, when, and whom to text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.model import Consent, Person
from contacts.standing import NoText, Standing, ZonesFrom, standing
from kernel.numbering import LineType
from kernel.phone import Phone
from tests.contacts.kit import (
    AMERICAN,
    LANDLINE,
    MOBILE,
    RUSSIAN_MOBILE,
    SECOND_MOBILE,
    UNKNOWN,
    a_contact,
    a_number,
)

PHONES = (LANDLINE, MOBILE, SECOND_MOBILE, RUSSIAN_MOBILE, AMERICAN, UNKNOWN)


def stands(contact: Any, number: Phone, **more: Any) -> Standing:
    return standing(contact, number, listed=more.pop("listed", False), project_zone="Europe/London", **more)


def test_a_mobile_caller_is_texted_where_they_called_from() -> None:
    found = stands(a_contact(a_number(SECOND_MOBILE), a_number(MOBILE)), MOBILE)

    assert (found.number, found.text_to, found.no_text) == (MOBILE, MOBILE, None)


def test_a_landline_caller_with_a_mobile_on_file_is_textable() -> None:
    found = stands(a_contact(a_number(LANDLINE), a_number(MOBILE)), LANDLINE)

    assert (found.number, found.text_to, found.no_text) == (LANDLINE, MOBILE, None)


def test_a_number_that_is_mobile_by_the_contacts_word_is_textable() -> None:
    found = stands(a_contact(a_number(LANDLINE, LineType.MOBILE)), LANDLINE)

    assert found.text_to == LANDLINE


def test_a_number_that_is_no_mobile_by_the_contacts_word_is_not() -> None:
    found = stands(a_contact(a_number(MOBILE, LineType.LANDLINE)), MOBILE)

    assert (found.text_to, found.no_text) == (None, NoText.NO_MOBILE)


@pytest.mark.parametrize(
    ("unclear_is_mobile", "text_to", "no_text"), [(True, AMERICAN, None), (False, None, NoText.UNCLEAR)]
)
def test_where_the_plan_cannot_tell_the_project_decides(
    unclear_is_mobile: bool, text_to: Phone | None, no_text: NoText | None
) -> None:
    found = stands(a_contact(a_number(AMERICAN)), AMERICAN, unclear_is_mobile=unclear_is_mobile)

    assert (text_to, no_text) == (found.text_to, found.no_text)


@pytest.mark.parametrize(
    ("prefixes", "text_to"),
    [
        ({}, None),
        ({"+447700": LineType.MOBILE}, UNKNOWN),
        ({"+447700": LineType.MOBILE, "+4477009": LineType.PREMIUM}, None),
    ],
)
def test_a_known_prefix_says_what_the_plan_does_not(prefixes: dict[str, LineType], text_to: Phone | None) -> None:
    assert stands(a_contact(a_number(UNKNOWN)), UNKNOWN, known_prefixes=prefixes).text_to == text_to


def test_stop_on_one_number_ends_texts_to_the_person() -> None:
    found = stands(a_contact(a_number(MOBILE), a_number(SECOND_MOBILE, stopped=True)), MOBILE)

    assert (found.text_to, found.no_text, found.do_not_call) == (None, NoText.STOPPED, False)


def test_who_is_on_the_list_with_one_number_is_neither_called_nor_texted_on_another() -> None:
    found = stands(a_contact(a_number(MOBILE), a_number(LANDLINE, listed=True)), MOBILE)

    assert (found.do_not_call, found.text_to, found.no_text) == (True, None, NoText.DO_NOT_CALL)


def test_a_listed_number_that_is_the_contacts_no_longer_is_not_called() -> None:
    assert stands(a_contact(a_number(MOBILE)), LANDLINE, listed=True).do_not_call


def test_who_has_refused_is_neither_called_nor_texted() -> None:
    found = stands(a_contact(a_number(MOBILE), person=Person(consent=Consent.REFUSED)), MOBILE)

    assert (found.do_not_call, found.text_to, found.no_text) == (True, None, NoText.CONSENT_REFUSED)


def test_a_russian_mobile_may_be_in_any_of_sixteen_zones() -> None:
    found = stands(a_contact(a_number(RUSSIAN_MOBILE)), RUSSIAN_MOBILE)

    assert (len(found.zones), found.zones_from) == (16, ZonesFrom.NUMBER)


@pytest.mark.parametrize(
    ("zone", "number", "expected"),
    [
        ("Asia/Omsk", RUSSIAN_MOBILE, (("Asia/Omsk",), ZonesFrom.CONTACT)),
        (None, LANDLINE, (("Europe/Kyiv",), ZonesFrom.NUMBER)),
        (None, UNKNOWN, (("Europe/London",), ZonesFrom.PROJECT)),
    ],
)
def test_the_zone_is_the_contacts_else_the_numbers_else_the_projects(
    zone: str | None, number: Phone, expected: tuple[tuple[str, ...], ZonesFrom]
) -> None:
    found = stands(a_contact(a_number(number), person=Person(zone=zone)), number)

    assert expected == (found.zones, found.zones_from)


@pytest.mark.parametrize(
    ("number", "strict"),
    [
        ("+12025550123", True),
        ("+14165550123", True),
        ("+10005550123", True),
        ("+18765550123", False),
        ("+380501234567", False),
    ],
)
def test_the_us_and_canada_are_strict_and_so_is_what_nobody_claims_beside_them(number: str, strict: bool) -> None:
    assert stands(a_contact(), Phone(number)).strict is strict


NUMBERS = st.builds(
    a_number,
    st.sampled_from(PHONES),
    st.sampled_from([None, LineType.MOBILE, LineType.LANDLINE]),
    stopped=st.booleans(),
    listed=st.booleans(),
)


@given(
    st.lists(NUMBERS, max_size=4, unique_by=lambda number: number.phone),
    st.sampled_from(PHONES),
    st.sampled_from(Consent),
    st.booleans(),
    st.booleans(),
)
def test_there_is_a_number_to_text_or_a_reason_and_never_against_their_word(
    numbers: Any, called_from: Phone, consent: Consent, listed: bool, unclear_is_mobile: bool
) -> None:
    contact = a_contact(*numbers, person=Person(consent=consent))
    found = stands(contact, called_from, listed=listed, unclear_is_mobile=unclear_is_mobile)

    assert (found.text_to is None) == (found.no_text is not None)
    assert found.zones
    if found.text_to is not None:
        assert not found.do_not_call
        assert found.text_to in {number.phone for number in numbers}
        assert not any(number.texts_stopped_at or number.listed for number in numbers)
