"""The second Asterisk, scripted: it carries customers' calls to the switch, and plays who is called and the phones."""

import asyncio
import random
import re
import shutil
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from lab.behaviours import Answers, Behaviour, Busy, Congested, Declines, Manual, RingsOut, Unallocated
from lab.carrier_config import Place
from lab.instance import AsteriskInstance, unique
from lab.leg import Leg
from lab.tones import tone, whole_cycles, write_raw
from lab.waiting import NotSeen
from telephony.ari import models, requests
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.errors import AriRefused
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.ari.signals import Connected, Event

T = TypeVar("T")
APP = "lab"
NOTHING: Mapping[str, str] = MappingProxyType({})
_TONE_SECONDS = 60.0
_BUSY, _UNALLOCATED, _DECLINED, _CONGESTED = 17, 1, 21, 34
_HANGING_UP_S = 20.0
"""So long after a refused answer its hang-up may be told."""
_WANTED: tuple[type[models.AnyMessage], ...] = (
    models.StasisStart,
    models.ChannelStateChange,
    models.ChannelDestroyed,
    models.ChannelDtmfReceived,
    models.ChannelHold,
    models.ChannelUnhold,
    models.PlaybackFinished,
)


class Called(Protocol):
    """Who can be called: a number at the carrier, or a phone."""

    @property
    def behaviour(self) -> Behaviour: ...

    def arrived(self, leg: Leg) -> None:
        """A call has come to it."""
        ...


class _Nobody:
    behaviour = Unallocated()

    def arrived(self, leg: Leg) -> None:
        pass


class Carrier:
    """Made by `open_carrier`. Whoever is called is looked up in `numbers` and `lines`."""

    app = APP

    def __init__(self, instance: AsteriskInstance, place: Place, client: AriClient) -> None:
        self.instance = instance
        self.place = place
        self.numbers: dict[str, Called] = {}
        """By their digits."""
        self.lines: dict[str, Called] = {}
        """Phones, by their names."""
        self._client = client
        self._legs: dict[str, Leg] = {}
        self._entrances: dict[str, asyncio.Future[None]] = {}
        self._failures: list[BaseException] = []
        self._errands: set[asyncio.Task[None]] = set()
        self._connected = asyncio.Event()

    # ---- calls

    async def dial(self, endpoint: str, who: str, caller_id: str, headers: Mapping[str, str] = NOTHING) -> Leg:
        """Places a call from here, with these headers added; it rings or fails later, as the leg will tell."""
        leg = Leg(self, unique("leg"), who)
        self._legs[leg.channel] = leg
        await self.send(
            requests.channels_originate_with_id(
                leg.channel,
                endpoint=endpoint,
                app=APP,
                app_args="dialled",
                caller_id=caller_id,
                timeout=-1,
                variables={f"PJSIP_HEADER(add,{name})": value for name, value in headers.items()} or None,
            )
        )
        return leg

    async def send(self, request: Request[T]) -> T:
        return await self._client.send(request)

    def entrance(self, channel: str) -> asyncio.Future[None]:
        entrance: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._entrances[channel] = entrance
        return entrance

    def errand(self, coroutine: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(_unless_gone(coroutine))
        task.add_done_callback(lambda _: coroutine.close())
        self._errands.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failures.append(error)

    def check(self) -> None:
        """Raises what went wrong beside the script, if anything did."""
        if self._failures:
            raise self._failures[0]

    def forget(self, leg: Leg) -> None:
        """Its events are nobody's from now on."""
        self._legs.pop(leg.channel, None)

    async def clear(self) -> None:
        """Hangs up whatever is left."""
        for leg in list(self._legs.values()):
            await leg.end()
            self.forget(leg)

    def abandon(self) -> None:
        """Leaves everything as it is: the Asterisk is about to die."""
        self._legs.clear()

    async def rest(self) -> None:
        """Nobody does anything more."""
        left = list(self._errands)
        for errand in left:
            errand.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # ---- sounds

    def tone_file(self, hertz: float) -> Path:
        path = self._sounds / f"tone-{hertz:g}.sln16"
        if not path.exists():
            write_raw(path, tone(hertz, whole_cycles(hertz or 1, _TONE_SECONDS)))
            path.chmod(0o644)
        return path.with_suffix("")

    def sound_file(self, path: Path) -> Path:
        stamp = sha256(str(path.absolute()).encode()).hexdigest()[:8]
        copy = self._sounds / f"sound-{stamp}{path.suffix}"
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        return copy.with_suffix("")

    @property
    def _sounds(self) -> Path:
        return self.instance.home / "sounds"

    # ---- events

    async def connected(self) -> None:
        async with asyncio.timeout(30):
            await self._connected.wait()

    async def listen(self) -> None:
        """Hands every event to the leg it is about."""
        async for signal in self._client.signals():
            match signal:
                case Connected():
                    self._connected.set()
                case Event(event=event):
                    self._route(event)
                case _:
                    pass

    def _route(self, event: models.AnyMessage) -> None:
        if isinstance(event, models.StasisStart) and event.args[:1] in (("callee",), ("phone",)):
            self._arrived(event)
            return
        channel = _channel_of(event)
        if isinstance(event, models.StasisStart) and channel in self._entrances:
            self._entrances.pop(channel).set_result(None)
        leg = self._legs.get(channel)
        if leg is not None:
            leg.take(event)

    def _arrived(self, event: models.StasisStart) -> None:
        kind, name = event.args[0], event.args[1]
        called = self.lines.get(name) if kind == "phone" else self.numbers.get(digits(name))
        leg = Leg(self, event.channel.id, name, incoming=True)
        leg.caller, leg.caller_name = event.channel.caller.number, event.channel.caller.name
        self._legs[leg.channel] = leg
        self.errand(self._receive(leg, called or _Nobody()))

    async def _receive(self, leg: Leg, called: Called) -> None:
        watched = requests.applications_subscribe(APP, event_source=[f"channel:{leg.channel}"])
        await self.send(watched)
        if isinstance(await self.send(requests.channels_get(leg.channel)), AlreadyGone):
            self.forget(leg)
            return
        called.arrived(leg)
        await self._behave(leg, called.behaviour)

    async def _behave(self, leg: Leg, behaviour: Behaviour) -> None:
        match behaviour:
            case Busy():
                await self._refuse(leg, _BUSY)
            case Unallocated():
                await self._refuse(leg, _UNALLOCATED)
            case Congested(heard=heard):
                if heard:
                    await self.send(requests.channels_progress(leg.channel))
                await self._refuse(leg, _CONGESTED)
            case RingsOut(heard=True):
                await self.send(requests.channels_progress(leg.channel))
            case RingsOut() | Manual():
                await self.send(requests.channels_ring(leg.channel))
            case Declines(after=after):
                await self._rings(leg, after)
                await self._refuse(leg, _DECLINED)
            case Answers():
                await self._rings(leg, behaviour.after)
                await _answer(leg, behaviour)

    async def _rings(self, leg: Leg, seconds: float) -> None:
        await self.send(requests.channels_ring(leg.channel))
        await asyncio.sleep(seconds)

    async def _refuse(self, leg: Leg, cause: int) -> None:
        await self.send(requests.channels_hangup(leg.channel, reason_code=str(cause)))


async def _unless_gone(errand: Coroutine[Any, Any, object]) -> None:
    """Whoever is about to answer may find that the caller has hung up: nothing is wrong with that."""
    with suppress(NotSeen):
        await errand


async def _answer(leg: Leg, behaviour: Answers) -> None:
    if leg.over:
        return
    leg.voice = behaviour.speaks
    await pick_up(leg)
    if behaviour.hangs_up_after is not None:
        await asyncio.sleep(behaviour.hangs_up_after)
        await leg.hang_up()


async def pick_up(leg: Leg) -> None:
    """Answers; what is being hung up at this moment cannot be, and is gone then. Raises any other refusal."""
    try:
        await leg.answer()
    except AriRefused as refused:
        try:
            await leg.gone(_HANGING_UP_S)
        except NotSeen:
            raise refused from None


def _channel_of(event: models.AnyMessage) -> str:
    if isinstance(event, models.PlaybackFinished):
        return event.playback.target_uri.removeprefix("channel:")
    channel = getattr(event, "channel", None)
    return channel.id if isinstance(channel, models.Channel) else ""


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


@asynccontextmanager
async def open_carrier(instance: AsteriskInstance, place: Place) -> AsyncIterator[Carrier]:
    """Connects to a carrier that runs. What is left of its calls is hung up at the end.

    Not in a TaskGroup: what a script raises should reach it as it is, not as a group.
    """
    access = Access(instance.url, instance.settings.ari_user, instance.settings.ari_password)
    async with open_client(access, APP, _WANTED, random.random) as client:
        carrier = Carrier(instance, place, client)
        carrier.errand(carrier.listen())
        try:
            await carrier.connected()
            yield carrier
            await carrier.clear()
        finally:
            await carrier.rest()
    carrier.check()
