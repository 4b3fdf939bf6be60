"""Somebody is asked, and the agent goes to and fro: with the customer while they wait, and back. Pure.

Whoever is not spoken with is in no bridge at all, with music, whichever of the two it is. Agent and customer talk in
the call's own bridge, agent and whoever is asked in the room of their consultation.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.conversation import to_music
from telephony.outcome import ConsultEnd
from telephony.plan import Partner
from telephony.states import Consultation, ConsultHeld, Consulting, Talking
from telephony.step import Step, customer_of, plan_of, renew_recording, stay, with_bridge
from telephony.supervision import emptied


def alternate(state: Consulting | ConsultHeld, event: ev.AlternateAsked) -> Step:
    """Whose phone itself holds could not talk to anybody: they stay where they are."""
    if state.leg in state.holding:
        return stay(state)
    match event.partner:
        case Partner.CUSTOMER:
            return _to_customer(state, event.at) if isinstance(state, Consulting) else stay(state)
        case Partner.ASKED:
            return _to_asked(state, event.at) if isinstance(state, ConsultHeld) else stay(state)
        case _:
            assert_never(event.partner)


def _to_customer(state: Consulting, at: datetime) -> Step:
    """Whoever is asked hears music before the customer hears anybody."""
    call, quiet = emptied(state.call)
    call, make_bridge = with_bridge(call)
    assert call.bridge is not None
    customer, second = customer_of(call), state.second
    away = (do.RemoveFromBridge(state.room, second), do.StartMusic(second, plan_of(call).queue.music))
    together = (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer, state.leg)))
    new = ConsultHeld(
        call=call,
        agent=state.agent,
        leg=state.leg,
        asked=state.asked,
        second=second,
        room=state.room,
        holding=state.holding,
    )
    facts = (fact.Resumed(at=at), fact.ConsultAlternated(at=at, partner=Partner.CUSTOMER))
    return Step(new, facts, (*quiet, *away, *make_bridge, *together))


def _to_asked(state: ConsultHeld, at: datetime) -> Step:
    """The customer hears music first, and is recorded with a fresh ear: who speaks with them next may be another."""
    call, quiet = emptied(state.call)
    away = (*to_music(call), *renew_recording(call))
    together = (do.StopMusic(state.second), do.AddToBridge(state.room, (state.leg, state.second)))
    new = Consulting(
        call=call,
        agent=state.agent,
        leg=state.leg,
        asked=state.asked,
        second=state.second,
        room=state.room,
        holding=state.holding,
    )
    facts = (fact.Held(at=at, by="agent"), fact.ConsultAlternated(at=at, partner=Partner.ASKED))
    return Step(new, facts, (*quiet, *away, *together))


def let_go(state: ConsultHeld, at: datetime, why: ConsultEnd) -> Step:
    """Of whoever is asked: agent and customer go on as they are."""
    call = replace(state.call, consult_end=why)
    new = Talking(call=call, agent=state.agent, leg=state.leg, held_by_phone=customer_held(state))
    ended = fact.ConsultEnded(at=at, why=why)
    return Step(new, (ended,), (do.HangUp(state.second), do.DestroyBridge(state.room)))


def parted(state: ConsultHeld, *, gone: bool) -> tuple[do.Command, ...]:
    """Customer and agent, before the customer is handed on: never three in a bridge, nor one whose partner changes.

    `gone`: the agent's line has ended.
    """
    call = state.call
    assert call.bridge is not None
    agent = () if gone else (do.RemoveFromBridge(call.bridge, state.leg),)
    return (*to_music(call), *renew_recording(call), *agent, do.StopMusic(state.second))


def customer_held(state: Consultation) -> bool:
    """Whether the customer hears music, be it by the phone of the agent who would speak with them."""
    return not isinstance(state, ConsultHeld) or state.leg in state.holding


def hold_told(before: bool, after: bool, at: datetime) -> tuple[fact.Fact, ...]:
    """Of a customer who hears music from here on, because a phone's own hold key is pressed, or hears it no more."""
    if before == after:
        return ()
    return (fact.Held(at=at, by="phone") if after else fact.Resumed(at=at),)
