"""The handlers, with the requests that web hands to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from kernel.errors import BadInput, NotFound
from kernel.http import Actor, FileReply, Request
from kernel.ids import CallId
from kernel.permissions import GRANTED, Permission, Role
from recordings.http import Plays, RecordingsPage, RecordingsQuery, cursor, parse_cursor, routes
from tests.recordings.room import CALL, CUSTOMER_HZ, OUR_HZ, START, Room, supervisor, tone

Handle = Callable[[str, Request[Any, Any]], Any]


@pytest.fixture
async def listener(room: Room) -> Actor:
    found = await room.db.fetchval("INSERT INTO users (name) VALUES ('Olena') RETURNING id")
    return supervisor(found)


async def ask(room: Room, path: str, actor: Actor, query: object = None, **parameters: str) -> Any:
    [route] = [each for each in routes(room.db, room.archive, room.clock) if each.path == path]
    return await route.handler(Request(parameters, query, None, actor, permission=route.permission))


async def listed(room: Room, actor: Actor, **query: Any) -> RecordingsPage:
    page = await ask(room, "/api/recordings", actor, RecordingsQuery(**query))
    assert isinstance(page, RecordingsPage)
    return page


async def a_stored_recording(room: Room, call: CallId = CALL) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 3), tone(OUR_HZ, 3), call)
    await room.begin(call)
    await room.end(3.0, call)
    await room.work()


async def five(room: Room) -> list[str]:
    """Recordings, newest first; two began in the same instant."""
    for n, second in enumerate((1, 2, 2, 3, 4)):
        await room.db.execute(
            "INSERT INTO recordings (id, call_id, project_id, status, started_at) VALUES ($1, $1, 1, $2, $3)",
            f"r{n}",
            "short" if n == 3 else "stored",
            START + timedelta(seconds=second, microseconds=n if n == 4 else 0),
        )
    return ["r4", "r3", "r2", "r1", "r0"]


async def test_a_recording_is_listed_as_the_console_expects_it(room: Room, listener: Actor) -> None:
    await a_stored_recording(room)
    page = await listed(room, listener)

    [shown] = msgspec.to_builtins(page)["recordings"]
    assert (shown["id"], shown["project"], shown["agent"], shown["customer"]) == (CALL, "demo-1", "Taras", "")
    assert (shown["started_at"], shown["seconds"], shown["sides"]) == ("2026-11-22T10:00:00Z", 3.0, 2)
    assert (shown["status"], shown["playable"], shown["format"], shown["muted"]) == ("stored", True, "flac", [])
    assert (shown["marks"], shown["held"], shown["deleted_at"]) == (0, False, None)
    assert shown["kept_until"] == "2027-02-20T10:00:03Z"
    assert page.next is None


async def test_muted_spans_are_listed(room: Room, listener: Actor) -> None:
    await room.begin()
    await room.db.execute(
        """UPDATE recordings SET muted = '[{"from": "2026-11-22T10:00:01+00:00", "to": null}]'::jsonb"""
    )
    [shown] = msgspec.to_builtins(await listed(room, listener))["recordings"]

    assert shown["muted"] == [{"from": "2026-11-22T10:00:01Z", "to": None}]


async def test_pages_follow_each_other_without_a_gap_or_a_repeat(room: Room, listener: Actor) -> None:
    expected = await five(room)
    seen: list[str] = []
    before: str | None = None
    for _ in range(3):
        page = await listed(room, listener, limit=2, before=before)
        seen += [row.id for row in page.recordings]
        before = page.next

    assert (seen, before) == (expected, None)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"status": "short"}, ["r3"]),
        ({"project": "demo-1", "call_id": "r1"}, ["r1"]),
        ({"project": "1", "status": "stored"}, ["r4", "r2", "r1", "r0"]),
        ({"project": "another"}, []),
    ],
)
async def test_the_list_can_be_narrowed(room: Room, listener: Actor, query: dict[str, Any], ids: list[str]) -> None:
    await five(room)

    assert [row.id for row in (await listed(room, listener, **query)).recordings] == ids


@pytest.mark.parametrize("text", ["", "x", "20261122T100000.000000", "yesterday~r1"])
def test_a_place_in_the_list_that_we_did_not_give_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"^before: "):
        parse_cursor(text)


async def test_a_place_in_the_list_is_read_back(room: Room, listener: Actor) -> None:
    await five(room)
    [row] = (await listed(room, listener, limit=1)).recordings

    assert parse_cursor(cursor(row)) == (row.started_at, "r4")


async def test_a_play_is_in_the_trail_before_the_first_byte(room: Room, listener: Actor) -> None:
    await a_stored_recording(room)
    reply = await ask(room, "/api/recordings/{id}/audio", listener, id=CALL)
    trail = await ask(room, "/api/recordings/{id}/plays", listener, id=CALL)

    assert isinstance(reply, FileReply)
    assert (reply.content_type, reply.filename) == ("audio/flac", f"demo-1 2026-11-22 12-00-00 Taras {CALL}.flac")
    assert reply.path.is_file()
    assert isinstance(trail, Plays)
    assert [(play.at, play.user, play.downloaded) for play in trail.plays] == [(room.clock.now(), "Olena", False)]


async def test_who_takes_a_file_away_is_written_down_as_that(room: Room, listener: Actor) -> None:
    await a_stored_recording(room)
    await ask(room, "/api/recordings/{id}/audio", listener, id=CALL)
    reply = await ask(room, "/api/recordings/{id}/file", listener, id=CALL)
    trail = await ask(room, "/api/recordings/{id}/plays", listener, id=CALL)

    assert isinstance(reply, FileReply)
    assert reply.attached
    assert sorted(play.downloaded for play in trail.plays) == [False, True]


async def test_the_many_ranges_of_one_play_leave_one_row_a_minute(room: Room, listener: Actor) -> None:
    await a_stored_recording(room)
    for _ in range(30):
        await ask(room, "/api/recordings/{id}/audio", listener, id=CALL)
        room.clock.advance(seconds=3)

    trail = await ask(room, "/api/recordings/{id}/plays", listener, id=CALL)
    assert len(trail.plays) == 2


@pytest.mark.parametrize("recording", ["nobody", "a\0b"])
async def test_a_recording_that_is_not_there_is_not_found(room: Room, listener: Actor, recording: str) -> None:
    with pytest.raises(NotFound, match=r"^There is no such recording\.$"):
        await ask(room, "/api/recordings/{id}/audio", listener, id=recording)


async def test_one_that_is_not_stored_yet_leaves_no_trail(room: Room, listener: Actor) -> None:
    await room.begin()
    with pytest.raises(NotFound, match="has not been stored yet"):
        await ask(room, "/api/recordings/{id}/audio", listener, id=CALL)

    assert (await ask(room, "/api/recordings/{id}/plays", listener, id=CALL)).plays == []


async def test_one_that_retention_has_deleted_says_so(room: Room, listener: Actor) -> None:
    await a_stored_recording(room)
    room.clock.advance(days=90)
    await room.upkeep.delete_due()

    [row] = (await listed(room, listener)).recordings
    assert (row.playable, row.kept_until) == (False, None)
    assert (row.deleted_at, row.kept_days) == (room.clock.now(), 90)
    with pytest.raises(NotFound, match=r"^Deleted on 2027-02-20"):
        await ask(room, "/api/recordings/{id}/audio", listener, id=CALL)


def test_agents_neither_see_nor_hear_recordings(room: Room) -> None:
    asked = {route.permission for route in routes(room.db, room.archive, room.clock)}

    assert asked == {Permission.SEE_CALLS, Permission.HEAR_RECORDINGS, Permission.DOWNLOAD_RECORDINGS}
    assert not asked & GRANTED[Role.AGENT]
