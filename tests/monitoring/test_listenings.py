"""Who listened to whom, as the rows and the route tell it."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from msgspec.structs import replace

from kernel.errors import NotFound
from kernel.http import Actor, Request
from kernel.ids import CallId, ProjectId, UserId
from kernel.permissions import Grant, Permission, Role, everywhere
from monitoring.listening_http import Listening, ListeningRoutes, ListeningSettings, ListeningsQuery
from monitoring.store import rows_for
from monitoring.supervise import Supervision
from store.pool import Database
from telephony import facts as fact
from telephony.joining import Joining
from telephony.listener import Depth, WhyLeft
from telephony.states import State
from tests.grants import only_in
from tests.telephony.kit import AGENT, CALL, CHIEF, COLLEAGUE, PLAN, at, states

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


OLENA = Actor(UserId(2), "olena", only_in([1], Role.AGENT), AGENT)
PETRO = Actor(UserId(3), "petro", only_in([1], Role.AGENT), COLLEAGUE)
TALKS = states()["talking"]
UNTOLD = replace(TALKS, call=replace(TALKS.call, plan=replace(PLAN, tell_agents_heard=False)))
TOLD = replace(TALKS, call=replace(TALKS.call, plan=replace(PLAN, tell_agents_heard=True)))


class Going:
    """A call that lasts, or is over where there is no state."""

    def __init__(self, state: State | None) -> None:
        self._state = state

    def live(self, _call: CallId) -> State | None:
        return self._state


def of(role: Role, project: int = 1) -> Actor:
    return Actor(UserId(9), "x", only_in([project], role), None)


async def heard_by(database: Database, actor: Actor, state: State | None) -> list[Listening]:
    await database.execute(
        "INSERT INTO calls (call_id, project_id, direction, dialled, arrived_at) VALUES ($1, 1, 'inbound', '1', $2)",
        *(CALL, at(0)),
    )
    await written(database)
    on = ListeningRoutes(database, Supervision(cast(Joining, Going(state))))
    asked = Request({"id": CALL}, None, None, visitor=actor, permission=Permission.SEE_FLOOR)
    return (await on.of_call(asked)).listenings


@pytest.mark.parametrize(
    ("actor", "state", "told"),
    [
        (of(Role.SUPERVISOR), UNTOLD, True),
        (of(Role.SUPERVISOR), None, True),
        (of(Role.QUALITY), UNTOLD, True),
        (of(Role.TRAINER), None, True),
        (OLENA, TOLD, True),
        (OLENA, UNTOLD, False),
        (OLENA, None, False),
        (PETRO, TOLD, False),
        (of(Role.ACCOUNT_MANAGER), TOLD, False),
        (of(Role.CLIENT), TOLD, False),
    ],
)
async def test_who_has_listened_to_a_call_is_told_to_whom_it_concerns(
    database: Database, actor: Actor, state: State | None, told: bool
) -> None:
    assert len(await heard_by(database, actor, state)) == (3 if told else 0)


@pytest.mark.parametrize("state", [TOLD, None])
async def test_a_call_of_another_project_is_not_there_to_be_asked_about(
    database: Database, state: State | None
) -> None:
    with pytest.raises(NotFound):
        await heard_by(database, of(Role.SUPERVISOR, project=2), state)


async def test_an_agent_on_a_call_of_another_project_is_told_as_in_their_own(database: Database) -> None:
    lent = Actor(UserId(2), "olena", only_in([2], Role.AGENT), AGENT)

    assert len(await heard_by(database, lent, TOLD)) == 3
