"""Marks and legal holds, as web hands the requests over, and what a hold keeps from being deleted."""

import asyncio
from typing import Any

import msgspec
import pytest

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import CallId, UserId
from kernel.permissions import Role, everywhere
from recordings import store as rows
from recordings.http import RecordingsPage, RecordingsQuery
from recordings.http import routes as listing
from recordings.review import store
from recordings.review.http import HoldBody, Holds, MarkBody, MarkRow, Marks, routes
from tests.grants import only_in
from tests.recordings.room import CALL, CUSTOMER_HZ, OUR_HZ, Room, nothing, tone
from tests.waiting import until

KEPT_DAYS = 90
MARKS, HOLD, HOLDS = "/api/recordings/{id}/marks", "/api/recordings/{id}/hold", "/api/recordings/{id}/holds"
SOMEBODY_WAITS = """SELECT EXISTS (
    SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())"""


async def somebody(room: Room, name: str, *roles: Role) -> Actor:
    user = await room.db.fetchval("INSERT INTO users (name) VALUES ($1) RETURNING id", name)
    return Actor(UserId(user), name, everywhere(*roles), None)


@pytest.fixture
async def taras(room: Room) -> Actor:
    return await somebody(room, "Taras", Role.TRAINER)


@pytest.fixture
async def maria(room: Room) -> Actor:
    return await somebody(room, "Maria", Role.SUPERVISOR)


async def ask(room: Room, what: str, actor: Actor, body: object = None, **parameters: str) -> Any:
    method, path = what.split(" ")
    known = (*routes(room.db, room.archive, room.clock), *listing(room.db, room.archive, room.clock))
    [route] = [each for each in known if (each.method, each.path) == (method, path)]
    query = msgspec.convert(parameters, RecordingsQuery) if route.query else None
    return await route.handler(Request({"id": CALL} | parameters, query, body, actor, permission=route.permission))


async def marks(room: Room, actor: Actor) -> list[MarkRow]:
    answer = await ask(room, f"GET {MARKS}", actor)
    assert isinstance(answer, Marks)
    return answer.marks


async def mark(room: Room, actor: Actor, seconds: float, kind: Any = "good", text: str = "") -> int:
    added: int = (await ask(room, f"POST {MARKS}", actor, MarkBody(seconds=seconds, kind=kind, text=text))).id
    return added


async def flagged(room: Room, actor: Actor, flag: str) -> list[str]:
    page = await ask(room, "GET /api/recordings", actor, flag=flag)
    assert isinstance(page, RecordingsPage)
    return [row.id for row in page.recordings]


async def a_stored_recording(room: Room) -> None:
    room.switch_wrote(tone(CUSTOMER_HZ, 3), tone(OUR_HZ, 3))
    await room.begin()
    await room.end(3.0)
    await room.work()


async def hold(room: Room, actor: Actor, why: str = "A complaint of 20 November") -> None:
    await ask(room, f"POST {HOLD}", actor, HoldBody(why=why))


async def test_marks_are_listed_as_they_are_heard_with_who_left_them(room: Room, taras: Actor, maria: Actor) -> None:
    await a_stored_recording(room)
    await mark(room, taras, 2.5, "mistake", "  Promised a refund \n")
    await mark(room, maria, 0.25, "good")

    assert [(each.seconds, each.kind, each.text, each.by) for each in await marks(room, taras)] == [
        (0.25, "good", "", "Maria"),
        (2.5, "mistake", "Promised a refund", "Taras"),
    ]
    assert await flagged(room, taras, "marked") == [CALL]


async def test_a_mark_is_removed_by_its_author_or_a_supervisor(room: Room, taras: Actor, maria: Actor) -> None:
    await a_stored_recording(room)
    theirs, other = await mark(room, taras, 1), await mark(room, maria, 2)

    assert [each.removable for each in await marks(room, taras)] == [True, False]
    assert [each.removable for each in await marks(room, maria)] == [True, True]
    with pytest.raises(Forbidden, match="by who left it, or by a supervisor"):
        await ask(room, f"DELETE {MARKS}/{{mark}}", taras, mark=str(other))
    await ask(room, f"DELETE {MARKS}/{{mark}}", maria, mark=str(theirs))
    assert [each.id for each in await marks(room, taras)] == [other]


async def test_a_supervisor_of_another_project_removes_no_marks(room: Room, taras: Actor) -> None:
    await a_stored_recording(room)
    theirs = await mark(room, taras, 1)
    user = (await somebody(room, "Oksana")).user_id
    both = Actor(user, "Oksana", only_in([1], Role.TRAINER) | only_in([2], Role.SUPERVISOR), None)

    assert [each.removable for each in await marks(room, both)] == [False]
    with pytest.raises(Forbidden):
        await ask(room, f"DELETE {MARKS}/{{mark}}", both, mark=str(theirs))


@pytest.mark.parametrize("seconds", [3.6, 1e9])
async def test_a_mark_lies_within_the_recording(room: Room, taras: Actor, seconds: float) -> None:
    await a_stored_recording(room)
    with pytest.raises(BadInput, match=r"^seconds: .* accepted is 0 to 3\.0, the length of the recording"):
        await mark(room, taras, seconds)


async def test_there_is_an_end_to_marks(room: Room, taras: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_MARKS", 1)
    await a_stored_recording(room)
    await mark(room, taras, 1)

    with pytest.raises(Conflict, match="has 1 marks already"):
        await mark(room, taras, 1)


async def test_what_has_no_sound_takes_no_marks(room: Room, taras: Actor) -> None:
    await room.begin()
    with pytest.raises(NotFound, match="has not been stored yet"):
        await mark(room, taras, 1)


@pytest.mark.parametrize("mark", ["999", str(2**31 - 1)])
async def test_a_mark_that_is_not_there_is_not_found(room: Room, taras: Actor, mark: str) -> None:
    await a_stored_recording(room)
    with pytest.raises(NotFound, match=r"^There is no such mark\.$"):
        await ask(room, f"DELETE {MARKS}/{{mark}}", taras, mark=mark)


async def test_retention_leaves_what_is_under_a_legal_hold(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    await hold(room, maria)
    room.clock.advance(days=10 * KEPT_DAYS)

    assert (await room.upkeep.delete_due(), len(room.in_archive())) == (0, 1)
    assert await flagged(room, maria, "held") == [CALL]
    [row] = (await ask(room, "GET /api/recordings", maria)).recordings
    assert (row.held, row.kept_until) == (True, None)


async def test_a_hold_that_is_lifted_late_lets_the_file_go_at_once(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    await hold(room, maria)
    room.clock.advance(days=10 * KEPT_DAYS)
    await ask(room, f"DELETE {HOLD}", maria)

    assert (await room.upkeep.delete_due(), room.in_archive()) == (1, [])
    assert await flagged(room, maria, "held") == []
    assert await flagged(room, maria, "deleted") == [CALL]


async def test_who_held_it_when_and_why_is_kept(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    began = room.clock.now()
    await hold(room, maria, " Court case 17 ")
    room.clock.advance(days=1)
    await ask(room, f"DELETE {HOLD}", maria)
    await hold(room, maria, "Court case 18")

    answer = await ask(room, f"GET {HOLDS}", maria)
    assert isinstance(answer, Holds)
    assert [(each.why, each.by, each.lifted_by) for each in answer.holds] == [
        ("Court case 18", "Maria", None),
        ("Court case 17", "Maria", "Maria"),
    ]
    assert (answer.holds[1].at, answer.holds[1].lifted_at) == (began, room.clock.now())


async def test_a_recording_that_is_not_archived_yet_can_be_held(room: Room, maria: Actor) -> None:
    await room.begin()
    await hold(room, maria)
    room.switch_wrote(nothing(3), nothing(3))
    await room.end(3.0)
    await room.work()

    assert (await room.row())["held"]


async def test_nothing_is_held_twice_or_lifted_twice(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    with pytest.raises(Conflict, match="under no legal hold"):
        await ask(room, f"DELETE {HOLD}", maria)
    await hold(room, maria)
    with pytest.raises(Conflict, match="under one already"):
        await hold(room, maria)


async def test_what_the_archive_has_lost_is_not_said_to_be_held(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    await room.archive.remove((await room.row())["path"])

    with pytest.raises(NotFound, match="The archive has no file"):
        await hold(room, maria)
    assert not (await room.row())["held"]


async def test_what_is_deleted_can_no_longer_be_held(room: Room, maria: Actor) -> None:
    await a_stored_recording(room)
    room.clock.advance(days=KEPT_DAYS)
    await room.upkeep.delete_due()

    with pytest.raises(Conflict, match="has no file to keep"):
        await hold(room, maria)


async def test_what_is_being_deleted_is_not_held(room: Room, maria: Actor) -> None:
    """The hold waits for the deletion, and then says that there is nothing left."""
    await a_stored_recording(room)
    room.clock.advance(days=KEPT_DAYS)
    async with asyncio.TaskGroup() as group, room.db.transaction() as tx:
        kept = await rows.past_retention(tx, room.clock.now(), [])
        assert kept is not None
        held = group.create_task(store.hold(room.db, kept.id, "late", maria.user_id, room.clock.now()))
        await until(lambda: room.db.fetchval(SOMEBODY_WAITS))
        await rows.mark_deleted(tx, kept, "Deleted.", room.clock.now())

    assert not held.result()


async def test_what_is_being_held_is_not_deleted(room: Room, maria: Actor) -> None:
    """Whoever comes by while the hold is being written passes the recording over."""
    await a_stored_recording(room)
    room.clock.advance(days=KEPT_DAYS)
    async with room.db.transaction() as tx:
        assert await tx.fetchval(store.SQL["keep"], CALL) == CALL
        deleted = await room.upkeep.delete_due()

    assert (deleted, len(room.in_archive())) == (0, 1)


async def test_a_recording_of_another_project_is_not_there(room: Room, taras: Actor) -> None:
    await a_stored_recording(room)
    stranger = Actor(taras.user_id, "Taras", only_in([2], Role.ADMIN), None)
    for what, body in (
        (f"GET {MARKS}", None),
        (f"POST {MARKS}", MarkBody(seconds=1, kind="good")),
        (f"GET {HOLDS}", None),
        (f"POST {HOLD}", HoldBody(why="x")),
        (f"DELETE {HOLD}", None),
    ):
        with pytest.raises(NotFound, match=r"^There is no such recording\.$"):
            await ask(room, what, stranger, body)


async def test_muted_ones_are_found_by_their_flag(room: Room, taras: Actor) -> None:
    await a_stored_recording(room)
    other = CallId("1795000001.1")
    await room.begin(other)
    await room.db.execute(
        """UPDATE recordings SET muted = '[{"from": "2026-11-22T10:00:01+00:00", "to": null}]'::jsonb WHERE id = $1""",
        other,
    )

    assert await flagged(room, taras, "muted") == [other]
