"""Those who have joined a call: where their lines are to be, and what moves them there. Pure.

What a line may do follows from the call's state and the listener's depth alone. After every step of the call `attend`
compares that with where the line is, and adds the commands that bring it there: so it goes on through hold and
transfer, and nobody is left in a bridge. A line is muted before it comes where it must not be heard, and unmuted only
where it may be.
"""

from typing import assert_never

from msgspec.structs import replace

from kernel.ids import ChannelId, UserId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.listener import LOUD, MOST_LISTENERS, WITH_EAR, Depth, Listener, Place, WhyLeft
from telephony.states import (
    AwaitingAgent,
    Call,
    Consultation,
    Dismissing,
    Ended,
    OnHold,
    Returning,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    agent,
    conversation,
)
from telephony.step import Step, next_leg, stay

_IN_CONVERSATION = Talking | OnHold | Consultation | TalkingOutside | TakenOver
MOST_TRIES = 3
"""Snoops for one ear: one that dies as often has a channel that is dying itself."""


def attend(done: Step) -> Step:
    """The same step, with every line brought where the new state wants it; after the end nobody is on the call."""
    if not done.state.call.listeners and done.state.call.fill is None:
        return done
    if isinstance(done.state, Ended):
        return _all_leave(done)
    for listener in done.state.call.listeners:
        done = _bring(done, listener)
    return _filled(done)


def _all_leave(done: Step) -> Step:
    for listener in done.state.call.listeners:
        ended = fact.JoinEnded(at=done.facts[-1].at, user=listener.user, name=listener.name, why=WhyLeft.CALL_ENDED)
        done = done.after(ended).doing(*parting(listener))
    fill = done.state.call.fill
    silent = replace(done, state=replace(done.state, call=replace(done.state.call, listeners=(), fill=None)))
    return silent.doing(do.StopPlaying(fill)) if fill is not None else silent


def parting(listener: Listener) -> tuple[do.Command, ...]:
    """The line back in its own bridge, muted, without an ear."""
    return _leave_place(listener, Place.APART, None)


def _bring(done: Step, listener: Listener) -> Step:
    place, ear = _wanted(done.state, listener)
    tries = listener.tries if ear == listener.ear else 0
    if place in WITH_EAR and tries >= MOST_TRIES:
        place = Place.APART
    missing = place in WITH_EAR and listener.snoop is None
    if (place, ear) == (listener.place, listener.ear) and not missing:
        return done
    call, moved, come = _come_to_place(done.state, replace(listener, tries=tries), place, ear)
    step = replace(done, state=replace(done.state, call=with_listener(call, moved)))
    return replace(step, commands=(*_leave_place(listener, place, ear), *done.commands, *come))


def _wanted(state: State, listener: Listener) -> tuple[Place, ChannelId | None]:
    match state:
        case TakenOver(line=line) if listener.line == line:
            return Place.INSIDE, None
        case Talking() | OnHold():
            return _by_depth(state.call, listener.depth, state.leg)
        case _ if isinstance(state, Consultation):
            return (Place.LISTENING if listener.depth is Depth.LISTEN else Place.WHISPERING), state.leg
        case TakenOver():
            return _by_depth(state.call, listener.depth, state.line)
        case AwaitingAgent(kept_company=True) | Returning(kept_company=True):
            return (Place.INSIDE if listener.depth is Depth.BARGE else Place.APART), None
        case TalkingOutside():
            place, ear = _by_depth(state.call, listener.depth, state.leg)
            return (Place.LISTENING if place is Place.WHISPERING else place), ear
        case _:
            return Place.APART, None


def _by_depth(call: Call, depth: Depth, ear: ChannelId) -> tuple[Place, ChannelId | None]:
    match depth:
        case Depth.LISTEN:
            return Place.LISTENING, ear
        case Depth.WHISPER:
            return Place.WHISPERING, ear
        case Depth.BARGE | Depth.TAKE_OVER:
            return (Place.INSIDE if call.bridge is not None else Place.APART), None
        case _:
            assert_never(depth)


def _leave_place(listener: Listener, place: Place, ear: ChannelId | None) -> tuple[do.Command, ...]:
    """What comes before anything else: silence first."""
    mute = (do.MuteLine(listener.line),) if listener.place in LOUD and place not in LOUD else ()
    out = listener.place is Place.INSIDE and place is not Place.INSIDE
    home = (do.AddToBridge(names.line_bridge(listener.line), (listener.line,)),) if out else ()
    kept = place in WITH_EAR and ear == listener.ear
    deaf = (do.HangUp(listener.snoop),) if listener.snoop is not None and not kept else ()
    return (*mute, *home, *deaf)


def _come_to_place(
    state: State, listener: Listener, place: Place, ear: ChannelId | None
) -> tuple[Call, Listener, tuple[do.Command, ...]]:
    call, commands = state.call, list[do.Command]()
    kept = listener.snoop if place in WITH_EAR and ear == listener.ear else None
    moved = replace(listener, place=place, ear=ear, snoop=kept)
    if place is Place.INSIDE and listener.place is not Place.INSIDE and call.bridge is not None:
        commands.append(do.AddToBridge(call.bridge, (listener.line,)))
    if place in WITH_EAR and kept is None and ear is not None:
        call, snoop = next_leg(call, names.Role.SNOOP)
        moved = replace(moved, snoop=snoop, tries=listener.tries + 1)
        commands.append(do.Snoop(snoop, ear, whisper=not isinstance(state, TalkingOutside)))
    if place in LOUD and listener.place not in LOUD:
        commands.append(do.UnmuteLine(listener.line))
    return call, moved, tuple(commands)


def _filled(done: Step) -> Step:
    """Audio of our own in the bridge, from the first word of a supervisor to the end of this conversation.

    A whisper is heard only where audio flows to the agent, which it does not on hold, or where the customer sends none.
    While the agent talks with somebody else than the customer, that is their room's.

    And with three in the bridge the switch mixes: back from mixing to two it would send on in the parties' own
    sequence numbers, which may be lower than those before, and a phone drops what seems to come too late.
    """
    call, bridge = done.state.call, conversation(done.state)
    spoken = call.fill is not None or any(each.place in LOUD for each in call.listeners)
    wanted = spoken and bridge is not None and in_conversation(done.state)
    if wanted == (call.fill is not None):
        return done
    if call.fill is not None:
        call, quiet = emptied(call)
        return replace(done, state=replace(done.state, call=call)).doing(*quiet)
    assert bridge is not None
    fill = names.playback(call.id, call.plays + 1)
    state = replace(done.state, call=replace(call, plays=call.plays + 1, fill=fill))
    return replace(done, state=state, commands=(*done.commands, do.FillBridge(bridge, fill)))


def in_conversation(state: State) -> bool:
    """A customer who is kept company while the agent's page comes back is in the same conversation."""
    if isinstance(state, AwaitingAgent | Returning):
        return state.kept_company
    return isinstance(state, _IN_CONVERSATION)


def emptied(call: Call) -> tuple[Call, tuple[do.Command, ...]]:
    """Without audio of our own in a bridge that is left for another, where there may be some anew."""
    return replace(call, fill=None), (do.StopPlaying(call.fill),) if call.fill is not None else ()


def join(state: State, event: ev.JoinAsked) -> Step:
    """On the call, or deeper, or less deep; taking over is `telephony.takeover`'s."""
    present = of_user(state.call, event.user)
    refused = refusal(state, event)
    if refused is not None:
        return Step(state, (_refused(event, refused),))
    if present is None:
        return _told(state, _new(event), fact.JoinBegan, event)
    if present.line != event.line:
        left = leave(state, event.user, WhyLeft.LINE_GONE, event)
        again = _told(left.state, _new(event), fact.JoinBegan, event)
        return again.after(*left.facts).doing(*left.commands)
    if present.depth is event.depth:
        return stay(state)
    return _told(state, replace(present, depth=event.depth), fact.JoinDepthChanged, event)


def refusal(state: State, event: ev.JoinAsked) -> str | None:
    """Why somebody may not join just now, in one sentence; None where they may."""
    call = state.call
    match state:
        case Dismissing():
            return "This call is about to end."
        case TakenOver(user=user, line=line) if user == event.user:
            again = event.depth is Depth.TAKE_OVER and event.line == line
            return None if again else "You have taken this call over: hand it on, leave it or end it."
        case TakenOver(name=name) if event.depth is Depth.TAKE_OVER:
            return f"{name} has taken this call over already."
        case Ended():
            return "This call has ended."
        case _ if event.depth is Depth.TAKE_OVER and isinstance(state, Consultation):
            return "Somebody is being asked about this call: it can be taken over once that has ended."
        case _ if event.depth is Depth.TAKE_OVER and not isinstance(state, Talking | OnHold):
            return "There is nobody to take this call over from: the customer speaks with no agent just now."
        case _ if of_user(call, event.user) is None and len(call.listeners) >= MOST_LISTENERS:
            return f"{MOST_LISTENERS} people are on this call already."
        case _:
            return None


def _new(event: ev.JoinAsked) -> Listener:
    return Listener(user=event.user, name=event.name, line=event.line, depth=event.depth)


def _refused(event: ev.JoinAsked, why: str) -> fact.JoinRefused:
    return fact.JoinRefused(at=event.at, user=event.user, name=event.name, depth=event.depth, why=why)


def _told(
    state: State, listener: Listener, kind: type[fact.JoinBegan] | type[fact.JoinDepthChanged], event: ev.JoinAsked
) -> Step:
    told = kind(at=event.at, user=event.user, name=event.name, depth=event.depth, agent=agent(state))
    return Step(replace(state, call=with_listener(state.call, listener)), (told,))


def leave(state: State, user: UserId, why: WhyLeft, event: ev.Event) -> Step:
    """Off the call; what their line is told is nothing where it is gone."""
    listener = of_user(state.call, user)
    if listener is None:
        return stay(state)
    left = replace(state, call=without(state.call, user))
    ended = fact.JoinEnded(at=event.at, user=user, name=listener.name, why=why)
    commands = parting(listener)
    if why is WhyLeft.LINE_GONE:
        commands = tuple(each for each in commands if isinstance(each, do.HangUp))
    return Step(left, (ended,), commands)


def snoop_changed(state: State, event: ev.Event, listener: Listener) -> Step:
    """Our ear on the conversation is there, and goes to its owner's line; or it died, and is set anew if it may be."""
    match event:
        case ev.ChannelAnswered(channel=snoop):
            return Step(state, (), (do.AddToBridge(names.line_bridge(listener.line), (snoop,)),))
        case ev.ChannelGone():
            return Step(replace(state, call=with_listener(state.call, replace(listener, snoop=None))))
        case _:
            return stay(state)


def of_user(call: Call, user: UserId) -> Listener | None:
    return next((each for each in call.listeners if each.user == user), None)


def of_snoop(call: Call, snoop: ChannelId) -> Listener | None:
    return next((each for each in call.listeners if each.snoop == snoop), None)


def of_line(call: Call, line: ChannelId) -> Listener | None:
    return next((each for each in call.listeners if each.line == line), None)


def without(call: Call, user: UserId) -> Call:
    return replace(call, listeners=tuple(each for each in call.listeners if each.user != user))


def with_listener(call: Call, listener: Listener) -> Call:
    """In their place among the others, or after them."""
    if of_user(call, listener.user) is None:
        return replace(call, listeners=(*call.listeners, listener))
    changed = tuple(listener if each.user == listener.user else each for each in call.listeners)
    return replace(call, listeners=changed)
