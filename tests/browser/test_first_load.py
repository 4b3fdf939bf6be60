"""What a browser fetches before the console shows anything."""

import gzip
import re
from collections.abc import Iterator

import pytest

from service.site import CONSOLE

pytestmark = pytest.mark.browser

MOST_BYTES = 300_000


def first_load() -> Iterator[bytes]:
    """The files that the page itself names, as built."""
    page = (CONSOLE / "index.html").read_text()
    return ((CONSOLE / path).read_bytes() for path in re.findall(r'(?:src|href)="/(assets/[^"]+)"', page))


def test_the_first_load_is_small(console: None) -> None:
    sizes = [len(gzip.compress(file)) for file in first_load()]

    assert 0 < sum(sizes) <= MOST_BYTES


def test_the_words_of_other_languages_come_when_they_are_wanted(console: None) -> None:
    assert not any("Имя или пароль неверны.".encode() in file for file in first_load())
