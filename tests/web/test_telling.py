"""What of a request may stand in the trail, and what may not."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.devices import Device, device_of
from web.telling import MOST, named, told


class Colour(StrEnum):
    RED = "red"


class Line(msgspec.Struct):
    role: Colour
    note: str = ""


class Asked(msgspec.Struct, kw_only=True):
    text: str = ""
    named: Annotated[str, msgspec.Meta(max_length=9)] | None = None
    depth: Literal["listen", "barge"] | None = None
    at: datetime | None = None
    count: int | None = None
    sure: bool | None = None
    lines: list[Line] = []
    names: list[str] = []
    ids: list[int] = []
    word: str | msgspec.UnsetType = msgspec.UNSET


def test_numbers_choices_and_times_are_told() -> None:
    asked = Asked(
        depth="barge", at=datetime(2026, 11, 22, tzinfo=UTC), count=3, sure=True, lines=[Line(Colour.RED, "x")]
    )

    assert told(asked) == {
        "depth": "barge",
        "at": "2026-11-22T00:00:00+00:00",
        "count": 3,
        "sure": True,
        "lines": [{"role": "red"}],
        "names": [],
        "ids": [],
    }


SECRET = st.text(min_size=3).map(lambda text: f"~{text}~")


@given(text=SECRET, name=SECRET, names=st.lists(SECRET), note=SECRET, word=SECRET)
def test_nothing_that_somebody_wrote_is_told(text: str, name: str, names: list[str], note: str, word: str) -> None:
    asked = Asked(text=text, named=name, names=names, word=word, lines=[Line(Colour.RED, note)])

    assert "~" not in str(told(asked))


def test_a_long_list_tells_its_length() -> None:
    assert told(Asked(ids=list(range(MOST + 1))))["ids"] == "21 values"


def test_what_asks_nothing_tells_nothing() -> None:
    assert told(None) == {}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ({}, ""),
        ({"id": "1763812345.7"}, "1763812345.7"),
        ({"id": "12", "number": "+441632960111"}, "12/+44163296••••"),
        ({"id": "12", "number": "441632960111"}, "12/44163296••••"),
    ],
)
def test_a_thing_is_named_by_its_path_and_a_number_is_masked(path: dict[str, str], name: str) -> None:
    assert named(path) == name


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/141.0.0.0 Safari/537.36", Device("Chrome 141", "Linux")),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/141.0 Safari/537.36 Edg/141.0", Device("Edge 141", "Windows")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:144.0) Firefox/144.0", Device("Firefox 144", "macOS")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1",
            Device("Safari 18", "iPhone"),
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/141.0 Mobile Safari/537.36",
            Device("Chrome 141", "Android"),
        ),
        ("Firefox/" + "9" * 400, Device("Firefox", "")),
        ("curl/8.5.0", Device("", "")),
        ("", Device("", "")),
    ],
)
def test_a_device_is_told_from_what_its_browser_says(user_agent: str, device: Device) -> None:
    assert device_of(user_agent) == device


@given(st.text())
def test_whatever_a_browser_says_is_no_failure(user_agent: str) -> None:
    device_of(user_agent)
