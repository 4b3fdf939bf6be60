"""What one field may be: one sentence for whoever typed something else."""

from contextlib import nullcontext, suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.changes import checks
from config.changes.listed import read_numbers
from config.changes.specs import PersonName, ProjectName, QueueName
from kernel.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+380 44 123-45-67", "GB", "+380441234567"),
        ("044 123 45 67", "UA", "+380441234567"),
        ("00442079460001", "UA", "+442079460001"),
        ("+4420794600xx", "UA", "+4420794600XX"),
        ("020 7946 00XX", "GB", "+4420794600XX"),
        ("100", "UA", "100"),
        ("1XX", "UA", "1XX"),
        ("*55", "UA", "*55"),
    ],
)
def test_a_number_is_kept_as_it_is_dialled_anywhere(typed: str, region: str, kept: str) -> None:
    assert checks.dialled(typed, region) == kept


@pytest.mark.parametrize("typed", ["", "XXX", "+38044", "1234567", "sales", "+44207946000123X", "+XXXXXXXXXX", "12X4"])
def test_what_no_caller_can_dial_is_no_number(typed: str) -> None:
    with pytest.raises(BadInput, match=r"^did: got "):
        checks.dialled(typed, "UA")


@pytest.mark.parametrize(
    ("did", "listed", "beside"),
    [
        ("+4420794600XX", ["+442079460001", "+442079460X", "+44207946X", "+380441234567"], ["+442079460001"]),
        ("+442079460001", ["+44207946000X", "+4420794600XX", "+44207946001X"], ["+44207946000X", "+4420794600XX"]),
        ("+44207946000X", ["+4420794600XX", "+44207946000X"], ["+4420794600XX"]),
        ("+442079460001", ["+442079460002"], []),
    ],
)
def test_a_pattern_is_told_what_lies_in_it_and_around_it(did: str, listed: list[str], beside: list[str]) -> None:
    assert checks.patterns_over(did, listed) == beside


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Europe/Kiyv", "Europe/Kyiv"),
        ("Europe/Kiew", "Europe/Kyiv"),
        ("europe/kiev", "Europe/Kyiv"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/NewYork", "America/New_York"),
        ("GMT+3", "Etc/GMT-3"),  # By the sign of POSIX, as it is in such a name.
        ("utc-05:00", "Etc/GMT\\+5"),
        ("UTC+05:30", "Europe/Kyiv"),
        ("localtime", "Africa/Lome"),
        ("Factory", "Europe/Kyiv"),
    ],
)
def test_a_wrong_zone_is_told_the_one_that_is_most_like_it(typed: str, nearest: str) -> None:
    with pytest.raises(BadInput, match=f"such as {nearest}\\.$"):
        checks.zone(typed)
    checks.zone(nearest.replace("\\", ""))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("UTC", "UTC"),
        ("Etc/GMT-2", "Etc/GMT-2"),
    ],
)
def test_a_zone_is_kept_by_the_name_that_it_has_now(typed: str, kept: str) -> None:
    assert checks.zone(typed) == kept


@pytest.mark.parametrize("name", ["udp", "Global", "web-7", "WEB-12", "desk-1"])
def test_a_name_that_the_switch_has_for_something_else_is_refused(name: str) -> None:
    why = "a name that no trunk and no phone has" if name == "desk-1" else "a name that is no word of the switch's own"
    with pytest.raises(BadInput, match=why):
        checks.on_the_switch(name, ["desk-1"])


def test_numbers_come_from_a_file_as_spreadsheets_write_it() -> None:
    lines = read_numbers('\ufeffDID;Project;queue;Language\r\n"+380441234567";Acme;Sales;uk\r\n\r\n100;Acme;Sales;\r\n')

    assert [(line.number, line.spec.did, line.spec.language) for line in lines] == [
        (2, "+380441234567", "uk"),
        (4, "100", None),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("number,project\n1,2", "^line 1: got 'number, project', accepted is the columns did, project, queue and"),
        ("did,project,queue\n100,Acme,", "^line 2, queue: got nothing"),
        ("did,project,queue,language\n100,Acme,Sales,German", "^line 2: got '100, Acme, Sales, German'"),
        ("did,project,queue\n", "^text: got '0 numbers', accepted is 1 to 5000 numbers"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_numbers(text)


@given(st.text("0123456789+*#X ()-", max_size=16), st.sampled_from(["UA", "GB", "US", "RU"]))
def test_what_is_kept_reads_as_itself(typed: str, region: str) -> None:
    """So that what was saved and is saved again changes nothing."""
    with suppress(BadInput):
        kept = checks.dialled(typed, region)
        assert checks.dialled(kept, region) == kept


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Acme\u202eemcA", False),
        ("Ac\u200bme", False),
        ("\ufeffAcme", False),
        ("Café №1", True),
        ("می\u200cخواهم", True),
    ],
)
def test_a_name_is_refused_that_holds_what_nobody_sees(name: str, taken: bool) -> None:
    for kind in (ProjectName, QueueName, PersonName):
        with nullcontext() if taken else pytest.raises(msgspec.ValidationError):
            msgspec.convert(name, kind)
