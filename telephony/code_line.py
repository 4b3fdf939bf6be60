"""Phones that have dialled a code: what `telephony.feature_codes` decides is said, asked and done here.

They are no calls: nothing of them is written but what comes of them, and they are gone with the phone's hanging up.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never

import structlog

from kernel.errors import RingbackError
from kernel.ids import CallId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import feature_codes as codes
from telephony import names
from telephony.ari import models, requests
from telephony.ari.client import AriClient
from telephony.ari.request import Request
from telephony.execute import request_for
from telephony.open_lines import endpoint_of
from telephony.ports import Attendance
from telephony.safety import path_of

log = structlog.get_logger()

KEYS_S = 8.0
"""How long the next key is waited for."""
PROMPT_S = 20.0
"""No prompt is as long: one whose end we were not told of is over by then."""
LONGEST_S = 180.0
"""Of a dialogue. Who hears themselves is let go by the dialplan before."""
ECHO, START = "echo", "s"
"""Context and extension of the dialplan where a phone hears itself."""
INTRO = "INTRO"
"""The channel's variable with the file that is played before."""


@dataclass
class _Session:
    channel: ChannelId
    endpoint: str
    state: codes.Dialogue
    plays: int = 0
    playing: PlaybackId | None = None
    alarm: asyncio.TimerHandle | None = None
    end: asyncio.TimerHandle | None = None
    let_go: bool = False

    def disarm(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None

    def close(self) -> None:
        self.disarm()
        if self.end is not None:
            self.end.cancel()


class CodeLine:
    """`attendance` answers for the agents. `close` leaves the switch as it is."""

    def __init__(self, ari: AriClient, attendance: Attendance) -> None:
        self._ari = ari
        self._attendance = attendance
        self._sessions: dict[CallId, _Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        for session in self._sessions.values():
            session.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def has(self, call: CallId) -> bool:
        return call in self._sessions

    def arrived(self, channel: models.Channel, code: codes.Code) -> None:
        """A phone has dialled a code; a second time it changes nothing."""
        call = CallId(channel.id)
        if call in self._sessions:
            return
        session = self._sessions[call] = _Session(ChannelId(channel.id), endpoint_of(channel), codes.Over())
        session.end = asyncio.get_running_loop().call_later(LONGEST_S, self._let_go, session)
        self._ask(requests.channels_answer(channel.id))
        self._happened(call, codes.Dialled(code))

    def hear(self, call: CallId, event: ev.Event) -> None:
        session = self._sessions[call]
        match event:
            case ev.ChannelGone():
                session.close()
                del self._sessions[call]
            case ev.KeyPressed(key=key):
                self._happened(call, codes.KeyCame(key))
            case ev.PlaybackEnded(playback=playback):
                self._said(call, playback)
            case _:
                pass

    def _said(self, call: CallId, playback: PlaybackId) -> None:
        session = self._sessions.get(call)
        if session is not None and session.playing == playback:
            session.playing = None
            self._happened(call, codes.Said())

    def compared(self, channels: frozenset[ChannelId]) -> None:
        """After a gap: these channels are on the switch, and no others. What was asked in it may be lost."""
        for call, session in list(self._sessions.items()):
            if session.channel not in channels:
                self._sessions.pop(call).close()
            elif session.let_go:
                self._let_go(session)

    def _let_go(self, session: _Session) -> None:
        session.let_go = True
        self._ask(requests.channels_hangup(session.channel))

    def _happened(self, call: CallId, event: codes.Event) -> None:
        session = self._sessions.get(call)
        if session is None:
            return
        session.state, commands = codes.step(session.state, event)
        for command in commands:
            self._do(call, session, command)
        self._await_what_is_next(call, session)

    def _await_what_is_next(self, call: CallId, session: _Session) -> None:
        """The end of what is said; a key from then on, or from the last one."""
        session.disarm()
        loop = asyncio.get_running_loop()
        if session.playing is not None:
            session.alarm = loop.call_later(PROMPT_S, self._said, call, session.playing)
        elif codes.is_asking(session.state):
            session.alarm = loop.call_later(KEYS_S, self._happened, call, codes.Silence())

    def _do(self, call: CallId, session: _Session, command: codes.Command) -> None:
        match command:
            case codes.Say(prompt=prompt):
                self._say(call, session, prompt)
            case codes.Hush():
                self._hush(session)
            case codes.Obey(code=code):
                self._spawn(call, self._attendance.obey(session.endpoint, code))
            case codes.CheckPin(extension=extension, pin=pin):
                self._spawn(call, self._attendance.sign_in(session.endpoint, extension, pin))
            case codes.Echo():
                self._echo(session)
            case codes.HangUp():
                self._let_go(session)
            case _:
                assert_never(command)

    def _say(self, call: CallId, session: _Session, prompt: codes.Prompt) -> None:
        """What cannot be played counts as said."""
        sound = self._attendance.sound(session.endpoint, prompt)
        if sound is None:
            asyncio.get_running_loop().call_soon(self._happened, call, codes.Said())
            return
        session.plays += 1
        session.playing = names.playback(call, session.plays)
        asked = self._ari.ask(request_for(do.Play(session.channel, session.playing, sound)))
        asked.add_done_callback(partial(self._played, call, session.playing))

    def _played(self, call: CallId, playback: PlaybackId, answer: "asyncio.Future[Any]") -> None:
        if not answer.cancelled() and answer.exception() is not None:
            _forget(answer)
            self._said(call, playback)

    def _hush(self, session: _Session) -> None:
        if session.playing is not None:
            self._ask(requests.playbacks_stop(session.playing))
            session.playing = None

    def _echo(self, session: _Session) -> None:
        intro = path_of(self._attendance.sound(session.endpoint, codes.Prompt.ECHO))
        self._ask(requests.channels_set_channel_var(session.channel, variable=INTRO, value=intro))
        self._ask(requests.channels_continue_in_dialplan(session.channel, context=ECHO, extension=START, priority=1))

    def _spawn(self, call: CallId, work: Awaitable[codes.Prompt]) -> None:
        task = asyncio.create_task(self._tell(call, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, call: CallId, work: Awaitable[codes.Prompt]) -> None:
        try:
            prompt = await work
        except RingbackError as error:
            log.warning("code_not_obeyed", call_id=call, why=str(error))
            prompt = codes.Prompt.NOT_NOW
        self._happened(call, codes.Told(prompt))

    def _ask(self, request: Request[Any]) -> None:
        self._ari.ask(request).add_done_callback(_forget)


def _forget(answer: "asyncio.Future[Any]") -> None:
    """Whoever has hung up meanwhile needs nothing any more."""
    if not answer.cancelled() and answer.exception() is not None:
        log.info("code_not_carried_out", why=str(answer.exception()))
