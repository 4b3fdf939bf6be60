"""What the server refuses is said in every language of the console."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.wording.sites import READ_ELSEWHERE, Refusals, read_refusals
from tests.wording.sources import ROOT

MESSAGES = ROOT / "web" / "console" / "src" / "messages"


@cache
def refusals() -> Refusals:
    return read_refusals()


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((MESSAGES / f"refusals.{language}.json").read_text())
    return found


def test_every_refusal_is_written_so_that_its_text_can_be_read() -> None:
    """Else it could be in no catalogue. Write it as a literal, an f-string or a constant, not put together of words."""
    assert refusals().unreadable == (), "\n".join(refusals().unreadable)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_refusal_has_its_words(language: str) -> None:
    """A new sentence, or a new phrase of what is accepted, goes into both catalogues under what is printed here."""
    missing = sorted((refusals().sentences | refusals().phrases) - catalogue(language).keys())

    assert missing == [], "\n".join(missing)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_words_are_left_of_what_is_no_longer_said(language: str) -> None:
    left = sorted(catalogue(language).keys() - (refusals().sentences | refusals().phrases))

    assert left == [], "\n".join(left)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_words_stand_in_order_and_are_ours(language: str) -> None:
    said = catalogue(language)

    assert list(said) == sorted(said)
    assert [each for each in said.values() if re.search("оператор", each, re.IGNORECASE)] == []


def test_what_is_read_elsewhere_is_still_there() -> None:
    code = "\n".join((ROOT / file).read_text() for file in _python())

    assert [each for each in READ_ELSEWHERE if each not in code] == []


def _python() -> list[Path]:
    rooms = ("telephony", "recordings", "config", "contacts", "web")
    return [file for room in rooms for file in (ROOT / room).rglob("*.py") if "console" not in file.parts]
