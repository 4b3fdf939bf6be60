"""Carries a call's commands out on the switch, in order and without waiting; what fails comes back as an event.

A command that is lost with the connection is not repeated here: the comparison after the reconnect sees what was done
and what was not, and mends it.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, assert_never

import structlog

from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.ids import CallId, ChannelId
from kernel.phone import mask_numbers
from telephony import commands as do
from telephony import events as ev
from telephony import notes
from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError, AriRefused
from telephony.ari.manager import Manager
from telephony.ari.outcomes import AlreadyGone, WrongState
from telephony.ari.request import Request
from telephony.ports import RecordingRoom
from telephony.safety import path_of
from telephony.trunk_trouble import TrunkTrouble

log = structlog.get_logger()

APP = "ringback"
NOTHING = "tone:0/60000"
"""A sound of silence, over and over until it is stopped."""
LEGS, LEG, UNANSWERED = "from-service", "leg", "unanswered"
"""Context and extension of the dialplan that a leg enters when it is picked up; where it is noted why it was not."""
NOTE_TRIES, NOTE_EVERY_S = 10, 0.1
PATIENCE_S = 15
"""How long somebody who picks up while the service is away hears music before the apology."""
AGAIN_S, TRIES = 0.5, 20
BEGUN_S = 30.0
"""The switch makes a recording's files with the first sound; a second request before that would begin it anew."""
EAR_GONE_S = 0.03
"""The switch lets go of a stopped recording's ear with the next frame of audio, 20 ms later at the most."""
AT_ONCE = {"PJSIP_HEADER(add,X-Ringback-Answer)": "at-once"}
"""What our own page looks for in a call; other phones do not know it and ring."""
Deliver = Callable[[CallId, ev.Event], bool]
Answers = asyncio.Future[Any]
Answer = ev.RecordingStarted | ev.RecordingRefused


class Executor:
    """Owns the few requests that are waited for. `close` leaves the switch as it is."""

    def __init__(self, ari: AriClient, manager: Manager, recordings: RecordingRoom, clock: Clock) -> None:
        self._ari = ari
        self._manager = manager
        self._recordings = recordings
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._beginning: set[CallId] = set()
        self.deliver: Deliver = lambda _call, _event: False
        self.lets_out: Callable[[ChannelId, str], bool] = lambda _leg, _trunk: True
        """Whether a trunk has room for this leg."""

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def carry_out(self, call: CallId, commands: Sequence[do.Command]) -> None:
        for command in commands:
            match command:
                case do.StartRecording():
                    self._spawn(self._start_recording(command))
                case do.RenewRecording():
                    self._spawn(self._renew_recording(command))
                case do.MuteRecording():
                    self._spawn(self._mute(call, command))
                case do.Ring():
                    self._ring(call, command)
                case _:
                    answer = self._ari.ask(request_for(command))
                    answer.add_done_callback(partial(self._answered, call, command))

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _answered(self, call: CallId, command: do.Command, answer: "asyncio.Future[object]") -> None:
        if answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            self._done(call, command, answer.result())
            return
        if too_late(command, error):
            log.info("command_too_late", call_id=call, command=type(command).__name__)
            return
        log.warning("command_failed", call_id=call, command=type(command).__name__, why=str(error))
        if isinstance(error, Unavailable):
            return
        if isinstance(command, do.Play):
            self.deliver(call, ev.PlaybackEnded(at=self._clock.now(), playback=command.playback, ok=False))
        if isinstance(command, do.Snoop):
            self.deliver(call, ev.ChannelGone(at=self._clock.now(), channel=command.snoop))
        if isinstance(command, do.MuteLine):  # Who cannot be muted is not left where they may be heard.
            self.carry_out(call, [do.HangUp(command.line)])

    def _done(self, call: CallId, command: do.Command, result: object) -> None:
        """Or the channel is gone, which its own event tells; of an ear that was never made there is none."""
        if isinstance(command, do.MuteLine) and isinstance(result, WrongState):
            self.carry_out(call, [do.HangUp(command.line)])
        if isinstance(command, do.Snoop) and isinstance(result, AlreadyGone):
            self.deliver(call, ev.ChannelGone(at=self._clock.now(), channel=command.snoop))

    def _ring(self, call: CallId, command: do.Ring) -> None:
        """In line at once, like everything else: whoever asks what is on the switch from now on is shown the leg.

        The switch tells of a leg only to whom has asked for it, and can be asked only once there is one: so it is asked
        in the same breath, long before a far end can have said anything.
        """
        if command.trunk is not None and not self.lets_out(command.leg, command.trunk):
            log.info("trunk_full", call_id=call, trunk=command.trunk)
            self._untried(call, command, TrunkTrouble.LIMIT)
            return
        ring = request_for(command)
        rung, followed = self._ari.ask(ring), self._ari.ask(request_for(do.Follow(command.leg)))
        self._spawn(self._rung(call, command, ring, rung, followed))

    async def _rung(self, call: CallId, command: do.Ring, ring: Request[Any], rung: Answers, followed: Answers) -> None:
        """A phone that cannot be rung at all is a leg that ended at once."""
        try:
            await self._ari.confirmed(ring, rung)
        except AriError as error:
            await asyncio.gather(followed, return_exceptions=True)
            self._not_rung(call, command, error)
        else:
            await self._followed(call, command, followed)

    def _not_rung(self, call: CallId, command: do.Ring, error: AriError) -> None:
        """Only who was refused rang nowhere: an answer that cannot be read may be that of a phone that rings."""
        if isinstance(error, Unavailable):
            log.warning("command_failed", call_id=call, command="Ring", why=str(error))
            return
        late = too_late(command, error)
        tell = log.info if late else log.warning
        event = "phone_not_rung" if command.trunk is None else "trunk_not_rung"
        tell(event, call_id=call, endpoint=mask_numbers(command.endpoint), why=str(error))
        if isinstance(error, AriRefused):
            self._untried(call, command, None if late else TrunkTrouble.UNREACHABLE)
        else:
            self._let_go(call, command.leg)

    async def _followed(self, call: CallId, command: do.Ring, followed: Answers) -> None:
        """A leg that rings where nobody hears of it is hung up, and none is rung in its place."""
        try:
            following = await followed
        except AriError as error:
            log.warning("command_failed", call_id=call, command="Follow", why=str(error))
            if not isinstance(error, Unavailable):
                self._let_go(call, command.leg)
            return
        if isinstance(following, AlreadyGone):
            await self._ended_unseen(call, command)

    async def _ended_unseen(self, call: CallId, command: do.Ring) -> None:
        """A trunk may refuse faster than the switch can be asked to tell of it: its note says how that was.

        Where there is none, nobody knows, and nobody is dialled by another trunk.
        """
        end = await self._noted_end(command.leg) if command.trunk is not None else None
        if end is not None and end.rang:
            self.deliver(call, ev.ChannelRinging(at=self._clock.now(), channel=command.leg))
        cause, sip = (end.cause, end.sip) if end is not None else (None, None)
        self.deliver(call, ev.ChannelGone(at=self._clock.now(), channel=command.leg, cause=cause, sip=sip))

    async def _noted_end(self, leg: ChannelId) -> notes.End | None:
        """It is written in the moment in which the leg ends, or hardly later."""
        for _ in range(NOTE_TRIES):
            with suppress(AriError):
                if (end := await notes.end_of(self._manager, leg)) is not None:
                    return end
            await asyncio.sleep(NOTE_EVERY_S)
        return None

    def _let_go(self, call: CallId, leg: ChannelId) -> None:
        self.carry_out(call, [do.HangUp(leg)])
        self.deliver(call, ev.ChannelGone(at=self._clock.now(), channel=leg))

    def _untried(self, call: CallId, command: do.Ring, why: TrunkTrouble | None) -> None:
        self.deliver(call, ev.ChannelGone(at=self._clock.now(), channel=command.leg, untried=why))

    async def _start_recording(self, command: do.StartRecording) -> None:
        if command.call in self._beginning:
            return
        self._beginning.add(command.call)
        answer, again_in_s = None, 0.0
        try:
            answer = await self._until_recording(command)
            again_in_s = BEGUN_S if isinstance(answer, ev.RecordingStarted) else 0.0
        finally:
            asyncio.get_running_loop().call_later(again_in_s, self._beginning.discard, command.call)
        if answer is not None:
            self.deliver(command.call, answer)

    async def _until_recording(self, command: do.StartRecording) -> Answer | None:
        """A switch out of reach is no refusal. None: the comparison after the reconnect will ask again."""
        for _ in range(TRIES):
            try:
                return await self._try_recording(command)
            except Unavailable as error:
                why = str(error)
            if not self._ari.connected:
                return None
            log.warning("command_failed", call_id=command.call, command="StartRecording", why=why)
            await asyncio.sleep(AGAIN_S)
        log.error("recording_refused", call_id=command.call, why=why)
        return ev.RecordingRefused(at=self._clock.now(), why=why)

    async def _try_recording(self, command: do.StartRecording) -> Answer:
        """Raises `Unavailable`."""
        path = self._recordings.path_for(command.call, command.since)
        if isinstance(path, str):
            log.error("recording_refused", call_id=command.call, why=path)
            return ev.RecordingRefused(at=self._clock.now(), why=path)
        try:
            if side(path, "in").exists():  # Begun in an earlier life of the service; the switch has gone on.
                return ev.RecordingStarted(at=self._clock.now(), path=str(path))
            answer = await self._manager.mix_monitor(command.channel, options=mix_monitor_options(path))
        except Unavailable:
            raise
        except AriError as error:
            log.error("recording_refused", call_id=command.call, why=str(error))
            return ev.RecordingRefused(at=self._clock.now(), why=str(error))
        if isinstance(answer, AlreadyGone):
            return ev.RecordingRefused(at=self._clock.now(), why="The customer had hung up before it began.")
        return ev.RecordingStarted(at=self._clock.now(), path=str(path))

    async def _renew_recording(self, command: do.RenewRecording) -> None:
        """Where it fails, the archive says later that the recording is short."""
        options = f"a{mix_monitor_options(Path(command.path))}"
        try:
            await self._manager.stop_mix_monitor(command.channel)
            await asyncio.sleep(EAR_GONE_S)
            await self._manager.mix_monitor(command.channel, options=options)
            if command.muted:
                await self._manager.mix_monitor_mute(command.channel, True)
        except AriError as error:
            log.error("recording_not_renewed", call_id=command.call, why=str(error))

    async def _mute(self, call: CallId, command: do.MuteRecording) -> None:
        """Nobody may believe that a card number is not recorded when it is: a failure is told at once."""
        try:
            await self._manager.mix_monitor_mute(command.channel, command.on)
        except AriError as error:
            log.error("recording_mute_failed", call_id=call, on=command.on, why=str(error))
            self.deliver(call, ev.MuteFailed(at=self._clock.now(), on=command.on, why=str(error)))


def side(path: Path, which: str) -> Path:
    """The file of one side: `in` is what came from the customer, `out` what went to them. 8 kHz, 16 bit, no header."""
    return path.with_name(f"{path.name}-{which}.sln")


def mix_monitor_options(path: Path) -> str:
    """Each side in a file of its own; the switch fills with silence, so that both stay in step."""
    return f"r({side(path, 'in')})t({side(path, 'out')})"


def too_late(command: do.Command, error: BaseException) -> bool:
    """Whether the caller hung up while it was under way: the switch has other words for that here than "not found"."""
    match command, error:
        case do.Answer(), AriRefused(status=500):
            return True
        case do.Ring(originator=str()), AriRefused(status=400, message=message):
            return "originator" in message.lower()
        case _:
            return False


def request_for(command: do.Command) -> Request[Any]:
    match command:
        case do.Answer(channel):
            return requests.channels_answer(channel)
        case do.Play(channel, playback, sound, digits, then):
            # Not as `digits:`, which cannot be stopped: whatever is asked of the switch would wait for its end.
            spoken = [f"sound:digits/{digit}" for digit in digits]
            media = [*spoken, sound.media, *(each.media for each in then)]
            return requests.channels_play_with_id(channel, playback, media=media)
        case do.StopPlaying(playback):
            return requests.playbacks_stop(playback)
        case do.StartMusic(channel, music):
            return requests.channels_start_moh(channel, moh_class=music)
        case do.StopMusic(channel):
            return requests.channels_stop_moh(channel)
        case do.StartRingback(channel):
            return requests.channels_ring(channel)
        case do.StopRingback(channel):
            return requests.channels_ring_stop(channel)
        case do.CreateBridge(bridge):
            return requests.bridges_create_with_id(bridge, type="mixing,proxy_media")
        case do.AddToBridge(bridge, channels):
            return requests.bridges_add_channel(bridge, channel=channels)
        case do.RemoveFromBridge(bridge, channel):
            return requests.bridges_remove_channel(bridge, channel=[channel])
        case do.DestroyBridge(bridge):
            return requests.bridges_destroy(bridge)
        case do.HangUp(channel):
            return requests.channels_hangup(channel)
        case do.Reject(channel, unallocated):
            return requests.channels_hangup(channel, reason="unallocated" if unallocated else "rejected")
        case do.Ring():
            return _originate(command)
        case do.Follow(channel):
            return requests.applications_subscribe(APP, event_source=[f"channel:{channel}"])
        case do.MuteLine(line):
            return requests.channels_mute(line, direction="in")
        case do.UnmuteLine(line):
            return requests.channels_unmute(line, direction="in")
        case do.Snoop(snoop, on, whisper):
            into = "out" if whisper else "none"
            return requests.channels_snoop_channel_with_id(on, snoop, app=APP, spy="both", whisper=into)  # type: ignore[arg-type]
        case do.FillBridge(bridge, playback):
            return requests.bridges_play_with_id(bridge, playback, media=[NOTHING])
        case do.StartRecording() | do.RenewRecording() | do.MuteRecording():
            raise TypeError("recording goes through the manager interface")
        case _:
            assert_never(command)


def _originate(command: do.Ring) -> Request[Any]:
    return requests.channels_originate_with_id(
        command.leg,
        endpoint=command.endpoint,
        context=LEGS,
        extension=LEG,
        priority=1,
        caller_id=command.caller_id or None,
        timeout=command.timeout_s,
        originator=command.originator,
        variables=_meanwhile(command) | _noting(command) | (AT_ONCE if command.at_once else {}),
    )


def _meanwhile(command: do.Ring) -> dict[str, str]:
    """What the dialplan does with whoever picks up while nobody commands it."""
    return {"MUSIC": command.music, "SORRY": path_of(command.sorry), "PATIENCE": str(PATIENCE_S)}


def _noting(command: do.Ring) -> dict[str, str]:
    """Of a leg by a trunk it matters why it ended."""
    return {} if command.trunk is None else {"CHANNEL(hangup_handler_push)": f"{LEGS},{UNANSWERED},1"}
