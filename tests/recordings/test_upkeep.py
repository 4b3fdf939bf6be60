import os
from datetime import timedelta

import pytest

from kernel.ids import CallId
from recordings.naming import recording_id
from recordings.retention import is_due
from tests.recordings.room import CALL, CUSTOMER_HZ, OUR_HZ, Room, nothing, tone

KEPT_DAYS = 90


async def a_stored_recording(room: Room) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 3), tone(OUR_HZ, 3))
    await room.begin()
    await room.end(3.0)
    await room.work()


@pytest.mark.parametrize("seconds", [-1, 0, 1])
async def test_the_daily_pass_deletes_what_the_rule_says(room: Room, seconds: int) -> None:
    await a_stored_recording(room)
    ended_at = (await room.row())["ended_at"]
    room.clock.advance(
        seconds=(ended_at + timedelta(days=KEPT_DAYS, seconds=seconds) - room.clock.now()).total_seconds()
    )
    deleted = await room.upkeep.delete_due()

    assert bool(deleted) == is_due(ended_at, KEPT_DAYS, room.clock.now(), held=False)
    assert bool(room.in_archive()) == (not deleted)


async def test_a_deleted_recording_keeps_its_row_and_says_why(room: Room) -> None:
    await a_stored_recording(room)
    room.clock.advance(days=KEPT_DAYS)
    await room.upkeep.delete_due()

    row = await room.row()
    assert (row["status"], row["path"], row["seconds"]) == ("stored", None, 3.0)
    assert row["sha256"] is not None
    assert row["detail"] == "Deleted on 2027-02-20: the project keeps recordings for 90 days."
    assert (row["deleted_at"], row["kept_days"]) == (room.clock.now(), KEPT_DAYS)


async def test_raw_files_that_were_never_archived_go_as_well(room: Room) -> None:
    room.archive.root.write_text("in the way")
    room.switch_wrote(tone(CUSTOMER_HZ, 3), tone(OUR_HZ, 3))
    await room.begin()
    await room.end(3.0)
    await room.work()
    room.clock.advance(days=KEPT_DAYS)
    await room.upkeep.delete_due()

    assert (room.in_spool(), (await room.row())["status"]) == ([], "failed")


async def test_one_that_cannot_be_deleted_does_not_keep_the_others(room: Room) -> None:
    await a_stored_recording(room)
    stuck = CallId("1794000000.1")
    await room.begin(stuck)
    await room.db.execute(
        "UPDATE recordings SET ended_at = started_at, path = '../elsewhere' WHERE call_id = $1", stuck
    )
    room.clock.advance(days=KEPT_DAYS + 1)

    assert await room.upkeep.delete_due() == 1
    assert (room.in_archive(), (await room.row(stuck))["path"]) == ([], "../elsewhere")


async def test_raw_files_without_a_row_are_told_once_and_left_alone(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    room.switch_wrote(nothing(1), nothing(1))
    room.clock.advance(hours=2)
    first, again = await room.upkeep.tell_orphans(), await room.upkeep.tell_orphans()

    assert first == again == frozenset({recording_id(CALL)})
    assert capsys.readouterr().out.count("recording_orphaned") == 1
    assert len(room.in_spool()) == 2


async def test_raw_files_that_are_written_now_or_have_a_row_are_no_orphans(room: Room) -> None:
    room.switch_wrote(nothing(1), nothing(1))
    await room.begin()
    live = CallId("1795000001.1")
    room.switch_wrote(nothing(1), nothing(1), live)
    room.clock.advance(hours=2)
    for path in room.spool.spool.glob(f"{live}*"):
        os.utime(path, (room.clock.now().timestamp(), room.clock.now().timestamp()))

    assert await room.upkeep.tell_orphans() == frozenset()
