"""The rows that the journal writes with a call's facts; every test writes them twice."""

from datetime import timedelta

import pytest

from kernel.ids import AgentId
from telephony import facts as fact
from telephony.outcome import Answered
from telephony.states import Recording, State
from tests.recordings.room import CALL, START, Room, ended, talking, waiting

MUTED, UNMUTED, END = (START + timedelta(seconds=s) for s in (3, 6, 9))
LATE = START + timedelta(milliseconds=40)


async def twice(room: Room, *steps: tuple[State, fact.Fact]) -> None:
    for _ in range(2):
        for state, each in steps:
            await room.write(state, each)


def began(room: Room) -> fact.RecordingBegan:
    return fact.RecordingBegan(at=LATE, path=str(room.spool.raw_path(CALL)))


OVER = (ended(CALL, END), fact.CallEnded(at=END, outcome=Answered()))


async def test_a_recording_waits_for_its_call_to_end(room: Room) -> None:
    await twice(room, (waiting(), began(room)))

    row = await room.row()
    assert (row["id"], row["status"], row["project_id"], row["agent_id"]) == (CALL, "pending", 1, None)
    assert (row["started_at"], row["next_attempt_at"]) == (LATE, None)
    assert row["raw"] == [str(room.spool.spool / f"{CALL}-{which}.sln") for which in ("in", "out")]


async def test_the_end_of_the_call_sends_it_to_the_archive_once_the_files_are_closed(room: Room) -> None:
    await twice(room, (waiting(), began(room)), OVER)

    row = await room.row()
    assert (row["ended_at"], row["next_attempt_at"]) == (END, END + timedelta(seconds=3))
    assert row["expected_seconds"] == pytest.approx(8.96)


async def test_who_answered_last_is_its_agent(room: Room) -> None:
    connected = [(talking(), fact.AgentConnected(at=START, agent=AgentId(agent))) for agent in (1, 2)]
    await twice(room, (waiting(), began(room)), *connected)

    assert (await room.row())["agent_id"] == 2


async def test_an_agent_who_was_there_before_the_switch_began_is_its_agent(room: Room) -> None:
    await twice(room, (talking(), began(room)))

    assert (await room.row())["agent_id"] == 1


async def test_muted_spans_keep_their_times(room: Room) -> None:
    muted = (talking(recording=Recording.MUTED), fact.RecordingMuted(at=MUTED))
    await twice(room, (talking(), began(room)), muted, (talking(), fact.RecordingUnmuted(at=UNMUTED)), OVER)

    assert (await room.row())["muted"] == [{"from": MUTED.isoformat(), "to": UNMUTED.isoformat()}]


async def test_a_second_muted_span_is_kept_beside_the_first(room: Room) -> None:
    spans = [(MUTED + timedelta(minutes=n), UNMUTED + timedelta(minutes=n)) for n in range(2)]
    steps = [
        (talking(), each)
        for begin, end in spans
        for each in (fact.RecordingMuted(at=begin), fact.RecordingUnmuted(at=end))
    ]
    await twice(room, (talking(), began(room)), *steps)

    assert (await room.row())["muted"] == [{"from": b.isoformat(), "to": e.isoformat()} for b, e in spans]


async def test_a_muted_span_that_is_open_ends_with_the_call(room: Room) -> None:
    state = ended(CALL, END, Recording.MUTED)
    muted = (talking(), fact.RecordingMuted(at=MUTED))
    await twice(room, (talking(), began(room)), muted, (state, fact.CallEnded(at=END, outcome=Answered())))

    assert (await room.row())["muted"] == [{"from": MUTED.isoformat(), "to": END.isoformat()}]


async def test_a_mute_before_the_switch_has_said_that_it_writes_is_not_lost(room: Room) -> None:
    await twice(room, (talking(), fact.RecordingMuted(at=START)), (talking(), began(room)))

    row = await room.row()
    assert (row["started_at"], row["muted"]) == (LATE, [{"from": START.isoformat(), "to": None}])


async def test_a_refused_recording_keeps_its_reason(room: Room) -> None:
    refused = (talking(recording=Recording.REFUSED), fact.RecordingNotMade(at=START, why="The disk is full."))
    over = (ended(CALL, END, Recording.REFUSED), OVER[1])
    await twice(room, refused, over)

    row = await room.row()
    assert (row["status"], row["detail"], row["next_attempt_at"]) == ("refused", "The disk is full.", None)


async def test_a_call_that_is_not_recorded_has_no_row(room: Room) -> None:
    state = ended(CALL, END, Recording.OFF)
    await twice(room, (state, fact.CallEnded(at=END, outcome=Answered())))

    assert await room.row() is None


async def test_a_recording_of_which_we_never_heard_that_it_began_is_looked_for(room: Room) -> None:
    await twice(room, OVER)

    row = await room.row()
    assert (row["status"], row["raw"], row["expected_seconds"]) == ("pending", [], 9.0)
    assert row["next_attempt_at"] is not None


async def test_facts_that_come_again_after_the_archive_change_nothing(room: Room) -> None:
    await twice(room, (talking(), began(room)), OVER)
    await room.db.execute("UPDATE recordings SET status = 'stored', raw = '[]', next_attempt_at = NULL")
    before = await room.row()
    await twice(room, (talking(), began(room)), OVER)

    assert await room.row() == before
