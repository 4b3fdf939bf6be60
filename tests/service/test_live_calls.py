"""A live call, asked about by people of another project: to them it is not there, whatever state it is in."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from kernel.ids import AgentId, CallId, ProjectId
from kernel.permissions import GRANTED, Role
from telephony import facts as fact
from telephony.outcome import Answered, OfferEnd
from telephony.plan import Plan, Refusal, RefusalReason, Sound
from telephony.states import Ended, State, project
from tests.service.access import ASKED
from tests.service.test_access import NOT_THERE, REFUSED, SERVED, Service, answer_to, service
from tests.telephony.kit import PLAN, after, arrived, at, states
from workforce import model as m

__all__ = ["service"]

OURS = AgentId(1)
THEIRS = msgspec.structs.replace(PLAN, project=ProjectId(2), project_name="Theirs")
NOBODYS = Refusal(RefusalReason.UNKNOWN_NUMBER, Sound("sound:unknown", "unknown"))
ROW = """INSERT INTO calls (call_id, project_id, direction, dialled, arrived_at)
VALUES ($1, $2, 'inbound', '+442079460002', now())"""
OF_A_CALL = [operation for operation in ASKED if " /api/calls/{id}" in operation]


def named(name: str, state: State, plan: Plan | None = THEIRS) -> State:
    return msgspec.structs.replace(state, call=msgspec.structs.replace(state.call, id=CallId(name), plan=plan))


OVER = Ended(call=states()["talking"].call, outcome=Answered(), at=at(60))
NOBODY, TALKING = named("nobodys", after(arrived(NOBODYS)).state, None), named("talking", states()["talking"])
GOING = (*(named(each, states()[each]) for each in ("announcing", "queued", "taken_over")), TALKING, NOBODY)
JUST_OVER = named("over", OVER)


async def answers(service: Service, role: Role, of: int | None, *going: State) -> dict[tuple[str, str], str]:
    """What became of everything that can be asked about each of these calls."""
    ours, _ = await service.furnished()
    for state in going:
        await service.house.base.database.execute(ROW, state.call.id, project(state))
        service.house.calls.adopt(state)
    asked: list[tuple[Any, str]] = [(state, each) for state in going for each in OF_A_CALL if each in service.routes]
    async with service.asked_by(role, of) as session:
        return {
            (state.call.id, each): (await answer_to(session, each, replace(ours, call=state.call.id)))[0]
            for state, each in asked
        }


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QUALITY, Role.CLIENT])
async def test_who_works_in_another_project_finds_no_live_call(service: Service, role: Role) -> None:
    found = await answers(service, role, 1, *GOING, JUST_OVER)

    assert found == {
        (call, each): NOT_THERE if service.routes[each].permission in GRANTED[role] else REFUSED for call, each in found
    }
    assert all(mailbox._events.empty() for mailbox in service.house.calls._mailboxes.values())


async def test_who_works_in_its_project_finds_it(service: Service) -> None:
    found = await answers(service, Role.SUPERVISOR, 2, TALKING)

    not_there = {operation for (_, operation), answer in found.items() if answer != SERVED}
    assert not_there == {each for each in OF_A_CALL if "/help" in each or each.endswith("/transfer")}


async def test_what_is_nobodys_is_found_by_who_works_in_all_projects(service: Service) -> None:
    found = await answers(service, Role.SUPERVISOR, None, NOBODY)

    assert {answer for (_, operation), answer in found.items() if "/help" not in operation} == {SERVED}


async def test_who_has_handed_a_call_on_says_what_came_of_it_while_they_wrap_it_up(service: Service) -> None:
    ours, _ = await service.furnished()
    call, now, floor = CallId(ours.call), service.house.base.clock.now(), service.house.floor
    await service.house.base.database.execute("UPDATE calls SET agent_id = 2 WHERE call_id = $1", call)
    said = "POST /api/calls/{id}/disposition"
    async with service.asked_by(Role.AGENT, 1) as session:
        before, _ = await answer_to(session, said, ours)
        floor.happened(OURS, m.ReadyAsked(at=now))
        floor.reserve(OURS, call, now)
        spoke = fact.OfferEnded(at=now, agent=OURS, how=OfferEnd.ANSWERED)
        floor.hear(call, (spoke, fact.AgentReleased(at=now, agent=OURS, wrap_up_s=60)))
        wrapping_up, _ = await answer_to(session, said, ours)
        floor.happened(OURS, m.WrapUpFinished(at=now))
        after_it, _ = await answer_to(session, said, ours)

    assert [before, wrapping_up, after_it] == [REFUSED, SERVED, REFUSED]
