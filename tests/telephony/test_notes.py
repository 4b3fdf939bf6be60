"""The safety net's notes are read as they are written, and what makes no sense is left out."""

import re
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import telephony.asterisk
from kernel.ids import CallId, ChannelId
from telephony.notes import GONE, MISSED, MissedNote, Notes, parse

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EPOCH = int(AT.timestamp())
DIALPLAN = (Path(telephony.asterisk.__file__).parent / "templates" / "extensions.conf").read_text()


def note_of(value: str) -> MissedNote | None:
    return next(iter(parse({"1.7": value}, {}).missed), None)


def test_a_missed_caller_is_read_with_number_and_time() -> None:
    value = f"at={EPOCH}&dialled=%2B380440000000&caller=%2B380441234567&name=Bob%26Eve&shown=allowed_not_screened"

    assert MissedNote(call=CallId("1.7"), at=AT, dialled="+380440000000", caller_id="+380441234567") == note_of(value)


def test_a_caller_who_withheld_the_number_stays_anonymous_in_the_note() -> None:
    note = note_of(f"at={EPOCH}&dialled=100&caller=%2B380441234567&name=&shown=prohib")

    assert note is not None
    assert note.caller_id == "anonymous"


def test_a_note_without_a_time_or_a_dialled_number_is_left_out() -> None:
    assert note_of("") is None
    assert note_of(f"at={EPOCH}") is None
    assert note_of("at=soon&dialled=100") is None
    assert note_of("at=²²&dialled=100") is None


def test_hang_ups_are_known_by_channel_and_their_minutes_by_what_can_be_forgotten() -> None:
    minute = EPOCH // 60

    notes = parse({}, {f"{minute}/1.7": str(EPOCH), f"{minute}/1.8": "x", "odd": "1"})

    assert notes.gone[ChannelId("1.7")] == AT
    assert ChannelId("1.8") not in notes.gone
    assert frozenset({minute}) == notes.minutes


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_anything_can_be_noted(missed: dict[str, str], gone: dict[str, str]) -> None:
    assert isinstance(parse(missed, gone), Notes)


def test_the_dialplan_writes_its_notes_where_they_are_read() -> None:
    families = set(re.findall(r"Set\(DB\(([^/]+)/", DIALPLAN))

    assert {MISSED, GONE} == families
