"""What is wrong with the installation is told with a code, and every code has its words in the console."""

import re
from pathlib import Path

import pytest

from kernel.trouble import Trouble
from monitoring import alarms
from monitoring.board import alarm
from service.alarms import causes_of
from tests.telephony.kit import at

ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "web" / "console" / "src" / "messages"
ROOMS = (
    "kernel",
    "telephony",
    "workforce",
    "recordings",
    "callbacks",
    "contacts",
    "config",
    "monitoring",
    "service",
    "web",
)
_MADE = re.compile(r'\bTrouble\(\s*"(\w+)"')
_SAID = re.compile(r'^      (\w+): "(.*)",$', re.MULTILINE)
_HOLE = re.compile(r"{(\w+)}")
FULL = Trouble("disk_full", "The disk is full.", {"left": "3"})


def test_what_is_wrong_is_an_alarm_at_once_with_its_code_and_what_it_tells() -> None:
    (found,) = causes_of(lambda: [("disk", FULL), ("switch", None)])()
    (shown,) = map(alarm, alarms.shown([alarms.Standing(found, at(0))], at(0)))

    assert (shown.id, shown.kind, shown.sentence, shown.data) == ("disk", FULL.kind, FULL.sentence, FULL.data)


def codes() -> set[str]:
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "console" not in path.parts)
    return {code for path in files for code in _MADE.findall(path.read_text())}


def words(language: str) -> dict[str, str]:
    """The sentences of alarms in a language."""
    block = re.search(r"^    alarm: {\n(.*?)^    }", (MESSAGES / f"{language}.floor.ts").read_text(), re.M | re.S)
    assert block is not None
    return dict(_SAID.findall(block[1]))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_whatever_may_be_wrong_the_console_has_words_for(language: str) -> None:
    floor = {"longest_wait", "nobody_available", "service_level", "trunk_down"}

    said = words(language)

    assert set(said) == codes() | floor
    english = words("en")
    assert {code: set(_HOLE.findall(each)) for code, each in said.items()} == {
        code: set(_HOLE.findall(each)) for code, each in english.items()
    }
