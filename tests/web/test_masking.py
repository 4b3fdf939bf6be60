"""Whoever may not see customers' numbers is told none, however it is written and wherever it stands."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.http import Actor
from kernel.ids import UserId
from kernel.permissions import Grant, Permission, Role, everywhere
from tests.grants import only_in
from web.masking import digits_in, hides, masked, masked_text

SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", ") ", " (", "\u00a0", "\u2011"])
DIGITS = st.text("0123456789", min_size=7, max_size=15)


def somebody(grants: frozenset[Grant]) -> Actor:
    return Actor(UserId(1), "somebody", grants, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("+380441234567", "+38044123••••"),
        ("0441234567", "044123••••"),
        ("call me at (044) 123-45-67, please", "call me at (044) 123-••-••, please"),
        ("sip:380441234567@carrier", "sip:38044123••••@carrier"),
        ("тел0441234567", "тел044123••••"),
        ("1772442000.77", "1772442000.77"),
        ("1772442000.77~a1", "1772442000.77~a1"),
        ("out-0123456789abcdef~c2", "out-0123456789abcdef~c2"),
        ("2026-11-22T10:00:00.123456+00:00", "2026-11-22T10:00:00.123456+00:00"),
        ("since 2026-11-22 10:00", "since 2026-11-22 10:00"),
        ("0441-23-45 67", "0441-23-•• ••"),
        ("112", "112"),
        ("anonymous", "anonymous"),
    ],
)
def test_numbers_are_masked_and_times_and_ids_are_not(text: str, told: str) -> None:
    assert masked_text(text) == told


@given(st.lists(st.tuples(st.sampled_from("0123456789"), SEPARATORS), min_size=8, max_size=15), st.booleans())
def test_no_number_comes_through_whole_however_it_is_spaced(written: list[tuple[str, str]], plus: bool) -> None:
    number = ("+" if plus else "") + "".join(digit + separator for digit, separator in written).strip(" (")
    told = masked_text(f"Please call {number} tomorrow")

    assert len(digits_in(told)) <= len(digits_in(number)) - 4 or "-" in number


@given(DIGITS)
def test_a_number_is_masked_wherever_in_an_answer_it_stands(digits: str) -> None:
    answer: Any = {"customer": f"+{digits}", "then": [{"data": {"caller": digits}}, [f"tel {digits}"]], "n": 5}

    assert digits not in str(masked(answer))


KEYS = st.one_of(
    st.sampled_from(["next", "id", "address", "addresses", "host", "number", "session", "key"]), st.text(max_size=5)
)
SAID = st.one_of(st.none(), st.booleans(), st.integers(0, 999), st.sampled_from(["Maria", "10:30", "~", "call:"]))


@st.composite
def documents(draw: st.DrawFn, number: str) -> object:
    """Whatever JSON can hold, with the number somewhere in it, also as a key."""
    told = draw(
        st.sampled_from([number, f"+{number}", f"tel {number}", {number: 1}, f"cursor~{number}", f"+{number}|7"])
    )
    for _ in range(draw(st.integers(0, 4))):
        told = draw(st.sampled_from([[told], {draw(KEYS): told}, {draw(KEYS): told, "next": draw(SAID)}]))
    return told


@given(st.data(), DIGITS)
def test_no_key_and_no_depth_lets_a_number_through(data: st.DataObject, number: str) -> None:
    assert number not in msgspec.json.encode(masked(data.draw(documents(number)))).decode()


@pytest.mark.parametrize("key", ["next", "id", "address", "peer", "host", "addresses"])
def test_what_stands_under_a_key_of_ours_is_masked_as_well(key: str) -> None:
    told = {key: "+38067111••••"}

    assert masked([{key: "+380671110077"}, {key: {"number": "+380671110077"}}]) == [
        told,
        {key: {"number": "+38067111••••"}},
    ]


def test_addresses_in_the_network_stay() -> None:
    row = {"address": "192.168.100.200", "peer": "100.200.100.200", "elsewhere": {"address": "2001:db8::8a2e:370:7334"}}
    trunk = {"host": "203.0.113.10", "addresses": ["54.172.60.0/30", "54.172.60.1"], "where": "203.0.113.10:5060"}

    assert masked([row, trunk]) == [row, trunk]


def test_what_is_no_address_is_masked_among_addresses() -> None:
    row = {"host": "380.44.123.4567", "addresses": ["044.123.45.67", "203.0.113.10"]}

    assert masked(row) == {"host": "380.44.123.••••", "addresses": ["044.123.••.••", "203.0.113.10"]}


@pytest.mark.parametrize(
    "place",
    [
        "20261122T100000.123456~1772442000.77",
        "20261122T100000.123456~call:out-0123456789abcdef",
        "20261122T100000.123456~2147483647",
        "20261122T100000.123456~text:2147483647",
        "2026-11-22T10:00:00.123456+00:00|1772442000.77",
        "2026-11-22T10:00:00+00:00|2147483647",
    ],
)
def test_a_place_stays_at_the_top_of_a_page_and_nowhere_else(place: str) -> None:
    assert masked({"next": place}) == {"next": place}
    assert masked([{"next": place}]) == [{"next": masked_text(place)}] != [{"next": place}]


def test_a_number_of_ours_and_the_place_in_a_list_stay() -> None:
    answer = {"dialled": "+442079460010", "customer": "+380441234567", "next": "20261122T100000.123456~1772442000.77"}

    assert masked(answer, {"442079460010"}) == answer | {"customer": "+38044123••••"}


@pytest.mark.parametrize(
    ("grants", "permission", "hidden"),
    [
        (everywhere(Role.ADMIN), Permission.SEE_CALLS, False),
        (only_in([1], Role.AGENT), Permission.SEE_CASES, False),
        (only_in([1], Role.CLIENT), Permission.SEE_CALLS, True),
        (only_in([1], Role.CLIENT) | only_in([2], Role.SUPERVISOR), Permission.SEE_CALLS, True),
        (only_in([1], Role.CLIENT) | only_in([1, 2], Role.QUALITY), Permission.SEE_CALLS, False),
        (only_in([1], Role.CLIENT) | only_in([2], Role.SUPERVISOR), Permission.RUN_CASES, False),
        (everywhere(Role.SUPPORT), Permission.SEE_SETTINGS, True),
    ],
)
def test_numbers_are_hidden_where_sight_of_the_rows_reaches_further(
    grants: frozenset[Grant], permission: Permission, hidden: bool
) -> None:
    assert hides(somebody(grants), permission) is hidden
