"""How many calls a trunk carries, and whether one more may go out by it."""

from msgspec.structs import replace

from kernel.ids import CallId, ChannelId
from telephony.plan import ToNumber
from telephony.states import State
from telephony.trunk_room import TrunkRoom, legs_by_trunk
from telephony.trying import Trying
from tests.telephony.kit import CALL, CUSTOMER, CUSTOMER_OUT, OTHER_WAY, OUTSIDE, SECOND, WAY, states


def on(trunk: str, state: State) -> State:
    return replace(state, call=replace(state.call, trunk=trunk))


def test_both_the_customer_and_whoever_else_is_outside_are_on_a_trunk() -> None:
    every, trying = states(), Trying(ways=(OTHER_WAY, WAY))
    asked = ToNumber("+44••••", (OTHER_WAY,))

    assert list(legs_by_trunk(on("in", every["talking"]))) == [("in", CUSTOMER)]
    dialling = on("in", replace(every["dialling"], trying=trying))
    assert list(legs_by_trunk(dialling)) == [("in", CUSTOMER), ("other", OUTSIDE)]
    assert list(legs_by_trunk(replace(every["talking_outside"], trunk="out"))) == [("out", OUTSIDE)]
    assert list(legs_by_trunk(replace(every["asking"], trying=trying))) == [("other", SECOND)]
    assert list(legs_by_trunk(replace(every["consult_held"], asked=asked))) == [("other", SECOND)]
    assert list(legs_by_trunk(on("in", every["ended"]))) == []


def test_a_trunk_is_full_with_calls_in_and_out_and_has_room_again_when_one_ends() -> None:
    live: dict[CallId, State] = {CALL: on("one", states()["talking"])}
    room = TrunkRoom(lambda: live, {"one": 2}.get)
    dialled = on("one", states()["ringing_customer"])
    live[CallId("out-1")] = dialled

    assert room.lets_out(CUSTOMER_OUT, "one")
    assert room.carried() == {"one": 2}
    assert not room.lets_out(ChannelId("out-2~c1"), "one")
    assert room.lets_out(ChannelId("out-2~c1"), "without a limit")
    del live[CALL]
    assert room.lets_out(ChannelId("out-3~c1"), "one")


def test_calls_that_are_decided_on_in_one_moment_do_not_keep_each_other_out() -> None:
    first = on("one", states()["ringing_customer"])
    second = replace(first, call=replace(first.call, customer=ChannelId("b~c1")), customer=ChannelId("b~c1"))
    room = TrunkRoom(lambda: {CallId("a"): first, CallId("b"): second}, {"one": 1}.get)

    assert room.lets_out(CUSTOMER_OUT, "one")
    assert not room.lets_out(ChannelId("b~c1"), "one")


def test_calls_of_an_earlier_life_of_the_service_count() -> None:
    state = on("one", states()["ringing_customer"])
    room = TrunkRoom(lambda: {CALL: state}, {"one": 1}.get)
    room.adopt([state])

    assert room.carried() == {"one": 1}
