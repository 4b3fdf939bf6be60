"""An agent who hangs up while a supervisor has barged in: by the phone's own key or on the page, it is the same."""

import pytest
from msgspec.structs import replace

from kernel.ids import AgentId
from telephony import commands as do
from telephony import events as ev
from telephony.call import step
from telephony.listener import Depth
from telephony.states import Call, OnHold, TakenOver, Talking
from tests.telephony.kit import AGENT, BRIDGE, CHIEF, COLLEAGUE, CUSTOMER, FILL, LEG, at, inbound_call, word

INSIDE = replace(CHIEF, depth=Depth.BARGE)
ALONE = replace(inbound_call(), bridge=BRIDGE, legs=1, staffed=True, answered_at=at(20))
BARGED_IN = replace(ALONE, listeners=(INSIDE,), fill=FILL, plays=2)
KEY = ev.ChannelGone(at=at(60), channel=LEG, cause=16)


@pytest.mark.parametrize("kind", [Talking, OnHold])
def test_the_supervisor_has_the_customer_whichever_way_the_agent_hangs_up(kind: type[Talking | OnHold]) -> None:
    state = kind(call=BARGED_IN, agent=AGENT, leg=LEG)
    by_key = step(state, KEY)
    on_page = step(state, ev.HangUpAsked(at=at(60), by=AGENT))

    assert isinstance(on_page.state, TakenOver)
    assert (on_page.state, on_page.facts) == (by_key.state, by_key.facts)
    assert on_page.commands == (*by_key.commands, do.HangUp(LEG))
    assert do.HangUp(CUSTOMER) not in on_page.commands


@pytest.mark.parametrize(
    ("call", "by"), [(ALONE, AGENT), (BARGED_IN, None), (BARGED_IN, COLLEAGUE)], ids=["alone", "supervisor", "other"]
)
def test_else_whoever_ends_the_call_ends_it_for_everybody(call: Call, by: AgentId | None) -> None:
    done = step(Talking(call=call, agent=AGENT, leg=LEG), ev.HangUpAsked(at=at(60), by=by))

    assert word(done.state) == "ended"
    assert {do.HangUp(CUSTOMER), do.HangUp(LEG)} <= set(done.commands)
