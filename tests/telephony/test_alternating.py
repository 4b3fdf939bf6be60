"""An agent goes to and fro between the customer and whoever is asked: who talks with whom, and who hears music."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.call import step
from telephony.listener import Depth, Listener, Place
from telephony.outcome import Answered, ConsultEnd
from telephony.plan import Partner
from telephony.reconcile import compare
from telephony.states import (
    AwaitingAgent,
    ConsultHeld,
    Consulting,
    Ended,
    OnHold,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    Waiting,
)
from telephony.step import Step
from tests.telephony.kit import AGENT, BRIDGE, CHIEF, COLLEAGUE, CUSTOMER, FILL, LEG, QUEUE, ROOM, SECOND, TO_NUMBER, at
from tests.telephony.test_consulting import MUSIC, TOGETHER, consulting, facts_of
from tests.telephony.test_reconcile import gone, seen

CUSTOMER_WANTED = ev.AlternateAsked(at=at(110), partner=Partner.CUSTOMER)
ASKED_WANTED = ev.AlternateAsked(at=at(120), partner=Partner.ASKED)
WAITS = do.StartMusic(SECOND, QUEUE.music)


def held(target: object | None = None) -> ConsultHeld:
    done = step(consulting() if target is None else consulting(target), CUSTOMER_WANTED)
    assert isinstance(done.state, ConsultHeld)
    return done.state


def listened(state: State, depth: Depth) -> State:
    joins = ev.JoinAsked(at=at(50), user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=depth)
    return step(state, joins).state


def test_whoever_is_asked_is_with_the_music_before_the_customer_hears_anybody() -> None:
    done = step(consulting(), CUSTOMER_WANTED)

    assert isinstance(done.state, ConsultHeld)
    assert done.commands == (do.RemoveFromBridge(ROOM, SECOND), WAITS, *TOGETHER)
    assert done.facts == (
        fact.Resumed(at=at(110)),
        fact.ConsultAlternated(at=at(110), partner=Partner.CUSTOMER),
    )


def test_the_customer_is_with_the_music_before_the_two_talk_again_and_is_recorded_with_a_fresh_ear() -> None:
    done = step(held(), ASKED_WANTED)

    assert isinstance(done.state, Consulting)
    away, music, renewed, *together = done.commands
    assert (away, music) == (do.RemoveFromBridge(BRIDGE, CUSTOMER), MUSIC)
    assert isinstance(renewed, do.RenewRecording)
    assert together == [do.StopMusic(SECOND), do.AddToBridge(ROOM, (LEG, SECOND))]
    assert done.facts == (
        fact.Held(at=at(120), by="agent"),
        fact.ConsultAlternated(at=at(120), partner=Partner.ASKED),
    )


@pytest.mark.parametrize(("state", "event"), [(consulting(), ASKED_WANTED), (held(), CUSTOMER_WANTED)])
def test_a_second_press_of_the_same_button_changes_nothing(state: State, event: ev.Event) -> None:
    assert step(state, event) == Step(state)


@pytest.mark.parametrize("state", [consulting(), held()])
def test_whose_phone_itself_holds_stays_where_they_are(state: State) -> None:
    holds = step(state, ev.PhoneHeld(at=at(115), channel=LEG)).state

    for event in (CUSTOMER_WANTED, ASKED_WANTED):
        assert step(holds, event) == Step(holds)


def test_the_agents_own_hold_key_puts_the_customer_on_hold_where_it_is_them_who_is_spoken_with() -> None:
    holds = step(held(), ev.PhoneHeld(at=at(115), channel=LEG))
    again = step(holds.state, ev.PhoneResumed(at=at(118), channel=LEG))

    assert holds.facts == (fact.Held(at=at(115), by="phone"),)
    assert again.facts == (fact.Resumed(at=at(118)),)
    assert again.state == held()


def test_the_hold_key_of_whoever_waits_is_nothing_to_the_customer() -> None:
    holds = step(held(), ev.PhoneHeld(at=at(115), channel=SECOND))

    assert (holds.facts, holds.commands) == ((), ())
    assert step(holds.state, ASKED_WANTED).state != holds.state


@pytest.mark.parametrize(("cause", "why"), [(16, ConsultEnd.LEFT), (44, ConsultEnd.UNREACHABLE)])
def test_who_vanishes_while_they_wait_leaves_agent_and_customer_as_they_are(cause: int, why: ConsultEnd) -> None:
    done = step(held(), ev.ChannelGone(at=at(115), channel=SECOND, cause=cause))

    assert isinstance(done.state, Talking)
    assert (done.state.agent, done.state.call.consult_end) == (AGENT, why)
    assert done.facts == (
        fact.AgentReleased(at=at(115), agent=COLLEAGUE, wrap_up_s=0, device_failed=cause == 44),
        fact.ConsultEnded(at=at(115), why=why),
    )
    assert done.commands == (do.HangUp(SECOND), do.DestroyBridge(ROOM))


@pytest.mark.parametrize(("by", "why"), [(AGENT, ConsultEnd.RETURNED), (COLLEAGUE, ConsultEnd.LEFT)])
def test_whoever_waits_is_let_go_or_leaves(by: object, why: ConsultEnd) -> None:
    done = step(held(), ev.ReturnAsked(at=at(115), by=by))  # type: ignore[arg-type]

    assert isinstance(done.state, Talking)
    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(115), why=why)]
    assert not any(isinstance(each, do.AddToBridge | do.StopMusic) for each in done.commands)


def test_a_customer_whom_the_agents_own_phone_holds_is_still_held_once_whoever_waited_has_gone() -> None:
    holds = step(held(), ev.PhoneHeld(at=at(113), channel=LEG)).state

    done = step(holds, ev.ReturnAsked(at=at(115)))

    assert isinstance(done.state, Talking)
    assert done.state.held_by_phone
    assert facts_of(done, fact.Held, fact.Resumed) == []


def test_the_customer_is_handed_over_without_a_moment_of_three_in_one_bridge() -> None:
    done = step(held(), ev.CompleteAsked(at=at(115)))

    assert isinstance(done.state, Talking)
    assert (done.state.agent, done.state.leg) == (COLLEAGUE, SECOND)
    away, music, renewed, agent_out, quiet, *rest = done.commands
    assert (away, music) == (do.RemoveFromBridge(BRIDGE, CUSTOMER), MUSIC)
    assert isinstance(renewed, do.RenewRecording)
    assert (agent_out, quiet) == (do.RemoveFromBridge(BRIDGE, LEG), do.StopMusic(SECOND))
    together = [do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER, SECOND))]
    assert rest == [*together, do.HangUp(LEG), do.DestroyBridge(ROOM)]
    assert done.facts == (
        fact.AgentReleased(at=at(115), agent=AGENT, wrap_up_s=30),
        fact.ConsultCompleted(at=at(115), kind="agent", to="2"),
        fact.AgentConnected(at=at(115), agent=COLLEAGUE),
    )


def test_hanging_up_by_hand_hands_the_customer_over_also_while_the_other_waits() -> None:
    done = step(held(), ev.ChannelGone(at=at(115), channel=LEG, cause=16))

    assert isinstance(done.state, Talking)
    assert done.state.agent == COLLEAGUE
    assert done.commands[0] == do.RemoveFromBridge(BRIDGE, CUSTOMER)
    assert do.HangUp(LEG) not in done.commands


def test_a_customer_who_is_handed_to_a_phone_that_holds_while_it_waits_is_held_by_it() -> None:
    holds = step(held(), ev.PhoneHeld(at=at(113), channel=SECOND)).state

    done = step(holds, ev.CompleteAsked(at=at(115)))

    assert isinstance(done.state, OnHold)
    assert done.state.held_by_phone
    assert facts_of(done, fact.Held) == [fact.Held(at=at(115), by="phone")]


def test_a_customer_whom_the_agents_own_phone_held_is_off_hold_when_handed_over() -> None:
    holds = step(held(), ev.PhoneHeld(at=at(113), channel=LEG)).state

    done = step(holds, ev.CompleteAsked(at=at(115)))

    assert facts_of(done, fact.Resumed) == [fact.Resumed(at=at(115))]


def test_a_number_that_waits_is_handed_the_customer() -> None:
    done = step(held(TO_NUMBER), ev.CompleteAsked(at=at(115)))

    assert isinstance(done.state, TalkingOutside)
    assert done.state.shown == TO_NUMBER.shown


def test_a_customer_who_hangs_up_while_the_other_waits_ends_the_call_for_all() -> None:
    done = step(held(), ev.ChannelGone(at=at(115), channel=CUSTOMER, cause=16))

    assert isinstance(done.state, Ended)
    assert done.state.outcome == Answered()
    assert {do.HangUp(SECOND), do.HangUp(LEG), do.DestroyBridge(ROOM), do.DestroyBridge(BRIDGE)} <= set(done.commands)
    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(115), why=ConsultEnd.CUSTOMER_LEFT)]


def test_a_customer_whose_agents_phone_dies_while_the_other_waits_gets_the_queues_front() -> None:
    done = step(held(), ev.ChannelGone(at=at(115), channel=LEG, cause=44))

    assert isinstance(done.state, Waiting)
    assert do.HangUp(SECOND) in done.commands
    out, music = done.commands.index(do.RemoveFromBridge(BRIDGE, CUSTOMER)), done.commands.index(MUSIC)
    assert out < music


def test_an_agent_who_reloads_the_page_while_the_other_waits_comes_back_to_the_conversation() -> None:
    done = step(held(), ev.BrowserPhoneGone(at=at(115), agent=AGENT))

    assert isinstance(done.state, AwaitingAgent)
    assert (done.state.held, done.state.call.consult_end) == (False, ConsultEnd.AGENT_LOST)
    assert do.HangUp(SECOND) in done.commands


@pytest.mark.parametrize("depth", [Depth.LISTEN, Depth.WHISPER, Depth.BARGE])
def test_who_has_joined_stays_with_the_agent_to_and_fro(depth: Depth) -> None:
    place = Place.LISTENING if depth is Depth.LISTEN else Place.WHISPERING
    state = listened(consulting(), depth)

    to = step(state, CUSTOMER_WANTED)
    fro = step(to.state, ASKED_WANTED)

    for done, bridge in ((to, BRIDGE), (fro, ROOM)):
        [now] = done.state.call.listeners
        assert (now.place, now.ear) == (place, LEG)
        fills = [each.bridge for each in done.commands if isinstance(each, do.FillBridge)]
        assert fills == ([] if depth is Depth.LISTEN else [bridge])
        assert not any(isinstance(each, do.Snoop) for each in done.commands)


def test_who_has_barged_in_is_heard_by_the_customer_again_once_nobody_is_asked() -> None:
    done = step(listened(held(), Depth.BARGE), ev.ReturnAsked(at=at(115)))

    [now] = done.state.call.listeners
    assert now.place is Place.INSIDE
    assert do.AddToBridge(BRIDGE, (CHIEF.line,)) in done.commands


def test_who_has_barged_in_goes_on_with_the_customer_if_the_agent_is_lost_while_the_other_waits() -> None:
    barging = Listener(user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=Depth.BARGE)
    state = replace(held(), call=replace(held().call, listeners=(barging,), fill=FILL, plays=2))

    done = step(state, ev.ChannelGone(at=at(115), channel=LEG, cause=44))

    assert isinstance(done.state, TakenOver)
    assert done.state.call.consult_end is None


@pytest.mark.parametrize("state", [consulting(), held()])
def test_who_wants_to_take_over_is_told_that_somebody_is_being_asked(state: State) -> None:
    asked = ev.JoinAsked(at=at(115), user=CHIEF.user, name="Eva", line=CHIEF.line, depth=Depth.TAKE_OVER)

    [refused] = facts_of(step(state, asked), fact.JoinRefused)

    assert isinstance(refused, fact.JoinRefused)
    assert refused.why.startswith("Somebody is being asked about this call")


def test_a_turn_to_the_customer_that_was_lost_in_a_gap_is_made_again() -> None:
    there = seen(CUSTOMER, LEG, SECOND, bridges={BRIDGE: frozenset(), ROOM: frozenset({LEG, SECOND})})

    repair = compare(held(), there)

    assert repair.events == ()
    assert repair.commands[-4:] == (do.RemoveFromBridge(ROOM, SECOND), WAITS, *TOGETHER)


def test_a_turn_to_whoever_is_asked_that_was_lost_in_a_gap_is_made_again() -> None:
    back = step(held(), ASKED_WANTED).state

    repair = compare(back, seen(CUSTOMER, LEG, SECOND, bridges={BRIDGE: frozenset({CUSTOMER, LEG}), ROOM: frozenset()}))

    out, music = repair.commands.index(do.RemoveFromBridge(BRIDGE, CUSTOMER)), repair.commands.index(MUSIC)
    quiet = repair.commands.index(do.StopMusic(SECOND))
    assert out < music < quiet < repair.commands.index(do.AddToBridge(ROOM, (LEG, SECOND)))


def test_a_room_that_waits_for_the_two_is_no_leftover() -> None:
    there = seen(CUSTOMER, LEG, SECOND, bridges={BRIDGE: frozenset({CUSTOMER, LEG}), ROOM: frozenset()})

    assert compare(held(), there).commands == (WAITS,)


@pytest.mark.parametrize("channel", [CUSTOMER, LEG, SECOND])
def test_who_vanished_in_a_gap_while_one_waited_left_unseen(channel: str) -> None:
    there = seen(*(each for each in (CUSTOMER, LEG, SECOND) if each != channel))

    assert compare(held(), there).events == gone(channel)  # type: ignore[arg-type]


def test_a_switch_that_restarts_while_one_waits_leaves_nobody_bound() -> None:
    done = step(held(), ev.SwitchLost(at=at(115)))

    assert [each.agent for each in done.facts if isinstance(each, fact.AgentReleased)] == [AGENT, COLLEAGUE]
