"""A caller in the queue hears how far they have come, and music again after it; and when their project closes."""

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.choice import hush
from telephony.plan import Sound
from telephony.states import Waiting
from telephony.step import Step, customer_of, plan_of, stay
from telephony.telling import decide, remember


def tell(state: Waiting, event: ev.PlaceSeen) -> Step:
    """What has been told meanwhile, or is being said, comes first."""
    call, at = state.call, event.at
    if state.playback is not None or not event.sounds or decide(call.told, event.place, at) != event.place:
        return stay(state)
    playback = names.playback(call.id, call.plays + 1)
    call = replace(call, plays=call.plays + 1, told=remember(call.told, event.place, at))
    first, *rest = event.sounds
    play = do.Play(customer_of(call), playback, first, then=tuple(rest))
    parts = tuple(map(_part, event.sounds))
    told = fact.PlaceTold(at=at, position=event.place.position, wait=event.place.wait, parts=parts)
    telling = replace(state, call=call, playback=playback, telling=True, began_at=at)
    return Step(telling, (told,), (hush(state), play))


def _part(sound: Sound) -> fact.Part:
    return fact.Part(sound=sound.name, version=sound.version, announcement=sound.announcement, seconds=sound.seconds)


def closing(state: Waiting, event: ev.ClosingSeen) -> Step:
    """Who waits is served no longer than that."""
    plan = replace(plan_of(state.call), serve_until=event.serve_until)
    until = max(event.at, min(state.deadline, event.serve_until))
    return Step(replace(state, call=replace(state.call, plan=plan), deadline=until))
