"""Which Asterisk is accepted, and where its packages come from."""

from pathlib import Path

import pytest

from lab.sources import Source, deb822, debian_sources, mirror, one_line
from lab.version import Fit, TooOld, UnfitAsterisk, Untried, accept, judge


def test_the_floor_itself_fits() -> None:
    assert Fit((22, 10, 1)) == judge("Asterisk 22.10.1~dfsg+~cs6.17.60671434-1\n")


@pytest.mark.parametrize(
    "text", ["Asterisk 22.10.0", "Asterisk 20.15.3", "Asterisk 22.9.9", "Asterisk certified/20.7-cert5", ""]
)
def test_an_older_one_is_refused_in_one_sentence(text: str) -> None:
    judgement = judge(text)

    assert isinstance(judgement, TooOld)
    assert "22.10.1 or newer" in judgement.sentence
    with pytest.raises(UnfitAsterisk):
        accept(text)


@pytest.mark.parametrize("text", ["Asterisk 22.11.0", "Asterisk 23.0.0"])
def test_a_newer_line_is_taken_with_a_warning(text: str) -> None:
    judgement = judge(text)

    assert isinstance(judgement, Untried)
    assert "last one tried" in judgement.warning


def test_sources_of_the_new_form_are_read() -> None:
    text = """\
# comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main
Enabled: no
"""
    key = "signed-by=/usr/share/keyrings/debian-archive-keyring.gpg"

    assert [
        Source("http://mirror.example/debian", "trixie", ("main",), key),
        Source("http://mirror.example/debian", "trixie-updates", ("main",), key),
    ] == list(deb822(text))


def test_sources_of_the_old_form_are_read() -> None:
    text = "# deb http://no.example sid main\ndeb [arch=amd64] http://a.example/debian bookworm main contrib # ours\n"

    assert [Source("http://a.example/debian", "bookworm", ("main", "contrib"), "arch=amd64")] == list(one_line(text))


def test_the_machines_own_debian_mirror_is_used_and_no_other_archive(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(
        "deb http://vendor.example/apt stable-vendor main\n"
        "deb http://a.example/debian-security bookworm-security main\n"
        "deb http://a.example/debian bookworm main\n"
    )

    assert mirror({}, tmp_path) == "http://a.example/debian"
    assert [source.suite for source in debian_sources(tmp_path)] == ["bookworm"]


def test_a_mirror_can_be_named_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnfitAsterisk, match="RINGBACK_DEBIAN_MIRROR"):
        mirror({}, tmp_path)

    assert mirror({"RINGBACK_DEBIAN_MIRROR": "http://b.example/debian"}, tmp_path) == "http://b.example/debian"
