"""Who listened to whom, as the rows and the route tell it."""

from collections.abc import Sequence
from typing import Any, cast

from msgspec.structs import replace

from kernel.http import Actor, Request
from kernel.ids import ProjectId, UserId
from kernel.permissions import Grant, Permission, Role, everywhere, only_in
from monitoring.listening_http import Listening, ListeningRoutes, ListeningSettings, ListeningsQuery
from monitoring.store import rows_for
from monitoring.supervise import Supervision
from store.pool import Database
from telephony import facts as fact
from telephony.listener import Depth, WhyLeft
from tests.telephony.kit import AGENT, CALL, CHIEF, COLLEAGUE, at, states

ADMIN = everywhere(Role.ADMIN)
JOINED = replace(states()["talking"], call=replace(states()["talking"].call, listeners=(CHIEF,)))
WHO: dict[str, Any] = {"user": CHIEF.user, "name": CHIEF.name}
LIFE: Sequence[fact.Fact] = (
    fact.JoinBegan(at=at(30), **WHO, depth=Depth.LISTEN, agent=AGENT),
    fact.JoinDepthChanged(at=at(40), **WHO, depth=Depth.TAKE_OVER, agent=AGENT),
    fact.AgentConnected(at=at(50), agent=COLLEAGUE),
    fact.JoinEnded(at=at(60), **WHO, why=WhyLeft.LEFT),
)


async def written(database: Database, times: int = 1) -> None:
    for _ in range(times):
        for sql, args in rows_for(JOINED, LIFE):
            await database.execute(sql, *args)


async def listed(database: Database, grants: frozenset[Grant] = ADMIN, **query: Any) -> list[Listening]:
    actor = Actor(UserId(1), "admin", grants, None)
    asked = Request({}, ListeningsQuery(**query), None, visitor=actor, permission=Permission.SEE_TRAIL)
    return (await routes(database).list(asked)).listenings


def routes(database: Database) -> ListeningRoutes:
    """Nobody joins a call here."""
    return ListeningRoutes(database, cast(Supervision, None))


async def test_each_stretch_at_one_depth_with_one_agent_is_a_row(database: Database) -> None:
    await written(database, times=2)

    found = [(each.depth, each.agent_id, each.from_at, each.to_at, each.why) for each in await listed(database)]
    assert found == [
        (Depth.TAKE_OVER, COLLEAGUE, at(50), at(60), "left"),
        (Depth.TAKE_OVER, AGENT, at(40), at(50), "agent_changed"),
        (Depth.LISTEN, AGENT, at(30), at(40), "depth_changed"),
    ]


async def test_rows_are_found_by_call_person_and_agent_page_by_page_in_ones_own_projects(database: Database) -> None:
    await written(database)
    actor = Actor(UserId(1), "admin", ADMIN, None)
    first = Request({}, ListeningsQuery(limit=2), None, visitor=actor, permission=Permission.SEE_TRAIL)
    page = await routes(database).list(first)

    assert len(page.listenings) == 2
    assert [each.from_at for each in await listed(database, before=page.next)] == [at(30)]
    assert len(await listed(database, call=CALL, user=CHIEF.user, agent=AGENT)) == 2
    assert await listed(database, user=99) == []
    assert await listed(database, grants=only_in([2], Role.ADMIN)) == []
    assert len(await listed(database, grants=only_in([1], Role.ADMIN))) == 3


async def test_a_project_says_whether_its_agents_are_told(database: Database) -> None:
    await database.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'Acme', 'Europe/Kyiv', 'UA')")
    actor, path = Actor(UserId(1), "admin", ADMIN, None), {"id": str(ProjectId(1))}
    on = routes(database)
    seen = Request(path, None, None, visitor=actor, permission=Permission.SEE_SETTINGS)
    untold = Request(path, None, ListeningSettings(False), visitor=actor, permission=Permission.ADMINISTER)

    before = await on.settings(seen)
    await on.change_settings(untold)

    assert (before.tell_agents_heard, (await on.settings(seen)).tell_agents_heard) == (True, False)
