"""A caller in the queue who may be called back instead: told of it once, asked whether the number is right, let go.

All of it happens while they wait; an agent who becomes free ends it at once.
"""

from datetime import datetime

from msgspec.structs import replace

from kernel.phone import Known
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.outcome import FlowReason
from telephony.plan import Sound
from telephony.states import Call, Offered, Waiting
from telephony.step import Step, customer_of, dismiss, left_queue, plan_of, said, stay

YES = "1"


def make_offer(state: Waiting, at: datetime) -> Step:
    offer = plan_of(state.call).callback_offer
    if offer is None:
        return stay(state)
    return _say(state, at, Offered.OFFERED, offer.offer).after(said(fact.CallbackOffered, at, offer.offer))


def key_pressed(state: Waiting, event: ev.KeyPressed) -> Step:
    """Any other key, and the right one before anything was offered, changes nothing."""
    call, offer = state.call, plan_of(state.call).callback_offer
    if event.key != YES or event.channel != call.customer or offer is None:
        return stay(state)
    if call.callback is Offered.OFFERED:
        return _ask(state, event.at, offer.confirm)
    return _chosen(state, event.at) if call.callback is Offered.ASKED else stay(state)


def _ask(state: Waiting, at: datetime, confirm: Sound) -> Step:
    """How long the number takes before it is not known, so nor is how long the whole is."""
    asked = said(fact.CallbackAsked, at, replace(confirm, seconds=None))
    return _say(_told_now(state, at), at, Offered.ASKED, confirm, _digits(state.call)).after(asked)


def message_ended(state: Waiting) -> Step:
    """Music again. The key counts for as long as they wait."""
    music = do.StartMusic(customer_of(state.call), plan_of(state.call).queue.music)
    return Step(replace(state, playback=None, telling=False, began_at=None), (), (music,))


def hush(state: Waiting) -> do.Command:
    """Ends what the caller hears."""
    return do.StopMusic(customer_of(state.call)) if state.playback is None else do.StopPlaying(state.playback)


def cut_short(state: Waiting) -> Step:
    """An agent is rung: music in place of what is being said. An offer is made again if nothing comes of it."""
    if state.playback is None:
        return stay(state)
    heard = Offered.OFFERED if state.call.callback is Offered.ASKED else Offered.NOT_YET
    again = state.call if state.telling else replace(state.call, callback=heard)
    return message_ended(replace(state, call=again)).doing(do.StopPlaying(state.playback))


def _say(state: Waiting, at: datetime, offered: Offered, sound: Sound, digits: str = "") -> Step:
    call = replace(state.call, callback=offered, plays=state.call.plays + 1)
    playback = names.playback(call.id, call.plays)
    play = do.Play(customer_of(call), playback, sound, digits)
    saying = replace(state, call=call, playback=playback, telling=False, began_at=at)
    return Step(saying, (), (hush(state), play))


def _told_now(state: Waiting, at: datetime) -> Waiting:
    """As if their place had just been told: it would be heard between the question and their key."""
    told = state.call.told
    return state if told is None else replace(state, call=replace(state.call, told=replace(told, at=at)))


def _digits(call: Call) -> str:
    return call.caller.phone.e164.lstrip("+") if isinstance(call.caller, Known) else ""


def _chosen(state: Waiting, at: datetime) -> Step:
    call = replace(state.call, flowed_out=FlowReason.CALLBACK_CHOSEN)
    chosen = fact.CallbackChosen(at=at, since=call.queued_at or at)
    gone = left_queue(call, at, FlowReason.CALLBACK_CHOSEN.value)
    return dismiss(call, at, timed_out=False).after(chosen, gone).doing(hush(state))
