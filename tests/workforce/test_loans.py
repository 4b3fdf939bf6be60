"""Agents on loan: routed to the other project alone, and back by themselves."""

from datetime import timedelta

import pytest

from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, ProjectId
from store.pool import Database
from tests.clocks import HandClock
from tests.telephony.kit import at
from workforce import model as m
from workforce.floor import Floor
from workforce.lending import has_use, on_loan
from workforce.loans import Loans

ACME, GLOBEX, EMPTY = ProjectId(1), ProjectId(2), ProjectId(3)
OLENA = AgentId(1)
AGENT = m.Agent(
    id=OLENA, name="Olena", endpoint="PJSIP/agent-1", skills=frozenset({"orders"}), projects=frozenset({ACME})
)
LOAN = m.Loan(id=1, project=GLOBEX, at=at(0), by="Maria", until=at(3600))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("second", "projects"), [(0, {GLOBEX}), (3599, {GLOBEX}), (3600, {ACME})])
def test_a_loan_changes_whose_calls_are_taken_until_it_ends(second: int, projects: set[ProjectId]) -> None:
    assert on_loan(AGENT, LOAN, at(second)).projects == projects


def test_without_a_loan_an_agent_is_as_they_are() -> None:
    assert on_loan(AGENT, None, at(0)) is AGENT


@pytest.mark.parametrize(
    ("queues", "of_use"), [([{"orders"}], True), ([set()], True), ([{"orders", "german"}], False), ([], False)]
)
def test_an_agent_is_of_use_where_they_have_the_skills_of_a_queue(queues: list[set[str]], of_use: bool) -> None:
    assert has_use(AGENT, map(frozenset, queues)) is of_use


def queues_of(project: ProjectId) -> list[frozenset[str]]:
    if project not in (ACME, GLOBEX, EMPTY):
        raise NotFound(f"There is no project {project}.")
    return [frozenset({"german"})] if project == EMPTY else [frozenset({"orders"})]


@pytest.fixture
async def db(database: Database) -> Database:
    await database.execute(
        "INSERT INTO projects (id, name, zone, region)"
        " VALUES (1, 'Acme', 'UTC', 'GB'), (2, 'Globex', 'UTC', 'GB'), (3, 'Empty', 'UTC', 'GB')"
    )
    await database.execute("INSERT INTO agents (id, name, endpoint) VALUES (1, 'Olena', 'PJSIP/agent-1')")
    return database


class Room:
    def __init__(self, db: Database) -> None:
        self.time = HandClock(at(0))
        self.floor = Floor(self.time)
        self.floor.staff([AGENT], {})
        self.floor.happened(OLENA, m.ReadyAsked(at=at(0)))
        self.told: list[frozenset[ProjectId]] = []
        self.floor.listen(lambda agent, _before, _after: self.told.append(agent.projects))
        self.loans = Loans(db, self.floor, queues_of, self.time)

    def free_for(self) -> frozenset[ProjectId]:
        return self.floor.free()[0].projects


async def test_an_agent_on_loan_is_offered_the_other_project_s_callers_at_once(db: Database) -> None:
    room = Room(db)
    await room.loans.lend(OLENA, GLOBEX, HOUR, "Maria")

    assert room.free_for() == {GLOBEX}
    assert room.told == [{GLOBEX}]
    await room.loans.take_back(OLENA, "Maria")
    assert room.free_for() == {ACME}
    assert room.told == [{GLOBEX}, {ACME}]
    assert await db.fetchval("SELECT ended_by FROM loans") == "Maria"
    with pytest.raises(NotFound):
        await room.loans.take_back(OLENA, "Maria")


async def test_a_loan_outlives_a_restart_and_ends_at_its_time(db: Database) -> None:
    await Room(db).loans.lend(OLENA, GLOBEX, HOUR, "Maria")

    after = Room(db)
    await after.loans.load()
    assert after.free_for() == {GLOBEX}
    after.time.at = at(3600)
    assert after.free_for() == {ACME}
    after.floor.close()
    late = Room(db)
    late.time.at = at(3601)
    await late.loans.load()
    assert late.free_for() == {ACME}
    await late.loans.lend(OLENA, GLOBEX, HOUR, "Ivan")
    ends = [row["ended_at"] for row in await db.fetch("SELECT ended_at FROM loans ORDER BY id")]
    assert ends == [at(3600), None]


async def test_a_loan_that_makes_no_sense_is_refused_with_the_reason(db: Database) -> None:
    room = Room(db)

    with pytest.raises(Conflict, match="works for this project already"):
        await room.loans.lend(OLENA, ACME, HOUR, "Maria")
    with pytest.raises(Conflict, match="skills of none"):
        await room.loans.lend(OLENA, EMPTY, HOUR, "Maria")
    with pytest.raises(NotFound):
        await room.loans.lend(OLENA, ProjectId(9), HOUR, "Maria")
    await room.loans.lend(OLENA, GLOBEX, HOUR, "Maria")
    with pytest.raises(Conflict, match="on loan already"):
        await room.loans.lend(OLENA, GLOBEX, HOUR, "Maria")


def test_who_has_set_an_agent_s_state_is_remembered_until_the_agent_or_a_call_changes_it() -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([AGENT], {})
    maria = m.Forced("Maria", "The client asked.")

    floor.happened(OLENA, m.ReadyAsked(at=at(1), forced=maria))
    assert floor.seat(OLENA).forced == maria
    floor.happened(OLENA, m.BreakAsked(at=at(2), reason="Lunch"))
    assert floor.seat(OLENA).forced is None
    floor.happened(OLENA, m.SignOutAsked(at=at(3), forced=maria))
    assert (floor.seat(OLENA).state, floor.seat(OLENA).forced) == (m.SignedOut(since=at(3)), maria)
