"""Callers who are turned away: put on the list and taken off, seen, and known in memory."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contacts.blocked import BlockedCallers
from contacts.blocking_http import BlockBody, BlockedPage, BlockedView, routes
from contacts.ports import Hooks
from contacts.views import ListedQuery
from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import ProjectId, UserId
from kernel.permissions import Role, everywhere
from kernel.phone import Phone
from store.listen import Listener
from store.pool import Database, Queryable
from telephony.routing import BlockedCaller
from tests.clocks import HandClock
from tests.contacts.kit import LANDLINE, MOBILE, NOW, OTHERS, OURS, TwoProjects
from tests.grants import only_in
from tests.waiting import in_background, until

SUPERVISOR = Actor(UserId(1), "Iryna", everywhere(Role.SUPERVISOR), None)
OURS_ONLY = Actor(UserId(2), "Oleh", only_in([OURS], Role.SUPERVISOR), None)
LATER = NOW + timedelta(days=1)


class Desk:
    def __init__(self, db: Database, hooks: Hooks | None = None) -> None:
        self.clock = HandClock(NOW)
        self._routes = {str(each.method): each for each in routes(db, TwoProjects(), self.clock, hooks)}

    async def __call__(
        self, method: str, body: Any = None, *, by: Actor = SUPERVISOR, query: Any = None, **path: object
    ) -> Any:
        route = self._routes[method]
        named = {name: str(value) for name, value in path.items()}
        return await route.handler(Request(named, query, body, by, permission=route.permission))

    async def block(
        self,
        number: str,
        project: int | None = OURS,
        by: Actor = SUPERVISOR,
        why: str = "Shouts",
        until: datetime | None = None,
    ) -> BlockedView:
        found: BlockedView = await self("POST", BlockBody(number, why, project, until), by=by)
        return found

    async def listed(self, by: Actor = SUPERVISOR, **query: Any) -> list[str]:
        found: BlockedPage = await self("GET", by=by, query=ListedQuery(**query))
        return [each.number for each in found.callers]


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


async def test_a_caller_is_blocked_with_reason_author_and_end_and_a_second_time_anew(desk: Desk) -> None:
    await desk.block(f"0{MOBILE.e164[4:]}")
    again = await desk.block(MOBILE.e164, why=" Threats ", until=LATER)

    assert await desk.listed() == [MOBILE.e164]
    assert (again.project_id, again.why, again.until, again.over) == (OURS, "Threats", LATER, False)
    assert (again.added_by, again.added_at) == ("Iryna", NOW)


async def test_who_runs_one_project_sees_what_holds_for_all_and_changes_only_theirs(desk: Desk) -> None:
    for_all = await desk.block(MOBILE.e164, None)
    theirs = await desk.block(LANDLINE.e164, OTHERS)
    ours = await desk.block(LANDLINE.e164, OURS)

    assert await desk.listed(by=OURS_ONLY) == [LANDLINE.e164, MOBILE.e164]
    with pytest.raises(Forbidden):
        await desk.block(LANDLINE.e164, None, by=OURS_ONLY)
    with pytest.raises(Forbidden):
        await desk("DELETE", by=OURS_ONLY, id=for_all.id)
    for refused in (desk("DELETE", by=OURS_ONLY, id=theirs.id), desk.block(MOBILE.e164, OTHERS, by=OURS_ONLY)):
        with pytest.raises(NotFound):
            await refused
    await desk("DELETE", by=OURS_ONLY, id=ours.id)
    assert len(await desk.listed()) == 2


async def test_the_list_is_searched_by_digits_and_shows_whose_time_is_over(desk: Desk) -> None:
    await desk.block(MOBILE.e164, until=LATER)
    await desk.block(LANDLINE.e164)
    desk.clock.advance(days=2)

    found: BlockedPage = await desk("GET", query=ListedQuery(q=MOBILE.e164[-4:], project=OURS))
    assert [(each.number, each.over) for each in found.callers] == [(LANDLINE.e164, False), (MOBILE.e164, True)]
    assert await desk.listed(q=MOBILE.e164[3:7]) == [MOBILE.e164]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BlockBody("anonymous", "x", OURS), "cannot be told from one another"),
        (BlockBody("hello", "x", OURS), "a telephone number"),
        (BlockBody("0501234567", "x"), "a telephone number"),
        (BlockBody(MOBILE.e164, " ", OURS), "a reason"),
        (BlockBody(MOBILE.e164, "x", OURS, NOW), "still to come"),
        (BlockBody(MOBILE.e164, "x", OURS, NOW + timedelta(days=9999)), "within ten years"),
    ],
)
async def test_what_cannot_be_blocked_is_said_in_one_sentence(desk: Desk, body: BlockBody, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        await desk("POST", body)

    assert await desk.listed() == []


async def test_a_project_that_is_not_there_turns_nobody_away(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.block(MOBILE.e164, 99)


async def test_who_wants_to_know_hears_of_it_in_the_same_transaction(db: Database) -> None:
    heard = []

    async def blocked(tx: Queryable, project: ProjectId | None, number: Phone, by: str, why: str) -> None:
        rows = await tx.fetchval("SELECT count(*) FROM blocked_callers")
        heard.append((project, number, by, why, rows))

    await Desk(db, Hooks(blocked=(blocked,))).block(MOBILE.e164)

    assert heard == [(OURS, MOBILE, "Iryna", "Shouts", 1)]


async def test_the_list_is_known_in_memory_by_project_for_all_and_to_its_end(db: Database) -> None:
    listener, desk = Listener(db.url), Desk(db)
    callers = BlockedCallers(db, listener)
    await callers.load()
    async with in_background(listener.run(), callers.run()):
        await desk.block(MOBILE.e164, OURS, until=LATER)
        for_all = await desk.block(LANDLINE.e164, None)
        await until(lambda: callers.covers(OTHERS, LANDLINE, NOW))
        known, before = callers.all(), [callers.covers(of, MOBILE, NOW) for of in (OURS, OTHERS)]
        await desk("DELETE", id=for_all.id)
        await until(lambda: not callers.covers(OURS, LANDLINE, NOW))

    assert known == {BlockedCaller(MOBILE, OURS, LATER), BlockedCaller(LANDLINE)}
    assert before == [True, False]
    assert not callers.covers(OURS, MOBILE, LATER)
