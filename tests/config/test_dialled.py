"""Which of the listed numbers a dialled one is, where some of them are patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.dialled import OwnNumbers, covering, whose, wild_of

LISTED = ("+442079460010", "+44207946001X", "+4420794600XX", "+44207946XXXX", "+380441234XXX", "7XX")
NUMBERS = {did: did for did in LISTED}


@pytest.mark.parametrize(
    ("dialled", "found"),
    [
        ("+442079460010", "+442079460010"),
        ("+442079460011", "+44207946001X"),
        ("+442079460099", "+4420794600XX"),
        ("+442079461234", "+44207946XXXX"),
        ("02079460010", "+442079460010"),
        ("020 7946 0055", "+4420794600XX"),
        ("00442079460011", "+44207946001X"),
        ("442079461234", "+44207946XXXX"),
        ("+380441234567", "+380441234XXX"),
        ("723", "7XX"),
        ("7XX", None),
        ("+4420794600XX", None),
        ("72", None),
        ("7234", None),
        ("7²3", None),
        ("+442079470010", None),
        ("", None),
    ],
)
def test_a_number_of_its_own_comes_first_and_then_the_narrowest_pattern(dialled: str, found: str | None) -> None:
    assert found == whose(NUMBERS, dialled, ("GB",))


def test_a_number_that_is_listed_counts_before_a_pattern_whichever_region_reads_it() -> None:
    numbers = {"+4920794600XX": "a pattern", "+442079460010": "a number"}

    assert whose(numbers, "02079460010", ("DE", "GB")) == "a number"


@given(st.from_regex(r"\+?[0-9]{2,20}", fullmatch=True))
def test_what_covers_a_number_is_as_long_and_differs_only_at_the_end(number: str) -> None:
    for open_, pattern in enumerate(covering(number), start=1):
        assert (wild_of(pattern), len(pattern)) == (open_, len(number))
        assert number.startswith(pattern[:-open_])


@pytest.mark.parametrize(
    ("digits", "ours"),
    [
        ("442079460010", True),
        ("442079460077", True),
        ("4420794600", True),
        ("442079470010", False),
        ("44207946001", False),
        ("380441234567", False),
    ],
)
def test_numbers_that_a_pattern_covers_are_ours(digits: str, ours: bool) -> None:
    assert ours == (digits in OwnNumbers(["+442079460010", "+4420794600XX"]))
