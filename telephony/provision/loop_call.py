"""A call by a trunk to a number that echoes: whether it is carried, how late and how whole the sound comes back."""

import asyncio
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
import structlog

from kernel.errors import Conflict, Unavailable
from kernel.trouble import Trouble
from telephony.ari import models, requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.ari.outcomes import AlreadyGone
from telephony.execute import APP, side
from telephony.provision import echo
from telephony.provision.model import TrunkSpec
from telephony.provision.verdict import Verdict, of_status

log = structlog.get_logger()

PREFIX = "trunk-test-"
CONTEXT, EXTENSION = "trunk-test", "call"
MARKER = "trunk-test-marker"
RING_S, WHOLE_S = 8, 14.0
"""Seconds for which the far end is rung, and after which the call is over whatever happens."""
NOTE_TRIES, NOTE_EVERY_S = 10, 0.1
NOBODY_ANSWERED = frozenset({18, 19})
"""Causes (Q.850) of a call that rang, or found nobody, until we gave up."""


_SIP = re.compile(r"SIP ([3-6]\d\d) ?(.*)")


class _Course:
    """What the switch has told of one test call."""

    def __init__(self) -> None:
        self.answered = False
        self.rang = False
        self.ended: asyncio.Future[models.ChannelDestroyed] = asyncio.get_running_loop().create_future()


class Notes(Protocol):
    """What the switch has noted of test calls, see `telephony.provision.wire`."""

    async def note_of_test(self, name: str) -> str | None:
        """Once."""
        ...

    async def forget_notes_of_tests(self) -> None: ...


class LoopCalls:
    """One at a time for each trunk.

    `recordings` is where the switch may record and we read, `sounds` the reverse.
    """

    def __init__(
        self,
        ari: AriClient,
        notes: Notes,
        *,
        sounds: Path,
        recordings: Path,
        new_token: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self._ari, self._notes = ari, notes
        self._sounds, self._recordings, self._new_token = sounds, recordings, new_token
        self._courses: dict[str, _Course] = {}
        self._busy: set[str] = set()

    def hear(self, event: models.AnyMessage) -> bool:
        """Whether the event is about a call of ours, and nobody else's."""
        channel = event.peer if isinstance(event, models.Dial) else getattr(event, "channel", None)
        if not isinstance(channel, models.Channel) or not channel.id.startswith(PREFIX):
            return False
        course = self._courses.get(channel.id)
        if course is not None:
            course.answered |= channel.state == "Up"
            course.rang |= channel.state == "Ringing"
            if isinstance(event, models.ChannelDestroyed) and not course.ended.done():
                course.ended.set_result(event)
        return True

    async def place(self, spec: TrunkSpec, endpoint: str, caller_id: str) -> Verdict:
        """At most `WHOLE_S`. Raises `Conflict` for a trunk that is being tested, `Unavailable`."""
        if spec.name in self._busy:
            raise Conflict("A test call is on its way by this trunk already.")
        self._busy.add(spec.name)
        try:
            return await self._placed(spec, endpoint, caller_id)
        finally:
            self._busy.discard(spec.name)

    async def _placed(self, spec: TrunkSpec, endpoint: str, caller_id: str) -> Verdict:
        await asyncio.to_thread(_write_marker, self._sounds / f"{MARKER}.wav", self._new_token())
        name = f"{PREFIX}{self._new_token()}"
        course = self._courses[name] = _Course()
        try:
            if len(self._courses) == 1:
                await self._notes.forget_notes_of_tests()
            if not await self._ring(name, endpoint, caller_id):
                return await self._noted(spec, name)
            return await self._verdict(spec, name, course, await self._end_of(name, course))
        except Unavailable:
            raise
        except AriError as error:
            log.warning("trunk_test_not_placed", trunk=spec.name, why=str(error))
            return Verdict(ok=False, said=NOT_PLACED)
        finally:
            del self._courses[name]
            await self._clear_up(name)

    async def _clear_up(self, name: str) -> None:
        await asyncio.to_thread(_remove, self._recordings / name)
        with suppress(AriError):
            await self._notes.note_of_test(name)

    async def _noted(self, spec: TrunkSpec, name: str) -> Verdict:
        """A carrier on the same wire may refuse before the switch can be asked to tell of it: its note says why."""
        for _ in range(NOTE_TRIES):
            found = _SIP.match(await self._notes.note_of_test(name) or "")
            if found is not None:
                return Verdict(ok=False, said=of_status(spec, int(found[1]), found[2]))
            await asyncio.sleep(NOTE_EVERY_S)
        return Verdict(ok=False, said=REFUSED_AT_ONCE)

    async def _ring(self, name: str, endpoint: str, caller_id: str) -> bool:
        """In one breath with the request to be told of it, as the switch tells of nothing else.

        False where it was over before that.
        """
        request = requests.channels_originate_with_id(
            name,
            endpoint=endpoint,
            context=CONTEXT,
            extension=EXTENSION,
            priority=1,
            caller_id=caller_id or None,
            timeout=RING_S,
            variables={
                "MARKER": str(self._sounds / MARKER),
                "RECORD": str(self._recordings / name),
                "CHANNEL(hangup_handler_push)": f"{CONTEXT},gone,1",
            },
        )
        followed = requests.applications_subscribe(APP, event_source=[f"channel:{name}"])
        rung, following = self._ari.ask(request), self._ari.ask(followed)
        await asyncio.wait((rung, following))
        await self._ari.confirmed(request, rung)
        return not isinstance(await following, AlreadyGone)

    async def _end_of(self, name: str, course: _Course) -> models.ChannelDestroyed | None:
        """None where it had to be ended by us."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WHOLE_S):
                return await course.ended
        with suppress(AriError):
            await self._ari.send(requests.channels_hangup(name))
        return None

    async def _verdict(
        self, spec: TrunkSpec, name: str, course: _Course, ended: models.ChannelDestroyed | None
    ) -> Verdict:
        if course.answered:
            return await asyncio.to_thread(_measured, self._recordings / name)
        if ended is not None and (ended.tech_cause or 0) >= 300 and ended.cause not in NOBODY_ANSWERED:
            return Verdict(ok=False, said=of_status(spec, ended.tech_cause or 0, ended.cause_txt))
        if course.rang or (ended is not None and ended.cause in NOBODY_ANSWERED):
            return Verdict(ok=False, said=NOT_ANSWERED)
        return Verdict(ok=False, said=NO_WAY if ended is None else _failed(ended))


REFUSED_AT_ONCE = Trouble("trunk_test_refused_at_once", "The call was refused at once, faster than its reason.")
NOT_PLACED = Trouble(
    "trunk_test_not_placed",
    "The switch has no way for a call by this trunk. What it has of it is compared now: try again in a moment.",
)
"""Asking the carrier may say more."""
NOT_ANSWERED = Trouble("trunk_test_not_answered", "The number was reached, and nobody answered within 8 s.")
NO_WAY = Trouble("trunk_test_no_word", "The carrier said nothing to the call within 14 s.")
NO_ECHO = Trouble(
    "trunk_test_no_echo",
    "The call was answered, but what we sent did not come back: call a number that echoes, or look at the firewall's"
    " rules for audio (RTP) and the outside address.",
)


def _failed(ended: models.ChannelDestroyed) -> Trouble:
    sentence = f"The call was not carried: {ended.cause_txt} ({ended.cause})."
    return Trouble("trunk_test_failed", sentence, {"why": f"{ended.cause_txt} ({ended.cause})"})


def _write_marker(path: Path, token: str) -> None:
    """Whole from the moment it is there, also where two write it at once."""
    if not path.exists():
        half = path.with_suffix(f".{token}.wav")
        soundfile.write(half, echo.marker(), echo.RATE, subtype="PCM_16")
        half.chmod(0o644)
        half.replace(path)


def _measured(record: Path) -> Verdict:
    found = echo.heard(_samples(side(record, "out")), _samples(side(record, "in")))
    if found is None:
        return Verdict(ok=False, said=NO_ECHO)
    shown = {"delay": f"{found.delay_ms:.0f}", "loss": f"{found.loss_percent:g}"}
    sentence = f"The call was carried: sound comes back after {shown['delay']} ms, {shown['loss']} % of it is lost."
    said = Trouble("trunk_test_carried", sentence, shown)
    return Verdict(ok=True, said=said, delay_ms=round(found.delay_ms, 1), loss_percent=found.loss_percent)


def _samples(path: Path) -> echo.Samples:
    """None of them where the switch wrote nothing."""
    try:
        return np.fromfile(path, np.int16)
    except OSError as error:
        log.warning("trunk_test_not_read", path=path.name, why=str(error))
        return np.zeros(0, np.int16)


def _remove(record: Path) -> None:
    for which in ("in", "out"):
        side(record, which).unlink(missing_ok=True)
