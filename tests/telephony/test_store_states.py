"""States that an earlier version has written are carried on."""

import msgspec

from telephony.plan import ToNumber, Way
from telephony.states import Asking, Consulting, RingingAgent, State
from telephony.store import as_now
from tests.telephony.kit import AGENT, LEG, ROOM, SECOND, at, states


def test_a_call_that_knew_one_way_to_its_customer_goes_by_it() -> None:
    old = msgspec.to_builtins(states()["ringing_agent"])
    del old["ways"]
    old["customer_endpoint"] = "PJSIP/+380441234567@carrier"
    old["call"]["plan"]["caller_id"] = "+380440000000"

    state = msgspec.convert(as_now(old), State)

    assert isinstance(state, RingingAgent)
    assert state.ways == (Way(trunk="carrier", endpoint="PJSIP/+380441234567@carrier", caller_id="+380440000000"),)


def test_a_consultation_that_knew_the_dial_string_alone_goes_on() -> None:
    call = states()["talking"].call
    asked = ToNumber("+44••••")
    now = Asking(call=call, agent=AGENT, leg=LEG, asked=asked, second=SECOND, room=ROOM, deadline=at(90))
    old = msgspec.to_builtins(now) | {"asked": {"type": "number", "endpoint": "PJSIP/1@carrier", "shown": "+44••••"}}
    del old["trying"]

    assert msgspec.convert(as_now(old), State) == now
    later = msgspec.to_builtins(Consulting(call=call, agent=AGENT, leg=LEG, asked=asked, second=SECOND, room=ROOM))
    assert isinstance(msgspec.convert(as_now(later), State), Consulting)
