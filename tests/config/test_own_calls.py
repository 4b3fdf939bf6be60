"""For which of their projects an agent's own calls are."""

from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.catalog import Catalog
from config.model import AgentRecord, Hours, Project, Queue
from config.own_calls_http import OwnCallsBody, OwnCallsRoutes
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Request
from kernel.ids import AgentId, ProjectId, QueueId, UserId
from kernel.permissions import Permission, Role
from store.pool import Database
from tests.grants import only_in

ACME, GLOBEX, EMPTY = ProjectId(1), ProjectId(2), ProjectId(3)
OLENA = AgentId(1)
INSERT = "INSERT INTO agents (id, name, endpoint, project_ids) VALUES (1, 'Olena', 'PJSIP/1', '{1,2,3}')"


def project(id_: ProjectId, name: str) -> Project:
    hours = Hours(ZoneInfo("Europe/London"), {}, {})
    return Project(id_, name, hours, "GB", "en", True, True, True, 30, None, 5, (), ())


def catalog(who: AgentRecord) -> Catalog:
    queues = (Queue(QueueId(n), n, f"Q{n}", frozenset(), 20, 120, 20, 15, "default", 80, 20) for n in (ACME, GLOBEX))
    names = {ACME: "Zoo", GLOBEX: "Clinic", EMPTY: "Empty"}
    return Catalog(
        projects=MappingProxyType({id_: project(id_, name) for id_, name in names.items()}),
        queues=MappingProxyType({each.id: each for each in queues}),
        agents=MappingProxyType({who.id: who}),
    )


def agent(*projects: ProjectId, dials_for: ProjectId | None = None) -> AgentRecord:
    return AgentRecord(OLENA, "Olena", "PJSIP/1", frozenset(), frozenset(), frozenset(projects), dials_for)


@pytest.mark.parametrize(
    ("who", "order"),
    [
        (agent(GLOBEX, ACME), (ACME, GLOBEX)),
        (agent(ACME, GLOBEX, dials_for=GLOBEX), (GLOBEX, ACME)),
        (agent(ACME, EMPTY, dials_for=EMPTY), (ACME,)),
        (agent(ACME, dials_for=GLOBEX), (ACME,)),
        (agent(ACME, ProjectId(9), dials_for=ProjectId(9)), (ACME,)),
        (agent(), ()),
    ],
)
def test_an_agent_dials_for_the_chosen_project_as_long_as_it_is_theirs_and_can_have_calls(
    who: AgentRecord, order: tuple[ProjectId, ...]
) -> None:
    assert catalog(who).dialling(who) == order


async def test_what_was_chosen_is_in_force_and_can_be_taken_back(database: Database) -> None:
    await database.execute(INSERT)
    on = routes(database, agent(ACME, GLOBEX, EMPTY))
    first = await on.look(asks(None))
    await on.choose(asks(OwnCallsBody(GLOBEX)))
    chosen = await on.look(asks(None))
    await on.choose(asks(OwnCallsBody(None)))

    assert [each.name for each in first.projects] == ["Clinic", "Zoo"]
    assert [first.project_id, chosen.project_id, (await on.look(asks(None))).project_id] == [ACME, GLOBEX, ACME]


@pytest.mark.parametrize("wanted", [EMPTY, 9])
async def test_a_project_of_others_or_without_a_queue_cannot_be_chosen(database: Database, wanted: int) -> None:
    with pytest.raises(BadInput, match=r"accepted is one of your projects with a queue \(1, 2\)"):
        await routes(database, agent(ACME, GLOBEX, EMPTY)).choose(asks(OwnCallsBody(wanted)))


async def test_who_takes_no_calls_or_is_gone_chooses_nothing(database: Database) -> None:
    on = routes(database, agent(ACME))
    with pytest.raises(Conflict, match="You take no calls"):
        await on.look(asks(None, agent=None))
    with pytest.raises(NotFound):
        await on.choose(asks(OwnCallsBody(ACME)))


def routes(database: Database, who: AgentRecord) -> OwnCallsRoutes:
    return OwnCallsRoutes(database, lambda: catalog(who))


def asks(body: Any, agent: AgentId | None = OLENA) -> Request[None, Any]:
    olena = Actor(UserId(1), "Olena", only_in([ACME], Role.AGENT), agent)
    return Request({}, None, body, visitor=olena, permission=Permission.WORK_CALLS)
