"""The safety net's notes are read as they are written, and what makes no sense is left out."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import telephony.asterisk
from kernel.ids import CallId, ChannelId
from kernel.phone import Anonymous, CallerId, identify
from telephony.notes import GONE, MISSED, Note, Notes, Said, Words, parse
from telephony.plan import Sound
from telephony.provision.wire import TESTS
from telephony.safety import FAMILY
from telephony.sound_text import sound_of, text_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EPOCH = int(AT.timestamp())
DIALPLAN = (Path(telephony.asterisk.__file__).parent / "templates" / "extensions.conf").read_text()


def note_of(value: str) -> Note | None:
    return next(iter(parse({"1.7": value}, {}).missed), None)


def test_a_missed_caller_is_read_with_number_and_time() -> None:
    value = f"at={EPOCH}&dialled=%2B380440000000&caller=%2B380441234567&name=Bob%26Eve&shown=allowed_not_screened"

    said = CallerId("+380441234567", "+380441234567")
    assert Note(call=CallId("1.7"), at=AT, dialled="+380440000000", said=said) == note_of(value)


def test_an_answered_call_is_read_with_its_recording_the_phone_and_its_end() -> None:
    value = (
        f"at={EPOCH}.125&dialled=100&caller=&name=&shown=&recorded={EPOCH + 1}.5&path=%2Fspool%2F1.7"
        f"&answered={EPOCH + 2}.25&by=PJSIP%2Fagent-1-0000002a&ended={EPOCH + 9}.75"
    )

    note = note_of(value)

    assert note == Note(
        call=CallId("1.7"),
        at=AT + timedelta(seconds=0.125),
        dialled="100",
        said=CallerId(""),
        recorded_at=AT + timedelta(seconds=1.5),
        path="/spool/1.7",
        answered_at=AT + timedelta(seconds=2.25),
        endpoint="PJSIP/agent-1",
        ended_at=AT + timedelta(seconds=9.75),
    )


def test_what_was_said_is_read_with_its_version_and_until_when() -> None:
    told = Sound("sound:/srv/told", "qa_inbound (en)", version=3, announcement=12, seconds=6.5)
    value = (
        f"at={EPOCH}&dialled=100&announcement={EPOCH + 1}.5&announcement_sound={text_of(told)}"
        f"&announcement_until={EPOCH + 8}&announcement_status=SUCCESS"
        f"&outage=soon&message={EPOCH + 9}&message_sound=sound%3Dpbx-invalid%2526sorry"
    )

    note = note_of(value)

    assert note is not None
    assert note.spoken == (
        Said(
            words=Words.ANNOUNCEMENT,
            sound=Sound("", "qa_inbound (en)", version=3, announcement=12, seconds=6.5),
            at=AT + timedelta(seconds=1.5),
            until=AT + timedelta(seconds=8),
            complete=True,
        ),
        Said(words=Words.MESSAGE, sound=Sound("", "pbx-invalid&sorry"), at=AT + timedelta(seconds=9)),
    )


_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60)


@given(_NAMES, st.none() | st.integers(1, 10**8), st.none() | st.integers(500, 600_000))
def test_a_sound_is_named_in_a_note_as_it_lies_on_the_switch(name: str, id_: int | None, millis: int | None) -> None:
    sound = Sound("", name, version=id_, announcement=id_, seconds=None if millis is None else millis / 1000)

    text = text_of(sound)
    assert re.fullmatch(r"[\w.%~-]+", text, re.ASCII)
    note = note_of(f"at={EPOCH}&dialled=100&outage={EPOCH}&outage_sound={text}")
    assert note is not None
    assert [each.sound for each in note.spoken] == [sound]


@given(st.text())
def test_any_text_may_stand_where_a_sound_is_named(text: str) -> None:
    assert isinstance(sound_of(text), Sound)


def test_who_hung_up_is_known_by_number_where_they_came_from_outside() -> None:
    key = f"{EPOCH // 60}/1.7"

    notes = parse(
        {}, {key: f"{EPOCH}&at={EPOCH - 4}&dialled=100&caller=%2B380441234567&shown=allowed", "1/1.8": f"{EPOCH}&"}
    )

    [left] = notes.left
    assert (left.call, left.said.shown, left.ended_at) == ("1.7", "+380441234567", AT)
    assert {ChannelId("1.7"): AT, ChannelId("1.8"): AT} == notes.gone


def test_a_leg_of_ours_that_was_picked_up_says_when() -> None:
    minute = EPOCH // 60
    up, rang, caller = ChannelId("cb-1~c2"), ChannelId("cb-2~c2"), ChannelId("1.7")

    notes = parse(
        {}, {f"{minute}/{up}": f"{EPOCH}&up={EPOCH - 4}.5", f"{minute}/{rang}": f"{EPOCH}&", f"{minute}/{caller}": "7"}
    )

    assert notes.left == ()
    assert notes.up == {up: AT - timedelta(seconds=3.5)}


def test_a_caller_who_withheld_the_number_stays_anonymous_in_the_note() -> None:
    note = note_of(f"at={EPOCH}&dialled=100&caller=%2B380441234567&name=&shown=prohib")

    assert note is not None
    assert isinstance(identify(note.said, "UA"), Anonymous)


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

    assert {MISSED, GONE, TESTS} == families


def test_the_dialplan_looks_for_its_net_where_it_is_kept() -> None:
    entries = set(re.findall(r"\$\{DB\(\$\{PLAN\}/(\w+)\)", DIALPLAN))

    assert f"DB({FAMILY}/number/" in DIALPLAN
    said = {"announcement", "outage", "outage_until", "sorry", "closed"}
    assert said | {"open", "recordings", "patience", "phones", "music", "ring", "project", "reject"} == entries
    assert set(Words) == set(re.findall(r"Gosub\(speak,1\((\w+)\)\)", DIALPLAN))


def test_who_was_turned_away_is_read_as_such() -> None:
    note = note_of(f"at={EPOCH}&dialled=100&caller=%2B380441234567&shown=allowed&blocked=1&ended={EPOCH + 1}")

    assert note is not None
    assert note.turned_away
