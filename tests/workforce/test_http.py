"""What may be asked of an agent over HTTP, and why an agent may be on a break."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from kernel.errors import BadInput
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, UserId
from kernel.permissions import Role, everywhere
from tests.clocks import HandClock
from workforce import model as m
from workforce.floor import Floor
from workforce.http import FloorRoutes, StateBody

OLENA = AgentId(1)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def floor() -> Floor:
    floor = Floor(HandClock(NOW))
    floor.staff([m.Agent(id=OLENA, name="Olena", endpoint="PJSIP/agent-1")], {})
    floor.happened(OLENA, m.ReadyAsked(at=NOW))
    return floor


async def asks(floor: Floor, body: StateBody, reasons: Sequence[str], by: AgentId = OLENA) -> m.State:
    """Where the agent is after it."""
    actor = Actor(UserId(1), "Olena", everywhere(Role.AGENT), by)
    await FloorRoutes(floor, lambda agent: reasons, HandClock(NOW)).set_state(Request({"id": "1"}, None, body, actor))
    return floor.seat(OLENA).state


@pytest.mark.parametrize("reasons", [("Lunch", "Coffee"), ()])
async def test_a_break_has_a_listed_reason_or_any_where_none_is_listed(floor: Floor, reasons: Sequence[str]) -> None:
    state = await asks(floor, StateBody("break", "Lunch"), reasons)

    assert state == m.Break(since=NOW, reason="Lunch")


@pytest.mark.parametrize(
    ("said", "reasons", "told"),
    [
        ("Nap", ("Lunch", "Coffee"), "reason: got 'Nap', accepted is one of Lunch, Coffee."),
        (None, ("Lunch",), "reason: got nothing, accepted is one of Lunch."),
        (None, (), "reason: got nothing, accepted is why the agent is on a break."),
    ],
)
async def test_a_break_for_another_reason_is_refused_and_told_those_there_are(
    floor: Floor, said: str | None, reasons: Sequence[str], told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await asks(floor, StateBody("break", said), reasons)

    assert str(refused.value) == told


async def test_an_agent_does_not_set_the_state_of_another(floor: Floor) -> None:
    with pytest.raises(Forbidden):
        await asks(floor, StateBody("signed_out"), (), by=AgentId(2))
