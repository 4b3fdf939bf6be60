"""One story: a service in this process on a real switch and a real database, and what is seen of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

from kernel.ids import AgentId, CallId
from kernel.phone import Known
from lab.customer import Customer
from lab.lab import Lab
from lab.phone import Phone
from lab.waiting import Story as Diary
from service.house import House, open_base
from store.pool import Database, Record
from telephony import facts as fact
from telephony import names
from telephony import store as calls_in_store
from telephony.ari import requests
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.states import Ended, State
from tests.starving import starved_s
from tests.stories.logs import Line
from tests.stories.place import Place
from tests.stories.seeds import CUSTOMER, NUMBER
from tests.waiting import until
from workforce import model as m

T = TypeVar("T")
S = TypeVar("S", bound=State)
SOON = 30.0
LOUD = frozenset({"error", "critical"})
TELLING = frozenset(
    {
        "command_failed",
        "phone_not_rung",
        "trunk_not_rung",
        "resync_failed",
        "ari_event_unknown",
        "ari_event_does_not_fit",
    }
)
"""What no story should see as a warning unless it says so; told as news, it came too late and nobody is worse off."""


class Story:
    """`house` is the service that runs now; a story may end it and begin another."""

    def __init__(self, lab: Lab, place: Place, database: Database, lines: list[Line]) -> None:
        self.lab = lab
        self.place = place
        self.database = database
        self.lines = lines
        self.diary = Diary("the service")
        self.phone: dict[str, Phone] = {}
        self.expected: set[str] = set()
        """Log lines of level error that belong to this story."""
        self.starved_s = starved_s()
        self._house: House | None = None
        self._states: dict[CallId, State] = {}
        self._facts: dict[CallId, list[fact.Fact]] = {}

    # ---- the service

    @property
    def house(self) -> House:
        assert self._house is not None
        return self._house

    @asynccontextmanager
    async def service(
        self, *, connected: bool = True, database_url: str = "", **overrides: object
    ) -> AsyncIterator[asyncio.Task[None]]:
        """The service runs while the block does; yields its task. It stops without a word to the switch."""
        async with open_base(self.place.settings(**overrides), database_url or self.place.database_url) as base:
            self._house = House(base, demo=False)
            self._house.calls.listen(self._hear)
            self._house.floor.listen(self._hear_seat)
            await self._house.furnish()
            running = asyncio.create_task(self._house.run(), name="house")
            try:
                if connected:
                    await self.logged("switch_compared")
                yield running
            finally:
                running.cancel()
                [ended] = await asyncio.gather(running, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended

    def _hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        call = state.call.id
        self._states[call] = state
        self._facts.setdefault(call, []).extend(facts)
        kinds = " ".join(type(each).__name__ for each in facts)
        self.diary.tell(f"{call[-8:]} {type(state).__name__} ({kinds})")

    def _hear_seat(self, agent: m.Agent, _before: m.Seat, after: m.Seat) -> None:
        self.diary.tell(f"{agent.name} {m.name_of(after.state)}")

    # ---- waiting

    async def until(self, check: Callable[[], T | None], what: str, within: float = SOON) -> T:
        """What `check` gives once it is neither None nor False; looks again whenever something happened."""
        return await self.diary.until(lambda: check() or None, what, within)

    async def logged(self, event: str, within: float = SOON, *, times: int = 1) -> Line:
        """The log line of that name, once there are so many."""
        what = f"{times} x {event} in the log"
        found = await self.until(lambda: self.log_lines(event)[times - 1 : times], what, within)
        return found[0]

    def log_lines(self, event: str) -> list[Line]:
        return [line for line in self.lines if line["event"] == event]

    # ---- calls

    def customer(self, number: str = CUSTOMER, dials: str = NUMBER, name: str = "", **headers: str) -> Customer:
        """`headers` are SIP's, with `_` for `-`."""
        return self.lab.customer(number, dials, name, {each.replace("_", "-"): headers[each] for each in headers})

    async def call(self, number: str = CUSTOMER, nth: int = 1) -> CallId:
        """The nth call from or to that number, once it has begun."""
        return (await self.until(lambda: self._calls(number)[nth - 1 : nth], f"call {nth} of {number}"))[0]

    def _calls(self, number: str) -> list[CallId]:
        return [call for call, state in self._states.items() if _number(state) == number]

    async def any_call(self, nth: int = 1) -> CallId:
        """The nth call of anybody."""
        return (await self.until(lambda: list(self._states)[nth - 1 : nth], f"call {nth}"))[0]

    async def reaches(self, call: CallId, kind: type[S], within: float = SOON) -> S:
        def there() -> S | None:
            state = self._states.get(call)
            return state if isinstance(state, kind) else None

        return await self.until(there, f"{call} {kind.__name__}", within)

    def state(self, call: CallId) -> State:
        """As it was after its last step."""
        return self._states[call]

    async def hears(self, call: CallId, kind: type[T], nth: int = 1, within: float = SOON) -> T:
        """The nth fact of that kind, once it is durable."""
        found = await self.until(lambda: self.heard(call, kind)[nth - 1 : nth], f"{nth} x {kind.__name__}", within)
        return found[0]

    def heard(self, call: CallId, kind: type[T]) -> list[T]:
        return [each for each in self._facts.get(call, ()) if isinstance(each, kind)]

    async def ended(self, call: CallId, within: float = SOON) -> Record:
        """Its row, once it has ended."""
        await self.reaches(call, Ended, within)
        return await self.row(call)

    async def row(self, call: CallId) -> Record:
        return await self.database.fetchrow("SELECT * FROM calls WHERE call_id = $1", call)

    async def outcome(self, call: CallId, within: float = SOON) -> tuple[str, str | None]:
        row = await self.ended(call, within)
        return row["outcome"], row["reason"]

    async def facts(self, call: CallId) -> list[str]:
        """The kinds of its facts, in order, as the database has them."""
        return [row["kind"] for row in await self._timeline(call)]

    async def _timeline(self, call: CallId) -> Sequence[Mapping[str, Any]]:
        return await calls_in_store.timeline(self.database, call)

    async def instant(self, call: CallId, kind: str) -> datetime:
        """When the first fact of that kind happened."""
        at: datetime = next(row["at"] for row in await self._timeline(call) if row["kind"] == kind)
        return at

    async def recording(self, call: CallId) -> Record:
        """Its row, once the archive has done its work."""
        sql = "SELECT * FROM recordings WHERE call_id = $1"

        async def settled() -> bool:
            row = await self.database.fetchrow(sql, call)
            return row is not None and row["status"] != "pending"

        await until(settled, within=20)
        return await self.database.fetchrow(sql, call)

    # ---- agents

    def now(self) -> datetime:
        return self.house.base.clock.now()

    def ready(self, *phones: str) -> None:
        for phone in phones:
            self.house.floor.happened(agent_of(phone), m.ReadyAsked(at=self.now()))

    def sign_out(self, *phones: str) -> None:
        for phone in phones:
            self.house.floor.happened(agent_of(phone), m.SignOutAsked(at=self.now()))

    def seat(self, phone: str) -> str:
        """The word for what the agent with this phone does."""
        return m.name_of(self.house.floor.seat(agent_of(phone)).state)

    async def seated(self, phone: str, word: str, within: float = SOON) -> None:
        await self.until(lambda: self.seat(phone) == word, f"{phone} {word}", within)

    # ---- the end

    async def ends_clean(self) -> None:
        """Nothing is left on the switch, nothing was misunderstood, nothing went wrong unexpectedly."""
        await self.switch_is_empty()
        assert self.house.base.ari.unreadable == {}
        self.log_is_clean()

    def log_is_clean(self) -> None:
        unexpected = [dict(line) for line in self.lines if _loud(line) and line["event"] not in self.expected]
        assert unexpected == [], unexpected

    async def switch_is_empty(self) -> None:
        http = self.lab.http
        await until(lambda: self._none_left(requests.channels_list()), within=20)
        await until(lambda: self._none_left(requests.bridges_list()), within=20)
        for state in self._states.values():
            for n in range(1, state.call.plays + 1):
                played = await http.send(requests.playbacks_get(names.playback(state.call.id, n)), within=15)
                assert isinstance(played, AlreadyGone)

    async def _none_left(self, request: Request[Any]) -> bool:
        return len(await self.lab.http.send(request, within=15)) == 0

    async def sweep(self) -> None:
        """After a story that failed: the next one finds an empty switch."""
        for channel in await self.lab.http.send(requests.channels_list(), within=15):
            await self.lab.http.send(requests.channels_hangup(channel.id), within=15)
        for bridge in await self.lab.http.send(requests.bridges_list(), within=15):
            await self.lab.http.send(requests.bridges_destroy(bridge.id), within=15)


def _loud(line: Line) -> bool:
    return line["log_level"] in LOUD or (line["event"] in TELLING and line["log_level"] != "info")


def agent_of(phone: str) -> AgentId:
    return AgentId(int(phone.removeprefix("agent-")))


def _number(state: State) -> str | None:
    caller = state.call.caller
    return caller.phone.e164 if isinstance(caller, Known) else None
