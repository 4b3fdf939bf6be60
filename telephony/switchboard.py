"""Listens to the switch: each event to its call, each new channel to the door, a comparison after each connect."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import assert_never

import structlog

from kernel.clock import Clock
from kernel.errors import RingbackError
from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId, QueueId
from kernel.trouble import Trouble
from telephony import commands as do
from telephony import events as ev
from telephony import notes
from telephony.ari import models, requests
from telephony.ari.client import AriClient, Snapshot
from telephony.ari.errors import AriError
from telephony.ari.manager import Manager
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.signals import Connected, Event, Lost, Replaced
from telephony.asterisk.render import PULSE_STALE_S
from telephony.asterisk.version import Fit, TooOld, Untried, judge
from telephony.calls import Calls
from telephony.code_line import CodeLine
from telephony.collector import Collector
from telephony.door import Door
from telephony.execute import Executor
from telephony.feature_codes import code_of
from telephony.hear import Arrival, arrival_of, hear
from telephony.names import Role, parse
from telephony.open_lines import OpenLines, calls_for_a_line, endpoint_of
from telephony.outcome import Direction
from telephony.page_watch import PageWatch
from telephony.reconcile import Seen, compare, leftovers
from telephony.states import State, playback
from telephony.step import plan_of

log = structlog.get_logger()

DEVICES_EVERY_S = 2.0
COLLECT_EVERY_S = 60.0
PULSE, PULSE_EVERY_S = "PULSE", 2.0
RESYNC_AGAIN_S = 1.0


class Fenced(RingbackError):
    """Another process has taken our application over: two must not steer the same calls."""


class SwitchTooOld(RingbackError):
    """This Asterisk has known holes, or lacks what we use."""


class Switchboard:
    def __init__(
        self,
        ari: AriClient,
        manager: Manager,
        calls: Calls,
        executor: Executor,
        door: Door,
        collector: Collector,
        lines: OpenLines,
        codes: CodeLine,
        clock: Clock,
    ) -> None:
        self._ari = ari
        self._manager = manager
        self._calls = calls
        self._executor = executor
        self._door = door
        self._collector = collector
        self._lines = lines
        self._codes = codes
        self._clock = clock
        self._again = asyncio.Event()
        self._to_collect = asyncio.Event()
        self._pulsed_at: float | None = None
        self.pages = PageWatch(ari)
        self.devices_heard: Callable[[Mapping[str, bool]], None] = lambda _devices: None
        self.elsewhere: Callable[[models.AnyMessage], bool] = lambda _event: False
        """Takes events of channels that are no calls of ours to steer, such as those by which a trunk is tried."""
        self.compared: Callable[[], None] = lambda: None
        """Called after each comparison: what is kept on the switch may have to be written again."""
        self.trouble: Trouble | None = Trouble("switch_not_reached", "The switch has not been reached yet.")
        """Why calls cannot be steered just now; None while they can."""
        self.away_since: datetime | None = clock.now()
        calls.overflowed = self._again.set
        calls.out_of_sight()

    @property
    def started_at(self) -> datetime | None:
        """When the switch that calls were compared with last has started, by its own clock."""
        return self._collector.restarted_at

    async def run(self) -> None:
        """Until cancelled. The switch may be away at any time, also at the start. Raises Fenced, SwitchTooOld."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(DEVICES_EVERY_S, self.look_at_devices), name="devices")
            group.create_task(self._every(PULSE_EVERY_S, self._pulse), name="pulse")
            group.create_task(self._collect_notes(), name="collect-notes")
            group.create_task(self._resync_when_asked(), name="resync-again")
            await self._listen()

    async def _listen(self) -> None:
        async for signal in self._ari.signals():
            match signal:
                case Connected():
                    await self._quietly(self._pulse)
                    await self._resync()
                case Lost(reason=reason):
                    self._pulsed_at = None
                    self.pages.forget()
                    self._calls.out_of_sight()
                    self.trouble, self.away_since = _away(reason), self.away_since or self._clock.now()
                    log.error("switch_lost", why=self.trouble.sentence)
                case Event(event=event):
                    self._take(event)
                case Replaced():
                    raise Fenced("Another Ringback has taken over this switch, so this one stops.")

    def _take(self, event: models.AnyMessage) -> None:
        if isinstance(event, models.ContactStatusChange):
            self.pages.hear(event)
            return
        if self.elsewhere(event):
            return
        heard = hear(event)
        match heard:
            case None:
                return
            case Arrival():
                self._arrived(heard)
            case _ if self._lines.has(heard.call):
                if isinstance(heard.event, ev.ChannelGone):
                    self._lines.ended(heard.call)
            case _ if self._codes.has(heard.call):
                self._codes.hear(heard.call, heard.event)
            case _ if not self._calls.deliver(heard.call, heard.event) and isinstance(event, models.StasisStart):
                self._executor.carry_out(heard.call, [do.HangUp(ChannelId(event.channel.id))])
            case _:
                pass

    def _arrived(self, arrival: Arrival) -> None:
        if calls_for_a_line(arrival):
            self.pages.follow(endpoint_of(arrival.channel))
            self._lines.arrived(arrival.channel)
        elif arrival.way == "phone" and (code := code_of(arrival.dialled)):
            self._codes.arrived(arrival.channel, code)
        else:
            self._door.open(arrival, self._in_queue())

    def _in_queue(self) -> Mapping[QueueId, int]:
        """Callers who are let in and not answered yet, by queue."""
        calls = (state.call for state in self._calls.states().values())
        unanswered = (call for call in calls if call.plan is not None and call.answered_at is None)
        return Counter(plan_of(call).queue.id for call in unanswered if call.direction is Direction.INBOUND)

    async def _resync(self) -> None:
        """Compare every call with the switch. Events go on to queue up behind this, and are taken after it."""
        believed = self._calls.settled()
        if len(believed) < len(self._calls.states()):
            self._again.set()
        try:
            found = await self._ari.snapshot()
            written = await notes.read(self._manager)
            seen = await self._seen(found, written, believed)
        except AriError as error:
            log.warning("resync_failed", why=str(error))
            self._again.set()
            return
        self._heal(found, seen, believed)
        self._calls.in_sight()
        self._collector.restarted_at = seen.restarted_at
        self._collector.look(written)
        self._to_collect.set()
        self.trouble = self.away_since = None
        self.compared()
        log.info("switch_compared", channels=len(seen.channels), calls=len(self._calls.states()))

    async def _seen(self, found: Snapshot, written: notes.Notes, believed: Mapping[CallId, State]) -> Seen:
        info = await self._ari.send(requests.asterisk_get_info(only=["status", "system"]))
        _check_version(info)
        now = self._clock.now()
        return Seen(
            at=now,
            channels={ChannelId(c.id): c.state == "Up" for c in found.channels},
            ringing=frozenset(ChannelId(c.id) for c in found.channels if c.state == "Ringing"),
            coming=frozenset(ChannelId(c.id) for c in found.channels if _is_coming(c)),
            bridges={BridgeId(b.id): frozenset(ChannelId(c) for c in b.channels) for b in found.bridges},
            playbacks=await self._live_playbacks(believed),
            restarted_at=info.status.startup_time if info.status else now,
            gone=written.gone,
            up=written.up,
        )

    async def _live_playbacks(self, believed: Mapping[CallId, State]) -> frozenset[PlaybackId]:
        played = (each for state in believed.values() for each in (playback(state), state.call.fill))
        wanted = [each for each in played if each is not None]
        answers = await asyncio.gather(*(self._ari.send(requests.playbacks_get(played)) for played in wanted))
        return frozenset(p for p, answer in zip(wanted, answers, strict=True) if not isinstance(answer, AlreadyGone))

    def _heal(self, found: Snapshot, seen: Seen, believed: Mapping[CallId, State]) -> None:
        """Calls that moved while the switch was being asked are compared the next time: what was seen is older.

        So are those that had only decided what to ask of it: a leg that is yet to be rung would be taken for gone.
        """
        now = self._calls.states()
        for call, state in believed.items():
            if now.get(call) is not state:
                self._again.set()
                continue
            repair = compare(state, seen)
            if repair.later:
                self._again.set()
            self._executor.carry_out(call, repair.commands)
            for event in repair.events:
                self._calls.deliver(call, event)
        self._lines.compared(seen.channels)
        self._codes.compared(frozenset(seen.channels))
        for channel in found.channels:
            self._take_in(channel)
        self._clear(frozenset(now) | {CallId(line) for line in self._lines.channels()}, seen)

    def _take_in(self, channel: models.Channel) -> None:
        """A channel from outside that is in our application: a call whose arrival we missed, or one that is over."""
        call = CallId(channel.id)
        if channel.dialplan.app_name != "Stasis" or parse(call) or self._calls.state(call) is not None:
            return
        arrival = arrival_of(channel)
        if self._calls.has_ended(call):
            self._executor.carry_out(call, [do.HangUp(ChannelId(call))])
        elif arrival is not None:
            self._arrived(arrival)

    def _clear(self, live: frozenset[CallId], seen: Seen) -> None:
        left = leftovers(live, seen)
        commands: list[do.Command] = [
            *(do.HangUp(c) for c in left.channels),
            *(do.DestroyBridge(b) for b in left.bridges),
        ]
        if commands:
            log.info("leftovers_cleared", channels=len(left.channels), bridges=len(left.bridges))
            self._executor.carry_out(CallId("leftovers"), commands)

    async def _resync_when_asked(self) -> None:
        while True:
            await self._again.wait()
            self._again.clear()
            await asyncio.sleep(RESYNC_AGAIN_S)
            if self._ari.connected:
                await self._resync()

    async def look_at_devices(self) -> None:
        """Asks the switch for the state of every phone, besides doing so every other second. Raises `AriError`."""
        endpoints = await self._ari.send(requests.endpoints_list_by_tech("PJSIP"))
        if isinstance(endpoints, AlreadyGone):
            return
        phones = {f"{each.technology}/{each.resource}": each for each in endpoints}
        taken = {name for name in self._collector.talking if name in phones and phones[name].channel_ids}
        online = {name: each.state == "online" for name, each in phones.items()}
        self.pages.looked(online)
        self.devices_heard({name: there and name not in taken for name, there in online.items()})
        if taken != self._collector.talking:
            self._to_collect.set()

    async def _pulse(self) -> None:
        """Says in the switch's own time that we are alive: without it, the dialplan gives us no more callers.

        After a pause in which it gave us none, those whom the safety net took are collected at once.
        """
        before, self._pulsed_at = self._pulsed_at, self._clock.monotonic()
        if before is not None and self._pulsed_at - before > PULSE_STALE_S:
            log.warning("service_stood_still", seconds=round(self._pulsed_at - before))
            self._again.set()
        now = await self._manager.time()
        await self._ari.send(requests.asterisk_set_global_var(variable=PULSE, value=str(int(now))))

    async def _collect_notes(self) -> None:
        """Beside the events, not before them: after an outage there may be thousands, and new callers wait for us."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(COLLECT_EVERY_S):
                    await self._to_collect.wait()
            self._to_collect.clear()
            if self._ari.connected:
                await self._quietly(self._collect)

    async def _collect(self) -> None:
        if self.trouble is None:
            written = await notes.read(self._manager)
            if await self._collector.collect(written):
                await notes.forget_gone(self._manager, written, self._clock.now())

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            if self._ari.connected:
                await self._quietly(work)
            await asyncio.sleep(seconds)

    async def _quietly(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except AriError as error:
            log.info("switch_not_asked", why=str(error))


def _is_coming(channel: models.Channel) -> bool:
    """A leg of ours that was picked up and that the dialplan has not given to us yet."""
    named = parse(channel.id)
    leg = named is not None and named.role in (Role.AGENT, Role.CUSTOMER, Role.OUTSIDE)
    return leg and channel.state == "Up" and channel.dialplan.app_name != "Stasis"


def _away(reason: str) -> Trouble:
    sentence = f"The switch is away: {reason}. Calls that are up go on; trying again."
    return Trouble("switch_away", sentence, {"why": reason})


def _check_version(info: models.AsteriskInfo) -> None:
    """Raises SwitchTooOld; a switch that is newer than we know is only warned of."""
    match judge(info.system.version if info.system else ""):
        case TooOld(sentence):
            raise SwitchTooOld(sentence)
        case Untried(_, warning):
            log.warning("switch_untried", why=warning)
        case Fit():
            pass
        case other:
            assert_never(other)
