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
_MADE_BY_NAME = re.compile(r"\bTrouble\(\s*([A-Z_]+),")
_SAID = re.compile(r'^      (\w+): "(.*)",$', re.MULTILINE)
_HOLE = re.compile(r"{(\w+)}")
_TRUNK_SAID = re.compile(r"^    (\w+): \((.*)\) =>", re.MULTILINE)
_TRUNK_HOLE = re.compile(r'(\w+) = ""')
FULL = Trouble("disk_full", "The disk is full.", {"left": "3"})


def test_what_is_wrong_is_an_alarm_at_once_with_its_code_and_what_it_tells() -> None:
    (found,) = causes_of(lambda: [("disk", FULL), ("switch", None)])()
    (shown,) = map(alarm, alarms.shown([alarms.Standing(found, at(0))], at(0)))

    assert (shown.id, shown.kind, shown.sentence, shown.data) == ("disk", FULL.kind, FULL.sentence, FULL.data)


def codes() -> set[str]:
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "console" not in path.parts)
    return {code for path in files for code in codes_in(path.read_text())}


def codes_in(module: str) -> set[str]:
    named = dict(re.findall(r'^([A-Z_]+) = "(\w+)"$', module, re.MULTILINE))
    return {*_MADE.findall(module), *(named[name] for name in _MADE_BY_NAME.findall(module))}


def words(language: str) -> dict[str, str]:
    """The sentences of alarms in a language."""
    block = re.search(r"^    alarm: {\n(.*?)^    }", (MESSAGES / f"{language}.floor.ts").read_text(), re.M | re.S)
    assert block is not None
    return dict(_SAID.findall(block[1]))


def trunk_words(language: str) -> dict[str, str]:
    """What each sentence of the page of trunks is told: what is wrong with a trunk is said there, and under Health."""
    found = (MESSAGES / "setup" / f"{language}.trunks.ts").read_text()
    block = re.search(r"^  trunkTroubles: {\n(.*?)^  }", found, re.M | re.S)
    assert block is not None
    return dict(_TRUNK_SAID.findall(block[1]))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_whatever_may_be_wrong_the_console_has_words_for(language: str) -> None:
    floor = {"longest_wait", "nobody_available", "service_level", "trunk_down"}

    said, of_trunks = words(language), trunk_words(language)

    assert set(said) | set(of_trunks) == codes() | floor
    assert holes(said, _HOLE) == holes(words("en"), _HOLE)
    assert holes(of_trunks, _TRUNK_HOLE) == holes(trunk_words("en"), _TRUNK_HOLE)


def holes(said: dict[str, str], hole: re.Pattern[str]) -> dict[str, set[str]]:
    return {code: set(hole.findall(each)) for code, each in said.items()}
