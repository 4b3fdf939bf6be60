"""A caller who has waited for so long in one queue goes on to another, once, and keeps their place in time."""

from datetime import datetime

from msgspec.structs import replace

from telephony import commands as do
from telephony import facts as fact
from telephony.outcome import OVERFLOW
from telephony.states import Waiting
from telephony.step import Step, customer_of, left_queue, plan_of, stay, wait


def overflow(state: Waiting, at: datetime) -> Step:
    """What is being said to them goes on. Nobody who waits is turned away: the other queue may be full by now."""
    call, plan = state.call, plan_of(state.call)
    there = plan.queue.overflow
    if there is None:
        return stay(state)
    moved = wait(call, at, front=plan.front, queue=there.queue, music_on=True, since=call.queued_at)
    went = fact.Overflowed(at=at, name=plan.queue.name, how="waited")
    waiting = replace(moved.state, playback=state.playback, telling=state.telling, began_at=state.began_at)
    return Step(waiting, (left_queue(call, at, OVERFLOW), went, *moved.facts), _other_music(state, there.queue.music))


def _other_music(state: Waiting, music: str) -> tuple[do.Command, ...]:
    """After what is being said it is that of the queue they are in then."""
    if state.playback is not None or music == plan_of(state.call).queue.music:
        return ()
    customer = customer_of(state.call)
    return do.StopMusic(customer), do.StartMusic(customer, music)
