"""Until which second a customer heard what was said to them: told once, however it came to its end. Pure."""

from telephony import events as ev
from telephony import facts as fact
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Choosing,
    Dismissing,
    Informing,
    State,
    Waiting,
    playback,
)
from telephony.step import Step

_Saying = Choosing | Announcing | AnnouncingOut | Informing | Dismissing | Waiting
_Heard = fact.MenuEnded | fact.AnnouncementEnded | fact.OutagePromptEnded | fact.MessageEnded | fact.PromptEnded


def heard_out(before: State, event: ev.Event, done: Step) -> Step:
    """`done`, with the end of what was being said `before` the event where that is not being said any more.

    With a switch that was lost nobody knows how far it came.
    """
    said = playback(before)
    if said is None or said == playback(done.state) or isinstance(event, ev.SwitchLost):
        return done
    assert isinstance(before, _Saying)
    if before.began_at is None:
        return done
    complete = isinstance(event, ev.PlaybackEnded) and event.ok
    heard_s = (event.at - before.began_at).total_seconds()
    return done.after(_kind(before)(at=event.at, heard_s=heard_s, complete=complete))


def _kind(state: _Saying) -> type[_Heard]:
    match state:
        case Choosing():
            return fact.MenuEnded
        case Announcing() | AnnouncingOut():
            return fact.AnnouncementEnded
        case Informing():
            return fact.OutagePromptEnded
        case Dismissing():
            return fact.MessageEnded
        case Waiting():
            return fact.PromptEnded
