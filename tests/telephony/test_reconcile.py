"""What a gap may hide from a call, and what is done again after it."""

import pytest
from msgspec.structs import replace

from kernel.ids import BridgeId, CallId, ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony import names
from telephony.call import begin, step
from telephony.reconcile import Repair, Seen, compare, leftovers
from telephony.states import Live, Recording, State, Talking, channels, leg, playback
from tests.telephony.kit import (
    BRIDGE,
    CALL,
    CLOSED,
    CUSTOMER,
    CUSTOMER_OUT,
    INFORMED,
    LEG,
    MESSAGE,
    OUTSIDE,
    PLAN,
    SECOND,
    arrived,
    at,
    states,
)

NOW = at(500)
TOGETHER = {BRIDGE: frozenset({CUSTOMER, LEG, OUTSIDE})}


def seen(
    *up: ChannelId,
    ringing: tuple[ChannelId, ...] = (),
    bridges: dict[BridgeId, frozenset[ChannelId]] | None = None,
    playing: bool = True,
    restarted_at: float = -1000,
) -> Seen:
    return Seen(
        at=NOW,
        channels={**dict.fromkeys(up, True), **dict.fromkeys(ringing, False)},
        bridges={BRIDGE: frozenset()} if bridges is None else bridges,
        playbacks=frozenset({MESSAGE} if playing else ()),
        restarted_at=at(restarted_at),
        gone={},
    )


def gone(channel: ChannelId) -> tuple[ev.Event, ...]:
    return (ev.ChannelGone(at=NOW, channel=channel, unseen=True),)


INBOUND = (
    "announcing",
    "informing",
    "queued",
    "offering",
    "connecting",
    "talking",
    "on_hold",
    "asking",
    "consulting",
    "consult_held",
    "awaiting_agent",
    "returning",
    "dialling",
    "talking_outside",
)


@pytest.mark.parametrize("name", [*INBOUND, "dismissing"])
def test_a_customer_who_is_not_there_any_more_left_unseen(name: str) -> None:
    assert Repair(gone(CUSTOMER)) == compare(states()[name], seen())


def test_the_dialplan_s_note_says_when_a_customer_left() -> None:
    noted = replace(seen(), gone={CUSTOMER: at(123)})

    assert (ev.ChannelGone(at=at(123), channel=CUSTOMER, unseen=True),) == compare(states()["queued"], noted).events


@pytest.mark.parametrize("name", [name for name in states() if name != "ended"])
def test_what_was_on_a_switch_that_has_restarted_is_lost(name: str) -> None:
    assert Repair((ev.SwitchLost(at=NOW),)) == compare(states()[name], seen(bridges={}, restarted_at=400))


@pytest.mark.parametrize("name", [name for name in states() if leg(states()[name]) is not None])
def test_a_leg_that_is_not_there_any_more_left_unseen(name: str) -> None:
    state = states()[name]
    other = leg(state)
    assert other is not None

    assert gone(other) == compare(state, seen(*(channels(state) - {other}))).events


@pytest.mark.parametrize("name", ["offering", "returning", "dialling", "ringing_agent"])
def test_a_leg_that_is_up_was_answered_in_the_gap(name: str) -> None:
    state = states()[name]
    other = leg(state)
    assert other is not None
    rings = compare(state, seen(*(channels(state) - {other}), ringing=(other,)))

    assert rings.events == ()
    assert (ev.ChannelAnswered(at=NOW, channel=other),) == compare(state, seen(*channels(state))).events


RUNG = {"asking": SECOND, "offering": LEG, "dialling": OUTSIDE, "ringing_agent": LEG, "ringing_customer": CUSTOMER_OUT}


@pytest.mark.parametrize(("name", "rung"), RUNG.items())
def test_who_picked_up_in_the_gap_and_is_still_with_the_dialplan_is_waited_for(name: str, rung: ChannelId) -> None:
    state = states()[name]

    assert Repair(later=True) == compare(state, replace(seen(*channels(state)), coming=frozenset({rung})))


def test_a_customer_who_picked_up_is_waited_for_though_the_agent_is_gone() -> None:
    there = replace(seen(CUSTOMER_OUT), coming=frozenset({CUSTOMER_OUT}))

    assert Repair(later=True) == compare(states()["ringing_customer"], there)


def test_nobody_waits_for_an_agent_who_picked_up_for_a_caller_who_is_gone() -> None:
    assert gone(CUSTOMER) == compare(states()["offering"], replace(seen(LEG), coming=frozenset({LEG}))).events


@pytest.mark.parametrize(("name", "rung"), RUNG.items())
def test_a_leg_that_rings_is_followed_again_and_known_to_ring(name: str, rung: ChannelId) -> None:
    state = states()[name]
    there = replace(seen(*(channels(state) - {rung}), ringing=(rung,)), ringing=frozenset({rung}))

    repair = compare(state, there)

    assert repair.events == (ev.ChannelRinging(at=NOW, channel=rung),)
    assert do.Follow(rung) in repair.commands
    assert compare(replace(state, rang=True), there).events == ()


def test_a_customer_who_picked_up_and_was_gone_again_is_known_to_have_picked_up() -> None:
    noted = replace(seen(LEG), gone={CUSTOMER_OUT: at(130)}, up={CUSTOMER_OUT: at(120)})
    gone_again = ev.ChannelGone(at=at(130), channel=CUSTOMER_OUT, unseen=True, picked_up_at=at(120))

    assert compare(states()["ringing_customer"], noted).events == (gone_again,)


def test_a_customer_we_dialled_who_is_up_answered_in_the_gap() -> None:
    state = states()["ringing_customer"]

    assert compare(state, seen(LEG, ringing=(CUSTOMER_OUT,))).events == ()
    assert (ev.ChannelAnswered(at=NOW, channel=CUSTOMER_OUT),) == compare(state, seen(LEG, CUSTOMER_OUT)).events


def test_an_agent_who_is_in_the_bridge_entered_it_in_the_gap() -> None:
    entered = ev.ChannelBridged(at=NOW, channel=LEG, bridge=BRIDGE)

    assert Repair((entered,), (do.StartRecording(CUSTOMER, CALL, at(0)),)) == compare(
        states()["connecting"], seen(CUSTOMER, LEG, bridges=TOGETHER)
    )


@pytest.mark.parametrize("name", ["connecting", "talking"])
def test_who_should_be_together_is_put_together_again(name: str) -> None:
    repair = compare(states()[name], seen(CUSTOMER, LEG, bridges={}))

    assert repair.events == ()
    assert (
        do.CreateBridge(BRIDGE),
        do.StartRecording(CUSTOMER, CALL, at(0)),
        do.StopMusic(CUSTOMER),
        do.AddToBridge(BRIDGE, (CUSTOMER, LEG)),
    ) == repair.commands


@pytest.mark.parametrize("name", ["queued", "offering", "on_hold"])
def test_who_waits_gets_music_again_and_is_in_no_conversation(name: str) -> None:
    state = replace(states()[name], call=replace(states()[name].call, bridge=BRIDGE))

    repair = compare(state, seen(CUSTOMER, ringing=(LEG,), bridges={BRIDGE: frozenset({CUSTOMER})}))

    assert do.RemoveFromBridge(BRIDGE, CUSTOMER) in repair.commands
    assert do.StartMusic(CUSTOMER, "default") == repair.commands[-1]


@pytest.mark.parametrize("name", ["offering", "on_hold", "dialling"])
def test_a_bridge_whose_making_was_lost_is_made_before_it_is_needed(name: str) -> None:
    state = states()[name]

    for there in (seen(*channels(state), bridges={}), seen(CUSTOMER, bridges={})):
        assert do.CreateBridge(BRIDGE) in compare(state, there).commands


@pytest.mark.parametrize("name", ["offering", "on_hold", "dialling"])
def test_a_caller_has_music_although_the_leg_was_lost_together_with_the_music(name: str) -> None:
    repair = compare(states()[name], seen(CUSTOMER))

    assert do.StartMusic(CUSTOMER, "default") in repair.commands


@pytest.mark.parametrize(
    ("name", "customer", "sound"),
    [
        ("announcing", CUSTOMER, PLAN.announcement),
        ("informing", CUSTOMER, INFORMED.outage),
        ("dismissing", CUSTOMER, PLAN.sorry),
        ("announcing_out", CUSTOMER_OUT, PLAN.announcement),
    ],
)
def test_a_message_that_is_not_being_played_is_played_from_the_beginning(
    name: str, customer: ChannelId, sound: object
) -> None:
    state = states()[name]
    there = seen(*channels(state), playing=False)

    again = [each for each in compare(state, there).commands if isinstance(each, do.Play)]

    assert [(customer, MESSAGE, sound)] == [(each.channel, each.playback, each.sound) for each in again]
    assert not any(isinstance(each, do.Play) for each in compare(state, seen(*channels(state))).commands)


@pytest.mark.parametrize(
    ("name", "asked"), [("announcing", 1), ("informing", 1), ("dismissing", 0), ("announcing_out", 0)]
)
@pytest.mark.parametrize("playing", [True, False])
def test_the_music_behind_a_message_on_the_way_into_the_queue_may_have_been_lost_and_is_asked_for_again(
    name: str, asked: int, playing: bool
) -> None:
    state = states()[name]
    commands = compare(state, seen(*channels(state), playing=playing)).commands

    assert [type(each) for each in commands if isinstance(each, do.StartMusic)] == [do.StartMusic] * asked
    assert not asked or isinstance(commands[-1], do.StartMusic)


def test_a_refused_caller_whose_message_was_lost_hears_it_again() -> None:
    refused = begin(arrived(CLOSED)).state

    assert CLOSED.message is not None
    again = (do.Answer(CUSTOMER), do.Play(CUSTOMER, MESSAGE, CLOSED.message))
    assert Repair((), again) == compare(refused, seen(CUSTOMER, playing=False))


def test_a_leg_whose_hanging_up_was_lost_is_hung_up_before_it_hears_the_next_conversation() -> None:
    former = names.channel(CALL, names.Role.AGENT, 7)
    others = names.channel(CallId("1772442000.77"), names.Role.AGENT, 1)

    repair = compare(states()["talking_outside"], seen(CUSTOMER, OUTSIDE, former, others, bridges=TOGETHER))

    assert [do.HangUp(former)] == [each for each in repair.commands if isinstance(each, do.HangUp)]


def test_a_recording_is_asked_for_until_the_switch_has_confirmed_it() -> None:
    talking = states()["talking"]
    confirmed = replace(talking, call=replace(talking.call, recording_path="/rec/1"))
    there = seen(CUSTOMER, LEG, bridges=TOGETHER)

    assert (do.StartRecording(CUSTOMER, CALL, at(0)),) == compare(talking, there).commands
    assert compare(confirmed, there).commands == ()


def test_a_mute_is_asked_for_again_because_it_may_have_been_lost() -> None:
    talking = states()["talking"]
    muted = replace(talking, call=replace(talking.call, recording=Recording.MUTED, recording_path="/rec/1"))

    assert (do.MuteRecording(CUSTOMER, True),) == compare(muted, seen(CUSTOMER, LEG, bridges=TOGETHER)).commands


def test_an_ended_call_misses_nothing() -> None:
    assert Repair() == compare(states()["ended"], seen(CUSTOMER, LEG))


def test_only_what_bears_our_names_and_belongs_to_no_live_call_is_left_over() -> None:
    old = CallId("1.1")
    there = seen(CUSTOMER, LEG, names.channel(old, names.Role.AGENT, 3), ChannelId("2.2"), ChannelId("someone~else"))
    there = replace(there, bridges={BRIDGE: frozenset(), names.bridge(old): frozenset(), BridgeId("x"): frozenset()})

    left = leftovers(frozenset({CALL}), there)

    assert (names.channel(old, names.Role.AGENT, 3),) == left.channels
    assert (names.bridge(old),) == left.bridges


def test_what_is_being_played_is_only_known_where_something_is_waited_for() -> None:
    assert {"choosing", "announcing", "informing", "dismissing", "announcing_out"} == {
        n for n, s in states().items() if playback(s)
    }
    assert len(states()) == len(Live.__args__) + 1


def test_an_agent_who_was_put_through_in_the_gap_is_talking_after_it() -> None:
    offering = states()["offering"]

    repair = compare(offering, seen(CUSTOMER, LEG, bridges=TOGETHER))

    state: State = offering
    for event in repair.events:
        state = step(state, event).state
    assert isinstance(state, Talking)
