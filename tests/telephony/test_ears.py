"""What the switch's answers about lines and ears mean for a call."""

import asyncio
from typing import cast

import pytest

from kernel.clock import SystemClock
from kernel.ids import CallId, ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony.ari.client import AriClient
from telephony.ari.errors import AriRefused, AriUnreachable
from telephony.ari.outcomes import AlreadyGone, WrongState
from telephony.ari.request import Request
from telephony.execute import Executor
from tests.telephony.kit import CALL, CHIEF, LEG

EAR = ChannelId(f"{CALL}~s2")
SNOOP, MUTE, UNMUTE = do.Snoop(EAR, LEG, whisper=True), do.MuteLine(CHIEF.line), do.UnmuteLine(CHIEF.line)
REFUSED = AriRefused("POST /channels/x", 500, "Failed")
HUNG_UP = f"DELETE /channels/{CHIEF.line}"


class Switch:
    """Gives one answer to everything."""

    def __init__(self, answer: object) -> None:
        self.asked: list[str] = []
        self._answer = answer

    def ask(self, request: Request[object]) -> asyncio.Future[object]:
        self.asked.append(str(request))
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if isinstance(self._answer, Exception):
            answer.set_exception(self._answer)
        else:
            answer.set_result(self._answer)
        return answer


async def answered(command: do.Command, answer: object) -> tuple[list[ev.Event], list[str]]:
    """What the call hears, and what else is asked of the switch."""
    heard: list[ev.Event] = []
    switch = Switch(answer)
    executor = Executor(cast(AriClient, switch), None, None, SystemClock())  # type: ignore[arg-type]

    def hear(_call: CallId, event: ev.Event) -> bool:
        heard.append(event)
        return True

    executor.deliver = hear
    executor.carry_out(CALL, [command])
    await asyncio.sleep(0)
    await executor.close()
    return heard, switch.asked[1:]


@pytest.mark.parametrize(
    ("answer", "gone"), [(REFUSED, 1), (AlreadyGone("no"), 1), (None, 0), (AriUnreachable("x"), 0)]
)
async def test_an_ear_that_was_never_made_is_gone_unless_the_switch_is_away(answer: object, gone: int) -> None:
    heard, _ = await answered(SNOOP, answer)

    assert [each.channel for each in heard if isinstance(each, ev.ChannelGone)] == [EAR] * gone


@pytest.mark.parametrize("answer", [REFUSED, WrongState("Channel not in Stasis application")])
async def test_a_line_that_cannot_be_muted_is_hung_up(answer: object) -> None:
    assert (await answered(MUTE, answer))[1][:1] == [HUNG_UP]
    assert (await answered(UNMUTE, answer))[1] == []


async def test_a_line_that_is_muted_stays() -> None:
    assert await answered(MUTE, None) == ([], [])
