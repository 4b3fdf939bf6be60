"""Asking to join: what the one who asks is told, and in which order calls let go of a line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from msgspec.structs import replace

from kernel.errors import Conflict, NotFound, Unavailable
from kernel.ids import CallId, ChannelId, UserId
from telephony import commands as do
from telephony import facts as fact
from telephony.joining import Joining
from telephony.listener import Depth
from telephony.open_lines import OpenLines
from telephony.states import State
from tests.telephony.kit import CALL, states
from tests.telephony.test_calls import LoopClock, Office, open_office, other
from tests.waiting import until

EVA, OLGA = UserId(7), UserId(8)
LINES = {EVA: ChannelId("1772442001.1"), OLGA: ChannelId("1772442001.2")}


class Lines:
    """Everybody's line is up, unless it is taken out of `up`."""

    def __init__(self) -> None:
        self.up = dict(LINES)
        self.gone: Callable[[ChannelId], None] = lambda _line: None
        self.used: Callable[[ChannelId], bool] = lambda _line: False

    def phones(self) -> dict[UserId, str]:
        return {}

    def is_at_phone(self, _user: UserId) -> bool:
        return False

    def of(self, user: UserId) -> ChannelId | None:
        return self.up.get(user)

    def close(self, user: UserId) -> None:
        self.up.pop(user, None)


class Floor:
    def __init__(self, office: Office, lines: Lines) -> None:
        self.office, self.lines = office, lines
        self.there = True
        self.joining = Joining(office.calls, cast(OpenLines, lines), LoopClock(30), lambda: self.there)
        office.calls.listen(self.joining.hear)

    def users(self, call: CallId = CALL) -> list[UserId]:
        state = self.office.calls.state(call)
        return [each.user for each in state.call.listeners] if state else []


@asynccontextmanager
async def open_floor(state: State | None = None) -> AsyncIterator[Floor]:
    """With one call, and another that talks."""
    async with open_office() as office:
        floor = Floor(office, Lines())
        office.calls.adopt(state or states()["talking"])
        office.calls.adopt(other(states()["talking"]))
        yield floor


async def test_whoever_joins_is_on_the_call_once_they_are_told_so() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)
        await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)
        await floor.joining.join(CALL, EVA, "Eva", Depth.WHISPER)

        assert floor.users() == [EVA]
        assert [type(each) for each in floor.office.facts()] == [fact.JoinBegan, fact.JoinDepthChanged]


async def test_nobody_joins_without_a_line_or_a_call_that_has_ended() -> None:
    async with open_floor() as floor:
        del floor.lines.up[EVA]
        with pytest.raises(Conflict, match="Your line is not up"):
            await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)
        with pytest.raises(NotFound):
            await floor.joining.join(CallId("gone"), OLGA, "Olga", Depth.LISTEN)


async def test_nobody_is_told_that_they_are_muted_while_the_switch_is_away() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.WHISPER)
        floor.there = False
        with pytest.raises(Unavailable, match="The switch is away"):
            await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)


async def test_of_two_who_take_over_at_once_the_second_is_told_who_was_first() -> None:
    async with open_floor() as floor:
        asked = [floor.joining.join(CALL, user, name, Depth.TAKE_OVER) for user, name in ((EVA, "Eva"), (OLGA, "Olga"))]
        first, second = await asyncio.gather(*asked, return_exceptions=True)

        assert first is None
        assert isinstance(second, Conflict)
        assert str(second) == "Eva has taken this call over already."
        assert floor.users() == [EVA]


async def test_a_line_has_left_one_call_before_the_next_one_has_it() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.BARGE)
        await floor.joining.join(CallId("other"), EVA, "Eva", Depth.BARGE)
        mute, unmute = do.MuteLine(LINES[EVA]), do.UnmuteLine(LINES[EVA])
        await until(lambda: floor.office.commands.count(unmute) == 2)

        voice = [each for each in floor.office.commands if each in (mute, unmute)]
        assert voice == [unmute, mute, unmute]
        assert (floor.users(), floor.users(CallId("other"))) == ([], [EVA])


async def test_a_customer_who_was_taken_over_is_not_left_by_joining_another_call() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.TAKE_OVER)
        with pytest.raises(Conflict, match="You have taken another call over"):
            await floor.joining.join(CallId("other"), EVA, "Eva", Depth.LISTEN)

        assert (floor.users(), floor.users(CallId("other"))) == ([EVA], [])


async def test_whoever_has_taken_a_call_over_may_ask_for_it_again_and_for_nothing_less() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.TAKE_OVER)
        await floor.joining.join(CALL, EVA, "Eva", Depth.TAKE_OVER)
        with pytest.raises(Conflict, match="You have taken this call over"):
            await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)

        assert len([each for each in floor.office.facts() if isinstance(each, fact.JoinBegan)]) == 1


async def test_a_line_that_dies_takes_its_owner_off_the_call() -> None:
    async with open_floor() as floor:
        await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)
        floor.lines.gone(LINES[EVA])
        await until(lambda: floor.users() == [])

        assert isinstance(floor.office.facts()[-1], fact.JoinEnded)


async def test_more_than_a_few_are_too_many() -> None:
    crowd = states()["talking"]
    chief = states()["taken_over"].call.listeners[0]
    many = tuple(replace(chief, user=UserId(100 + n), line=ChannelId(f"9.{n}"), depth=Depth.LISTEN) for n in range(8))
    async with open_floor(replace(crowd, call=replace(crowd.call, listeners=many))) as floor:
        with pytest.raises(Conflict, match="8 people are on this call already"):
            await floor.joining.join(CALL, EVA, "Eva", Depth.LISTEN)
