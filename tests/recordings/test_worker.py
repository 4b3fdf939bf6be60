"""From the switch's two files to one in the archive, on a real database and real files."""

import os
from datetime import timedelta

import numpy as np
import pytest
import soundfile

from kernel.ids import CallId
from recordings import worker as worker_module
from recordings.analysis import RATE, Samples
from recordings.archive import Check, verify
from recordings.worker import ATTEMPTS, LONGEST_PAUSE_S, pause
from telephony import facts as fact
from telephony.execute import side
from tests.recordings.room import (
    CALL,
    CUSTOMER_HZ,
    OUR_HZ,
    START,
    Killed,
    Room,
    level_db,
    nothing,
    silent_spans,
    talking,
    tone,
)
from tests.waiting import in_background, until

STORED_AT = f"1/2026/11/22/100000-{CALL}.flac"
BOUNDARIES = ("taken", "encoded", "archived", "marked", "committed", "removed")


async def a_recorded_call(room: Room, seconds: float = 6.0) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, seconds), tone(OUR_HZ, seconds))
    await room.begin()
    await room.end(seconds)


def heard(room: Room) -> Samples:
    """The stored file: the customer in the first column, our side in the second."""
    samples, rate = soundfile.read(str(room.archive.root / STORED_AT), dtype="int16")
    assert rate == RATE
    return np.asarray(samples, dtype=np.int16)


async def test_each_tone_comes_back_on_its_own_side_only(room: Room) -> None:
    await a_recorded_call(room)
    await room.work()

    left, right = heard(room).T
    assert level_db(left, CUSTOMER_HZ) - level_db(right, CUSTOMER_HZ) > 40
    assert level_db(right, OUR_HZ) - level_db(left, OUR_HZ) > 40


async def test_a_stored_recording_says_all_about_itself(room: Room) -> None:
    await a_recorded_call(room)
    await room.work()

    row = await room.row()
    said = {name: row[name] for name in ("status", "seconds", "expected_seconds", "sides", "format", "path", "detail")}
    assert said == {
        "status": "stored",
        "seconds": 6.0,
        "expected_seconds": 6.0,
        "sides": 2,
        "format": "flac",
        "path": STORED_AT,
        "detail": None,
    }
    assert row["bytes"] == (room.archive.root / STORED_AT).stat().st_size
    assert await verify(room.archive, row["path"], row["sha256"]) is Check.INTACT


async def test_the_raw_files_go_and_nothing_is_left_to_do(room: Room) -> None:
    await a_recorded_call(room)
    await room.work()

    row = await room.row()
    assert (room.in_spool(), room.in_archive(), row["raw"], row["next_attempt_at"]) == ([], [STORED_AT], [], None)


@pytest.mark.parametrize("boundary", BOUNDARIES)
async def test_killed_at_any_boundary_the_next_run_gives_the_same(room: Room, boundary: str) -> None:
    await a_recorded_call(room)
    room.dies_at = boundary
    with pytest.raises(Killed):
        await room.work()
    room.dies_at = ""
    await room.work()

    row = await room.row()
    assert (row["status"], row["seconds"], row["raw"], row["next_attempt_at"]) == ("stored", 6.0, [], None)
    assert (room.in_spool(), room.in_archive()) == ([], [STORED_AT])
    assert await verify(room.archive, row["path"], row["sha256"]) is Check.INTACT


@pytest.mark.parametrize("boundary", BOUNDARIES[:4])
async def test_the_raw_files_stay_until_the_row_is_committed(room: Room, boundary: str) -> None:
    await a_recorded_call(room)
    room.dies_at = boundary
    with pytest.raises(Killed):
        await room.work()

    assert room.in_spool() == [f"{CALL}-in.sln", f"{CALL}-out.sln"]
    assert (await room.row())["status"] == "pending"


async def test_archiving_again_gives_the_same_file_bit_for_bit(room: Room) -> None:
    await a_recorded_call(room)
    room.dies_at = "marked"
    with pytest.raises(Killed):
        await room.work()
    first = (room.archive.root / STORED_AT).read_bytes()
    room.dies_at = ""
    await room.work()

    assert (room.archive.root / STORED_AT).read_bytes() == first


async def test_a_muted_span_is_silent_in_the_file_and_keeps_its_length(room: Room) -> None:
    def spoken(hertz: float) -> Samples:
        return np.concatenate((tone(hertz, 3), nothing(3), tone(hertz, 3)))

    room.switch_wrote(spoken(CUSTOMER_HZ), spoken(OUR_HZ))
    await room.begin()
    await room.write(talking(), fact.RecordingMuted(at=START + timedelta(seconds=3)))
    await room.write(talking(), fact.RecordingUnmuted(at=START + timedelta(seconds=6)))
    await room.end(9.0)
    await room.work()

    row = await room.row()
    assert (row["status"], row["seconds"], row["detail"]) == ("stored", 9.0, None)
    for column in heard(room).T:
        [span] = silent_spans(column, 1.0)
        assert span == pytest.approx((3.0, 6.0), abs=0.01)


async def test_sound_where_it_should_be_muted_is_said(room: Room) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 9), tone(OUR_HZ, 9))
    await room.begin()
    await room.write(talking(), fact.RecordingMuted(at=START + timedelta(seconds=3)))
    await room.end(9.0)
    await room.work()

    assert (await room.row())["detail"] == "Sound was stored while the recording was muted."


@pytest.mark.parametrize(
    ("customer", "ours", "sides", "detail"),
    [
        (
            tone(CUSTOMER_HZ, 4),
            tone(OUR_HZ, 4),
            2,
            "4.0 s were stored of 9.0 s by the clock: nothing is written while neither side sends sound, or while the "
            "switch stands still.",
        ),
        (None, tone(OUR_HZ, 9), 1, "The customer's side is missing: the switch wrote only ours."),
        (tone(CUSTOMER_HZ, 9), nothing(0), 1, "Our side is missing: the switch wrote only the customer's."),
    ],
)
async def test_what_is_not_whole_is_stored_as_short_with_its_reason(
    room: Room, customer: Samples | None, ours: Samples | None, sides: int, detail: str
) -> None:
    room.switch_wrote(customer, ours)
    await room.begin()
    await room.end(9.0)
    await room.work()

    row = await room.row()
    assert (row["status"], row["sides"], row["detail"]) == ("short", sides, detail)
    assert room.in_spool() == []


async def test_files_that_a_busy_switch_makes_after_the_end_are_waited_for(room: Room) -> None:
    await room.begin()
    await room.end(9.0, rested_s=5)
    await room.work()
    before = (await room.row())["status"]
    room.switch_wrote(tone(CUSTOMER_HZ, 9), tone(OUR_HZ, 9))
    room.clock.advance(seconds=30)
    await room.work()

    assert (before, (await room.row())["status"]) == ("pending", "stored")


@pytest.mark.parametrize("samples", [nothing(0), None])
async def test_where_the_switch_wrote_nothing_it_has_failed(room: Room, samples: Samples | None) -> None:
    room.switch_wrote(samples, samples)
    await room.begin()
    await room.end(9.0)
    await room.work()

    row = await room.row()
    assert (row["status"], row["path"], row["next_attempt_at"]) == ("failed", None, None)
    assert row["detail"] == "The switch wrote no sound, though 9.0 s were expected."
    assert (room.in_spool(), room.in_archive()) == ([], [])


async def test_a_recording_that_began_unheard_of_is_archived_all_the_same(room: Room) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 9), tone(OUR_HZ, 9))
    await room.end(9.0)
    await room.work()

    assert (await room.row())["status"] == "stored"
    assert (room.in_archive(), room.in_spool()) == ([STORED_AT], [])


async def test_a_customer_who_left_before_the_recording_began_lost_nothing(room: Room) -> None:
    await room.end(0.2)
    await room.work()

    row = await room.row()
    assert (row["status"], row["detail"]) == ("refused", "The call ended before its recording had begun.")


async def test_half_a_sample_at_the_end_is_left_out(room: Room) -> None:
    await a_recorded_call(room)
    path = side(room.spool.raw_path(CALL), "in")
    path.write_bytes(path.read_bytes()[:-1])
    os.utime(path, (START.timestamp(), START.timestamp()))
    await room.work()

    assert (await room.row())["status"] == "stored"


async def test_a_file_that_is_still_written_is_waited_for(room: Room) -> None:
    await a_recorded_call(room)
    written = room.clock.now() - timedelta(seconds=1)
    os.utime(side(room.spool.raw_path(CALL), "out"), (written.timestamp(), written.timestamp()))
    await room.work()

    row = await room.row()
    assert (row["status"], row["attempts"]) == ("pending", 0)
    assert row["next_attempt_at"] == room.clock.now() + timedelta(seconds=2)


async def test_a_call_that_lasts_is_left_alone(room: Room) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 5), tone(OUR_HZ, 5))
    await room.begin()

    assert await room.worker.take() is False


async def test_an_archive_that_cannot_be_written_is_tried_again_with_growing_pauses(room: Room) -> None:
    room.archive.root.write_text("a file where the archive's directory should be")
    await a_recorded_call(room)
    await room.work()
    tried_at = room.clock.now()

    row = await room.row()
    assert (row["status"], row["attempts"], row["next_attempt_at"]) == ("pending", 1, tried_at + pause(1))
    assert [alarm.id for alarm in room.worker.alarms()] == ["recording-archive"]
    assert len(room.in_spool()) == 2


async def test_once_the_archive_works_again_the_alarm_goes(room: Room) -> None:
    room.archive.root.write_text("in the way")
    await a_recorded_call(room)
    await room.work()
    room.archive.root.unlink()
    room.clock.advance(seconds=60)
    await room.work()

    assert ((await room.row())["status"], room.worker.alarms()) == ("stored", [])


async def test_after_too_many_attempts_it_has_failed_and_its_raw_files_stay(room: Room) -> None:
    room.archive.root.write_text("in the way")
    await a_recorded_call(room)
    for _ in range(ATTEMPTS):
        await room.work()
        room.clock.advance(seconds=LONGEST_PAUSE_S)

    row = await room.row()
    assert (row["status"], row["attempts"], row["next_attempt_at"]) == ("failed", ATTEMPTS, None)
    assert row["detail"].endswith(
        f"Given up after {ATTEMPTS} attempts; the spool keeps {CALL}-in.sln and {CALL}-out.sln."
    )
    assert len(room.in_spool()) == 2


async def test_a_start_gives_the_failed_one_more_attempt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "POLL_S", 0.01)
    await a_recorded_call(room)
    await room.db.execute("UPDATE recordings SET status = 'failed', next_attempt_at = NULL, attempts = $1", ATTEMPTS)

    async def is_stored() -> bool:
        return (await room.row())["status"] == "stored" and not room.in_spool()

    async with in_background(room.worker.run()):
        await until(is_stored, 20)

    assert room.in_archive() == [STORED_AT]


async def test_two_workers_never_take_the_same_recording(room: Room) -> None:
    for n in range(3):
        call = CallId(f"1795000000.{n}")
        room.switch_wrote(tone(CUSTOMER_HZ, 2), tone(OUR_HZ, 2), call)
        await room.begin(call)
        at = START + timedelta(seconds=2)
        await room.db.execute(
            "UPDATE recordings SET ended_at = $1, expected_seconds = 2, next_attempt_at = $1 WHERE call_id = $2",
            at,
            call,
        )
    room.clock.advance(minutes=1)
    async with room.db.transaction() as tx:
        await tx.fetchrow("SELECT 1 FROM recordings WHERE call_id = '1795000000.0' FOR UPDATE")
        await room.work()

    rows = await room.db.fetch("SELECT status FROM recordings ORDER BY call_id")
    assert [row["status"] for row in rows] == ["pending", "stored", "stored"]


def test_pauses_grow_to_an_hour_and_add_up_to_hours() -> None:
    pauses = [pause(n).total_seconds() for n in range(1, ATTEMPTS)]

    assert pauses[:3] == [5.0, 10.0, 20.0]
    assert pauses[-1] == 3600.0
    assert 4 * 3600 < sum(pauses) < 6 * 3600
