"""Puts the house together: every part made once, joined by its ports, and run until it is told to stop."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry

import monitoring.store
from callbacks.sms.account import open_twilio
from config.directory import Directory
from config.feed import CatalogFeed
from config.prompts import install_sounds
from config.settings import Settings
from config.ways import channels_of
from contacts.blocked import BlockedCallers
from kernel.clock import Clock, SystemClock
from kernel.ids import CallId, UserId
from kernel.trouble import Trouble
from monitoring.feed import BoardFeed
from monitoring.supervise import Supervision
from recordings.archive import DirectoryArchive
from recordings.capture import DiskFloor, SpoolRoom
from recordings.encoder import Encoder
from recordings.picture.pictures import Pictures
from recordings.store import rows_for
from recordings.upkeep import Upkeep
from recordings.worker import Worker
from service.alarms import DATABASE_AWAY, RING_OUTS
from service.attendance import Attendance
from service.callbacks import Ladder, Line
from service.kept import alone, kept
from service.metrics import Gauges, Metrics
from service.music import new_music
from service.net import WantedNet
from service.phones import PhoneLine
from service.provision import Provision
from service.seats import SeatWriter
from service.setup import SetupInForce, staff_of
from service.starts import Starts
from service.trail import Sealer
from service.wall import Wall
from store.installation import Ownership, own_installation
from store.journal import Journal, open_journal
from store.listen import Listener
from store.pool import Database, open_database
from store.sealed import Seal, open_seal
from telephony import webphone
from telephony.acquaintance import Acquaintance
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.manager import Manager, open_manager
from telephony.calls import Calls
from telephony.code_line import CodeLine
from telephony.collector import Collector
from telephony.desk import Desk
from telephony.dispatcher import Dispatcher
from telephony.door import Door
from telephony.execute import APP, Executor
from telephony.facts import Fact
from telephony.hear import WANTED
from telephony.joining import Joining
from telephony.open_lines import OpenLines
from telephony.phone_watch import PhoneWatch
from telephony.queue_watch import QueueWatch
from telephony.safety import SafetyNet
from telephony.states import Ended, State
from telephony.store import MissedCalls, StoredCalls, load_alive, load_ended_lately
from telephony.switchboard import Switchboard
from telephony.trunk_load import TrunkLoad
from telephony.trunk_room import TrunkRoom
from web import trail_calls
from web.passwords import Passwords
from web.phones import BrowserPhones
from web.pins import Pins
from web.trail import Trail
from workforce.floor import Floor
from workforce.store import load_seats

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio

log = structlog.get_logger()


@dataclass(frozen=True)
class Base:
    """What everything stands on."""

    settings: Settings
    clock: Clock
    database: Database
    journal: Journal
    seal: Seal
    ownership: Ownership
    listener: Listener
    ari: AriClient
    manager: Manager
    encoder: Encoder
    painter: Encoder
    twilio: "Twilio | None"
    registry: CollectorRegistry


@asynccontextmanager
async def open_base(settings: Settings, url: str) -> AsyncIterator[Base]:
    """Raises `DatabaseAway`, `InstallationTaken`, `SpoolFailed`, `BadInput` for a key that is none."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        yield Base(
            settings=settings,
            clock=SystemClock(),
            ownership=await enter(own_installation(url)),
            database=await enter(open_database(url)),
            journal=await enter(open_journal(url, settings.journal_spool)),
            seal=await asyncio.to_thread(open_seal, settings.secret_key.reveal(), settings.data_dir),
            listener=Listener(url),
            manager=await enter(open_manager(_access(settings, manager=True))),
            ari=await enter(open_client(_access(settings), APP, WANTED, random.random)),
            encoder=await enter(Encoder()),
            painter=await enter(Encoder()),
            twilio=await enter(_twilio(settings)),
            registry=CollectorRegistry(),
        )


def _access(settings: Settings, *, manager: bool = False) -> Access:
    if manager:
        return Access(settings.ari_url, settings.manager_user, settings.manager_password.reveal())
    return Access(settings.ari_url, settings.ari_user, settings.ari_password.reveal())


def _twilio(settings: Settings) -> "AbstractAsyncContextManager[Twilio | None]":
    return open_twilio(settings.twilio_account_sid, settings.twilio_auth_token.reveal(), settings.twilio_url)


def new_call_id() -> CallId:
    return CallId(f"out-{uuid.uuid4().hex[:16]}")


class House:
    """The joined parts. `furnish` before `run`."""

    def __init__(self, base: Base, *, demo: bool) -> None:
        settings, clock = base.settings, base.clock
        self.base = base
        self.demo = demo
        self.trail = Trail(base.journal, clock)
        self.floor = Floor(clock)
        self.catalog_feed = CatalogFeed(base.database, base.listener, clock)
        self.setup = SetupInForce(self.catalog_feed, settings.sounds_dir, self.floor)
        self.directory = Directory(self.setup, settings.trunk, settings.longest_call_s)
        self.archive = DirectoryArchive(settings.archive_dir)
        self.disk = DiskFloor((settings.recordings_dir, settings.archive_dir), settings.disk_floor_mb, clock)
        self.room = SpoolRoom(settings.recordings_dir, self.disk)
        scratch = settings.archive_dir / ".incoming"
        self.worker = Worker(base.database, self.room, self.archive, base.encoder, clock, scratch)
        self.pictures = Pictures(self.archive, base.painter, scratch)
        self.stored = StoredCalls(base.journal, (rows_for, monitoring.store.rows_for, trail_calls.rows_for))
        self.executor = Executor(base.ari, base.manager, self.room, clock)
        self.calls = Calls(self.stored, self.executor.carry_out, clock)
        self.trunk_room = TrunkRoom(self.calls.states, lambda trunk: channels_of(self.setup.catalog(), trunk))
        self.trunk_load = TrunkLoad(self.trunk_room, clock)
        self.dispatcher = Dispatcher(self.floor, self.calls.deliver, clock)
        self.desk = Desk(self.calls, self.directory, self.floor, clock, new_call_id)
        self.acquaintance = Acquaintance(self.calls, self.dispatcher.promise, clock)
        self.lines = OpenLines(base.ari, clock)
        self.joining = Joining(self.calls, self.lines, clock, lambda: base.ari.connected)
        self.supervision = Supervision(self.joining)
        self.pins = Pins(base.database, Passwords())
        self.attendance = self._new_attendance()
        self.codes = CodeLine(base.ari, self.attendance)
        self.phone_watch = PhoneWatch(base.ari, base.manager, clock, self._is_phone)
        self.switchboard = self._new_switchboard()
        self.wall = self._new_wall()
        self.queue_watch = QueueWatch(self.calls, self.dispatcher, self.directory, self.wall.tally, clock)
        self.blocked = BlockedCallers(base.database, base.listener)
        around = (self.room, clock, self.wall.told_of_outages, self.blocked.all, settings.longest_call_s)
        self.net = SafetyNet(base.manager, WantedNet(self.setup, self.floor, *around))
        self.music = new_music(base.ari, settings.sounds_dir, self.setup, self.calls.states)
        self.provision = Provision(base.ari, base.manager, base.seal, settings, self.catalog_feed, clock)
        told = (self.music.renew, self.provision.provisioner.renew)
        self.starts = Starts(lambda: self.switchboard.started_at, *told)
        self.phones = BrowserPhones(base.database, base.ari, clock)
        self.phone_line = PhoneLine(
            self.floor, self.calls.deliver, self.switchboard.look_at_devices, self.catalog_feed.load, clock
        )
        self.ladder = self._new_ladder()
        self.board = self._new_board(demo)
        self.seats = SeatWriter(base.journal)
        self.metrics = Metrics(base.registry)
        base.registry.register(Gauges(self._gauges))
        self._join()

    def _is_phone(self, account: str) -> bool:
        return account != self.base.settings.trunk and account not in self.setup.catalog().trunks

    def _new_attendance(self) -> Attendance:
        base = self.base
        return Attendance(
            *(base.database, self.pins, self.floor, self.setup.catalog, self.trail, base.clock),
            sounds=base.settings.sounds_dir,
            load=self.catalog_feed.load,
            look=lambda: self.switchboard.look_at_devices(),
        )

    def _new_switchboard(self) -> Switchboard:
        base, calls = self.base, self.calls
        door = Door(calls, self.directory, self.floor, self.acquaintance, self.executor.carry_out, base.clock)
        missed = MissedCalls(base.database, base.journal, self.stored)
        collector = Collector(base.manager, calls, self.directory, missed, base.clock)
        return Switchboard(
            base.ari, base.manager, calls, self.executor, door, collector, self.lines, self.codes, base.clock
        )

    def _new_ladder(self) -> Ladder:
        base = self.base
        return Ladder(
            base.database,
            base.listener,
            base.journal,
            base.clock,
            catalog=self.setup.catalog,
            line=Line(self.desk, self.calls, base.ari, lambda: self.switchboard.trouble),
            floor=self.floor,
            dispatcher=self.dispatcher,
            twilio=base.twilio,
            webhooks=base.settings.twilio_webhooks,
        )

    def _new_wall(self) -> Wall:
        base = self.base
        return Wall(
            *(base.database, base.clock, self.setup, self.floor, self.calls, self.dispatcher),
            troubles=self.troubles,
            trunk=base.settings.trunk,
            switch_away=lambda: self.switchboard.trouble is not None,
        )

    def _new_board(self, demo: bool) -> BoardFeed:
        return BoardFeed(
            self.calls,
            self.floor,
            self.dispatcher,
            self.setup,
            self.wall.standing,
            self.base.clock,
            demo=demo,
            callbacks_due=lambda: self.ladder.worker.ladder.due_in,
            level=self.wall.watch.level,
            beside=self.wall.beside,
        )

    def _join(self) -> None:
        self.executor.deliver = self.calls.deliver
        self.executor.lets_out = self.trunk_room.lets_out
        self.provision.watch.load = self.trunk_load
        self.wall.trunks.load = self.trunk_load.of_limit
        self.switchboard.devices_heard = self._hear_devices
        self.switchboard.pages.gone = self._hear_page_gone
        self.switchboard.compared = self._compared
        self.switchboard.elsewhere = self.provision.calls.hear
        self.acquaintance.regulars = self.ladder.regulars
        self.directory.refusal = self.ladder.refusal
        self.ladder.worker.has_way_out = self.directory.has_way_out
        self.directory.carries = self.wall.trunks.carries
        self.directory.outage = self.wall.outages.told
        self.directory.blocked = self.blocked.covers
        self.lines.phones = self.directory.phones_of_people
        self.wall.when_changed(self.board.changed)
        self.phones.ending = self._hear_session_ended
        self.calls.listen(lambda state, facts: self.floor.hear(state.call.id, facts))
        self.calls.listen(self.dispatcher.hear)
        self.calls.listen(alone("queue_watch", self.queue_watch.hear))
        self.calls.listen(self.joining.hear)
        self.calls.listen(alone("dialled", self.ladder.dialled.hear))
        self.calls.listen(alone("tally", self.wall.tally.hear_call))
        self.calls.listen(alone("trunks", self.trunk_load.hear))
        self.calls.listen(alone("help", self.wall.helping.hear_call))
        self.calls.listen(alone("board", self.board.hear_call))
        self.calls.listen(alone("metrics", self.metrics.hear))
        self.calls.listen(self._wake_archive)
        self.calls.listen(self.ladder.follower.hear)
        self.floor.listen(self.seats.hear)
        self.floor.listen(lambda _agent, _before, _after: self.dispatcher.look())
        self.floor.listen(self.phone_line.seen)
        self.floor.listen(alone("board", self.board.hear_seat))

    def _wake_archive(self, state: State, _facts: Sequence[Fact]) -> None:
        if isinstance(state, Ended):
            self.worker.wake()

    def _compared(self) -> None:
        self.net.renew()
        self.starts.look()

    def _hear_devices(self, devices: Mapping[str, bool]) -> None:
        self.floor.heard_devices({name: there and self.phones.may_ring(name) for name, there in devices.items()})
        self.lines.heard_devices(devices)
        self.wall.trunks.heard_devices({**devices, **self.provision.watch.online()})

    def _hear_page_gone(self, endpoint: str) -> None:
        self.lines.lost(endpoint)
        self.phone_line.lost(endpoint)

    def _hear_session_ended(self, user: UserId) -> None:
        """Whose phone goes with it: neither their line nor their calls can be in that page any more."""
        self.lines.page_closed(user)
        self.phone_line.closed(webphone.endpoint_of(user))

    async def furnish(self) -> None:
        """Load what an earlier life of the service left. Raises `DatabaseAway`."""
        settings = self.base.settings
        await asyncio.to_thread(_prepare, settings)
        await self.catalog_feed.load()
        await self.phones.load()
        self.floor.staff(staff_of(self.catalog_feed.catalog), await load_seats(self.base.database))
        await self.setup.take()
        await self.ladder.load()
        await self.blocked.load()
        alive = await load_alive(self.base.database)
        self.trunk_room.adopt(alive)
        await self.trunk_load.load(self.base.database)
        for state in alive:
            self.calls.adopt(state)
            self.dispatcher.adopt(state)
        self.calls.adopt_ended(await load_ended_lately(self.base.database))
        self.floor.settle_against(state.call.id for state in alive)
        await self.wall.load([state.call.id for state in alive])
        log.info("calls_adopted", calls=len(alive))

    async def run(self) -> None:
        """Until cancelled. Ends with the first of the tasks that calls depend on; the others are begun again."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.calls.run(), name="calls")
                group.create_task(self.switchboard.run(), name="switchboard")
                group.create_task(self.seats.run(), name="seats")
                group.create_task(self.base.ownership.keep(), name="ownership")
                for name, work in self._apart():
                    group.create_task(kept(name, work), name=name)
        finally:
            await self.executor.close()
            await self.codes.close()
            self.floor.close()

    def _apart(self) -> Sequence[tuple[str, Callable[[], Awaitable[None]]]]:
        upkeep = Upkeep(self.base.database, self.room, self.archive, self.base.clock)
        return (
            ("listener", self.base.listener.run),
            ("catalog", self.catalog_feed.run),
            ("setup", self.setup.run),
            ("blocked-callers", self.blocked.run),
            ("safety-net", self.net.run),
            ("music", self.music.run),
            ("queue-watch", self.queue_watch.run),
            ("browser-phones", self.phones.run),
            ("attendance", self.attendance.run),
            ("phone-watch", self.phone_watch.run),
            ("lines", self.lines.run),
            ("board", self.board.run),
            ("archive", self.worker.run),
            ("upkeep", upkeep.run),
            ("trail-seal", Sealer(self.base.database).run),
            *self.provision.tasks(),
            *self.wall.tasks(),
            *self.ladder.tasks(),
        )

    def troubles(self) -> Iterator[tuple[str, Trouble | None]]:
        """Every thing that may be wrong, by name, with what to say if it is."""
        yield "switch", self.switchboard.trouble
        yield "safety_net", self.net.trouble
        yield "ring_outs", RING_OUTS if self.floor.together_since is not None else None
        yield "database", DATABASE_AWAY if self.base.journal.spooled_bytes else None
        for alarm in (*self.room.alarms(), *self.worker.alarms()):
            yield alarm.id, alarm.trouble
        yield from self.attendance.troubles()
        yield from self.ladder.troubles()

    def _gauges(self) -> Iterator[tuple[str, str, float]]:
        yield "ringback_calls_live", "Calls that are live", len(self.calls.states())
        yield "ringback_callers_waiting", "Callers in queues", len(self.dispatcher.entries())
        yield "ringback_agents_free", "Agents who could take a call", len(self.floor.free())
        yield "ringback_switch_connected", "1 while the switch is connected", self.switchboard.trouble is None
        yield "ringback_journal_spooled_bytes", "Facts that wait for the database", self.base.journal.spooled_bytes
        yield from self.ladder.gauges()


def _prepare(settings: Settings) -> None:
    """What customers said is for our eyes alone; what they are told must be readable for the switch."""
    settings.recordings_dir.mkdir(parents=True, exist_ok=True)
    settings.archive_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.sounds_dir.mkdir(parents=True, exist_ok=True)
    install_sounds(settings.sounds_dir)
