"""Whom the floor holds for which call."""

import pytest
from msgspec.structs import replace

from kernel.errors import Conflict
from kernel.ids import AgentId, CallId
from telephony import facts as fact
from telephony.outcome import OfferEnd
from tests.clocks import HandClock
from tests.telephony.kit import at
from workforce import model as m
from workforce.floor import Floor

OLENA, CALL = AgentId(1), CallId("cb-1")
YES = fact.OfferEnded(at=at(2), agent=OLENA, how=OfferEnd.ANSWERED)
NO = fact.OfferEnded(at=at(2), agent=OLENA, how=OfferEnd.CANCELLED)
RANG = fact.AgentRang(at=at(1), agent=OLENA)
DONE = fact.AgentReleased(at=at(9), agent=OLENA, wrap_up_s=0)


@pytest.mark.parametrize(
    ("facts", "held"), [((), True), ((RANG,), True), ((YES,), True), ((NO,), False), ((YES, DONE), False)]
)
def test_an_agent_is_held_for_a_call_from_the_reservation_until_they_are_let_go(
    facts: tuple[fact.Fact, ...], held: bool
) -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([m.Agent(id=OLENA, name="Olena", endpoint="PJSIP/agent-1")], {})
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    floor.reserve(OLENA, CALL, at(0))

    for each in facts:
        floor.hear(CALL, [each])

    assert floor.holds(OLENA, CALL) is held
    assert not floor.holds(OLENA, CallId("cb-2"))
    assert not floor.holds(AgentId(2), CALL)


def olena(*skills: str) -> m.Agent:
    return m.Agent(id=OLENA, name="Olena", endpoint="PJSIP/agent-1", skills=frozenset(skills))


def test_who_can_do_something_else_now_is_told_of_once() -> None:
    floor, told = Floor(HandClock(at(0))), list[frozenset[str]]()
    floor.staff([olena()], {})
    floor.listen(lambda agent, _before, _after: told.append(agent.skills))

    floor.staff([olena("german")], {})
    floor.staff([olena("german")], {})

    assert told == [{"german"}]


@pytest.mark.parametrize(("wrap_up_s", "call"), [(15, CALL), (0, None)])
async def test_a_call_is_wrapped_up_by_who_was_released_from_it_for_as_long_as_that_takes(
    wrap_up_s: int, call: CallId | None
) -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([olena()], {})
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    floor.reserve(OLENA, CALL, at(0))

    floor.hear(CALL, (RANG, YES))
    assert (floor.wraps_up(OLENA), floor.serves(OLENA)) == (None, CALL)
    floor.hear(CALL, [fact.AgentReleased(at=at(9), agent=OLENA, wrap_up_s=wrap_up_s)])

    assert (floor.wraps_up(OLENA), floor.serves(OLENA)) == (call, call)
    floor.close()


def test_who_has_lost_their_phone_to_somebody_else_is_offered_nothing() -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([olena()], {})
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    assert [agent.id for agent in floor.free()] == [OLENA]

    floor.staff([replace(olena(), endpoint="")], {})

    assert floor.free() == []
    floor.close()


def test_who_serves_is_free_or_in_a_call_and_neither_gone_nor_about_to_go() -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([olena()], {})

    def serves() -> bool:
        return [agent.id for agent in floor.serving()] == [OLENA]

    assert not serves()
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    assert serves()
    floor.heard_devices({})
    assert not serves()
    assert [agent.id for agent in floor.signed_in()] == [OLENA]
    floor.heard_devices({olena().endpoint: True})
    floor.reserve(OLENA, CALL, at(1))
    floor.hear(CALL, (RANG, YES))
    assert serves()
    floor.happened(OLENA, m.SignOutAsked(at=at(2)))
    assert not serves()
    floor.close()


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (None, "Olena is signed out and cannot make a call."),
        ((), "Olena is being rung for a call and cannot make one."),
        ((RANG,), "Olena is being rung for a call and cannot make one."),
        ((YES,), "Olena is on a call and cannot make another."),
    ],
)
def test_who_can_make_no_call_is_told_why_in_words(facts: tuple[fact.Fact, ...] | None, why: str) -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([olena()], {})
    if facts is not None:
        floor.happened(OLENA, m.ReadyAsked(at=at(0)))
        floor.reserve(OLENA, CALL, at(0))
        floor.hear(CALL, facts)

    with pytest.raises(Conflict) as refused:
        floor.reserve_own(OLENA, CallId("2"), at(3))

    assert str(refused.value) == why


def test_who_has_no_phone_is_told_so_and_who_is_on_a_break_makes_the_call() -> None:
    floor = Floor(HandClock(at(0)))
    floor.staff([olena()], {})
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    floor.heard_devices({})

    with pytest.raises(Conflict, match="their phone is gone"):
        floor.reserve_own(OLENA, CALL, at(1))
    floor.happened(OLENA, m.BreakAsked(at=at(2), reason="lunch"))

    assert floor.reserve_own(OLENA, CALL, at(3)) == "PJSIP/agent-1"
