"""An agent asks somebody first: what the customer, the agent and whoever is asked get, step by step."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import step
from telephony.listener import Depth, Listener, Place
from telephony.outcome import Answered, ConsultEnd, Lost, OfferEnd
from telephony.reconcile import compare
from telephony.states import (
    Asking,
    AwaitingAgent,
    Consulting,
    DiallingOutside,
    Ended,
    Offering,
    OnHold,
    State,
    Talking,
    TalkingOutside,
    Waiting,
)
from telephony.step import Step
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    FILL,
    LEG,
    QUEUE,
    ROOM,
    SECOND,
    TO_COLLEAGUE,
    TO_NUMBER,
    TO_QUEUE,
    at,
    states,
)
from tests.telephony.test_reconcile import gone, seen

NUMBER = names.channel(CUSTOMER, names.Role.OUTSIDE, 2)  # type: ignore[arg-type]
MUSIC = do.StartMusic(CUSTOMER, QUEUE.music)
TOGETHER = (do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER, LEG)))
APART = {BRIDGE: frozenset[str](), ROOM: frozenset({LEG, SECOND})}


def recorded(state: State) -> State:
    return replace(state, call=replace(state.call, recording_path="/rec/1"))


def talking() -> State:
    return recorded(states()["talking"])


def asking(target: object = TO_COLLEAGUE) -> Asking:
    done = step(talking(), ev.ConsultAsked(at=at(100), target=target))  # type: ignore[arg-type]
    assert isinstance(done.state, Asking)
    return done.state


def consulting(target: object = TO_COLLEAGUE) -> Consulting:
    state = asking(target)
    done = step(state, ev.ChannelAnswered(at=at(104), channel=state.second))
    assert isinstance(done.state, Consulting)
    return done.state


def facts_of(done: Step, *kinds: type[fact.Fact]) -> list[fact.Fact]:
    return [each for each in done.facts if isinstance(each, kinds)]


def test_the_customer_is_with_the_music_before_the_agent_is_alone_and_anybody_is_rung() -> None:
    done = step(talking(), ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE))

    ring = do.Ring(SECOND, "PJSIP/agent-2", "+380441234567", 20, CUSTOMER)
    away, *renewed, make, alone, ringing, rung = done.commands[0], *done.commands[1:]
    assert (away, renewed[0]) == (do.RemoveFromBridge(BRIDGE, CUSTOMER), MUSIC)
    assert isinstance(renewed[1], do.RenewRecording)
    assert (make, alone) == (do.CreateBridge(ROOM), do.AddToBridge(ROOM, (LEG,)))
    assert (ringing, rung) == (do.StartRingback(LEG), ring)
    assert done.facts == (fact.Held(at=at(100), by="agent"), fact.ConsultBegan(at=at(100), kind="agent", to="2"))


def test_a_customer_who_is_on_hold_stays_there() -> None:
    done = step(recorded(states()["on_hold"]), ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE))

    assert done.facts == (fact.ConsultBegan(at=at(100), kind="agent", to="2"),)
    assert not any(isinstance(each, do.StartMusic | do.RemoveFromBridge) for each in done.commands)


def test_a_phone_that_holds_the_call_itself_asks_nobody() -> None:
    held = replace(talking(), held_by_phone=True)

    done = step(held, ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE))

    assert done == Step(held, (fact.OfferEnded(at=at(100), agent=COLLEAGUE, how=OfferEnd.CANCELLED),))


def test_who_picks_up_talks_with_the_agent_in_a_room_of_their_own() -> None:
    done = step(asking(), ev.ChannelAnswered(at=at(104), channel=SECOND))

    assert done.commands == (do.StopRingback(LEG), do.AddToBridge(ROOM, (SECOND,)))
    assert done.facts == (
        fact.OfferEnded(at=at(104), agent=COLLEAGUE, how=OfferEnd.ANSWERED),
        fact.ConsultAnswered(at=at(104), kind="agent", to="2"),
    )


@pytest.mark.parametrize(
    ("cause", "rang", "how", "why"),
    [
        (17, True, OfferEnd.DECLINED, ConsultEnd.DECLINED),
        (19, True, OfferEnd.RANG_OUT, ConsultEnd.NO_ANSWER),
        (20, False, OfferEnd.DEVICE_FAILED, ConsultEnd.UNREACHABLE),
    ],
)
def test_an_agent_who_does_not_answer_leaves_the_first_with_the_customer_who_is_told_why(
    cause: int, rang: bool, how: OfferEnd, why: ConsultEnd
) -> None:
    state = replace(asking(), rang=rang)
    done = step(state, ev.ChannelGone(at=at(110), channel=SECOND, cause=cause))

    assert isinstance(done.state, Talking)
    assert (done.state.agent, done.state.call.consult_end) == (AGENT, why)
    assert done.facts == (
        fact.OfferEnded(at=at(110), agent=COLLEAGUE, how=how),
        fact.ConsultEnded(at=at(110), why=why),
        fact.Resumed(at=at(110)),
    )
    assert done.commands == (do.HangUp(SECOND), do.StopRingback(LEG), *TOGETHER, do.DestroyBridge(ROOM))


@pytest.mark.parametrize(
    ("cause", "why"), [(17, ConsultEnd.BUSY), (1, ConsultEnd.INVALID_NUMBER), (21, ConsultEnd.DECLINED)]
)
def test_a_number_that_does_not_answer_says_why(cause: int, why: ConsultEnd) -> None:
    state = asking(TO_NUMBER)
    done = step(state, ev.ChannelGone(at=at(110), channel=state.second, cause=cause))

    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(110), why=why)]
    assert not any(isinstance(each, fact.OfferEnded) for each in done.facts)


@pytest.mark.parametrize(
    "event",
    [
        *(ev.TransferAsked(at=at(120), target=target) for target in (TO_COLLEAGUE, TO_QUEUE, TO_NUMBER)),
        ev.ChannelGone(at=at(120), channel=LEG, cause=44),
        ev.JoinAsked(at=at(120), user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=Depth.TAKE_OVER),
    ],
)
def test_what_a_consultation_came_to_is_not_told_to_whoever_has_the_customer_next(event: ev.Event) -> None:
    back = step(asking(), ev.ChannelGone(at=at(110), channel=SECOND, cause=17)).state
    assert back.call.consult_end is not None

    done = step(back, event)

    assert (type(done.state) is not Talking, done.state.call.consult_end) == (True, None)


def test_who_rings_out_is_hung_up_and_the_agent_is_with_the_customer_again() -> None:
    done = step(replace(asking(), rang=True), ev.DeadlinePassed(at=at(130)))

    assert isinstance(done.state, Talking)
    assert done.commands[0] == do.HangUp(SECOND)


@pytest.mark.parametrize(("cause", "why"), [(16, ConsultEnd.LEFT), (44, ConsultEnd.UNREACHABLE)])
def test_who_vanishes_while_being_asked_is_free_without_wrap_up(cause: int, why: ConsultEnd) -> None:
    done = step(consulting(), ev.ChannelGone(at=at(110), channel=SECOND, cause=cause))

    assert isinstance(done.state, Talking)
    released, ended, _ = done.facts
    assert released == fact.AgentReleased(at=at(110), agent=COLLEAGUE, wrap_up_s=0, device_failed=cause == 44)
    assert ended == fact.ConsultEnded(at=at(110), why=why)


def test_the_customer_is_handed_to_whom_was_asked_and_the_first_agent_wraps_up() -> None:
    done = step(consulting(), ev.CompleteAsked(at=at(110)))

    assert isinstance(done.state, Talking)
    assert (done.state.agent, done.state.leg, done.state.call.lost) == (COLLEAGUE, SECOND, None)
    assert done.facts == (
        fact.AgentReleased(at=at(110), agent=AGENT, wrap_up_s=30),
        fact.ConsultCompleted(at=at(110), kind="agent", to="2"),
        fact.Resumed(at=at(110)),
        fact.AgentConnected(at=at(110), agent=COLLEAGUE),
    )
    together = (do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER, SECOND)))
    assert done.commands == (*together, do.HangUp(LEG), do.DestroyBridge(ROOM))


def test_the_customer_is_handed_to_a_number_that_was_asked() -> None:
    done = step(consulting(TO_NUMBER), ev.CompleteAsked(at=at(110)))

    assert isinstance(done.state, TalkingOutside)
    assert done.state.shown == TO_NUMBER.shown
    assert facts_of(done, fact.OutsideConnected) == [fact.OutsideConnected(at=at(110), shown=TO_NUMBER.shown)]


def test_hanging_up_by_hand_hands_the_customer_over() -> None:
    done = step(consulting(), ev.ChannelGone(at=at(110), channel=LEG, cause=16))

    assert isinstance(done.state, Talking)
    assert done.state.agent == COLLEAGUE
    assert do.HangUp(LEG) not in done.commands


def test_of_two_who_hand_over_at_once_the_second_changes_nothing() -> None:
    done = step(consulting(), ev.CompleteAsked(at=at(110)))

    assert step(done.state, ev.CompleteAsked(at=at(110))) == Step(done.state)
    assert step(done.state, ev.ReturnAsked(at=at(110))) == Step(done.state)


def test_handing_over_while_it_rings_is_a_blind_transfer_to_the_phone_that_rings_already() -> None:
    done = step(replace(asking(), rang=True), ev.CompleteAsked(at=at(110)))

    assert isinstance(done.state, Offering)
    assert (done.state.agent, done.state.leg, done.state.rang) == (COLLEAGUE, SECOND, True)
    assert done.state.call.lost is Lost.LOST_IN_TRANSFER
    kinds = [type(each) for each in done.facts]
    assert kinds == [fact.AgentReleased, fact.Transferred, fact.Queued, fact.AgentOffered]
    assert not any(isinstance(each, do.Ring | do.StartMusic) for each in done.commands)


def test_a_number_that_still_rings_is_rung_on_for_the_customer() -> None:
    state = asking(TO_NUMBER)

    done = step(state, ev.CompleteAsked(at=at(110)))

    assert isinstance(done.state, DiallingOutside)
    assert done.state.leg == state.second


def test_back_with_the_customer_at_the_agents_own_wish() -> None:
    done = step(consulting(), ev.ReturnAsked(at=at(110), by=AGENT))

    assert isinstance(done.state, Talking)
    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(110), why=ConsultEnd.RETURNED)]


def test_whoever_is_asked_may_leave() -> None:
    done = step(consulting(), ev.ReturnAsked(at=at(110), by=COLLEAGUE))

    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(110), why=ConsultEnd.LEFT)]


@pytest.mark.parametrize("state", [asking(), consulting()])
def test_a_customer_who_hangs_up_meanwhile_was_answered_and_both_agents_are_let_go(state: State) -> None:
    done = step(state, ev.ChannelGone(at=at(110), channel=CUSTOMER, cause=16))

    assert isinstance(done.state, Ended)
    assert done.state.outcome == Answered()
    assert {do.HangUp(SECOND), do.HangUp(LEG), do.DestroyBridge(ROOM), do.DestroyBridge(BRIDGE)} <= set(done.commands)
    assert facts_of(done, fact.ConsultEnded) == [fact.ConsultEnded(at=at(110), why=ConsultEnd.CUSTOMER_LEFT)]
    assert [each.agent for each in done.facts if isinstance(each, fact.OfferEnded | fact.AgentReleased)] == [
        COLLEAGUE,
        AGENT,
    ]


@pytest.mark.parametrize("state", [asking(), consulting()])
def test_a_customer_whose_agents_phone_dies_meanwhile_gets_the_queues_front(state: State) -> None:
    done = step(state, ev.ChannelGone(at=at(110), channel=LEG, cause=44))

    assert isinstance(done.state, Waiting)
    assert done.state.call.consult_end is None
    assert do.HangUp(SECOND) in done.commands
    assert facts_of(done, fact.AgentReleased)[-1] == fact.AgentReleased(
        at=at(110), agent=AGENT, wrap_up_s=0, device_failed=True
    )


def test_an_agent_who_reloads_the_page_meanwhile_comes_back_to_a_customer_on_hold() -> None:
    done = step(consulting(), ev.BrowserPhoneGone(at=at(110), agent=AGENT))

    assert isinstance(done.state, AwaitingAgent)
    assert (done.state.held, done.state.call.consult_end) == (True, ConsultEnd.AGENT_LOST)
    assert {do.HangUp(SECOND), do.HangUp(LEG)} <= set(done.commands)


def test_a_supervisor_who_has_barged_in_goes_on_with_the_customer_if_the_agent_is_lost_meanwhile() -> None:
    barging = replace(CHIEF, depth=Depth.BARGE)
    talks = replace(talking(), call=replace(talking().call, listeners=(barging,), fill=FILL, plays=2))
    state = step(talks, ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE)).state

    done = step(state, ev.ChannelGone(at=at(110), channel=LEG, cause=44))

    assert type(done.state).__name__ == "TakenOver"
    assert done.state.call.consult_end is None


def test_a_customer_keeps_the_music_until_the_hold_key_of_the_phone_that_comes_to_them_is_pressed_again() -> None:
    held = step(consulting(), ev.PhoneHeld(at=at(105), channel=LEG))
    done = step(held.state, ev.ReturnAsked(at=at(110)))
    asked = step(done.state, ev.ResumeAsked(at=at(111)))
    again = step(done.state, ev.PhoneResumed(at=at(112), channel=LEG))

    assert held.facts == ()
    assert isinstance(done.state, OnHold)
    assert facts_of(done, fact.Resumed, fact.Held) == []
    assert do.AddToBridge(BRIDGE, (LEG,)) in done.commands
    assert do.StopMusic(CUSTOMER) not in done.commands
    assert asked == Step(done.state)
    assert isinstance(again.state, Talking)
    assert again.commands == (do.StopMusic(CUSTOMER), do.AddToBridge(BRIDGE, (CUSTOMER,)))
    assert again.facts == (fact.Resumed(at=at(112)),)


def test_a_customer_who_is_handed_to_a_phone_that_holds_keeps_the_music_until_it_does_not() -> None:
    held = step(consulting(), ev.PhoneHeld(at=at(105), channel=SECOND))
    done = step(held.state, ev.CompleteAsked(at=at(110)))

    assert isinstance(done.state, OnHold)
    assert (done.state.agent, done.state.held_by_phone) == (COLLEAGUE, True)
    assert facts_of(done, fact.Resumed, fact.Held) == []
    assert isinstance(step(done.state, ev.PhoneResumed(at=at(112), channel=SECOND)).state, Talking)


@pytest.mark.parametrize("state", ["talking", "on_hold"])
def test_a_phone_that_holds_a_customer_itself_asks_nobody(state: str) -> None:
    held = replace(states()[state], held_by_phone=True)

    assert step(held, ev.ConsultAsked(at=at(100), target=TO_NUMBER)) == Step(held)


@pytest.mark.parametrize(
    ("depth", "place"),
    [(Depth.LISTEN, Place.LISTENING), (Depth.WHISPER, Place.WHISPERING), (Depth.BARGE, Place.WHISPERING)],
)
def test_who_has_joined_stays_with_the_agent_and_is_heard_by_them_alone(depth: Depth, place: Place) -> None:
    """The customer's bridge is empty, and nobody but the agent has an ear of theirs."""
    listener = Listener(user=CHIEF.user, name=CHIEF.name, line=CHIEF.line, depth=depth)
    joined = ev.JoinAsked(at=at(50), user=listener.user, name=listener.name, line=listener.line, depth=depth)
    talks = step(talking(), joined).state

    done = step(talks, ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE))

    [now] = done.state.call.listeners
    assert (now.place, now.ear) == (place, LEG)
    assert not any(
        isinstance(each, do.AddToBridge) and CHIEF.line in each.channels and each.bridge in (BRIDGE, ROOM)
        for each in done.commands
    )
    fills = [each.bridge for each in done.commands if isinstance(each, do.FillBridge)]
    assert fills == ([] if depth is Depth.LISTEN else [ROOM])


def test_nobody_takes_over_a_call_on_which_somebody_is_asked() -> None:
    asked = ev.JoinAsked(at=at(110), user=CHIEF.user, name="Eva", line=CHIEF.line, depth=Depth.TAKE_OVER)

    done = step(consulting(), asked)

    assert isinstance(done.facts[0], fact.JoinRefused)


def test_a_consultation_whose_room_was_lost_in_a_gap_is_made_again_and_the_customer_stays_out_of_it() -> None:
    repair = compare(consulting(), seen(CUSTOMER, LEG, SECOND))

    assert repair.events == ()
    assert {do.CreateBridge(ROOM), do.AddToBridge(ROOM, (LEG, SECOND)), MUSIC} <= set(repair.commands)


def test_who_was_asked_and_vanished_in_a_gap_left_unseen() -> None:
    for state in (asking(), consulting()):
        assert gone(SECOND) == compare(state, seen(CUSTOMER, LEG)).events


def test_who_was_asked_and_picked_up_in_a_gap_is_put_through_after_it() -> None:
    there = seen(CUSTOMER, LEG, SECOND, bridges=APART)  # type: ignore[arg-type]

    assert (ev.ChannelAnswered(at=at(500), channel=SECOND),) == compare(asking(), there).events


def test_a_room_that_is_left_over_is_cleared_while_the_call_goes_on() -> None:
    there = seen(CUSTOMER, LEG, bridges={BRIDGE: frozenset({CUSTOMER, LEG}), ROOM: frozenset()})

    assert do.DestroyBridge(ROOM) in compare(talking(), there).commands


def test_a_switch_that_restarts_meanwhile_leaves_nobody_bound() -> None:
    done = step(consulting(), ev.SwitchLost(at=at(110)))

    assert [each.agent for each in done.facts if isinstance(each, fact.AgentReleased)] == [AGENT, COLLEAGUE]
    assert done.commands == ()


def test_a_held_call_asks_too_and_the_agent_comes_back_to_the_customer() -> None:
    held = recorded(states()["on_hold"])
    assert isinstance(held, OnHold)
    state = step(held, ev.ConsultAsked(at=at(100), target=TO_COLLEAGUE)).state

    assert isinstance(step(state, ev.ReturnAsked(at=at(110))).state, Talking)
