"""Supervisors' lines: muted before anything else, one for each person, and gone when the switch says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from kernel.errors import Conflict, Unavailable
from kernel.ids import ChannelId, UserId
from telephony.ari import models
from telephony.ari.client import AriClient
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.open_lines import UNSEEN_S, OpenLines
from tests.telephony.kit import START
from tests.waiting import until

EVA = UserId(7)


class Switch:
    """Says yes to everything, and keeps what it was asked in order. What it rings is the channel 1.9, until `over`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.over = False

    def ask(self, request: Request[Any]) -> asyncio.Future[Any]:
        self.asked.append(str(request))
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.set_result(self._answer(str(request)))
        return answer

    def _answer(self, asked: str) -> models.Channel | AlreadyGone | None:
        if asked == "GET /channels/1.9" and self.over:
            return AlreadyGone("Channel not found")
        return channel("1.9", "PJSIP/desk-7-00000009") if asked == "POST /channels" else None

    async def send(self, request: Request[Any]) -> Any:
        await asyncio.sleep(0)
        return await self.ask(request)


class PlayedClock:
    """Its seconds go by when told to."""

    seconds = 0.0

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return self.seconds


class Desk:
    """The lines, and what was told of them. `in_call` are those that a live call has."""

    def __init__(self) -> None:
        self.switch = Switch()
        self.clock = PlayedClock()
        self.lines = OpenLines(cast(AriClient, self.switch), self.clock)
        self.gone: list[ChannelId] = []
        self.in_call: set[ChannelId] = set()
        self.lines.gone = self.gone.append
        self.lines.used = self.in_call.__contains__
        self.allowed, self.away, self.answering = True, False, asyncio.Event()
        self.answering.set()
        self.asked = asyncio.Event()
        self.lines.may_have = self.may_have

    async def may_have(self, _user: UserId) -> bool:
        self.asked.set()
        await self.answering.wait()
        if self.away:
            raise Unavailable("The database is away.")
        return self.allowed

    async def opens(self, id_: str, name: str = "PJSIP/web-7-0000002a") -> None:
        self.lines.arrived(channel(id_, name))
        await until(lambda: id_ not in self.lines.channels() or self.lines.has(id_))


def channel(id_: str, name: str) -> models.Channel:
    place = models.DialplanCEP(context="from-phones", exten="line", priority=1, app_name="Stasis", app_data="")
    nobody = models.CallerID(name="", number="")
    return models.Channel(
        id=id_,
        name=name,
        state="Ring",
        caller=nobody,
        connected=nobody,
        accountcode="",
        dialplan=place,
        creationtime=START + timedelta(0),
        language="en",
        protocol_id="",
    )


@asynccontextmanager
async def open_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    running = asyncio.create_task(desk.lines.run())
    try:
        yield desk
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_a_line_is_muted_before_it_is_answered_and_put_into_a_bridge_of_its_own() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")

        assert desk.switch.asked == [
            "POST /channels/1.1/mute",
            "POST /channels/1.1/answer",
            "POST /bridges/1.1~l1",
            "POST /bridges/1.1~l1/addChannel",
            "GET /channels/1.1",
        ]
        assert desk.lines.of(EVA) == "1.1"


async def test_a_phone_that_is_no_browser_gets_no_line() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1", "PJSIP/agent-1-00000001")

        assert desk.switch.asked == ["DELETE /channels/1.1"]
        assert desk.lines.channels() == frozenset()


async def test_a_supervisor_s_own_phone_is_rung_and_is_their_line_in_place_of_the_page_s() -> None:
    async with open_desk() as desk:
        desk.lines.phones = lambda: {EVA: "PJSIP/desk-7"}
        await desk.opens("1.1")
        in_page = desk.lines.is_at_phone(EVA)
        await desk.lines.ring(EVA)
        await desk.opens("1.2", "PJSIP/desk-7-00000001")

        assert "POST /channels" in desk.switch.asked
        assert (in_page, desk.lines.is_at_phone(EVA), desk.lines.of(EVA)) == (False, True, "1.2")
        assert desk.gone == ["1.1"]


async def test_a_line_at_a_phone_of_one_s_own_outlasts_the_session_of_a_page_and_a_page_s_does_not() -> None:
    async with open_desk() as desk:
        desk.lines.phones = lambda: {EVA: "PJSIP/desk-7"}
        await desk.opens("1.1", "PJSIP/desk-7-00000001")
        desk.lines.page_closed(EVA)
        at_phone = desk.lines.of(EVA)
        await desk.opens("1.2")
        desk.lines.page_closed(EVA)

        assert (at_phone, desk.lines.of(EVA)) == ("1.1", None)


async def test_a_phone_that_rings_is_not_rung_again_however_often_that_is_asked_and_one_that_was_declined_is() -> None:
    async with open_desk() as desk:
        desk.lines.phones = lambda: {EVA: "PJSIP/desk-7"}
        unasked = await desk.lines.rings(EVA)
        await asyncio.gather(desk.lines.ring(EVA), desk.lines.ring(EVA))
        ringing, rung = await desk.lines.rings(EVA), desk.switch.asked.count("POST /channels")
        desk.switch.over = True
        declined = not await desk.lines.rings(EVA)
        await desk.lines.ring(EVA)

        assert (unasked, ringing, rung, declined) == (False, True, 1, True)
        assert desk.switch.asked.count("POST /channels") == 2


async def test_who_has_no_phone_of_their_own_is_told_so_and_nothing_is_rung() -> None:
    async with open_desk() as desk:
        with pytest.raises(Conflict, match="no phone of your own"):
            await desk.lines.ring(EVA)

        assert desk.switch.asked == []


@pytest.mark.parametrize("used", [False, True])
async def test_who_may_not_listen_gets_no_line_and_loses_one_that_a_call_has(used: bool) -> None:
    async with open_desk() as desk:
        desk.allowed = False
        desk.in_call.update([ChannelId("1.1")] if used else [])
        await desk.opens("1.1")

        assert desk.switch.asked == ["DELETE /channels/1.1"]
        assert desk.lines.of(EVA) is None


async def test_while_nobody_knows_who_may_listen_there_is_no_line_and_afterwards_there_is() -> None:
    async with open_desk() as desk:
        desk.away = True
        await desk.opens("1.1")
        before, desk.away = desk.lines.of(EVA), False
        await desk.opens("1.2")

        assert (before, desk.lines.of(EVA)) == (None, "1.2")


async def test_a_right_that_is_taken_away_while_the_line_comes_up_leaves_no_line() -> None:
    async with open_desk() as desk:
        desk.answering.clear()
        desk.lines.arrived(channel("1.1", "PJSIP/web-7-0000002a"))
        await desk.asked.wait()
        desk.lines.close(EVA)
        desk.answering.set()
        await until(lambda: not desk.lines.channels())

        assert desk.lines.of(EVA) is None
        assert desk.switch.asked[-2:] == ["DELETE /channels/1.1", "DELETE /bridges/1.1~l1"]


async def test_a_reloaded_page_has_a_new_line_and_the_old_one_ends() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")
        await desk.opens("1.2")

        assert desk.lines.of(EVA) == "1.2"
        assert desk.gone == ["1.1"]
        assert desk.switch.asked[-2:] == ["DELETE /channels/1.1", "DELETE /bridges/1.1~l1"]


async def test_a_line_that_a_live_call_has_is_taken_in_as_it_is() -> None:
    async with open_desk() as desk:
        desk.in_call.add(ChannelId("1.1"))
        await desk.opens("1.1")

        assert desk.switch.asked == []
        assert desk.lines.of(EVA) == "1.1"


async def test_a_killed_tab_is_noticed_by_its_endpoint_and_one_that_has_just_registered_is_waited_for() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")
        await desk.opens("1.2", "PJSIP/web-8-0000002b")
        desk.lines.heard_devices({"PJSIP/web-7": True, "PJSIP/web-8": False})
        before = list(desk.gone)
        desk.lines.heard_devices({"PJSIP/web-7": False, "PJSIP/web-8": False})

        assert (before, desk.gone) == ([], ["1.1"])
        assert desk.lines.of(UserId(8)) == "1.2"


async def test_a_tab_that_was_killed_before_it_was_ever_seen_is_not_waited_for_for_ever() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")
        desk.clock.seconds = UNSEEN_S
        desk.lines.heard_devices({"PJSIP/web-7": False})
        before = list(desk.gone)
        desk.clock.seconds = UNSEEN_S + 0.1
        desk.lines.heard_devices({"PJSIP/web-7": False})

        assert (before, desk.gone) == ([], ["1.1"])


async def test_a_line_at_a_phone_that_misses_an_answer_goes_on_until_its_own_channel_ends() -> None:
    async with open_desk() as desk:
        desk.lines.phones = lambda: {EVA: "PJSIP/desk-7"}
        await desk.opens("1.1", "PJSIP/desk-7-00000001")
        desk.lines.heard_devices({"PJSIP/desk-7": True})
        desk.clock.seconds = UNSEEN_S + 0.1
        desk.lines.heard_devices({"PJSIP/desk-7": False})
        while_unseen = desk.lines.of(EVA)
        desk.lines.ended("1.1")

        assert (while_unseen, desk.gone) == ("1.1", ["1.1"])


async def test_a_lost_connection_ends_the_line_of_its_page_and_no_other() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")
        await desk.opens("1.2", "PJSIP/web-8-0000002b")

        desk.lines.lost("PJSIP/web-8")

        assert desk.gone == ["1.2"]


async def test_a_line_that_ended_in_a_gap_is_gone_after_the_comparison() -> None:
    async with open_desk() as desk:
        await desk.opens("1.1")
        desk.lines.compared(["other"])

        assert desk.gone == ["1.1"]
        assert desk.lines.of(EVA) is None
