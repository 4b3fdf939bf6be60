"""The wording that the ladder sends."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from callbacks.sms.segments import measure
from callbacks.sms.templates import EXAMPLE, LANGUAGES, SHIPPED, Filling, Kind, check, hours_text, render, shipped
from config.model import Hours, Interval
from kernel.errors import BadInput

SUNDAY = date(2026, 11, 22)
WORK = (Interval(540, 1080),)


def opened(**days: tuple[Interval, ...]) -> Hours:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Hours(ZoneInfo("Europe/Kyiv"), {names.index(name) + 1: spans for name, spans in days.items()}, {})


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ships_can_be_saved_and_says_whom_to_call_and_when(kind: Kind, language: str) -> None:
    body = SHIPPED[kind][language]
    check(body)
    text = render(body, EXAMPLE)

    assert text.startswith(EXAMPLE.company)
    assert EXAMPLE.number in text
    assert EXAMPLE.hours in text
    assert measure(text).segments <= (1 if language == "en" else 3)


def test_a_text_that_nobody_can_answer_does_not_ask_for_an_answer() -> None:
    assert all("Reply" not in body and "Ответьте" not in body for body in SHIPPED[Kind.MISSED_ONE_WAY].values())


def test_a_language_that_does_not_ship_gets_english() -> None:
    assert shipped(Kind.MISSED, "de") == SHIPPED[Kind.MISSED]["en"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Hello {nmae}", "body: got '{nmae}', accepted is the placeholders {company}, {number}, {hours}, {name}."),
        ("Hello {}", "body: got '{}', accepted is the placeholders {company}, {number}, {hours}, {name}."),
        ("Hello {name", "body: got '{', accepted is a brace only around a placeholder"),
        ("Hello name}", "body: got '}', accepted is a brace only around a placeholder"),
        ("Hello {{name}}", "body: got '{', accepted is a brace only around a placeholder"),
        ("  ", "accepted is a text that says something"),
        ("я" * 500, "body: got 8 segments, accepted is at most 6 segments."),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused_by_name(body: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(body)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{name}, call {number} ({hours}).", "call +1."),
        ("Hello {name}! Call {number}.", "Hello! Call +1."),
        ("{company}: {hours} {number}", "Acme: +1"),
    ],
)
def test_an_empty_placeholder_leaves_no_gap(body: str, text: str) -> None:
    filled = render(body, Filling(company="Acme", number="+1", hours=""))

    assert filled.removeprefix(", ") == text


def test_what_is_filled_in_is_not_looked_into() -> None:
    assert render("{company}", Filling(company="{number}", number="+1", hours="")) == "{number}"


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (opened(mon=WORK, tue=WORK, wed=WORK, thu=WORK, fri=WORK), "Mon-Fri 09:00-18:00"),
        (opened(mon=WORK, tue=WORK, thu=WORK), "Mon-Tue 09:00-18:00, Thu 09:00-18:00"),
        (opened(sun=(Interval(540, 720), Interval(780, 1440))), "Sun 09:00-12:00 13:00-24:00"),
        (opened(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (Interval(0, 1440),))), "24/7"),
        (opened(), ""),
    ],
)
def test_opening_hours_are_written_short(hours: Hours, text: str) -> None:
    assert hours_text(hours, SUNDAY, "en") == text


def test_opening_hours_are_in_the_language_of_the_text() -> None:
    assert hours_text(opened(mon=WORK, tue=WORK, sun=WORK), SUNDAY, "uk") == "пн-вт 09:00-18:00, нд 09:00-18:00"


def test_a_holiday_within_the_week_is_not_promised() -> None:
    tuesday = Hours(ZoneInfo("Europe/Kyiv"), {1: WORK, 2: WORK, 3: WORK}, {date(2026, 11, 24): ()})

    assert hours_text(tuesday, SUNDAY, "en") == "Mon 09:00-18:00, Wed 09:00-18:00"
