import os
from pathlib import Path

import pytest

from kernel.trouble import Trouble
from recordings.capture import Alarm, DiskFloor, SpoolRoom
from telephony.execute import side
from tests.clocks import HandClock
from tests.recordings.room import CALL, START


class Disk:
    """A disk whose room is told by the test."""

    def __init__(self, tmp_path: Path) -> None:
        self.free = 10**12
        self.looks = 0
        self.clock = HandClock(START)
        self.spool = tmp_path
        self.room = SpoolRoom(tmp_path, DiskFloor([tmp_path], 500, self.clock, self._look))

    def _look(self, place: Path) -> int:
        self.looks += 1
        return self.free


def written(path: Path, after_start_s: int) -> None:
    for which in ("in", "out"):
        side(path, which).touch()
        os.utime(side(path, which), (START.timestamp() + after_start_s,) * 2)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def test_the_switch_is_told_where_to_write(disk: Disk) -> None:
    assert disk.room.path_for(CALL, START) == disk.spool / "1795000000.7"


def test_below_the_floor_nothing_new_is_recorded_and_an_alarm_says_so(disk: Disk) -> None:
    disk.free = 499 * 10**6

    sentence = (
        f"Nothing new is recorded: the disk of {disk.spool} has 499 MB left and 500 MB must stay free, so make room."
    )
    room_left = {"place": str(disk.spool), "left": "499", "floor": "500"}
    assert disk.room.path_for(CALL, START) == sentence
    assert disk.room.alarms() == [Alarm("recording-disk", Trouble("disk_full", sentence, room_left), START)]


def test_the_alarm_remembers_since_when_and_goes_with_its_cause(disk: Disk) -> None:
    disk.free = 0
    disk.room.alarms()
    disk.clock.advance(minutes=5)
    since = [alarm.since for alarm in disk.room.alarms()]
    disk.free = 10**12
    disk.clock.advance(seconds=2)

    assert (since, disk.room.alarms()) == ([START], [])


def test_a_recording_under_way_goes_on_below_the_floor(disk: Disk) -> None:
    written(disk.spool / "1795000000.7", 5)
    disk.free = 0

    assert disk.room.path_for(CALL, START) == disk.spool / "1795000000.7"


def test_files_of_an_older_call_of_the_same_name_are_put_aside_and_kept(disk: Disk) -> None:
    path = disk.spool / "1795000000.7"
    written(path, -3600)
    aside = f"1795000000.7.{int(START.timestamp()) - 3600}"

    assert disk.room.path_for(CALL, START) == path
    assert sorted(file.name for file in disk.spool.iterdir()) == [f"{aside}-in.sln", f"{aside}-out.sln"]


def test_the_disk_is_looked_at_once_a_second_however_many_calls_come(disk: Disk) -> None:
    for _ in range(100):
        disk.room.path_for(CALL, START)

    assert disk.looks == 1


def test_a_spool_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    room = SpoolRoom(gone, DiskFloor([gone], 500, HandClock(START)))

    assert room.path_for(CALL, START) == (
        f"Nothing is recorded: {gone} cannot be used (No such file or directory), make it or mount it."
    )
