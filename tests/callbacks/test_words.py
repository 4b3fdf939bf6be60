"""Every rule and outcome that a case may keep has its words in the console."""

import re
from pathlib import Path

import pytest

from callbacks.model import CloseReason, TextStatus, Word
from callbacks.reasons import SENTENCES
from callbacks.sms.outcome import Why
from contacts.standing import NoText

MESSAGES = Path(__file__).parents[2] / "web" / "console" / "src" / "messages"


def words(file: str, group: str) -> set[str]:
    """The keys of a group of messages."""
    block = re.search(rf"^( *){group}: {{\n(.*?)^\1}}", (MESSAGES / file).read_text(), re.MULTILINE | re.DOTALL)
    assert block is not None, f"{file} has no {group}"
    return set(re.findall(r"^ *(\w+):", block[2], re.MULTILINE))


@pytest.mark.parametrize(
    ("file", "group", "said"),
    [
        ("en.cases.ts", "rule", set(SENTENCES)),
        ("en.cases.ts", "closeReason", set(CloseReason)),
        ("en.cases.ts", "word", set(Word)),
        ("en.people.ts", "status", {*TextStatus, "received"}),
        ("en.people.ts", "why", {*Why, *NoText}),
    ],
)
def test_whatever_a_case_may_say_the_console_has_words_for(file: str, group: str, said: set[str]) -> None:
    assert words(file, group) == said
