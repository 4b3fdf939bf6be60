"""Those on a call compared with the switch after a gap: what they missed, and what is done again."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from kernel.ids import BridgeId, ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony import names
from telephony.listener import Depth, Listener, Place
from telephony.rejoining import Lines, compare
from telephony.states import State
from tests.telephony.kit import BRIDGE, CALL, CHIEF, CUSTOMER, FILL, LEG, at, states

LINE, SNOOP = CHIEF.line, names.channel(CALL, names.Role.SNOOP, 2)
HOME = names.line_bridge(LINE)
LISTENS = replace(CHIEF, depth=Depth.LISTEN, place=Place.LISTENING, ear=LEG, snoop=SNOOP)
WHISPERS = replace(LISTENS, depth=Depth.WHISPER, place=Place.WHISPERING)
BARGES = replace(CHIEF, depth=Depth.BARGE)
TOGETHER = {BRIDGE: {CUSTOMER, LEG}, HOME: {LINE, SNOOP}}
INSIDE = {BRIDGE: {CUSTOMER, LEG, LINE}, HOME: set[ChannelId]()}


def talking(listener: Listener) -> State:
    state = states()["talking"]
    return replace(state, call=replace(state.call, listeners=(listener,), fill=FILL))


def seen(bridges: Mapping[BridgeId, set[ChannelId]], *missing: ChannelId, fills: bool = True) -> Lines:
    there = {CUSTOMER: True, LEG: True, LINE: True, SNOOP: True}
    channels = {channel: up for channel, up in there.items() if channel not in missing}
    members = {bridge: frozenset(inside) for bridge, inside in bridges.items()}
    return Lines(at(100), channels, members, frozenset({FILL} if fills else ()))


@pytest.mark.parametrize(
    ("listener", "bridges", "again"),
    [
        (LISTENS, TOGETHER, (do.MuteLine(LINE),)),
        (WHISPERS, TOGETHER, (do.UnmuteLine(LINE),)),
        (BARGES, INSIDE, (do.UnmuteLine(LINE),)),
        (LISTENS, INSIDE, (do.MuteLine(LINE), do.AddToBridge(HOME, (LINE,)), do.AddToBridge(HOME, (SNOOP,)))),
        (BARGES, TOGETHER, (do.UnmuteLine(LINE), do.AddToBridge(BRIDGE, (LINE,)))),
        (
            LISTENS,
            {BRIDGE: {CUSTOMER, LEG}},
            (do.MuteLine(LINE), do.CreateBridge(HOME), do.AddToBridge(HOME, (LINE,)), do.AddToBridge(HOME, (SNOOP,))),
        ),
    ],
)
def test_a_line_is_silent_first_and_then_where_the_call_wants_it(
    listener: Listener, bridges: Mapping[BridgeId, set[ChannelId]], again: tuple[do.Command, ...]
) -> None:
    missed = compare(talking(listener), seen(bridges))

    assert (missed.events, missed.commands) == ((), again)


def test_a_line_that_is_gone_takes_its_owner_off_the_call() -> None:
    missed = compare(talking(LISTENS), seen(TOGETHER, LINE))

    assert missed.events == (ev.LineGone(at=at(100), line=LINE),)
    assert missed.commands == ()


def test_an_ear_that_is_gone_is_told_so_that_a_new_one_is_set() -> None:
    missed = compare(talking(LISTENS), seen({BRIDGE: {CUSTOMER, LEG}, HOME: {LINE}}, SNOOP))

    assert missed.events == (ev.ChannelGone(at=at(100), channel=SNOOP),)
    assert missed.commands == (do.MuteLine(LINE),)


def test_the_silence_that_carries_a_whisper_is_begun_again_only_where_it_ended() -> None:
    missed = compare(talking(WHISPERS), seen(TOGETHER, fills=False))

    assert missed.commands == (do.UnmuteLine(LINE), do.FillBridge(BRIDGE, FILL))
