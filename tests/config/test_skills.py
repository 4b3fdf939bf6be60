"""What an agent may be said to be able to do, and by whom."""

from types import MappingProxyType

import pytest

from config.catalog import Catalog
from config.model import AgentRecord, Queue
from config.skills import chosen, known_skills
from config.skills_http import SkillRoutes, SkillsBody
from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, ProjectId, QueueId, UserId
from kernel.permissions import Permission, Role, Scope
from store.pool import Database
from tests.grants import only_in

ACME, GLOBEX = ProjectId(1), ProjectId(2)
OLENA = AgentId(1)


def queue(id_: int, project: ProjectId, *skills: str) -> Queue:
    return Queue(QueueId(id_), project, f"Q{id_}", frozenset(skills), 20, 120, 20, 15, "default", 80, 20)


def agent(*projects: ProjectId, skills: tuple[str, ...] = ("orders",)) -> AgentRecord:
    return AgentRecord(OLENA, "Olena", "PJSIP/1", frozenset(skills), frozenset(), frozenset(projects))


def catalog(who: AgentRecord) -> Catalog:
    queues = (queue(1, ACME, "orders", "german"), queue(2, GLOBEX, "refunds"))
    return Catalog(queues=MappingProxyType({each.id: each for each in queues}), agents=MappingProxyType({who.id: who}))


@pytest.mark.parametrize(
    ("who", "scope", "known"),
    [
        (agent(ACME), frozenset({ACME}), {"orders", "german"}),
        (agent(ACME), frozenset({ACME, GLOBEX}), {"orders", "german", "refunds"}),
        (agent(ACME), None, {"orders", "german", "refunds"}),
        (agent(ACME, GLOBEX), frozenset({ACME}), {"orders", "german", "refunds"}),
        (agent(ACME, skills=("knitting",)), frozenset({ACME}), {"orders", "german", "knitting"}),
        (agent(), frozenset({GLOBEX}), {"orders", "refunds"}),
    ],
)
def test_what_queues_ask_for_may_be_chosen_and_what_the_agent_has(
    who: AgentRecord, scope: Scope, known: set[str]
) -> None:
    assert known_skills(catalog(who), who, scope) == known


def test_a_skill_that_nobody_asks_for_is_refused_and_told_those_there_are() -> None:
    assert chosen(["german", "german"], {"german", "orders"}) == {"german"}
    with pytest.raises(BadInput, match=r"^skills: got 'germna', accepted is one of german, orders\.$"):
        chosen(["germna"], {"german", "orders"})
    with pytest.raises(BadInput, match=r"accepted is none\.$"):
        chosen(["german"], ())


@pytest.mark.parametrize(
    ("who", "refused"), [(agent(GLOBEX), NotFound), (agent(ACME, GLOBEX), Forbidden), (agent(), NotFound)]
)
async def test_who_does_not_steer_an_agent_everywhere_changes_no_skill_of_theirs(
    database: Database, who: AgentRecord, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        await routes(database, who).change(asks(["german"]))


async def test_the_skills_are_those_in_the_table_from_then_on(database: Database) -> None:
    await database.execute("INSERT INTO agents (id, name, endpoint, skills) VALUES (1, 'Olena', 'PJSIP/1', '{orders}')")

    await routes(database, agent(ACME)).change(asks(["orders", "german"]))

    assert await database.fetchval("SELECT skills FROM agents") == ["german", "orders"]


async def test_an_agent_who_has_gone_meanwhile_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await routes(database, agent(ACME)).change(asks(["german"]))


def routes(database: Database, who: AgentRecord) -> SkillRoutes:
    return SkillRoutes(database, lambda: catalog(who))


def asks(skills: list[str]) -> Request[None, SkillsBody]:
    maria = Actor(UserId(1), "Maria", only_in([ACME], Role.SUPERVISOR), None)
    return Request({"id": "1"}, None, SkillsBody(skills), visitor=maria, permission=Permission.STEER_AGENTS)
