"""What the page Health says is said in every language of the console."""

import json

import pytest

from tests.wording.health import read_health
from tests.wording.sources import ROOT

MESSAGES = ROOT / "web" / "console" / "src" / "messages" / "setup"


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_check_says_what_it_has_found_in_words_of_the_language(language: str) -> None:
    """A new sentence of a check goes into both catalogues under what is printed here."""
    said, unreadable = read_health()
    catalogue: dict[str, str] = json.loads((MESSAGES / f"health.{language}.json").read_text())

    assert unreadable == ()
    assert (sorted(said - catalogue.keys()), sorted(catalogue.keys() - said)) == ([], [])
    assert list(catalogue) == sorted(catalogue)
