"""The outage prompt: what callers are told on their way into the queue while something is wrong."""

from datetime import datetime

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.plan import Sound
from telephony.states import Call, Informing
from telephony.step import Step, customer_of, cut_off, end, plan_of, prompt, said, stay, wait


def enter_queue(call: Call, at: datetime, *, music_on: bool) -> Step:
    """Into the queue, by way of the outage prompt where the plan has one."""
    plan = plan_of(call)
    if plan.outage is None:
        return wait(call, at, front=plan.front, music_on=music_on)
    return _inform(call, at, plan.outage)


def _inform(call: Call, at: datetime, outage: Sound) -> Step:
    call = replace(call, plays=call.plays + 1)
    playback = names.playback(call.id, call.plays)
    state = Informing(call=call, playback=playback, began_at=at)
    began = said(fact.OutagePromptBegan, at, outage)
    return Step(state, (began,), prompt(call, playback, outage))


def informing(state: Informing, event: ev.Event) -> Step:
    """Whatever becomes of the prompt, the caller goes on to the queue."""
    call, at = state.call, event.at
    match event:
        case ev.PlaybackEnded() | ev.DeadlinePassed():
            return wait(call, at, front=plan_of(call).front, music_on=True).doing(*cut_off(state, event))
        case ev.ChannelGone(unseen=unseen):
            return end(call, at, service_down=unseen)
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)))
        case _:
            return stay(state)
