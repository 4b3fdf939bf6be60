"""A phone that has dialled a code is let go in the end, whatever of it was lost."""

import asyncio
from typing import Any, cast

import pytest

from kernel.ids import CallId, ChannelId
from telephony import code_line
from telephony.ari.client import AriClient
from telephony.ari.models import CallerID, Channel, DialplanCEP
from telephony.ari.request import Request
from telephony.code_line import CodeLine
from telephony.feature_codes import Code, EchoTest, Order, Prompt, SignIn, SignOut
from telephony.plan import Sound
from tests.telephony.kit import START
from tests.waiting import until

CALL = CallId("1795000000.7")
PHONE = Channel(
    id=CALL,
    name="PJSIP/agent-1-00000001",
    state="Up",
    caller=CallerID(name="", number=""),
    connected=CallerID(name="", number=""),
    accountcode="",
    dialplan=DialplanCEP(context="from-phones", exten="*11", priority=1, app_name="Stasis", app_data=""),
    creationtime=START,
    language="en",
    protocol_id="",
)


class Town:
    """A switch that never tells that anything was played, and agents who may do whatever they ask."""

    def __init__(self) -> None:
        self.asked: list[Request[Any]] = []

    def ask(self, request: Request[Any]) -> "asyncio.Future[Any]":
        self.asked.append(request)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer

    async def obey(self, _endpoint: str, code: Order) -> Prompt:
        return Prompt.SAY_EXTENSION if isinstance(code, SignIn) else Prompt.SIGNED_OUT

    async def sign_in(self, _endpoint: str, _extension: str, _pin: str) -> Prompt:
        return Prompt.SIGNED_IN

    def sound(self, _endpoint: str, prompt: Prompt) -> Sound:
        return Sound(f"sound:{prompt.value}", prompt.value)

    def hang_ups(self) -> int:
        return sum((each.method, each.path) == ("DELETE", f"/channels/{CALL}") for each in self.asked)


@pytest.mark.parametrize("code", [SignOut(), SignIn()])
async def test_what_is_never_told_to_be_over_is_taken_as_said(code: Code, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_line, "PROMPT_S", 0.0)
    monkeypatch.setattr(code_line, "KEYS_S", 0.0)
    town = Town()
    line = CodeLine(cast(AriClient, town), town)
    line.arrived(PHONE, code)

    await until(lambda: _is(town.hang_ups() == 1))
    line.compared(frozenset({ChannelId(CALL)}))
    again = town.hang_ups()
    line.compared(frozenset())
    await line.close()

    assert again == 2
    assert not line.has(CALL)


async def test_no_dialogue_lasts_for_ever_and_who_hears_themselves_is_let_go_by_the_switch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(code_line, "LONGEST_S", 0.0)
    asked = Town()
    line = CodeLine(cast(AriClient, asked), asked)
    line.arrived(PHONE, SignIn("12"))
    await until(lambda: _is(asked.hang_ups() == 1))
    await line.close()

    monkeypatch.undo()
    hears = Town()
    line = CodeLine(cast(AriClient, hears), hears)
    line.arrived(PHONE, EchoTest())
    line.compared(frozenset({ChannelId(CALL)}))
    await line.close()

    assert hears.hang_ups() == 0


async def _is(true: bool) -> bool:
    return true
