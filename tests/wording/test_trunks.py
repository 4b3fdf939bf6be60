"""What is wrong with a trunk has words in each of the console's languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KIND = re.compile(r'(?:Trouble\(\s*|NOT_PLACED = )"(trunk_[a-z_]+)"')
WORDS = re.compile(r"^ {4}(trunk_[a-z_]+):", re.MULTILINE)


def kinds() -> set[str]:
    told = (ROOT / "telephony/provision" / f"{name}.py" for name in ("provisioner", "state", "verdict", "loop_call"))
    return {kind for path in told for kind in KIND.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_reason_has_its_words(language: str) -> None:
    text = (ROOT / f"web/console/src/messages/setup/{language}.trunks.ts").read_text("utf-8")

    assert kinds() - set(WORDS.findall(text)) == set()
