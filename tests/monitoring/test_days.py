"""What each agent has done since midnight."""

from datetime import datetime, timedelta

import msgspec
import pytest

from kernel.errors import BadInput
from kernel.http import Actor, Request
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Permission, Role
from monitoring.board import LiveAgent, live_agent
from monitoring.days import AgentDay, AgentDays, DaysQuery, days_since, routes
from monitoring.store import SQL
from store.pool import Database
from tests.clocks import HandClock
from tests.grants import only_in
from tests.telephony.kit import at
from workforce import model as m

ACME, GLOBEX = ProjectId(1), ProjectId(2)
OLENA, PETRO = AgentId(1), AgentId(2)
MIDNIGHT = at(0)
PLACES = "INSERT INTO projects (id, name, zone, region) VALUES (1, 'Acme', 'UTC', 'GB'), (2, 'Globex', 'UTC', 'GB')"
STAFF = "INSERT INTO agents (id, name, endpoint) VALUES (1, 'Olena', 'PJSIP/1'), (2, 'Petro', 'PJSIP/2')"
CALL = """INSERT INTO calls (call_id, project_id, agent_id, direction, dialled, arrived_at, ended_at, outcome,
talk_seconds) VALUES ($1, $2, $3, 'inbound', '100', $4, $4, $5, $6)"""
SEAT = "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('agent', $1, $2, $3, '{}')"


@pytest.fixture
async def db(database: Database) -> Database:
    for sql in (PLACES, STAFF):
        await database.execute(sql)
    await database.execute(CALL, "yesterday", 1, 1, at(-1), "answered", 100.0)
    await database.execute(CALL, "one", 1, 1, at(1), "answered", 30.0)
    await database.execute(CALL, "two", 2, 1, at(2), "answered", 12.5)
    await database.execute(CALL, "missed", 1, 1, at(3), "missed", None)
    for kind, second in (
        ("NotAnswering", -1),
        ("NotAnswering", 5),
        ("NotAnswering", 5),
        ("NotAnswering", 6),
        ("Talking", 7),
    ):
        await database.execute(SEAT, "2", kind, at(second))
    return database


@pytest.mark.parametrize(
    ("projects", "olena"),
    [
        (None, AgentDay(OLENA, 2, 42.5, 0)),
        ([ACME], AgentDay(OLENA, 1, 30.0, 0)),
        ([], AgentDay(OLENA, 0, 0.0, 0)),
    ],
)
async def test_calls_answered_since_midnight_count_in_the_projects_asked_for(
    db: Database, projects: list[ProjectId] | None, olena: AgentDay
) -> None:
    found = await days_since(db, MIDNIGHT, projects, {PETRO, OLENA})

    assert found == [olena, AgentDay(PETRO, 0, 0.0, 2)]


async def test_only_the_rows_of_who_is_asked_for_are_counted(db: Database) -> None:
    served = [await db.fetch(SQL["served_since"], MIDNIGHT, None, [agent]) for agent in (OLENA, PETRO)]
    rung = [await db.fetch(SQL["rung_out_since"], MIDNIGHT, [str(agent)]) for agent in (OLENA, PETRO)]

    assert [[row["agent_id"] for row in rows] for rows in (*served, *rung)] == [[OLENA], [], [], [PETRO]]


def live(agent: AgentId, project: ProjectId) -> LiveAgent:
    who = m.Agent(id=agent, name="x", endpoint="PJSIP/x", projects=frozenset({project}))
    return live_agent(who, m.Seat(state=m.SignedOut(since=at(0))), {})


async def asked(database: Database, since: datetime) -> AgentDays:
    maria = Actor(UserId(1), "Maria", only_in([ACME], Role.SUPERVISOR), None)
    request = Request({}, DaysQuery(since), None, visitor=maria, permission=Permission.STEER_AGENTS)
    _mine, route = routes(database, lambda: [live(OLENA, ACME), live(PETRO, GLOBEX)], HandClock(at(600)))
    return msgspec.convert(await route.handler(request), AgentDays, from_attributes=True)


async def test_the_agents_of_ones_own_projects_are_told(db: Database) -> None:
    assert await asked(db, MIDNIGHT) == AgentDays([AgentDay(OLENA, 1, 30.0, 0)])


@pytest.mark.parametrize("since", [at(601), at(0) - timedelta(days=3), at(0).replace(tzinfo=None)])
async def test_a_day_begins_within_the_last_48_hours(database: Database, since: datetime) -> None:
    with pytest.raises(BadInput, match=r"^since: "):
        await asked(database, since)
