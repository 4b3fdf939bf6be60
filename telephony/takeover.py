"""A supervisor takes the agent's place: because they ask for it, or because the agent goes while they are there."""

from msgspec.structs import replace

from kernel.ids import ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import supervision
from telephony.listener import Depth, Listener, WhyLeft
from telephony.outcome import Lost
from telephony.states import AwaitingAgent, Call, OnHold, Returning, State, TakenOver, Talking
from telephony.step import Step, customer_of, lose, released, renew_recording, stay, wait, with_bridge

Left = Talking | OnHold | AwaitingAgent | Returning
"""The agent is in the call, or its page is coming back: they may go and leave somebody with the customer."""


def join(state: State, event: ev.JoinAsked) -> Step:
    """On the call as asked for; the one depth that changes the call's own state is here."""
    joined = supervision.join(state, event)
    taken = event.depth is Depth.TAKE_OVER and isinstance(state, Talking | OnHold)
    listener = supervision.of_user(joined.state.call, event.user)
    if not taken or not isinstance(joined.state, Talking | OnHold) or listener is None or not joined.facts:
        return joined
    if isinstance(joined.facts[-1], fact.JoinRefused):
        return joined
    taken_over = _instead(joined.state, event, listener, still_up=joined.state.leg)
    return taken_over.after(*joined.facts).doing(*joined.commands)


def barging(call: Call) -> Listener | None:
    """Who is in the conversation beside the agent, the longest."""
    return next((each for each in call.listeners if each.depth is Depth.BARGE), None)


def carry_on(
    state: Left,
    event: ev.Event,
    listener: Listener,
    *,
    device_failed: bool = False,
    still_up: ChannelId | None = None,
) -> Step:
    """The agent goes, the supervisor stays with the customer. `still_up` is the agent's line, unless it has ended."""
    deeper = replace(listener, depth=Depth.TAKE_OVER)
    changed = fact.JoinDepthChanged(
        at=event.at, user=listener.user, name=listener.name, depth=deeper.depth, agent=state.agent
    )
    stays = replace(state, call=supervision.with_listener(state.call, deeper))
    return _instead(stays, event, deeper, device_failed=device_failed, still_up=still_up).after(changed)


def _instead(
    state: Left,
    event: ev.Event,
    listener: Listener,
    *,
    device_failed: bool = False,
    still_up: ChannelId | None = None,
) -> Step:
    call, make_bridge = with_bridge(replace(state.call, consult_end=None, lost=None))
    assert call.bridge is not None
    customer, at = customer_of(call), event.at
    back = (do.StopMusic(customer), do.AddToBridge(call.bridge, (customer,))) if _with_music(state) else ()
    out = (do.HangUp(still_up),) if still_up is not None else ()
    taken = fact.CallTakenOver(at=at, user=listener.user, name=listener.name, agent=state.agent)
    free = released(call, at, state.agent, device_failed=device_failed)
    new = TakenOver(call=call, user=listener.user, name=listener.name, line=listener.line)
    return Step(new, (taken, free), (*make_bridge, *back, *renew_recording(call), *out))


def _with_music(state: Left) -> bool:
    if isinstance(state, AwaitingAgent | Returning):
        return not state.kept_company
    return isinstance(state, OnHold)


def leave(state: State, event: ev.LeaveAsked | ev.LineGone) -> Step:
    """Off the call. Whoever had taken it over leaves the customer to the front of the queue."""
    listener = _leaver(state.call, event)
    if listener is None:
        return stay(state)
    why = event.why if isinstance(event, ev.LeaveAsked) else WhyLeft.LINE_GONE
    left = supervision.leave(state, listener.user, why, event)
    if not isinstance(state, TakenOver) or state.line != listener.line:
        return left
    lost = Lost.DROPPED_OUR_SIDE if why is WhyLeft.LINE_GONE else Lost.LOST_IN_TRANSFER
    step = wait(lose(left.state.call, lost), event.at, front=True).after(*left.facts)
    return step.doing(*left.commands, *parted(state))


def _leaver(call: Call, event: ev.LeaveAsked | ev.LineGone) -> Listener | None:
    match event:
        case ev.LeaveAsked(user=user):
            return supervision.of_user(call, user)
        case ev.LineGone(line=line):
            return supervision.of_line(call, line)


def parted(state: TakenOver) -> tuple[do.Command, ...]:
    """The customer without the supervisor, recorded with a fresh ear for whoever comes next."""
    call = state.call
    out = (do.RemoveFromBridge(call.bridge, customer_of(call)),) if call.bridge is not None else ()
    return (*out, *renew_recording(call))
