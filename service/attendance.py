"""Agents who sign in and out by dialling a code: at their own phone at once, at any other with extension and PIN.

Implements `telephony.ports.Attendance`. Who signs in at a phone is rung there until they sign out, and whoever was
there before is signed out. What is done leaves a row in the trail, and so does every wrong PIN.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol, assert_never

import structlog

from config.catalog import Catalog
from config.model import FALLBACK_LANGUAGE, AgentRecord
from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.ids import AgentId
from kernel.trouble import Trouble
from service.guessing import Guessing
from store.pool import Database
from store.queries import load_queries
from telephony import feature_codes as codes
from telephony import webphone
from telephony.ari.errors import AriError
from telephony.feature_codes import Prompt
from telephony.plan import Sound
from web.desk_phones import Shut
from web.pins import Pins
from web.trail import Deed
from workforce import model as m
from workforce.floor import Floor

SQL = load_queries(__file__, "queries_attendance.sql")
MOVED_S = 5.0
UNLISTED_BREAK = "Break"
"""For agents whose projects list no reasons."""

log = structlog.get_logger()
Bound = m.Reserved | m.Ringing | m.Talking


class Writes(Protocol):
    async def write(self, deed: Deed) -> None: ...


class Attendance:
    """`load` takes in who has which phone, `look` asks the switch which phones are there."""

    def __init__(
        self,
        database: Database,
        pins: Pins,
        floor: Floor,
        catalog: Callable[[], Catalog],
        trail: Writes,
        clock: Clock,
        *,
        sounds: Path,
        load: Callable[[], Awaitable[None]],
        look: Callable[[], Awaitable[None]],
    ) -> None:
        self._db, self._pins, self._floor, self._catalog = database, pins, floor, catalog
        self._trail, self._clock, self._sounds = trail, clock, sounds
        self._load, self._look = load, look
        self._guessing = Guessing()
        self._moving = asyncio.Lock()
        """One after the other: who sits where is looked at and changed in one breath."""
        self._changed, self._left = asyncio.Event(), asyncio.Event()
        floor.listen(self._seen)

    # ---- codes

    async def obey(self, endpoint: str, code: codes.Order) -> Prompt:
        match code:
            case codes.SignIn():
                return await self._sign_in_here(endpoint)
            case codes.SignOut():
                return await self._change(endpoint, "phone_sign_out", _signed_out, Prompt.SIGNED_OUT)
            case codes.TakeBreak(nth=nth):
                return await self._change(endpoint, "phone_break", self._break(nth), Prompt.ON_BREAK)
            case codes.Ready():
                return await self._change(endpoint, "phone_ready", _ready, Prompt.READY)
            case _:
                assert_never(code)

    async def _sign_in_here(self, endpoint: str) -> Prompt:
        """At once for whose own phone it is, unless somebody else sits there."""
        agents = tuple(self._catalog().agents.values())
        owner = next((each for each in agents if each.own_phone == endpoint or each.endpoint == endpoint), None)
        if owner is None or any(each.endpoint == endpoint and each.elsewhere for each in agents):
            return Prompt.SAY_EXTENSION
        return await self._sit(owner, endpoint)

    async def sign_in(self, endpoint: str, extension: str, pin: str) -> Prompt:
        if webphone.is_browser(endpoint):
            return Prompt.NOT_NOW
        phone, now = _phone(endpoint), self._clock.monotonic()
        if self._guessing.is_shut(phone, extension, now):
            return Prompt.LOCKED_OUT
        self._guessing.begins(phone, extension, now)
        agent = await self._pins.whose(extension, pin)
        record = None if agent is None else self._catalog().agents.get(agent)
        if record is None:
            return await self._wrong(endpoint, extension, now)
        self._guessing.was_right(phone, extension)
        return await self._sit(record, endpoint)

    async def _wrong(self, endpoint: str, extension: str, now: float) -> Prompt:
        # Not what was keyed in: it may have been the PIN.
        agents = self._catalog().agents.values()
        agent = next((each for each in agents if each.extension == extension), None)
        locked = self._guessing.was_wrong(_phone(endpoint), extension, agent.name if agent else None, now)
        action = "phone_locked_out" if locked else "phone_pin_refused"
        log.warning(action, endpoint=endpoint)
        whose = f"agent {agent.id}" if agent else ""
        await self._trail.write(Deed(action, whose, detail={"phone": _phone(endpoint)}))
        return Prompt.LOCKED_OUT if locked else Prompt.WRONG_PIN

    def troubles(self) -> Iterator[tuple[str, Trouble]]:
        """Where guessing has shut somebody out, by name."""
        return self._guessing.troubles(self._clock.monotonic())

    def shut(self) -> Shut:
        """Where guessing has shut somebody out, and until when."""
        now, left = self._clock.now(), self._guessing.left(self._clock.monotonic())
        phones, extensions = ({key: now + timedelta(seconds=s) for key, s in each.items()} for each in left)
        return Shut(phones, extensions)

    async def _sit(self, record: AgentRecord, endpoint: str) -> Prompt:
        async with self._moving:
            there = [each for each in self._at(endpoint) if each != record.id]
            if any(self._bound(each) for each in (record.id, *there)):
                return Prompt.NOT_NOW
            await self._move(record.id, endpoint)
            at = self._clock.now()
            for other in there:
                self._floor.happened(other, m.SignOutAsked(at=at, forced=m.Forced(record.name)))
            self._floor.happened(record.id, m.ReadyAsked(at=at))
        await self._note(record, "phone_sign_in", endpoint)
        return Prompt.SIGNED_IN

    async def _move(self, agent: AgentId, endpoint: str) -> None:
        """Returns once calls would ring there. Raises `Unavailable`: then everybody is where they were."""
        if self._floor.agent(agent).endpoint == endpoint:
            return
        async with self._db.transaction() as tx:
            before = await tx.fetch(SQL["sitting"], agent, endpoint)
            await tx.execute(SQL["free_phone"], agent, endpoint)
            await tx.execute(SQL["sit_down"], agent, endpoint)
        try:
            await self._load()
            await self._taken_in(agent, endpoint)
        except Unavailable:
            with suppress(Unavailable):
                await self._db.executemany(SQL["put_back"], [tuple(row) for row in before])
            self._left.set()
            raise
        with suppress(AriError, Unavailable):
            await self._look()

    async def _taken_in(self, agent: AgentId, endpoint: str) -> None:
        try:
            async with asyncio.timeout(MOVED_S):
                while self._floor.agent(agent).endpoint != endpoint:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise Unavailable("The change of phones has not been taken in yet.") from None

    async def _change(
        self, endpoint: str, action: str, event: "Callable[[m.Agent, Clock], m.Event | None]", prompt: Prompt
    ) -> Prompt:
        """What whoever is at this phone asks for themselves; who is signed out has to sign in first."""
        here = self._at(endpoint)
        if not here and _phone(endpoint) in self._catalog().people:
            return Prompt.NOT_AN_AGENT
        for id_ in here:
            agent, before = self._floor.agent(id_), self._floor.seat(id_).state
            asked = event(agent, self._clock)
            if asked is None or (isinstance(before, m.SignedOut) and prompt is not Prompt.SIGNED_OUT):
                break
            self._floor.happened(id_, asked)
            await self._note(self._catalog().agent(id_), action, endpoint)
            later = isinstance(before, Bound) or (isinstance(before, m.WrapUp) and prompt is not Prompt.READY)
            return Prompt.AFTER_CALL if later else prompt
        return Prompt.NOT_NOW

    def _break(self, nth: int) -> "Callable[[m.Agent, Clock], m.Event | None]":
        def asked(agent: m.Agent, clock: Clock) -> m.Event | None:
            reasons = self._catalog().break_reasons(agent.projects) or (UNLISTED_BREAK,)
            return m.BreakAsked(at=clock.now(), reason=reasons[nth - 1]) if nth <= len(reasons) else None

        return asked

    def _at(self, endpoint: str) -> list[AgentId]:
        """Who is rung at this phone: one, or nobody."""
        return [agent.id for agent, _ in self._floor.seats() if agent.endpoint == endpoint]

    def _bound(self, agent: AgentId) -> bool:
        return isinstance(self._floor.seat(agent).state, Bound)

    async def _note(self, record: AgentRecord, action: str, endpoint: str) -> None:
        user, project = None, min(record.projects, default=None)
        with suppress(Unavailable):
            user = await self._pins.user_of(record.id)
        detail = {"phone": _phone(endpoint)}
        await self._trail.write(Deed(action, f"agent {record.id}", user, record.name, project=project, detail=detail))

    # ---- what is said

    def sound(self, endpoint: str, prompt: Prompt) -> Sound | None:
        for language in (*self._languages(endpoint), FALLBACK_LANGUAGE):
            file = (self._sounds / language / f"code_{prompt.value}").absolute()
            if file.with_suffix(".wav").is_file():
                return Sound(f"sound:{file}", f"code {prompt.value} ({language})")
        return None

    def _languages(self, endpoint: str) -> list[str]:
        """Of the first project of whoever is at this phone, or else has it, or of the first there is."""
        catalog = self._catalog()
        owner = catalog.people.get(_phone(endpoint))
        here = (each for each in catalog.agents.values() if endpoint in (each.endpoint, each.own_phone))
        owners = sorted(owner.projects) if owner is not None and owner.projects else sorted(catalog.projects)
        mine = next((sorted(each.projects) for each in here), owners)
        return [catalog.projects[each].language for each in mine if each in catalog.projects][:1]

    # ---- leaving

    def _seen(self, _agent: m.Agent, _before: m.Seat, after: m.Seat) -> None:
        self._changed.set()
        if isinstance(after.state, m.SignedOut):
            self._left.set()

    async def run(self) -> None:
        """Until cancelled: who has signed out, here or in the page, is at nobody else's phone any more."""
        while True:
            async with self._moving:
                self._left.clear()
                await self._stand_up()
            await self._left.wait()

    async def _stand_up(self) -> None:
        signed_out = [agent.id for agent, seat in self._floor.seats() if isinstance(seat.state, m.SignedOut)]
        if await self._db.execute(SQL["stand_up"], signed_out) != "UPDATE 0":
            await self._load()


def _phone(endpoint: str) -> str:
    return endpoint.partition("/")[2]


def _signed_out(_agent: m.Agent, clock: Clock) -> m.Event:
    return m.SignOutAsked(at=clock.now())


def _ready(_agent: m.Agent, clock: Clock) -> m.Event:
    return m.ReadyAsked(at=clock.now())
