"""Who is told on their page who hears a call: whoever may listen there, and its agent where the project says so."""

from typing import Any

import msgspec
import pytest

from kernel.http import Actor
from kernel.ids import AgentId, UserId
from kernel.permissions import Role, everywhere
from tests.grants import only_in
from tests.web.house import Floor, Moved
from web.hub import Hub, Page

HEARD = [{"user": 7, "name": "Eva", "depth": "whisper", "waiting": False}]


class Call(msgspec.Struct, frozen=True):
    id: str = "c1"
    customer: str | None = "+380441234567"
    dialled: str = "+380440000000"
    direction: str = "inbound"
    agent_id: int = 1
    project_id: int = 1
    agent_told: bool = True
    heard_by: list[dict[str, Any]] = msgspec.field(default_factory=lambda: HEARD)


OWN = Actor(UserId(2), "olena", everywhere(Role.AGENT), AgentId(1))
COLLEAGUE = Actor(UserId(3), "petro", everywhere(Role.AGENT), AgentId(2))
TRAINER = Actor(UserId(4), "maria", only_in([1], Role.TRAINER), None)
MANAGER = Actor(UserId(5), "ivan", only_in([1], Role.ACCOUNT_MANAGER), None)
CLIENT = Actor(UserId(6), "acme", only_in([1], Role.CLIENT), None)


@pytest.mark.parametrize(
    ("actor", "agent_told", "told"),
    [
        (TRAINER, True, True),
        (TRAINER, False, True),
        (OWN, True, True),
        (OWN, False, False),
        (COLLEAGUE, True, False),
        (MANAGER, True, False),
        (CLIENT, True, False),
    ],
)
async def test_who_hears_a_call_is_told_to_whom_it_concerns(actor: Actor, agent_told: bool, told: bool) -> None:
    floor, call = Floor(), Call(agent_told=agent_told)
    floor.calls = [call]  # type: ignore[list-item]  # what matters of a call is all there
    hub, page = Hub(floor), Page(actor, b"s")

    with hub.joined(page):
        first = msgspec.json.decode(await page.next(lambda: hub.snapshot(actor), hub.turn))
        floor.say(Moved("call", "c1", call))
        then = msgspec.json.decode(await page.next(lambda: hub.snapshot(actor), hub.turn))

    expected = HEARD if told else []
    assert first["board"]["calls"][0]["heard_by"] == expected
    assert then["changes"][0]["value"]["heard_by"] == expected
