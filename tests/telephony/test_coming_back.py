"""An agent whose browser phone goes away in the conversation."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import step
from telephony.listener import Depth
from telephony.outcome import Answered, Lost
from telephony.reconcile import compare
from telephony.states import AwaitingAgent, Call, Ended, OnHold, Returning, State, TakenOver, Talking, Waiting, channels
from telephony.step import Step
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CALL,
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    FILL,
    LEG,
    QUEUE,
    at,
    inbound_call,
    states,
)
from tests.telephony.test_reconcile import seen

PHONE = "PJSIP/web-7"
NEW_LEG = names.channel(CALL, names.Role.AGENT, 2)
GONE = ev.BrowserPhoneGone(at=at(100), agent=AGENT)
BACK = ev.BrowserPhoneBack(at=at(103), agent=AGENT, endpoint=PHONE)
MUSIC = do.StartMusic(CUSTOMER, QUEUE.music)


def call() -> Call:
    return replace(inbound_call(), bridge=BRIDGE, legs=1, staffed=True, answered_at=at(20))


def talking() -> Talking:
    return Talking(call=call(), agent=AGENT, leg=LEG)


def held() -> OnHold:
    return OnHold(call=call(), agent=AGENT, leg=LEG)


def after(state: State, *events: ev.Event) -> Step:
    done = Step(state)
    for event in events:
        done = step(done.state, event)
    return done


def test_the_customer_hears_music_at_once_and_the_dead_line_is_hung_up() -> None:
    done = step(talking(), GONE)

    assert isinstance(done.state, AwaitingAgent)
    assert done.state.deadline == at(110)
    assert done.facts == (fact.AgentCutOff(at=at(100), agent=AGENT),)
    assert done.commands == (do.RemoveFromBridge(BRIDGE, CUSTOMER), MUSIC, do.HangUp(LEG))


def test_the_phone_that_is_back_in_time_is_rung_and_answers_by_itself() -> None:
    done = after(talking(), GONE, BACK)

    assert isinstance(done.state, Returning)
    assert done.commands == (do.Ring(NEW_LEG, PHONE, "+380441234567", 5, CUSTOMER, at_once=True),)


def test_who_is_back_talks_on_as_if_nothing_had_been() -> None:
    done = after(talking(), GONE, BACK, ev.ChannelAnswered(at=at(104), channel=NEW_LEG))

    assert done.state == Talking(call=replace(call(), legs=2), agent=AGENT, leg=NEW_LEG)
    assert done.facts == (fact.AgentReturned(at=at(104), agent=AGENT),)
    assert done.commands == (do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER, NEW_LEG)))


def test_a_customer_who_was_on_hold_stays_there() -> None:
    done = after(held(), GONE, BACK, ev.ChannelAnswered(at=at(104), channel=NEW_LEG))

    assert done.state == OnHold(call=replace(call(), legs=2), agent=AGENT, leg=NEW_LEG)
    assert done.commands == (do.AddToBridge(BRIDGE, (NEW_LEG,)),)


def test_after_ten_seconds_the_customer_goes_to_the_front_of_the_queue_and_the_agents_device_is_to_blame() -> None:
    done = after(talking(), GONE, ev.DeadlinePassed(at=at(110)))

    assert isinstance(done.state, Waiting)
    released, queued = done.facts
    assert released == fact.AgentReleased(at=at(110), agent=AGENT, wrap_up_s=0, device_failed=True)
    assert isinstance(queued, fact.Queued)
    assert queued.front


def test_a_page_that_is_loaded_again_and_again_wins_no_time() -> None:
    again = ev.BrowserPhoneGone(at=at(109), agent=AGENT)

    done = after(talking(), GONE, BACK, again)

    assert isinstance(done.state, AwaitingAgent)
    assert done.state.deadline == at(110)
    assert done.commands == (do.HangUp(NEW_LEG),)


def test_a_customer_who_gives_up_meanwhile_was_lost_by_us() -> None:
    done = after(talking(), GONE, ev.ChannelGone(at=at(105), channel=CUSTOMER, cause=16))

    assert isinstance(done.state, Ended)
    assert done.state.outcome == Answered(Lost.DROPPED_OUR_SIDE)


def test_another_agents_page_changes_nothing() -> None:
    another = ev.BrowserPhoneGone(at=at(100), agent=COLLEAGUE)

    assert step(talking(), another) == Step(talking())


INSIDE = replace(CHIEF, depth=Depth.BARGE)
BARGED_IN = replace(call(), listeners=(INSIDE,), fill=FILL, plays=2)


def beside() -> Talking:
    """A supervisor has barged in."""
    return Talking(call=BARGED_IN, agent=AGENT, leg=LEG)


def test_a_customer_who_talks_with_a_supervisor_too_goes_on_with_them_and_hears_no_music() -> None:
    done = step(beside(), GONE)

    assert done.state == AwaitingAgent(call=BARGED_IN, agent=AGENT, deadline=at(110), kept_company=True)
    assert done.commands == (do.HangUp(LEG),)


def test_the_agent_comes_back_into_the_same_conversation() -> None:
    done = after(beside(), GONE, BACK, ev.ChannelAnswered(at=at(104), channel=NEW_LEG))

    assert done.state == Talking(call=replace(BARGED_IN, legs=2), agent=AGENT, leg=NEW_LEG)
    assert done.commands == (do.AddToBridge(BRIDGE, (NEW_LEG,)),)


@pytest.mark.parametrize("events", [(GONE,), (GONE, BACK)])
def test_an_agent_who_does_not_come_back_leaves_the_customer_to_the_supervisor(events: tuple[ev.Event, ...]) -> None:
    done = after(beside(), *events, ev.DeadlinePassed(at=at(113)))

    assert isinstance(done.state, TakenOver)
    assert (done.state.user, done.state.call.lost) == (CHIEF.user, None)
    assert fact.AgentReleased(at=at(113), agent=AGENT, wrap_up_s=0, device_failed=True) in done.facts
    assert MUSIC not in done.commands


def test_a_customer_on_hold_hears_music_on_and_then_the_supervisor() -> None:
    waits = step(OnHold(call=BARGED_IN, agent=AGENT, leg=LEG), GONE)
    taken = step(waits.state, ev.DeadlinePassed(at=at(110)))

    assert isinstance(waits.state, AwaitingAgent)
    assert (waits.state.held, waits.state.kept_company) == (True, False)
    assert isinstance(taken.state, TakenOver)
    assert {do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER,))} <= set(taken.commands)


@pytest.mark.parametrize(
    "leaves",
    [
        ev.LeaveAsked(at=at(104), user=CHIEF.user),
        ev.LineGone(at=at(104), line=CHIEF.line),
        ev.JoinAsked(at=at(104), user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=Depth.LISTEN),
    ],
)
@pytest.mark.parametrize("events", [(GONE,), (GONE, BACK)])
def test_a_customer_whom_the_supervisor_leaves_too_hears_music(events: tuple[ev.Event, ...], leaves: ev.Event) -> None:
    done = after(beside(), *events, leaves)
    front = step(done.state, ev.DeadlinePassed(at=at(113)))

    assert isinstance(done.state, AwaitingAgent | Returning)
    assert not done.state.kept_company
    assert {do.RemoveFromBridge(BRIDGE, CUSTOMER), MUSIC} <= set(done.commands)
    assert isinstance(front.state, Waiting)


def test_whoever_barges_in_meanwhile_has_the_customer_at_once() -> None:
    barges = ev.JoinAsked(at=at(104), user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=Depth.BARGE)

    done = after(talking(), GONE, barges)

    assert isinstance(done.state, AwaitingAgent)
    assert (done.state.kept_company, done.state.call.lost) == (True, None)
    together = (do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER,)), do.AddToBridge(BRIDGE, (CHIEF.line,)))
    assert done.commands[:3] == together


def test_a_customer_who_hangs_up_on_the_supervisor_was_not_lost_by_us() -> None:
    done = after(beside(), GONE, ev.ChannelGone(at=at(105), channel=CUSTOMER, cause=16))

    assert isinstance(done.state, Ended)
    assert done.state.outcome == Answered()


@pytest.mark.parametrize("events", [(GONE,), (GONE, BACK)])
def test_a_customer_who_is_kept_company_is_so_after_a_gap(events: tuple[ev.Event, ...]) -> None:
    state = after(beside(), *events).state
    rings = tuple(channel for channel in channels(state) if channel != CUSTOMER)

    again = compare(state, seen(CUSTOMER, CHIEF.line, ringing=rings))

    assert {do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER,))} <= set(again.commands)
    assert MUSIC not in again.commands


@pytest.mark.parametrize("name", ["awaiting_agent", "returning"])
def test_a_customer_whose_agent_is_coming_back_hears_music_after_a_gap(name: str) -> None:
    state = states()[name]
    rings = tuple(channel for channel in channels(state) if channel != CUSTOMER)

    again = compare(state, seen(CUSTOMER, ringing=rings))

    assert again.events == ()
    assert MUSIC in again.commands
