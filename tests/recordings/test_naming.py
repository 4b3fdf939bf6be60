from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import CallId, ProjectId, RecordingId
from recordings.naming import archive_path, download_name, raw_name, recording_id, safe

BEGAN = datetime(2026, 3, 5, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ("1795000000.7", "4/2026/03/05/070809-1795000000.7.flac"),
        ("out/../../etc", "4/2026/03/05/070809-out_2f.._2f.._2fetc.flac"),
        ("a)b(c,d", "4/2026/03/05/070809-a_29b_28c_2cd.flac"),
    ],
)
def test_a_recording_lies_under_its_project_and_day(call: str, path: str) -> None:
    assert archive_path(ProjectId(4), BEGAN, CallId(call)) == path


def test_the_day_is_that_of_utc() -> None:
    kyiv = BEGAN.replace(hour=1).astimezone(timezone(timedelta(hours=-5)))

    assert archive_path(None, kyiv, CallId("c")) == "none/2026/03/05/010809-c.flac"


@given(st.text(), st.text())
def test_different_calls_never_share_a_name(one: str, other: str) -> None:
    one, other = (text.encode("utf-8", "replace").decode() for text in (one, other))

    assert (safe(one) == safe(other)) == (one == other)


@given(st.text(st.characters(codec="utf-8")))
def test_a_name_is_safe_in_a_path_a_url_and_an_option_of_the_switch(text: str) -> None:
    assert set(safe(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_")


def test_raw_files_are_named_by_the_recording() -> None:
    assert raw_name(CallId("a/b")) == recording_id(CallId("a/b"))


@pytest.mark.parametrize(
    ("project", "agent", "name"),
    [
        ("Demo shop", "Olena", "Demo shop 2026-03-05 07-08-09 Olena 1.7.flac"),
        ("Такси", "", "Такси 2026-03-05 07-08-09 1.7.flac"),
        ("", "../a\nb", "2026-03-05 07-08-09 .._a_b 1.7.flac"),
    ],
)
def test_a_file_that_is_taken_away_says_what_it_is(project: str, agent: str, name: str) -> None:
    assert download_name(project, BEGAN.replace(tzinfo=None), agent, RecordingId("1.7")) == name
