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
from telephony.ari.errors import AriError, AriGarbled, AriRefused, AriTimeout
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.execute import Executor, too_late
from telephony.plan import Sound, Way
from telephony.trunk_trouble import TrunkTrouble
from telephony.trying import begin, failure
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

    def __init__(self, followed: object = None, rung: object = None) -> None:
        self.asked: list[Request[object]] = []
        self._followed, self._rung = followed, rung

    def ask(self, request: Request[object]) -> asyncio.Future[object]:
        self.asked.append(request)
        answer = asyncio.get_running_loop().create_future()
        what = self._followed if request.path.startswith("/applications") else self._rung
        if isinstance(what, Exception):
            answer.set_exception(what)
        else:
            answer.set_result(what)
        return answer

    async def confirmed(self, request: Request[object], asked: asyncio.Future[object]) -> object:
        return await asked


class Noted:
    """The switch's notes of who hung up."""

    def __init__(self, note: str | None) -> None:
        self._note = note

    async def database_tree(self, _family: str) -> dict[str, str]:
        return {} if self._note is None else {f"29400000/{CUSTOMER}": f"1764000000&{self._note}"}


async def rung(switch: Switch, command: do.Ring, events: int = 0, note: str | None = None) -> list[ev.Event]:
    """What the call hears, once it is so many events."""
    heard: list[ev.Event] = []

    def hear(_call: CallId, event: ev.Event) -> bool:
        heard.append(event)
        return True

    executor = Executor(switch, Noted(note), None, SystemClock())  # type: ignore[arg-type]
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


TWO_WAYS = (Way(trunk="one", endpoint="PJSIP/1@one"), Way(trunk="two", endpoint="PJSIP/1@two"))
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


@pytest.mark.parametrize(
    "answers",
    [{"followed": AriRefused("POST /applications", 422, "No")}, {"rung": AriGarbled("POST /channels", "an id")}],
    ids=["not told of it", "an answer that cannot be read"],
)
async def test_a_phone_that_may_ring_unheard_is_hung_up_and_none_in_its_place(
    answers: dict[str, AriError],
) -> None:
    switch = Switch(**answers)
    [gone] = await rung(switch, OUTSIDE, events=1)

    assert isinstance(gone, ev.ChannelGone)
    assert gone.untried is None
    assert failure(begin(TWO_WAYS, gone.at), gone, rang=False) is None
    assert [(r.method, r.path) for r in switch.asked[2:]] == [("DELETE", f"/channels/{CUSTOMER}")]


@pytest.mark.parametrize(
    ("note", "trouble"),
    [
        ("cause=34&state=Down&tech=SIP%20503%20Service%20Unavailable", TrunkTrouble.REFUSED),
        ("cause=20&state=Down&tech=", TrunkTrouble.UNREACHABLE),
        ("cause=1&state=Down&tech=SIP%20404%20Not%20Found", None),
        ("cause=17&state=Down&tech=SIP%20486%20Busy%20Here", None),
        ("cause=34&state=Ringing&tech=SIP%20503%20Service%20Unavailable", None),
        ("up=1764000000.5", None),
        (None, None),
    ],
)
async def test_a_trunk_that_refused_before_we_were_told_is_judged_by_the_switch_s_note(
    note: str | None, trouble: TrunkTrouble | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telephony.execute.NOTE_EVERY_S", 0.0)
    rings = note is not None and "Ringing" in note
    heard = await rung(Switch(AlreadyGone("Channel not found")), OUTSIDE, events=1 + rings, note=note)

    gone, rang = heard[-1], isinstance(heard[0], ev.ChannelRinging)
    assert isinstance(gone, ev.ChannelGone)
    failed = failure(begin(TWO_WAYS, gone.at), gone, rang=rang)
    assert (failed.cause if failed else None) is trouble
    assert rang is rings
