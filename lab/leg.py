"""One channel on the carrier: somebody who rings, speaks, hears, presses keys and hangs up."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lab.commands import Commands
from lab.ear import Ear
from lab.tones import Heard
from lab.waiting import Story
from telephony.ari import models, requests

SOON = 25.0
"""Seconds that every expectation waits unless told otherwise."""
_WINDOW = 0.1
"""Seconds in which a tone is looked for."""


@dataclass(frozen=True)
class Gone:
    """How it ended: Q.850's cause, and SIP's own number where there is one."""

    cause: int
    sip: int | None
    at: float
    """Seconds on the event loop's clock."""


class Leg:
    """`incoming` is a call that arrived at the carrier; the others are made by it."""

    def __init__(self, commands: Commands, channel: str, who: str, *, incoming: bool = False) -> None:
        self.channel = channel
        self.incoming = incoming
        self.caller = ""
        """The number that the switch showed to who is called."""
        self.caller_name = ""
        self.keys = ""
        """The keys that the other side has pressed so far."""
        self.voice = 0.0
        """The tone it begins with once it is up; 0 is silence."""
        self.story = Story(who)
        self._commands = commands
        self._ear = Ear(commands, channel)
        self._state: Literal["new", "ringing", "up"] = "ringing" if incoming else "new"
        self._gone: Gone | None = None
        self._playback: str | None = None
        self._media = ""
        self._held = False
        self._one_at_a_time = asyncio.Lock()
        self._count = 0

    # ---- what is

    @property
    def up(self) -> bool:
        """Answered, and still there."""
        return self._state == "up" and self._gone is None

    @property
    def over(self) -> Gone | None:
        """How it ended, or None while it lasts."""
        return self._gone

    # ---- what is waited for

    async def ringing(self, within: float = SOON) -> None:
        """The far end rings, or has answered already."""
        await self.story.until(lambda: self._reached("ringing", "up"), "it to ring", within)

    async def answered(self, within: float = SOON) -> None:
        await self.story.until(lambda: self._reached("up"), "an answer", within)

    async def gone(self, within: float = SOON) -> Gone:
        """The call has ended, from whichever side."""
        return await self.story.until(lambda: self._gone, "its end", within)

    async def pressed(self, keys: str, within: float = SOON) -> None:
        """The other side has pressed these keys, last."""
        await self.story.until(lambda: True if self.keys.endswith(keys) else None, f"the keys {keys}", within)

    def _reached(self, *states: str) -> bool | None:
        if self._gone is not None and "up" not in (self._state,):
            raise self.story.missed(f"{states[0]}, but it has ended")
        return True if self._state in states else None

    # ---- what it does

    async def answer(self) -> None:
        await self._commands.send(requests.channels_answer(self.channel))
        await self.answered()

    async def speak(self, hertz: float) -> None:
        """Sends this tone, over and over, until told otherwise."""
        await self._say(self._tone(hertz))

    async def say(self, path: Path) -> None:
        """Sends a sound file, over and over. Its ending names the format: .wav (8 kHz), .sln16, .gsm and so on."""
        await self._say(f"sound:{self._commands.sound_file(path)}")

    async def be_silent(self) -> None:
        """Sends silence, as a phone does whose owner says nothing."""
        await self.speak(0)

    async def stop_sending(self) -> None:
        """Sends nothing at all, as a trunk does that suppresses silence, until it is to say something again."""
        async with self._one_at_a_time:
            await self._hush()

    async def press(self, keys: str) -> None:
        """Presses keys: 0 to 9, *, #; 100 ms each, 100 ms apart. Meanwhile nothing else is sent."""
        async with self._one_at_a_time:
            await self._hush()
            await self._commands.send(requests.channels_send_dtmf(self.channel, dtmf=keys, between=100, duration=100))
            self.story.tell(f"pressed {keys}")
            await self._play()

    async def hold(self) -> None:
        """Presses the phone's own hold key: a re-INVITE that says it only sends, and then it sends nothing."""
        async with self._one_at_a_time:
            self._held = True
            await self._hush()
            await self._commands.send(requests.channels_hold(self.channel))

    async def resume(self) -> None:
        """Presses the hold key again, and goes on saying what it said."""
        async with self._one_at_a_time:
            self._held = False
            await self._commands.send(requests.channels_unhold(self.channel))
            await self._play()

    async def hear(self, seconds: float) -> Heard:
        """What arrives from now on, that long."""
        return await self._ear.hear(seconds)

    async def hears(self, hertz: float, within: float = SOON, above_db: float = -40.0) -> None:
        """Until a tone arrives, at least that loud. Tells what was loud instead if it does not."""
        tries = max(1, round(within / _WINDOW))
        async with aclosing(self._ear.windows(_WINDOW)) as windows:
            async for heard in windows:
                tries -= 1
                if heard.level(hertz) >= above_db:
                    self.story.tell(f"heard {hertz:g} Hz")
                    return
                if not tries:
                    how = f" within {within:g} s (last it was {heard.loudness:.0f} dB)"
                    raise self.story.missed(f"to hear {hertz:g} Hz", how)

    async def listen(self) -> None:
        """Begins to keep what arrives, for `heard`."""
        await self._ear.open()

    def heard(self) -> Heard:
        """All that has arrived since `listen` or the first `hear`."""
        return self._ear.all()

    async def hang_up(self, cause: int = 16, within: float = SOON) -> Gone:
        """Ends it, with BYE, CANCEL or (not answered) what `cause` means in SIP, and waits until it is gone."""
        if self._gone is None:
            await self._commands.send(requests.channels_hangup(self.channel, reason_code=str(cause)))
        return await self.gone(within)

    async def end(self) -> None:
        """Clears up: hangs up if need be, and stops listening."""
        await self.hang_up()
        await self._ear.close()

    # ---- its voice. Asterisk carries out nothing else on a channel while it plays there: hush first, and then one
    # thing at a time.

    def _tone(self, hertz: float) -> str:
        return f"sound:{self._commands.tone_file(hertz)}"

    async def _say(self, media: str) -> None:
        async with self._one_at_a_time:
            await self._hush()
            self._media = media
            await self._play()

    async def _hush(self) -> None:
        playback, self._playback = self._playback, None
        if playback is not None:
            await self._commands.send(requests.playbacks_stop(playback))

    async def _play(self) -> None:
        if self._held:
            return
        self._media = self._media or self._tone(self.voice)
        self._count += 1
        self._playback = f"{self.channel}-play{self._count}"
        await self._commands.send(requests.channels_play_with_id(self.channel, self._playback, media=[self._media]))

    # ---- what happens to it

    def take(self, event: models.AnyMessage) -> None:
        """One event of the carrier's about this channel."""
        match event:
            case models.ChannelStateChange(channel=channel):
                self._changed(channel.state)
            case models.StasisStart() if not self.incoming:
                self._came_up()
            case models.ChannelDestroyed(cause=cause, tech_cause=sip):
                self._gone = Gone(cause, sip, asyncio.get_running_loop().time())
                self.story.tell(f"gone with cause {cause}")
            case models.ChannelDtmfReceived(digit=digit):
                self.keys += digit
                self.story.tell(f"key {digit}")
            case models.PlaybackFinished(playback=playback) if playback.id == self._playback:
                self._commands.errand(self._again(playback.id))
            case _:
                self.story.tell(type(event).__name__)

    def _changed(self, state: str) -> None:
        if state == "Ringing" and self._state == "new":
            self._state = "ringing"
        self.story.tell(state.lower())
        if state == "Up" and self.incoming:
            self._came_up()

    def _came_up(self) -> None:
        """It can be spoken on: an incoming call when it is up, one of ours when it has come back into the script."""
        if self._state != "up":
            self._state = "up"
            self.story.tell("can speak")
            self._commands.errand(self._begin())

    async def _begin(self) -> None:
        async with self._one_at_a_time:
            if not self._media:
                await self._play()

    async def _again(self, finished: str) -> None:
        async with self._one_at_a_time:
            if self.up and self._playback == finished:
                await self._play()
