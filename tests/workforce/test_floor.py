"""Whom the floor holds for which call."""

import pytest

from kernel.ids import AgentId, CallId
from telephony import facts as fact
from telephony.outcome import OfferEnd
from tests.telephony.kit import at
from tests.workforce.test_http import StillClock
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
    floor = Floor(StillClock())
    floor.staff([m.Agent(id=OLENA, name="Olena", endpoint="PJSIP/agent-1")], {})
    floor.happened(OLENA, m.ReadyAsked(at=at(0)))
    floor.reserve(OLENA, CALL, at(0))

    for each in facts:
        floor.hear(CALL, [each])

    assert floor.holds(OLENA, CALL) is held
    assert not floor.holds(OLENA, CallId("cb-2"))
    assert not floor.holds(AgentId(2), CALL)
