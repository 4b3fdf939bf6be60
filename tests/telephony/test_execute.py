"""What is asked of the switch for a command, and what its answers mean."""

import asyncio
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kernel.clock import SystemClock
from kernel.ids import CallId, ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony.ari.errors import AriError, AriRefused, AriTimeout
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.execute import Executor, too_late
from telephony.plan import Sound
from telephony.trunk_trouble import TrunkTrouble
from tests.waiting import until

CALL = CallId("1795000000.1")
CALLER, AGENT, CUSTOMER = ChannelId(CALL), ChannelId(f"{CALL}~a1"), ChannelId(f"{CALL}~c2")
FOR_A_CALLER = do.Ring(AGENT, "PJSIP/agent-1", "+380441234567", 20, CALLER)
OF_OUR_OWN = do.Ring(AGENT, "PJSIP/agent-1", "+380441234567", 20)


@pytest.mark.parametrize(
    ("command", "error", "expected"),
    [
        (do.Answer(CALLER), AriRefused("POST /channels/1/answer", 500, "Failed to answer channel"), True),
        (do.Answer(CALLER), AriTimeout("POST /channels/1/answer", 5), False),
        (FOR_A_CALLER, AriRefused("POST /channels", 400, "Provided originator channel was not found"), True),
        (FOR_A_CALLER, AriRefused("POST /channels", 400, "Invalid endpoint"), False),
        (OF_OUR_OWN, AriRefused("POST /channels", 400, "Provided originator channel was not found"), False),
        (do.StartMusic(CALLER, "default"), AriRefused("POST /channels/1/moh", 500, "Failed"), False),
    ],
)
def test_only_a_caller_who_has_just_hung_up_comes_too_late_for_a_command(
    command: do.Command, error: AriError, expected: bool
) -> None:
    assert too_late(command, error) is expected


class Switch:
    """What is asked of it, and what it answers to being asked to follow a leg."""

    connected = True

    def __init__(self, followed: object = None) -> None:
        self.asked: list[Request[object]] = []
        self._followed = followed

    def ask(self, request: Request[object]) -> asyncio.Future[object]:
        self.asked.append(request)
        answer = asyncio.get_running_loop().create_future()
        answer.set_result(self._followed if request.path.startswith("/applications") else None)
        return answer

    async def confirmed(self, request: Request[object], asked: asyncio.Future[object]) -> object:
        return await asked


async def rung(switch: Switch, command: do.Ring, events: int = 0) -> list[ev.Event]:
    """What the call hears, once it is so many events."""
    heard: list[ev.Event] = []

    def hear(_call: CallId, event: ev.Event) -> bool:
        heard.append(event)
        return True

    executor = Executor(switch, None, None, SystemClock())  # type: ignore[arg-type]
    executor.deliver = hear
    executor.carry_out(CALL, [command])
    assert len(switch.asked) == 2, "what is asked of the switch afterwards must show the leg"
    await until(lambda: len(heard) >= events)
    await executor.close()
    return heard


async def test_a_leg_is_followed_as_soon_as_it_is_rung_and_brings_along_what_is_done_while_we_are_away() -> None:
    switch = Switch()
    sorry = Sound("sound:/sounds/sorry", "sorry")
    await rung(switch, do.Ring(CUSTOMER, "PJSIP/+44@trunk", "+442079460010", 30, music="jazz", sorry=sorry))

    ring, follow = switch.asked
    assert ring.body is not None
    assert msgspec.json.decode(ring.body) == {
        "variables": {"MUSIC": "jazz", "SORRY": "/sounds/sorry", "PATIENCE": "15"}
    }
    assert dict(ring.query)["context"] == "from-service"
    assert dict(follow.query) == {"eventSource": f"channel:{CUSTOMER}"}


async def test_a_leg_that_was_gone_before_it_could_be_followed_has_ended() -> None:
    [gone] = await rung(Switch(AlreadyGone("Channel not found")), OF_OUR_OWN, events=1)

    assert isinstance(gone, ev.ChannelGone)
    assert gone.channel == AGENT


class Recorder:
    """Is asked to record, where the switch has not made a file yet."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self.asked: list[ChannelId] = []

    def path_for(self, call: CallId, _since: datetime) -> Path:
        return self._room / call

    async def mix_monitor(self, channel: ChannelId, options: str) -> None:
        self.asked.append(channel)


async def test_a_recording_that_has_just_begun_is_not_begun_again_over_itself(tmp_path: Path) -> None:
    recorder, heard = Recorder(tmp_path), list[ev.Event]()
    executor = Executor(Switch(), recorder, recorder, SystemClock())  # type: ignore[arg-type]
    executor.deliver = lambda _call, event: not heard.append(event)  # type: ignore[func-returns-value]

    executor.carry_out(CALL, [do.StartRecording(CUSTOMER, CALL, SystemClock().now())])
    await until(lambda: bool(heard))
    executor.carry_out(CALL, [do.StartRecording(CUSTOMER, CALL, SystemClock().now())])
    await asyncio.sleep(0)
    await executor.close()

    assert recorder.asked == [CUSTOMER]


OUTSIDE = do.Ring(CUSTOMER, "PJSIP/+380441234567@one", "", 45, trunk="one")


async def test_a_full_trunk_is_not_asked_and_the_call_hears_why() -> None:
    switch, heard = Switch(), list[ev.Event]()

    def hear(_call: CallId, event: ev.Event) -> bool:
        heard.append(event)
        return True

    executor = Executor(switch, None, None, SystemClock())  # type: ignore[arg-type]
    executor.deliver = hear
    executor.lets_out = lambda leg, trunk: (leg, trunk) != (CUSTOMER, "one")
    executor.carry_out(CALL, [OUTSIDE])
    await executor.close()

    [gone] = heard
    assert isinstance(gone, ev.ChannelGone)
    assert (gone.channel, gone.untried) == (CUSTOMER, TrunkTrouble.LIMIT)
    assert switch.asked == []


async def test_a_trunk_that_the_switch_cannot_send_to_is_told_from_a_phone_that_did_not_answer() -> None:
    class Refusing(Switch):
        async def confirmed(self, request: Request[object], asked: asyncio.Future[object]) -> object:
            raise AriRefused("POST /channels", 500, "Allocation failed")

    [gone] = await rung(Refusing(), OUTSIDE, events=1)

    assert isinstance(gone, ev.ChannelGone)
    assert gone.untried is TrunkTrouble.UNREACHABLE
