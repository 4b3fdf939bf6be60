"""The files of uploaded announcements."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.announcements import shelf

TOGETHER_S = 20.0
SHA256 = "0bfeae3ad37ed68818837acc4aeefeff" * 2


def test_two_who_keep_the_same_sound_at_the_same_moment_both_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.wav"
    made.write_bytes(b"RIFF")
    both_written = threading.Barrier(2)
    monkeypatch.setattr(shelf, "_write_through", lambda _: both_written.wait(TOGETHER_S))
    with ThreadPoolExecutor(2) as people:
        kept = list(people.map(lambda _: shelf.keep(made, SHA256, tmp_path / "sounds"), range(2)))
    assert kept[0] == kept[1]
    assert [file.name for file in (tmp_path / "sounds" / shelf.OWN).iterdir()] == [Path(kept[0]).name]
