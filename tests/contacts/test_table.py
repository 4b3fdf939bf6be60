"""A file of contacts: what is taken, and the sentence for what is not."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import table
from contacts.model import Consent, Person, TypeSource
from contacts.table import Entry, Refused, read_table
from kernel.errors import BadInput
from kernel.numbering import LineType
from tests.contacts.kit import LANDLINE, MOBILE

A_NUMBER = "accepted is a telephone number, such as +441632960111 or a national one."


def entries(text: str) -> tuple[Entry, ...]:
    found = read_table(text, "UA")
    assert found.refused == ()
    return found.entries


def refused(text: str) -> Sequence[Refused]:
    return read_table(text, "UA").refused


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\r\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_however_the_spreadsheet_wrote_it(delimiter: str, start: str, end: str) -> None:
    header = delimiter.join(("Name", "Number", "MOBILE", "Language", "Time Zone", "Consent", "Notes"))
    cells = ("Olena", "(044) 123 45 67", "+380501234567", "en-GB", "Europe/Kyiv", "yes", '"says ""hi"""')
    [entry] = entries(start + header + end + delimiter.join(cells) + end)

    assert entry.person == Person(
        name="Olena", language="en", zone="Europe/Kyiv", consent=Consent.GIVEN, notes='says "hi"'
    )
    assert [(number.phone, number.kind, number.source) for number in entry.numbers] == [
        (LANDLINE, LineType.LANDLINE, TypeSource.NUMBERING),
        (MOBILE, LineType.MOBILE, TypeSource.CONTACT),
    ]


@pytest.mark.parametrize(
    ("header", "field"),
    [("full_name", "name"), ("ФИО", "name"), ("Ім'я", "name"), ("Comment", "notes"), ("Примітки", "notes")],
)
def test_columns_go_by_several_names(header: str, field: str) -> None:
    [entry] = entries(f"{header},Телефон 2\nOlena,{MOBILE.e164}")

    assert getattr(entry.person, field) == "Olena"


def test_first_and_last_names_are_one_name() -> None:
    [entry] = entries(f"last name,first name,tel\nKovalenko,Olena,{MOBILE.e164}")

    assert entry.person.name == "Olena Kovalenko"


def test_a_number_that_comes_twice_is_one_and_mobile_if_one_column_says_so() -> None:
    [entry] = entries(f"phone,phone 2,cell\n{LANDLINE.e164},{MOBILE.e164},{LANDLINE.e164}")

    assert [(number.phone, number.said) for number in entry.numbers] == [(LANDLINE, True), (MOBILE, False)]


def test_columns_that_are_not_known_or_come_again_are_named() -> None:
    found = read_table(f"number,Shoe size,name,customer\n{MOBILE.e164},42,Olena,Olha", "UA")

    assert (found.ignored, found.entries[0].person.name) == (("Shoe size", "customer"), "Olena")


def test_a_line_is_counted_where_it_begins() -> None:
    text = f'number,notes\n{MOBILE.e164},"one\ntwo\nthree"\n\nx,\n'

    assert [entry.line for entry in read_table(text, "UA").entries] == [2]
    assert refused(text) == (Refused(6, f"number: got 'x', {A_NUMBER}"),)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",,,,,", None),
        ("Olena,,,,,", "number: got nothing, accepted is at least one telephone number."),
        ("Olena,12,,,,", f"number: got '12', {A_NUMBER}"),
        ("Olena,3.80501E+11,,,,", f"number: got '3.80501E+11', {A_NUMBER}"),
        ("Olena,0501234567,Mars,,,", "zone: got 'Mars', accepted is an IANA time zone such as Europe/Kyiv."),
        ("Olena,0501234567,,English!,,", "language: got 'english!', accepted is a language code such as en or uk."),
        ("Olena,0501234567,,,maybe,", "consent: got 'maybe', accepted is given, refused or unknown."),
        ("Olena,0501234567,,,,maybe", "do_not_call: got 'maybe', accepted is yes or no."),
        ("Olena,0501234567,,,,,more", "The line has 7 cells, and the first line names 6."),
        ("x" * 201 + ",0501234567,,,,", "name: got 201 characters, accepted is at most 200 characters."),
        ('"Olena" K,0501234567,,,,', "The line cannot be divided into cells: ',' expected after '\"'."),
        (
            '"Olena,0501234567,,,,',
            "A quotation mark is opened here and never closed: nothing from here on could be read.",
        ),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_others_are_taken(line: str, why: str | None) -> None:
    text = f"name,number,zone,language,consent,do_not_call\nOlha,+380671234567,,,,\n{line}\n"
    found = read_table(text, "UA")

    assert [entry.person.name for entry in found.entries] == ["Olha"]
    assert found.refused == (() if why is None else (Refused(3, why),))


@pytest.mark.parametrize("text", ["", "\n\n", "0501234567\n0671234567\n", "name,notes\nOlena,\n"])
def test_a_file_whose_first_line_names_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"accepted is a first line that names the columns, among them number or mobile"):
        read_table(text, "UA")


@pytest.mark.parametrize(("limit", "sentence"), [("MOST_LINES", "got 3 lines"), ("MOST_BYTES", "got 35 bytes")])
def test_a_file_that_is_too_large_is_refused(limit: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, limit, 2)

    with pytest.raises(BadInput, match=sentence):
        read_table("number\n+380501234567\n+380671234567\n", "UA")


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=4), max_size=8), st.sampled_from(",;\t"))
def test_no_line_is_lost(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([["number", "name", "notes"], *rows])
    found = read_table(written.getvalue(), "UA")

    filled = sum(any(cell.strip() for cell in row) for row in rows)
    assert filled == len(found.entries) + len(found.refused)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    read_table("number,notes\n" + text, "UA")
