"""Who sees what of running the floor."""

from types import SimpleNamespace

import pytest

from kernel.http import Actor
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Grant, Permission, Role
from web.seeing import clear, sees

ACME, GLOBEX = ProjectId(1), ProjectId(2)
HELP = SimpleNamespace(project_id=ACME, agent_id=1)
BROADCAST = SimpleNamespace(project_id=ACME, recipients=[1])
TO_ALL = SimpleNamespace(project_id=None, recipients=[1])
OUTAGE = SimpleNamespace(project_id=ACME)


def actor(role: Role, project: ProjectId | None, agent: int | None = None) -> Actor:
    who = None if agent is None else AgentId(agent)
    scope = None if project is None else frozenset({project})
    return Actor(UserId(1), "Somebody", frozenset({Grant(role, scope)}), who)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (actor(Role.SUPERVISOR, ACME), {"help", "broadcast", "outage"}),
        (actor(Role.SUPERVISOR, GLOBEX), set()),
        (actor(Role.ADMIN, None), {"help", "broadcast", "to all", "outage"}),
        (actor(Role.AGENT, ACME, 1), {"help", "broadcast", "to all", "outage"}),
        (actor(Role.AGENT, ACME, 2), {"outage"}),
        (actor(Role.CLIENT, ACME), {"outage"}),
        (actor(Role.QUALITY, ACME), {"outage"}),
    ],
)
def test_help_and_broadcasts_are_between_agents_and_who_runs_the_floor(who: Actor, seen: set[str]) -> None:
    rows = {
        "help": ("help", HELP),
        "broadcast": ("broadcast", BROADCAST),
        "to all": ("broadcast", TO_ALL),
        "outage": ("outage", OUTAGE),
    }

    assert {name for name, (kind, row) in rows.items() if sees(who, kind, row)} == seen


@pytest.mark.parametrize("role", Role)
def test_cases_that_are_due_are_counted_for_those_who_see_the_cases_of_the_project(role: Role) -> None:
    due = SimpleNamespace(project_id=ACME)

    assert sees(actor(role, ACME), "due", due) is actor(role, ACME).may_in(Permission.SEE_CASES, ACME)
    assert not sees(actor(role, GLOBEX), "due", due)


@pytest.mark.parametrize(("agent", "whole"), [(1, True), (2, True), (3, False)])
def test_who_is_asked_about_a_call_sees_its_number_as_whose_call_it_is(agent: int, whole: bool) -> None:
    call = SimpleNamespace(project_id=ACME, agent_id=1, consult=SimpleNamespace(agent_id=2))

    assert clear(actor(Role.AGENT, ACME, agent), "call", call) is whole
